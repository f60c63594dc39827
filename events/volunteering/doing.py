"""Who came to their shift, when, and until when? Marked by the person in charge, or by volunteers with a code.

The code stands on the leader's phone and changes every half minute; it is scanned, or its six digits are typed. Every
mark is kept: a later one mends an earlier one, and both stay readable.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from events.door import rotating
from events.errors import DoorClosed, NotAllowed, WrongCode
from events.models import Assignment, AssignmentMark, Shift
from events.permissions import can_lead_shift, can_roster, may_act_for
from events.states import ARRIVED, ATTENDANCE_MARKS, AssignmentState, AttendanceState, ShiftState
from events.volunteering import hours
from portal.audit.recording import record
from portal.transactions import repeated_when_lost

Mark = AttendanceState
Way = AssignmentMark.Way

#: The door of a shift opens so long before it, for volunteers with a code it closes so long after it.
OPENS, CLOSES = timedelta(hours=2), timedelta(hours=2)
#: The person in charge marks until a day after; then only who rosters for the organisation, from paper.
LEADER_CLOSES = timedelta(hours=24)
#: Whoever comes later than this after the start is late.
LATE_AFTER = timedelta(minutes=10)
#: So many wrong codes, and the person in charge has to mark them.
WRONG_CODES = 10
#: Whoever has scanned the code has this long to sign in and tap.
PASS_SECONDS = 15 * 60
_SALT = "events.shift_code"


def subject_of(shift: Shift) -> str:
    """Return what the code of this shift's door opens."""
    return f"shift:{shift.pk}"


def pass_for(shift: Shift) -> str:
    """Return what a browser that has shown a current code carries while its owner signs in; it names nobody."""
    return signing.dumps(shift.pk, salt=_SALT)


def is_pass(shift: Shift, carried: str) -> bool:
    """Return whether this browser has read the code of this shift in the last quarter of an hour."""
    try:
        return signing.loads(carried, salt=_SALT, max_age=PASS_SECONDS) == shift.pk
    except signing.BadSignature:
        return False


def arrived(shift: Shift, at: datetime) -> AttendanceState:
    """Return whether coming at this moment is in time."""
    return Mark.LATE if at > shift.starts_at + LATE_AFTER else Mark.PRESENT


def closed(shift: Shift, at: datetime) -> DoorClosed | None:
    """Return why nobody can be marked in this shift now, or None."""
    if shift.state != ShiftState.OPEN:
        return DoorClosed(_("This shift does not take place."), reason="not_open")
    if at < shift.starts_at - OPENS:
        return DoorClosed(_("It is too early: check-in opens two hours before the shift."), reason="early")
    return None


@repeated_when_lost
@transaction.atomic
def mark(assignment: Assignment, says: str, *, by: Any, at: datetime) -> Assignment:
    """Mark somebody now, as the person in charge: ``here``, ``late``, ``left``, ``absent``, ``expected``.

    ``here`` is late by itself more than ten minutes after the start. The same again changes nothing. Raises
    ``NotAllowed``, ``DoorClosed``.
    """
    shift = assignment.shift
    _refuse_stranger(shift, by, at)
    row = _locked(assignment)
    came, left = row.came_at, row.left_at
    match says:
        case "here" if row.mark in ARRIVED and left is None:
            return row
        case "here":
            return _set(row, arrived(shift, at), came or at, None, way=Way.LEADER, by=by, at=at)
        case "late":
            return _set(row, Mark.LATE, came or at, left, way=Way.LEADER, by=by, at=at)
        case "left" if left is not None:
            return row
        case "left":
            state = Mark(row.mark) if row.mark in ARRIVED else Mark.PRESENT
            begun = came or min(shift.starts_at, at)
            return _set(row, state, begun, at, way=Way.LEADER, by=by, at=at)
        case "absent":
            if at < shift.starts_at:
                raise DoorClosed(_("Nobody is absent before the shift has begun."), reason="early")
            return _set(row, Mark.ABSENT, None, None, way=Way.LEADER, by=by, at=at)
        case "expected":
            return _set(row, Mark.EXPECTED, None, None, way=Way.LEADER, by=by, at=at)
    raise ValueError(says)


@repeated_when_lost
@transaction.atomic
def correct(
    assignment: Assignment, *, came_at: datetime | None, left_at: datetime | None, reason: str, by: Any, at: datetime
) -> Assignment:
    """Enter other times than were marked, with a reason; without a coming they were absent. The history keeps both.

    Raises ``NotAllowed``, ``DoorClosed``: times in the future, in the wrong order, or far from the shift.
    """
    shift = assignment.shift
    _refuse_stranger(shift, by, at)
    _refuse_times(shift, came_at, left_at, at)
    if not reason.strip():
        raise DoorClosed(_("Please say why the times change."), reason="no_reason")
    row = _locked(assignment)
    state = arrived(shift, came_at) if came_at else Mark.ABSENT
    return _set(row, state, came_at, left_at, way=Way.LEADER, by=by, at=at, reason=reason.strip())


