"""Who is here? Marks at the door: each counts once however often it is sent, and of two the later one holds.

A device may have been without a network for an hour: its marks carry the moment of the tap and a key of their own,
so that a queue sent late, twice, or after another device was quicker leads to the same list.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.door.arrivals import tell_family
from events.errors import DoorClosed, NotAllowed, NotAtThisDoor
from events.learning.certificates import follow_correction
from events.models import Attendance, AttendanceMark, DoorLink, GuestPlace, Registration, Session
from events.permissions import can_check_in, may_act_for
from events.states import ARRIVED as HERE
from events.states import ATTENDANCE_MOVES, LIVE, AttendanceState, EventState, PartyState
from portal.audit.recording import record
from portal.refusals import Refusal
from portal.transactions import repeated_when_lost

Way = Attendance.Way
#: What a tap says: somebody came. Whether in time or late follows from when.
ARRIVED = "arrived"
LATE_AFTER = timedelta(minutes=15)
#: Marks at the door and from paper are taken for this long after a session.
MARKED_FOR = timedelta(days=30)
#: People tap their own arrival in from this long before a session until its end.
SELF_OPENS = timedelta(hours=1)
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Mark:
    """One tap: on whom, what it says (``ARRIVED`` or a state), when, and its own key."""

    reference: str
    says: str
    key: UUID
    way: str
    marked_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What became of a mark: refused, or taken; ``is_new`` is False for one that was known already."""

    mark: Mark
    is_new: bool = False
    refusal: Refusal | None = None
    attendance: Attendance | None = None


def opens_at(session: Session) -> datetime:
    """Return from when marks are taken: the beginning of the session's own day, or what begins soon after midnight
    from when people may come."""
    day = timezone.make_aware(datetime.combine(timezone.localdate(session.starts_at), time.min))
    return min(day, session.starts_at - SELF_OPENS)


def refuse_closed(session: Session, at: datetime) -> None:
    """Raise ``DoorClosed`` when the session takes no marks now."""
    if session.state != EventState.SCHEDULED or session.event.state != EventState.SCHEDULED:
        raise DoorClosed(_("This session has been called off."), reason="cancelled")
    if at < opens_at(session):
        raise DoorClosed(_("It is too early: check-in opens on the day itself."), reason="too_early")
    if at >= session.ends_at + MARKED_FOR:
        raise DoorClosed(_("This session is long over; its list is closed."), reason="over")


def mark(
    session: Session, reference: str, says: str, *, way: str, by: Any, at: datetime, link: DoorLink | None = None
) -> Outcome:
    """Mark one person now; raises what ``mark_all`` raises, and the refusal of this mark."""
    (outcome,) = mark_all(session, [Mark(reference, says, uuid4(), way, at)], by=by, at=at, link=link)
    if outcome.refusal:
        raise outcome.refusal
    return outcome


@repeated_when_lost
@transaction.atomic
def mark_all(
    session: Session, marks: Sequence[Mark], *, by: Any, at: datetime, link: DoorLink | None = None
) -> list[Outcome]:
    """Take these marks of one session, in their order, and say of each what became of it.

    ``by`` stands at the door, or made the ``link`` that the device carries. Raises ``NotAllowed`` for anybody else,
    and ``DoorClosed`` before the day, long after, or when it was called off.
    """
    if not can_check_in(by, session.event, at) or (link and link.event_id != session.event_id):
        raise NotAllowed(_("You do not check people in here."))
    refuse_closed(session, at)
    return write_marks(session, marks[:MOST_AT_ONCE], by=by, at=at, link=link)


@repeated_when_lost
@transaction.atomic
def arrive(session: Session, references: Sequence[str], *, by: Any, at: datetime) -> list[Outcome]:
    """Mark people as here by whoever acts for them, at the door itself; a second tap changes nothing.

    Raises ``DoorClosed`` outside the hour before a session and the session itself. Anybody for whom ``by`` may not
    act is refused as not at this door.
    """
    refuse_closed(session, at)
    if not session.starts_at - SELF_OPENS <= at < session.ends_at:
        raise DoorClosed(_("You can check in from an hour before the beginning until the end."), reason="too_early")
    rows = dict(
        Registration.objects.filter(event=session.event_id, reference__in=references).values_list(
            "reference", "person_id"
        )
    )
    mine = may_act_for(by, rows.values(), at)
    here = set(
        Attendance.objects.arrived()
        .filter(session=session, registration__reference__in=references)
        .values_list("registration__reference", flat=True)
    )
    wanted = [name for name in references if rows.get(name) in mine and name not in here]
    return write_marks(
        session, [Mark(name, ARRIVED, uuid4(), Way.SELF, at) for name in wanted], by=by, at=at, link=None
    )


