"""What does a page show of one case? The steps, what happens next, what has to be corrected, and what has happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.cases.definition import Move, Plan
from portal.cases.documents import readable
from portal.cases.kinds import kind_named, roles_in
from portal.cases.models import Case, Decision, DefectNotice, Document, Editor, HistoryEntry, Revision
from portal.cases.moving import moves_for
from portal.cases.returning import open_notice
from portal.cases.states import APPLICANT, OWN_ROLES, SUBMITTER, SYSTEM, Does, Phase
from portal.questions.readouts import Line, lines

#: What is said of each act in the history; a move is called by its own name.
ACTS: Mapping[str, str | Promise] = {
    "begun": gettext_lazy("Begun"),
    "word_given": gettext_lazy("First of two words given: %(move)s"),
    "invited": gettext_lazy("Others invited to write"),
    "invitation_closed": gettext_lazy("Invitation ended"),
    "joined": gettext_lazy("Somebody joined in writing"),
    "parted": gettext_lazy("Somebody no longer writes"),
    "defect_settled": gettext_lazy("Correction ticked off: %(question)s"),
    "check_ticked": gettext_lazy("Ticked: %(check)s"),
    "check_unticked": gettext_lazy("Tick taken away: %(check)s"),
    "written_to": gettext_lazy("A message was sent to whoever writes it"),
    "document_added": gettext_lazy("Document added"),
    "erased": gettext_lazy("Erased when its time was over."),
    "name_taken_out": gettext_lazy("The name of somebody who has left was taken out."),
    "answers_erased": gettext_lazy("Some answers erased when their time was over."),
}
#: What the applicant need not read about the work of the staff.
INNER = frozenset({"word_given", "check_ticked", "check_unticked"})


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way; ``place`` is done, now, beside (returned for correction) or ahead."""

    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the history."""

    at: datetime
    what: str
    who: str
    reason: str
    sentences: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds it, what happens next and until when."""

    state: str
    next: str
    who: str
    due_on: date | None
    is_estimate: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case for whoever writes it."""

    case: Case
    kind: str
    steps: tuple[Step, ...]
    holding: Holding
    defects: tuple[tuple[str, str], ...]
    lines: list[Line]
    version: Revision | None
    documents: list[Document]
    history: list[Happened]
    moves: list[Move]
    hand_in: Move | None
    editors: list[Editor]
    is_submitter: bool
    is_writable: bool


def case_page(case: Case, user: Any) -> CasePage:
    """Return the page of one who writes the case; a constant number of queries."""
    roles = roles_in(case, user)
    questions = case.questions.questions
    notice = open_notice(case)
    labels = {question.id: str(question.label) for question in questions}
    version = case.revisions.select_related("by").last()
    answers = version.answers if version and case.phase not in (Phase.DRAFT, Phase.CORRECTION) else case.draft
    moves = moves_for(case, roles)
    return CasePage(
        case=case,
        kind=str(kind_named(case.kind).title),
        steps=steps_of(case),
        holding=holding_of(case),
        defects=tuple((labels.get(one.question, ""), one.sentence) for one in notice.defects.all()) if notice else (),
        lines=lines(questions, answers, erased=version.erased if version else ()),
        version=version,
        documents=list(readable(case, roles)),
        history=history_of(case, for_staff=False),
        moves=[move for move in moves if move.does not in (Does.SUBMIT, Does.CORRECT)],
        hand_in=next((move for move in moves if move.does in (Does.SUBMIT, Does.CORRECT)), None),
        editors=list(case.editors.select_related("user__person").order_by("pk")),
        is_submitter=SUBMITTER in roles,
        is_writable=APPLICANT in roles and case.phase in (Phase.DRAFT, Phase.CORRECTION),
    )


def steps_of(case: Case) -> tuple[Step, ...]:
    """Return the way of a case as its workflow draws it, with where it stands on it."""
    plan, here = case.plan, case.state
    way = [state.id for state in plan.way()]
    if here not in way:
        here = _beside(plan, here, way)
    at = way.index(here) if here in way else len(way)
    is_over = case.phase == Phase.CLOSED
    found = []
    for number, key in enumerate(way):
        place = "done" if number < at or (number == at and is_over) else "now" if number == at else "ahead"
        found.append(Step(str(plan.state(key).name), place))
    if case.state not in way and is_over:
        found = [*(step for step in found if step.place == "done"), Step(str(case.where.name), "now")]
    elif case.state not in way:
        # Beside the way: the step shows where it really stands.
        found[at] = Step(str(case.where.name), "beside")
    return tuple(found)


def _beside(plan: Plan, state: str, way: list[str]) -> str:
    """Return the step that a state lies beside: that to which one comes back from it, or from which one came."""
    for move in plan.moves_from(state):
        if move.does == Does.CORRECT:
            return move.target
    sources = [source for move in plan.moves if move.target == state for source in move.sources if source in way]
    return max(sources, key=way.index) if sources else way[0]


def holding_of(case: Case) -> Holding:
    state = case.where
    return Holding(
        state=str(state.name),
        next=str(state.next),
        who=holder_in_words(case),
        due_on=case.due_on,
        is_estimate=case.is_due_estimated,
        is_overdue=case.is_overdue(timezone.localdate()),
    )


def holder_in_words(case: Case) -> str:
    """Return who holds a case, as the applicant reads it."""
    kind, role = kind_named(case.kind), case.where.holder
    if role in (APPLICANT, SUBMITTER):
        return _("You")
    if role == SYSTEM or case.phase == Phase.CLOSED:
        return ""
    words, where = str(kind.roles.get(role, role)), kind.holder_name(case)
    if not where or where.endswith(words):
        return where or words
    return _("%(organisation)s, %(role)s") % {"organisation": where, "role": words}


def history_of(case: Case, *, for_staff: bool) -> list[Happened]:
    """Return what has happened, newest first; the applicant reads of the staff by their role. Five queries."""
    entries = list(HistoryEntry.objects.filter(case=case))
    users: Mapping[int, Any] = (
        get_user_model()
        .objects.select_related("person")
        .in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    )
    reasons = {(one.step, one.move, one.by_id): one.reason for one in Decision.objects.filter(case=case)}
    notices = list(DefectNotice.objects.filter(case=case).prefetch_related("defects"))
    labels = {question.id: str(question.label) for question in case.questions.questions}
    found, step = [], 0
    for entry in entries:
        sentences: tuple[tuple[str, str], ...] = ()
        move = case.plan.move(entry.move) if entry.move else None
        reason = reasons.get((step, entry.move, entry.actor_id), "")
        if entry.act == "moved":
            step += 1
            if move and move.does == Does.RETURN and notices:
                notice = notices.pop(0)
                sentences = tuple((labels.get(one.question, ""), one.sentence) for one in notice.defects.all())
        if for_staff or entry.act not in INNER:
            found.append(
                Happened(
                    entry.at, _what(case, entry, move, labels), _who(case, entry, users, for_staff), reason, sentences
                )
            )
    return found[::-1]


def _what(case: Case, entry: HistoryEntry, move: Move | None, labels: Mapping[str, str]) -> str:
    if entry.act == "moved" and move:
        return str(move.name)
    checks = {check.id: str(check.label) for state in case.plan.states for check in state.checks}
    words = {
        "move": move.name if move else "",
        "question": labels.get(entry.facts.get("question", ""), ""),
        "check": checks.get(entry.facts.get("check", ""), ""),
    }
    return str(ACTS.get(entry.act, entry.act)) % words


def _who(case: Case, entry: HistoryEntry, users: Mapping[int, Any], for_staff: bool) -> str:
    if entry.actor_id is None:
        return _("Automatically")
    if for_staff or entry.role in OWN_ROLES:
        user = users.get(entry.actor_id)
        return name_of(user) if user else ""
    return str(kind_named(case.kind).roles.get(entry.role, ""))


def name_of(user: Any) -> str:
    """Return what to call an account: the person's name, or the account's."""
    person = getattr(user, "person", None)
    return person.name if person else str(user)