@repeated_when_lost
def tap(assignment: Assignment, code: str, *, by: Any, at: datetime) -> Assignment:
    """Check a volunteer in with the code on the leader's phone, or out when they are in already.

    ``code`` are the six digits, the long code that was scanned, or the pass for it. Raises ``NotAllowed``,
    ``DoorClosed`` and ``WrongCode``.
    """
    if not may_act_for(by, [assignment.volunteer.person_id], at):
        raise NotAllowed(_("You do not act for this volunteer."))
    shift = assignment.shift
    if refusal := closed(shift, at):
        raise refusal
    if at > shift.ends_at + CLOSES:
        raise DoorClosed(_("This shift is over. The person in charge can still enter when you came."), reason="over")
    if assignment.wrong_codes >= WRONG_CODES:
        raise WrongCode(_("Too many wrong codes. Please ask the person in charge to mark you."), reason="too_many")
    if not _is_current(shift, code, at):
        # Outside of the transaction that is rolled back: the wrong ones are counted.
        Assignment.objects.filter(pk=assignment.pk).update(wrong_codes=F("wrong_codes") + 1)
        raise WrongCode(_("This is not the code on the screen now. It changes every half minute."), reason="wrong")
    return _tapped(assignment, by=by, at=at)


@transaction.atomic
def _tapped(assignment: Assignment, *, by: Any, at: datetime) -> Assignment:
    row = _locked(assignment)
    if row.left_at is not None:
        return row
    if row.came_at is None:
        return _set(row, arrived(row.shift, at), at, None, way=Way.CODE, by=by, at=at)
    if at - row.came_at < timedelta(minutes=1):
        return row
    return _set(row, Mark(row.mark), row.came_at, at, way=Way.CODE, by=by, at=at)


def _is_current(shift: Shift, code: str, at: datetime) -> bool:
    plain = "".join(code.split())
    if len(plain) == rotating.DIGITS:
        return rotating.are_current_digits(subject_of(shift), plain, at)
    return rotating.is_current(subject_of(shift), plain, at) or is_pass(shift, code)


def _set(
    row: Assignment,
    mark: AttendanceState,
    came_at: datetime | None,
    left_at: datetime | None,
    *,
    way: AssignmentMark.Way,
    by: Any,
    at: datetime,
    reason: str = "",
) -> Assignment:
    if (row.mark, row.came_at, row.left_at) == (mark, came_at, left_at):
        return row
    if row.mark != mark:
        ATTENDANCE_MARKS.move(row, mark)
    row.came_at, row.left_at = came_at, left_at
    row.save(update_fields=["mark", "came_at", "left_at"])
    AssignmentMark.objects.create(
        assignment=row,
        mark=mark,
        came_at=came_at,
        left_at=left_at,
        way=way,
        reason=reason,
        made_by=by if hasattr(by, "pk") else None,
        made_at=at,
    )
    record(
        "shift.marked",
        row,
        by=by,
        at=at,
        beneficiary_id=row.volunteer.person_id,
        organisation_id=row.shift.organisation_id,
        shift=row.shift_id,
        mark=mark,
        way=way,
    )
    hours.follow_mark(row, by=by, at=at)
    return row


def _locked(assignment: Assignment) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",)).select_related(
        "volunteer__person", "shift__role", "shift__event__programme", "shift__duty", "shift__organisation"
    )
    row = rows.get(pk=assignment.pk)
    if row.state != AssignmentState.CONFIRMED:
        raise DoorClosed(_("They are not in this shift any more."), reason="gone")
    return row


def _refuse_stranger(shift: Shift, by: Any, at: datetime) -> None:
    if hasattr(by, "pk") and not can_lead_shift(by, shift):
        raise NotAllowed(_("You are not in charge of this shift."))
    if refusal := closed(shift, at):
        raise refusal
    late = at > shift.ends_at + LEADER_CLOSES
    if late and hasattr(by, "pk") and not can_roster(by, shift.organisation_id):
        raise DoorClosed(_("This shift is long over: the organisation enters what is still missing."), reason="over")


def _refuse_times(shift: Shift, came_at: datetime | None, left_at: datetime | None, at: datetime) -> None:
    if left_at and (came_at is None or left_at < came_at):
        raise DoorClosed(_("They left before they came."), reason="order")
    if any(moment and moment > at for moment in (came_at, left_at)):
        raise DoorClosed(_("This lies in the future."), reason="future")
    if any(moment and not shift.starts_at - OPENS <= moment <= shift.ends_at + CLOSES for moment in (came_at, left_at)):
        raise DoorClosed(_("This is more than two hours away from the shift."), reason="far")
