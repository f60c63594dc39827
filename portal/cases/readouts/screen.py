"""What does whoever handles a case see? The answers with old and new side by side, what to tick, what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.cases import guards
from portal.cases.definition import Check, Move
from portal.cases.documents import readable
from portal.cases.kinds import kind_named, roles_in
from portal.cases.models import Case, CheckTick, Decision, Defect, Document, Revision
from portal.cases.moving import moves_for
from portal.cases.readouts.case import Happened, Holding, history_of, holding_of, name_of
from portal.cases.readouts.mine import TONES
from portal.cases.states import OWN_ROLES, Does, Phase
from portal.questions.conditions import holds
from portal.questions.definition import Question
from portal.questions.readouts import Line, difference, line


@dataclass(frozen=True, slots=True)
class Field:
    """A question with its answer; ``before`` is what it was in the version before, when that was another.

    ``defect`` is what was found at fault and is not ticked off yet; ``is_mended`` when it was handed in again.
    """

    question: Question
    label: str
    now: Line | None
    before: Line | None
    is_changed: bool
    source: str
    defect: Defect | None
    is_mended: bool


@dataclass(frozen=True, slots=True)
class Tickable:
    """A check with its tick."""

    check: Check
    tick: CheckTick | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that the table gives this user here; ``in_the_way`` says what has to be done before."""

    move: Move
    in_the_way: tuple[str, ...]
    given_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One case for the staff."""

    case: Case
    kind: str
    tone: str
    holding: Holding
    fields: list[Field]
    version: Revision | None
    versions: list[Revision]
    checks: list[Tickable]
    offers: list[Offer]
    documents: list[Document]
    history: list[Happened]
    has_changes: bool
    may_check: bool

    @property
    def returning(self) -> Offer | None:
        """The move by which fields are returned; it has its boxes among the answers."""
        return next((offer for offer in self.offers if offer.move.does == Does.RETURN), None)

    @property
    def deciding(self) -> list[Offer]:
        return [offer for offer in self.offers if offer.move.does != Does.RETURN]


def screen(case: Case, user: Any, *, at: datetime) -> Screen:
    """Return the screen of a member of staff; a number of queries that the case's length does not change."""
    roles = roles_in(case, user) - OWN_ROLES
    versions = list(case.revisions.select_related("by__person"))
    offers = [_offer(case, move, at) for move in moves_for(case, roles)]
    fields = _fields(case, versions)
    return Screen(
        case=case,
        kind=str(kind_named(case.kind).title),
        tone=TONES[Phase(case.phase)],
        holding=holding_of(case),
        fields=fields,
        version=versions[-1] if versions else None,
        versions=versions,
        checks=_checks(case),
        offers=offers,
        documents=list(readable(case, roles)),
        history=history_of(case, for_staff=True),
        has_changes=any(field.is_changed for field in fields),
        may_check=bool(offers),
    )


def _offer(case: Case, move: Move, at: datetime) -> Offer:
    given: tuple[str, ...] = ()
    if move.people > 1:
        words = Decision.objects.filter(case=case, step=case.step, move=move.id).select_related("by__person")
        given = tuple(name_of(word.by) for word in words if word.by)
    return Offer(move, tuple(str(sentence) for sentence in guards.in_the_way(case, move, at=at)), given)


def _checks(case: Case) -> list[Tickable]:
    ticks = {
        tick.check_id: tick
        for tick in CheckTick.objects.filter(case=case, state=case.state).select_related("by__person")
    }
    return [Tickable(check, ticks.get(check.id)) for check in case.where.checks]


def _fields(case: Case, versions: list[Revision]) -> list[Field]:
    """Return every question that is asked now, was answered before, or is at fault."""
    if not versions:
        return []
    now = versions[-1].answers
    before = versions[-2].answers if len(versions) > 1 else now
    questions = case.questions.questions
    changes = {change.id: change for change in difference(questions, before, now)}
    defects = _open_defects(case)
    found = []
    for question in questions:
        key = question.id
        if key not in before and key not in defects and not holds(question.condition, now):
            continue
        change, defect = changes.get(key), defects.get(key)
        known = case.known.get(key, {}) if case.draft.get(key) == now.get(key) else {}
        found.append(
            Field(
                question=question,
                label=str(question.label),
                now=line(question, now[key]) if key in now else None,
                before=change.before if change else None,
                is_changed=change is not None,
                source=known.get("source", ""),
                defect=defect,
                is_mended=defect is not None and defect.notice.answered_at is not None,
            )
        )
    return found


def _open_defects(case: Case) -> Mapping[str, Defect]:
    defects = Defect.objects.filter(notice__case=case, settled_at=None).select_related("notice").order_by("pk")
    return {defect.question: defect for defect in defects}
