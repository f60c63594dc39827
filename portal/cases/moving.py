"""How does a case move? By a move of its own workflow's table, made by whoever the table names; by nothing else.

Every act that changes a state ends here: handing in, returning, correcting, deciding, withdrawing, and the clock.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.cases import clock, guards, telling
from portal.cases.definition import Move
from portal.cases.errors import ChangedMeanwhile, NotNow, NotReady, NotYours, ReasonMissing
from portal.cases.handing_in import hand_in, mend, missing, must_be_complete
from portal.cases.keeping import set_erasure
from portal.cases.kinds import kind_named, roles_in
from portal.cases.models import Case, Decision, HistoryEntry
from portal.cases.recording import enter
from portal.cases.returning import return_fields
from portal.cases.states import Does, Phase, Reason
from portal.questions import files
from portal.questions.conditions import still_asked
from portal.refusals import Refusal
from portal.transactions import repeated_when_lost


@dataclass(frozen=True)
class Given:
    """What somebody gives with a move: why, which fields are at fault, the answers to what the move asks."""

    reason: str = ""
    defects: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)


def moves_for(case: Case, roles: Collection[str]) -> list[Move]:
    """Return the moves that the table gives these roles from where the case stands."""
    return [move for move in case.plan.moves_from(case.state) if set(move.roles) & set(roles)]


@repeated_when_lost
@transaction.atomic
def move_case(case: Case, key: str, *, seen: int, given: Given | None = None, by: Any, at: datetime) -> Case:
    """Make a move of the case's table and return the case; the same move again, from the same page, changes nothing.

    ``seen`` is the step that the user looked at. Raises ``NotYours`` for whoever has no role that may do it,
    ``NotNow`` when the table has no such move here, ``ChangedMeanwhile`` when the case has moved since,
    ``ReasonMissing``, ``NotReady`` when a guard is in the way or an effect refuses. Where two people are needed, the
    first one's word is kept and the case stays. Tells those who write it and those who hold it then.
    """
    given = given or Given()
    case = Case.objects.select_for_update(of=("self",)).select_related("workflow", "questions").get(pk=case.pk)
    roles = roles_in(case, by)
    move = case.plan.move(key)
    if not roles or (move and not set(move.roles) & roles):
        raise NotYours(_("You cannot do this."))
    if move and _is_repeated(case, move, seen, by):
        return case
    must_be_as_seen(case, seen)
    move = _possible(case, move, given, at=at)
    _BEFORE.get(move.does, _nothing)(case, given, by, at)
    decision = _decide(case, move, given, by=by, at=at)
    acting = roles & set(move.roles)
    if _needs_another(case, move):
        enter(case, "word_given", move=move.id, roles=acting, by=by, at=at)
        return case
    _go(case, move, acting, by=by, at=at)
    for name in move.effects:
        kind_named(case.kind).effects[name](case, decision=decision, by=by, at=at)
    if move.is_told:
        telling.tell_moved(case, reason=given.reason.strip() if decision else "", at=at)
    return case


def must_be_as_seen(case: Case, seen: int) -> None:
    """Raise ``ChangedMeanwhile`` when a case has moved since somebody looked at this step of it."""
    if seen != case.step:
        raise ChangedMeanwhile(_("It has moved on since you opened this page. Please look at it again."))


def foreseen(case: Case, key: str, given: Given, *, by: Any, at: datetime) -> Refusal | None:
    """Return why a move would be refused now, as ``move_case`` would say it; an effect may refuse besides.

    Writes nothing. The case has its workflow joined; whoever asks about many reads ``foreseen_from`` along.
    """
    move, roles = case.plan.move(key), roles_in(case, by)
    if not roles or (move and not set(move.roles) & roles):
        return NotYours(_("You cannot do this."))
    try:
        _possible(case, move, given, at=at)
    except Refusal as refusal:
        return refusal
    return None


def foreseen_from() -> list[Any]:
    """Return what is looked at of each case to foresee a move, for ``prefetch_related_objects``."""
    return ["editors", *guards.reads()]


def _possible(case: Case, move: Move | None, given: Given, *, at: datetime) -> Move:
    """Return the move when the table has it here and nothing is in its way; raises what ``move_case`` raises."""
    if move is None or case.state not in move.sources:
        raise NotNow(_("This cannot be done where it stands now."))
    if in_the_way := guards.in_the_way(case, move, at=at):
        raise NotReady(" ".join(str(sentence) for sentence in in_the_way))
    _must_answer(move, given)
    if move.reason == Reason.REQUIRED and not given.reason.strip() and not given.defects:
        raise ReasonMissing(_("Please say why."))
    return move


def _must_answer(move: Move, given: Given) -> None:
    if lacking := missing(move.asks, given.answers):
        labels = _("; ").join(str(question.label) for question in lacking)
        raise NotReady(_("Still to be filled in: %(questions)s") % {"questions": labels}, reason="incomplete")


def _nothing(case: Case, given: Given, by: Any, at: datetime) -> None:
    """Do nothing beside moving."""


def _submit(case: Case, given: Given, by: Any, at: datetime) -> None:
    must_be_complete(case)
    hand_in(case, by=by, at=at)
    case.submitted_at = at


def _correct(case: Case, given: Given, by: Any, at: datetime) -> None:
    must_be_complete(case)
    mend(case, by=by, at=at)


def _return(case: Case, given: Given, by: Any, at: datetime) -> None:
    return_fields(case, given.defects, by=by, at=at)


_BEFORE: Mapping[str, Callable[[Case, Given, Any, datetime], None]] = {
    Does.SUBMIT: _submit,
    Does.CORRECT: _correct,
    Does.RETURN: _return,
}


def _is_repeated(case: Case, move: Move, seen: int, by: Any) -> bool:
    """Return whether this is the move that was made last, by the same person, from the same page."""
    if seen != case.step - 1:
        return False
    last = HistoryEntry.objects.filter(case=case, act="moved").latest("number")
    return last.move == move.id and last.actor_id == getattr(by, "pk", None)


def _decide(case: Case, move: Move, given: Given, *, by: Any, at: datetime) -> Decision | None:
    """Keep a person's word, where the move asks for one; of a person's two, the later."""
    if move.does not in (Does.DECIDE, Does.WITHDRAW) or (
        move.reason == Reason.NONE and not move.asks and move.people == 1 and not move.effects
    ):
        return None
    decision, _created = Decision.objects.update_or_create(
        case=case,
        step=case.step,
        move=move.id,
        by=by if hasattr(by, "pk") else None,
        defaults={
            "revision": case.revisions.last(),
            "reason": given.reason.strip() if move.reason != Reason.NONE else "",
            "answers": still_asked(move.asks, given.answers),
            "at": at,
        },
    )
    files.claim(decision.answers)
    return decision


def _needs_another(case: Case, move: Move) -> bool:
    if move.people == 1:
        return False
    return Decision.objects.filter(case=case, step=case.step, move=move.id).count() < move.people


def _go(case: Case, move: Move, roles: Collection[str], *, by: Any, at: datetime) -> None:
    """Assign the state, set the clock, write the history."""
    before, target = case.state, case.plan.state(move.target)
    clock.enter_state(case, target, at=at)
    case.state, case.phase = target.id, target.phase
    case.step += 1
    if target.phase == Phase.CLOSED:
        case.closed_at, case.invitation = at, ""
        set_erasure(case, timezone.localdate(at))
    case.save()
    enter(case, "moved", move=move.id, before=before, after=target.id, roles=roles, by=by, at=at, step=case.step)