def write_marks(
    session: Session, marks: Sequence[Mark], *, by: Any, at: datetime, link: DoorLink | None
) -> list[Outcome]:
    """Write what is new, for an operation that has asked whether ``by`` may.

    One lock of the people in the order of their ids makes every race a queue.
    """
    locked = Registration.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    rows = {row.reference: row for row in locked.filter(event=session.event_id, reference__in=_asked(marks))}
    of_session = Attendance.objects.filter(session=session, registration__in=rows.values())
    standing = {attendance.registration_id: attendance for attendance in of_session}
    known = set(
        AttendanceMark.objects.filter(session=session, registration__in=rows.values()).values_list(
            "registration_id", "key"
        )
    )
    before = {pk: attendance.state for pk, attendance in standing.items()}
    guests = _guests(session, rows.values())
    outcomes = []
    for one in marks:
        row = rows.get(one.reference)
        refusal = _refusal(row, one, guests)
        if row is None or refusal:
            outcomes.append(Outcome(one, refusal=refusal))
            continue
        is_new = (row.pk, one.key) not in known
        if is_new:
            known.add((row.pk, one.key))
            standing[row.pk] = _write(session, row, one, standing.get(row.pk), by=by, at=at, link=link)
        outcomes.append(Outcome(one, is_new=is_new, attendance=standing.get(row.pk)))
    changed = [row for row in rows.values() if row.pk in standing and standing[row.pk].state != before.get(row.pk)]
    follow_correction(session.event, changed, by=by, at=at)
    here = [row for row in changed if standing[row.pk].state in HERE and before.get(row.pk) not in HERE]
    tell_family(session, here, at=at)
    return outcomes


def _asked(marks: Sequence[Mark]) -> set[str]:
    return {one.reference for one in marks}


def _guests(session: Session, rows: Iterable[Registration]) -> set[int]:
    """Return who of these comes to this session as a guest; no query where everybody has a place in the course."""
    waiting = [row.pk for row in rows if row.state == PartyState.WAITING]
    places = GuestPlace.objects.filter(session=session, registration__in=waiting)
    return set(places.values_list("registration", flat=True)) if waiting else set()


def _refusal(row: Registration | None, one: Mark, guests: Collection[int]) -> Refusal | None:
    if one.says != ARRIVED and one.says not in AttendanceState.values:
        return NotAtThisDoor(_("We could not read that mark."), reason="unreadable")
    if row is None:
        return NotAtThisDoor(_("Nobody with this reference is signed up here."), reason="unknown")
    if row.state == PartyState.CONFIRMED or row.pk in guests:
        return None
    if row.state in LIVE:
        return NotAtThisDoor(_("This person has signed up but has no place yet."), reason="waiting")
    return NotAtThisDoor(_("This sign-up was cancelled."), reason="cancelled")


def _write(
    session: Session,
    row: Registration,
    one: Mark,
    attendance: Attendance | None,
    *,
    by: Any,
    at: datetime,
    link: DoorLink | None,
) -> Attendance:
    """Keep the mark, let it change the attendance when none later stands, and record it."""
    # A device's clock may be wrong: no mark is from the future, none from before the door opened.
    moment = max(opens_at(session), min(one.marked_at, at))
    state = _state(session, one.says, moment)
    AttendanceMark.objects.create(
        registration=row,
        session=session,
        key=one.key,
        state=state,
        way=one.way,
        marked_at=moment,
        received_at=at,
        link=link,
    )
    if attendance is None:
        attendance = Attendance(registration=row, session=session, state=AttendanceState.EXPECTED)
    elif attendance.way != Way.SYSTEM and attendance.marked_at > moment:
        return attendance
    if attendance.state != state:
        ATTENDANCE_MOVES.move(attendance, state)
    attendance.way, attendance.marked_by, attendance.marked_at = one.way, by, moment
    attendance.save()
    record(
        "attendance.marked",
        row,
        by=by,
        at=at,
        beneficiary_id=row.person_id,
        organisation_id=session.event.organisation_id,
        session=session.pk,
        state=state,
        way=one.way,
        link=link.pk if link else None,
    )
    return attendance


def _state(session: Session, says: str, moment: datetime) -> str:
    if says != ARRIVED:
        return says
    return AttendanceState.LATE if moment > session.starts_at + LATE_AFTER else AttendanceState.PRESENT
