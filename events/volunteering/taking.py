"""How does a volunteer come into a shift and out of it? By their own word, on invitation, or entered by staff.

A shift's places are a pool: the same counter, the same promises as an event's. A volunteer's diary is locked first,
so that two shifts at once cannot both be theirs; the pool is touched last.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from events.errors import Full, NoShift, NotAllowed
from events.models import Assignment, Pool, Shift, Volunteer
from events.permissions import can_roster, may_act_for
from events.seating import places
from events.states import ASSIGNMENT_MOVES, LIVE_ASSIGNMENTS, AssignmentState, ShiftState
from events.volunteering import absences, fitness, shift_messages
from portal.audit.recording import record
from portal.timetable import diaries
from portal.transactions import repeated_when_lost

State = AssignmentState
Way = Assignment.Way


class ShiftFull(Exception):
    """Somebody else was quicker; what was written is rolled back."""


def closed(shift: Shift, at: datetime) -> NoShift | None:
    """Return why nobody can take this shift now, or None. Reasons: ``not_open``, ``cancelled``, ``over``."""
    if shift.state == ShiftState.CANCELLED:
        return NoShift(_("This shift has been called off."), reason="cancelled")
    if shift.state != ShiftState.OPEN:
        return NoShift(_("This shift is not open yet."), reason="not_open")
    if at >= shift.starts_at:
        return NoShift(_("This shift has begun."), reason="over")
    return None


def reasons(shift: Shift, volunteer: Volunteer) -> list[fitness.Reason]:
    """Return all that stands against this volunteer in this shift; places are not looked at."""
    known = fitness.known_of([volunteer], shift.starts_at, shift.ends_at)[volunteer.pk]
    return fitness.reasons(known, fitness.need_of(shift), shift)


@repeated_when_lost
def take(shift: Shift, volunteer: Volunteer, *, by: Any, at: datetime, way: Way = Way.SELF) -> Assignment:
    """Let a volunteer take a shift, or wait for it where it is full; whoever is in it or waits already stays so.

    Raises ``NotAllowed`` for whoever does not act for them, ``NoShift`` with all reasons.
    """
    if not may_act_for(by, [volunteer.person_id], at):
        raise NotAllowed(_("You do not act for this volunteer."))
    if absences.need_a_word([volunteer.pk], shift.organisation_id, at):
        with transaction.atomic():
            return _wait(shift, volunteer, by=by, at=at, way=way, needs_word=True)
    return _enter(shift, volunteer, by=by, at=at, way=way, override_reason="", queue=True)


@repeated_when_lost
def place(
    shift: Shift, volunteer: Volunteer, *, by: Any, at: datetime, way: Way = Way.PLACED, override_reason: str = ""
) -> Assignment:
    """Enter a volunteer into a shift as its coordinator; with a reason, what may be set aside is set aside.

    Whoever waits is let in out of turn.

    Raises ``NotAllowed``, ``NoShift`` with all reasons that stand, ``Full``.
    """
    if not can_roster(by, shift.organisation_id):
        raise NotAllowed(_("You do not roster this organisation's volunteers."))
    if waiting := shift.assignments.waiting().filter(volunteer=volunteer).first():
        return _let_in(waiting, by=by, at=at, override_reason=override_reason.strip())
    return _enter(shift, volunteer, by=by, at=at, way=way, override_reason=override_reason.strip(), queue=False)


@repeated_when_lost
@transaction.atomic
def answer(assignment: Assignment, *, yes: bool, by: Any, at: datetime) -> Assignment:
    """Take up an invitation, or decline it; the same answer again changes nothing.

    Raises ``NotAllowed``, ``NoShift`` with all reasons. Where the shift is full by now, they wait.
    """
    if not may_act_for(by, [assignment.volunteer.person_id], at):
        raise NotAllowed(_("You do not act for this volunteer."))
    if yes:
        return _enter(
            assignment.shift, assignment.volunteer, by=by, at=at, way=Way.INVITED, override_reason="", queue=True
        )
    row = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if row.state == State.INVITED:
        _move(row, State.DECLINED)
        note("shift.declined", row, by=by, at=at)
    return row


@repeated_when_lost
@transaction.atomic
def step_back(assignment: Assignment, *, by: Any, at: datetime) -> Assignment:
    """Let a volunteer out of a shift at their own wish; who waits moves up. Again: nothing changes.

    Raises ``NotAllowed``, ``NoShift`` once it has begun.
    """
    if not may_act_for(by, [assignment.volunteer.person_id], at):
        raise NotAllowed(_("You do not act for this volunteer."))
    if at >= assignment.shift.starts_at:
        raise NoShift(_("This shift has begun."), reason="over")
    row = out(assignment, State.LEFT, by=by, at=at)
    if row is not None:
        shift_messages.tell_stepped_back(row, at=at)
    return row or assignment


@repeated_when_lost
@transaction.atomic
def let_go(assignment: Assignment, *, reason: str, by: Any, at: datetime) -> Assignment:
    """Take a volunteer out of a shift as its coordinator, who says why; they are told, and who waits moves up.

    Raises ``NotAllowed``.
    """
    if not can_roster(by, assignment.shift.organisation_id):
        raise NotAllowed(_("You do not roster this organisation's volunteers."))
    row = out(assignment, State.RELEASED, by=by, at=at)
    if row is not None:
        shift_messages.tell_let_go(row, reason, at=at)
    return row or assignment


@repeated_when_lost
@transaction.atomic
def replace(assignment: Assignment, volunteer: Volunteer, *, by: Any, at: datetime) -> Assignment:
    """Put a stand-in into the place of somebody who is in the shift; the place stays taken, nobody moves up.

    For the operation that found the stand-in, and asked whether it may. Raises ``NoShift`` with all reasons.
    """
    pool = places.lock_one(assignment.shift.pool_id)
    diaries.lock([volunteer.person.diary_id])
    held = Assignment.objects.select_for_update().get(pk=assignment.pk)
    shift = assignment.shift
    if held.state != State.CONFIRMED:
        raise NoShift(_("This shift is not theirs any more."), reason="gone")
    _set_aside(shift, volunteer, "")
    known = shift.assignments.live().filter(volunteer=volunteer).select_for_update().first()
    if known is not None and known.state == State.CONFIRMED:
        raise NoShift(_("They are in this shift already."), reason="already")
    if known is not None:
        if known.state == State.WAITING:
            places.count_out(pool, waiting=True)
        _move(known, State.LEFT)
    _move(held, State.LEFT)
    diaries.release(fitness.SOURCE, [held.pk])
    row = Assignment.objects.create(
        shift=shift, volunteer=volunteer, state=State.CONFIRMED, way=Way.STAND_IN, made_by=_user(by), made_at=at
    )
    _into_diary(row)
    note("shift.stood_in", row, by=by, at=at, instead_of=held.pk)
    return row


def move_up(shift: Shift, *, by: Any, at: datetime) -> list[Assignment]:
    """Give free places to those who wait and may still come, in the order of their tickets; in a transaction."""
    pool = places.lock_one(shift.pool_id)
    moved: list[Assignment] = []
    if shift.state != ShiftState.OPEN or at >= shift.starts_at:
        return moved
    rows = list(shift.assignments.waiting().select_related("volunteer__person"))
    need_a_word = absences.need_a_word([row.volunteer_id for row in rows], shift.organisation_id, at) if rows else ()
    for row in rows:
        if pool.free < 1:
            break
        if row.volunteer_id in need_a_word:
            continue
        diaries.lock([row.volunteer.person.diary_id])
        if reasons(shift, row.volunteer):
            continue
        _move(row, State.CONFIRMED)
        places.count_in(pool)
        _into_diary(row)
        note("shift.moved_up", row, by=by, at=at)
        shift_messages.tell_moved_up(row, at=at)
        moved.append(row)
    return moved


def out_of_cancelled(row: Assignment, pool: Pool) -> None:
    """Let somebody out of a shift that is called off, its pool locked; nobody moves up."""
    before = row.state
    _move(row, State.RELEASED)
    if before == State.CONFIRMED:
        diaries.release(fitness.SOURCE, [row.pk])
    if before != State.INVITED:
        places.count_out(pool, waiting=before == State.WAITING)


def _enter(
    shift: Shift, volunteer: Volunteer, *, by: Any, at: datetime, way: Way, override_reason: str, queue: bool
) -> Assignment:
    try:
        with transaction.atomic():
            return _confirm(shift, volunteer, by=by, at=at, way=way, override_reason=override_reason)
    except ShiftFull:
        if not queue:
            raise Full(_("All places of this shift are taken.")) from None
    except IntegrityError:
        if row := _live(shift, volunteer):
            return row
        raise
    with transaction.atomic():
        return _wait(shift, volunteer, by=by, at=at, way=way)


def _confirm(
    shift: Shift, volunteer: Volunteer, *, by: Any, at: datetime, way: Way, override_reason: str
) -> Assignment:
    row, found = _checked(shift, volunteer, by=by, at=at, override_reason=override_reason)
    if row.state in (State.CONFIRMED, State.WAITING) and row.pk:
        return row
    if row.pk:
        _move(row, State.CONFIRMED)
    else:
        row.state, row.way, row.made_by, row.made_at = State.CONFIRMED, way, _user(by), at
    row.overridden, row.override_reason = [one.code for one in found], override_reason if found else ""
    row.save()
    _into_diary(row)
    note("shift.taken", row, by=by, at=at, way=way, overridden=row.overridden)
    shift_messages.tell_in(row, by=by, at=at)
    if not places.take(shift.pool_id, 1):
        raise ShiftFull
    _refuse_changed(shift)
    return row


@transaction.atomic
def _let_in(waiting: Assignment, *, by: Any, at: datetime, override_reason: str) -> Assignment:
    """Give a free place to somebody who waits, ahead of others. Raises ``Full``, ``NoShift``."""
    shift, volunteer = waiting.shift, waiting.volunteer
    pool = places.lock_one(shift.pool_id)
    diaries.lock([volunteer.person.diary_id])
    row = Assignment.objects.select_for_update().get(pk=waiting.pk)
    if row.state != State.WAITING:
        return row
    if pool.free < 1:
        raise Full(_("All places of this shift are taken."))
    found = _set_aside(shift, volunteer, override_reason)
    row.overridden, row.override_reason = [one.code for one in found], override_reason if found else ""
    _move(row, State.CONFIRMED)
    places.count_in(pool)
    _into_diary(row)
    note("shift.let_in", row, by=by, at=at, overridden=row.overridden)
    shift_messages.tell_in(row, by=by, at=at)
    return row


def _wait(
    shift: Shift, volunteer: Volunteer, *, by: Any, at: datetime, way: Way, needs_word: bool = False
) -> Assignment:
    row, _found = _checked(shift, volunteer, by=by, at=at, override_reason="")
    if row.state in (State.CONFIRMED, State.WAITING) and row.pk:
        return row
    is_new = row.pk is None
    ticket = places.queue(shift.pool_id, 1)
    _refuse_changed(shift)
    row.ticket = ticket
    if is_new:
        row.state, row.way, row.made_by, row.made_at = State.WAITING, way, _user(by), at
        row.save()
    else:
        _move(row, State.WAITING)
    note("shift.waits", row, by=by, at=at, ticket=ticket)
    # A place may have become free between the two transactions.
    for moved in move_up(shift, by=by, at=at):
        if moved.pk == row.pk:
            return moved
    shift_messages.tell_waits(row, at=at, needs_word=needs_word)
    return row


def _checked(
    shift: Shift, volunteer: Volunteer, *, by: Any, at: datetime, override_reason: str
) -> tuple[Assignment, list[fitness.Reason]]:
    """Lock the diary, and return the live assignment or a new one, with what was set aside. Raises ``NoShift``."""
    diaries.lock([volunteer.person.diary_id])
    # Somebody who stopped a moment ago is not let in by what was read before.
    volunteer.refresh_from_db(fields=["state", "guardian_agreed_at"])
    row = _live(shift, volunteer) or Assignment(shift=shift, volunteer=volunteer)
    if row.pk and row.state != State.INVITED:
        return row, []
    refusal = closed(shift, at)
    late_entry = refusal and refusal.reason == "over" and can_roster(by, shift.organisation_id)
    if refusal and not late_entry:
        raise refusal
    found = _set_aside(shift, volunteer, override_reason)
    return row, found


def _set_aside(shift: Shift, volunteer: Volunteer, override_reason: str) -> list[fitness.Reason]:
    """Return what stands against it and is set aside with this reason; without one, nothing is.

    Raises ``NoShift`` with all that stands.
    """
    found = reasons(shift, volunteer)
    standing = [one for one in found if not (override_reason and one.can_be_set_aside)]
    if standing:
        raise NoShift(standing[0].sentence, reason=standing[0].code, reasons=standing)
    return found


def _refuse_changed(shift: Shift) -> None:
    """Raise ``NoShift`` when the shift was moved or called off since it was read; its pool is locked by now."""
    same = Shift.objects.filter(pk=shift.pk, state=shift.state, starts_at=shift.starts_at, ends_at=shift.ends_at)
    if not same.exists():
        raise NoShift(_("This shift was changed a moment ago. Please look at it again."), reason="changed")


def _live(shift: Shift, volunteer: Volunteer) -> Assignment | None:
    return Assignment.objects.filter(shift=shift, volunteer=volunteer, state__in=LIVE_ASSIGNMENTS).first()


def out(assignment: Assignment, state: State, *, by: Any, at: datetime) -> Assignment | None:
    """Move somebody out, in a transaction, and who waits up; None when they are out already. Tells nobody who left.

    Whether it may is the caller's to ask. The pool is locked first.
    """
    pool = places.lock_one(assignment.shift.pool_id)
    row = Assignment.objects.select_related("shift__role", "volunteer__person").get(pk=assignment.pk)
    if row.state not in LIVE_ASSIGNMENTS:
        return None
    before = row.state
    _move(row, state)
    if before == State.CONFIRMED:
        diaries.release(fitness.SOURCE, [row.pk])
    if before != State.INVITED:
        places.count_out(pool, waiting=before == State.WAITING)
    note(f"shift.{state}", row, by=by, at=at, before=before)
    if before == State.CONFIRMED:
        move_up(row.shift, by=by, at=at)
    return row


def _move(row: Assignment, state: State) -> None:
    ASSIGNMENT_MOVES.move(row, state)
    row.save()


def _into_diary(row: Assignment) -> None:
    diaries.commit([row.volunteer.person.diary_id], [row.shift.span], source=fitness.SOURCE, source_id=row.pk)


def _user(by: Any) -> Any:
    return by if hasattr(by, "pk") else None


def note(act: str, row: Assignment, *, by: Any, at: datetime, **facts: Any) -> None:
    """Write an act on somebody in a shift into the history; for the operations of volunteering."""
    record(
        act,
        row,
        by=by,
        at=at,
        beneficiary_id=row.volunteer.person_id,
        organisation_id=row.shift.organisation_id,
        shift=row.shift_id,
        **facts,
    )
