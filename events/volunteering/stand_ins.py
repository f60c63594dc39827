"""Who comes instead? Whoever is in a shift asks a colleague, or everybody who may; one says yes and takes the place.

Where the role asks for it the organisation approves. The place stays taken throughout: nobody moves up in between.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from events.errors import NoShift, NotAllowed
from events.models import Assignment, Shift, StandIn, Volunteer
from events.permissions import can_roster, may_act_for
from events.states import STAND_IN_MOVES, AssignmentState, ShiftState, StandInState
from events.volunteering import fitness, stand_in_messages, taking
from portal.audit.recording import SYSTEM, record
from portal.transactions import repeated_when_lost

State = StandInState
OPEN = (State.OPEN, State.TAKEN)
#: Who served with the organisation since then is asked when everybody is.
KNOWN_SINCE = timedelta(days=365)
MOST_ASKED = 200


@repeated_when_lost
@transaction.atomic
def ask(assignment: Assignment, *, asked: Volunteer | None, note: str, by: Any, at: datetime) -> StandIn:
    """Look for a stand-in: one colleague, or with None everybody who may. While one is sought, that one is returned.

    Raises ``NotAllowed``, ``NoShift`` once it has begun, or when the colleague may not take it.
    """
    _refuse_stranger(assignment, by, at)
    row = Assignment.objects.select_for_update().get(pk=assignment.pk)
    shift = _shift(row.shift_id)
    _refuse_late(row, shift, at)
    if known := row.stand_ins.filter(state__in=OPEN).first():
        return known
    if asked is not None:
        _refuse_unfit(shift, asked)
    sought = StandIn.objects.create(assignment=row, asked=asked, note=note.strip()[:200], asked_at=at)
    _record("stand_in.asked", sought, by=by, at=at)
    people = [asked] if asked else who_may(shift, row.volunteer_id, at)
    stand_in_messages.tell_asked(sought, people, at=at)
    return sought


@repeated_when_lost
@transaction.atomic
def accept(sought: StandIn, volunteer: Volunteer, *, by: Any, at: datetime) -> StandIn:
    """Say yes: the place changes hands at once, or once the organisation has approved. Again: the same.

    Raises ``NotAllowed``, ``NoShift`` when somebody else was quicker, it has begun, or they may not take it.
    """
    if not may_act_for(by, [volunteer.person_id], at):
        raise NotAllowed(_("You do not act for this volunteer."))
    row, shift = _locked(sought)
    if row.taker_id == volunteer.pk:
        return row
    if row.asked_id not in (None, volunteer.pk) or volunteer.pk == row.assignment.volunteer_id:
        raise NotAllowed(_("Somebody else was asked."))
    if row.state != State.OPEN:
        raise NoShift(_("Somebody was quicker, or the request was taken back."), reason="gone")
    _refuse_late(row.assignment, shift, at)
    _refuse_unfit(shift, volunteer)
    row.taker = volunteer
    if shift.role.swaps_are_approved:
        _move(row, State.TAKEN)
        _record("stand_in.accepted", row, by=by, at=at)
        stand_in_messages.tell_to_approve(row, at=at)
        return row
    return _done(row, by=by, at=at)


@repeated_when_lost
@transaction.atomic
def decline(sought: StandIn, *, by: Any, at: datetime) -> StandIn:
    """Say no, as the colleague who was asked; whoever asked is told. Raises ``NotAllowed``, ``NoShift``."""
    row, _shift_of = _locked(sought)
    if row.asked is None or not may_act_for(by, [row.asked.person_id], at):
        raise NotAllowed(_("Somebody else was asked."))
    if row.state == State.DECLINED:
        return row
    return _end(row, State.DECLINED, State.OPEN, by=by, at=at)


@repeated_when_lost
@transaction.atomic
def approve(sought: StandIn, *, by: Any, at: datetime) -> StandIn:
    """Let the stand-in take the place, as whoever rosters. Raises ``NotAllowed``, ``NoShift``."""
    row, shift = _locked(sought)
    _refuse_other_staff(shift, by)
    if row.state == State.DONE:
        return row
    if row.state != State.TAKEN:
        raise NoShift(_("Nobody has said yes, or the request was taken back."), reason="gone")
    _refuse_late(row.assignment, shift, at)
    row.decided_by = by if hasattr(by, "pk") else None
    return _done(row, by=by, at=at)


@repeated_when_lost
@transaction.atomic
def refuse(sought: StandIn, *, by: Any, at: datetime) -> StandIn:
    """Leave the shift with whoever is in it, as whoever rosters; both are told. Raises ``NotAllowed``, ``NoShift``."""
    row, shift = _locked(sought)
    _refuse_other_staff(shift, by)
    if row.state == State.REFUSED:
        return row
    row.decided_by = by if hasattr(by, "pk") else None
    return _end(row, State.REFUSED, State.TAKEN, by=by, at=at)


@repeated_when_lost
@transaction.atomic
def withdraw(sought: StandIn, *, by: Any, at: datetime) -> StandIn:
    """Come oneself after all; who had said yes is told. Raises ``NotAllowed``, ``NoShift`` when it is done."""
    row, _shift_of = _locked(sought)
    _refuse_stranger(row.assignment, by, at)
    if row.state == State.WITHDRAWN:
        return row
    return _end(row, State.WITHDRAWN, *OPEN, by=by, at=at)


def close_stale(at: datetime) -> int:
    """Take back requests whose shift has begun, was called off or was left; return how many."""
    stale = ~Q(assignment__state=AssignmentState.CONFIRMED) | ~Q(assignment__shift__state=ShiftState.OPEN)
    rows = StandIn.objects.filter(stale | Q(assignment__shift__starts_at__lte=at), state__in=OPEN)
    return sum(_closed(row, at) for row in rows[:100])


def end_those_of(volunteer: Volunteer, at: datetime) -> None:
    """End what a volunteer who stops has to do with: what they sought, were asked for, or had said yes to.

    In a transaction; whoever is left with the shift is told, and may ask again.
    """
    live = StandIn.objects.filter(state__in=OPEN).select_related("assignment").order_by("pk")
    for sought in live.filter(assignment__volunteer=volunteer):
        _closed(sought, at)
    for sought in live.filter(Q(asked=volunteer, state=State.OPEN) | Q(taker=volunteer)):
        row, _shift_of = _locked(sought)
        if row.state == State.TAKEN:
            row.taker = None
            _move(row, State.OPEN)
        _end(row, State.DECLINED, State.OPEN, by=SYSTEM, at=at)


def who_may(shift: Shift, without: int, at: datetime) -> list[Volunteer]:
    """Return who may take this shift, of those who are welcome at its organisation or served with it in a year."""
    served = Assignment.objects.confirmed().filter(
        shift__organisation=shift.organisation_id, shift__starts_at__gt=at - KNOWN_SINCE
    )
    welcome = Volunteer.objects.of_organisations([shift.organisation_id]).values("pk")
    rows = Volunteer.objects.active().filter(Q(pk__in=served.values("volunteer")) | Q(pk__in=welcome))
    there = shift.assignments.confirmed().values("volunteer")
    people = list(rows.exclude(pk=without).exclude(pk__in=there).select_related("person__user")[:MOST_ASKED])
    need, known = fitness.need_of(shift), fitness.known_of(people, shift.starts_at, shift.ends_at)
    return [one for one in people if fitness.fits(known[one.pk], need)]


def colleagues(assignment: Assignment) -> list[Volunteer]:
    """Return those who were in a shift together with this volunteer: only their names are known to them."""
    mine = Assignment.objects.confirmed().filter(volunteer=assignment.volunteer_id).values("shift")
    together = Assignment.objects.confirmed().filter(shift__in=mine).exclude(shift=assignment.shift_id)
    rows = Volunteer.objects.active().filter(pk__in=together.values("volunteer"))
    there = Assignment.objects.confirmed().filter(shift=assignment.shift_id).values("volunteer")
    return list(rows.exclude(pk__in=there).select_related("person").order_by("person__name")[:MOST_ASKED])


def offered_to(sought: StandIn, volunteers: list[Volunteer], at: datetime) -> list[Volunteer]:
    """Return those of these volunteers who can still say yes: the one asked, or when everybody is, whoever may."""
    shift = sought.assignment.shift
    if sought.state != State.OPEN or taking.closed(shift, at):
        return []
    if sought.asked_id:
        return [one for one in volunteers if one.pk == sought.asked_id]
    ids = {one.pk for one in volunteers}
    return [one for one in who_may(shift, sought.assignment.volunteer_id, at) if one.pk in ids]


def _done(row: StandIn, *, by: Any, at: datetime) -> StandIn:
    taker = row.taker
    if taker is None:
        raise NoShift(_("Nobody has said yes, or the request was taken back."), reason="gone")
    before = row.assignment
    row.becomes = taking.replace(before, taker, by=by, at=at)
    _move(row, State.DONE, at)
    _record("stand_in.done", row, by=by, at=at)
    stand_in_messages.tell_done(row, before, at=at)
    return row


def _end(row: StandIn, state: StandInState, *sources: StandInState, by: Any, at: datetime) -> StandIn:
    if row.state not in sources:
        raise NoShift(_("This request is over already."), reason="gone")
    _move(row, state, at)
    _record(f"stand_in.{state}", row, by=by, at=at)
    stand_in_messages.tell_ended(row, at=at)
    return row


def _move(row: StandIn, state: StandInState, ended_at: datetime | None = None) -> None:
    STAND_IN_MOVES.move(row, state)
    row.ended_at = ended_at
    row.save()


@repeated_when_lost
@transaction.atomic
def _closed(sought: StandIn, at: datetime) -> bool:
    row = StandIn.objects.select_for_update().get(pk=sought.pk)
    if row.state not in OPEN:
        return False
    _move(row, State.WITHDRAWN, at)
    _record("stand_in.withdrawn", row, by=SYSTEM, at=at)
    return True


def _locked(sought: StandIn) -> tuple[StandIn, Shift]:
    """Lock a request; the pool is locked before it, as ``taking.replace`` does. Returns it with its shift."""
    shift = _shift(sought.assignment.shift_id)
    rows = StandIn.objects.select_for_update(of=("self",))
    row = rows.select_related("assignment__volunteer__person", "asked__person", "taker__person").get(pk=sought.pk)
    row.assignment.shift = shift
    return row, shift


def _shift(pk: int) -> Shift:
    return Shift.objects.with_all().select_related("supervisor").get(pk=pk)


def _refuse_stranger(assignment: Assignment, by: Any, at: datetime) -> None:
    if not may_act_for(by, [assignment.volunteer.person_id], at):
        raise NotAllowed(_("You do not act for this volunteer."))


def _refuse_other_staff(shift: Shift, by: Any) -> None:
    if hasattr(by, "pk") and not can_roster(by, shift.organisation_id):
        raise NotAllowed(_("You do not roster this organisation's volunteers."))


def _refuse_late(assignment: Assignment, shift: Shift, at: datetime) -> None:
    if assignment.state != AssignmentState.CONFIRMED:
        raise NoShift(_("This shift is not theirs any more."), reason="gone")
    if refusal := taking.closed(shift, at):
        raise refusal


def _refuse_unfit(shift: Shift, volunteer: Volunteer) -> None:
    if found := taking.reasons(shift, volunteer):
        raise NoShift(found[0].sentence, reason=found[0].code, reasons=found)


def _record(act: str, row: StandIn, *, by: Any, at: datetime) -> None:
    record(
        act,
        row,
        by=by,
        at=at,
        beneficiary_id=row.assignment.volunteer.person_id,
        organisation_id=row.assignment.shift.organisation_id,
        shift=row.assignment.shift_id,
    )
