"""How do shifts come about, change and end? Made by hand, from a plan around sessions, or by a standing duty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NotAllowed, ShiftRefused, TooFewPlaces
from events.models import Pool, Session, Shift, ShiftPlan, ShiftPlanLine, VolunteerRole
from events.permissions import can_roster
from events.seating import places
from events.states import LIVE_ASSIGNMENTS, SHIFT_MOVES, EventState, ShiftState
from events.volunteering import fitness, shift_messages, taking
from organisations.models import Organisation
from portal.audit.recording import SYSTEM, record
from portal.timetable import diaries
from portal.transactions import repeated_when_lost

LONGEST = timedelta(hours=16)
#: What may be changed without anybody being asked again.
DETAILS = ("meeting_point", "meeting_point_en", "note", "note_en", "supervisor", "minimum")


@dataclass(frozen=True)
class Wanted:
    """How many people a shift needs at least, and how many are wished for."""

    minimum: int
    wished: int


@dataclass(frozen=True)
class Planned:
    """What one line of a plan asks around one session; ``is_there`` when a shift of that role is there already."""

    session: Session
    line: ShiftPlanLine
    span: tuple[datetime, datetime]
    is_there: bool

    @property
    def starts_at(self) -> datetime:
        return self.span[0]

    @property
    def ends_at(self) -> datetime:
        return self.span[1]


@transaction.atomic
def make(
    organisation: Organisation,
    role: VolunteerRole,
    *,
    starts_at: datetime,
    ends_at: datetime,
    wanted: Wanted,
    details: Mapping[str, Any],
    by: Any,
    at: datetime,
    is_open: bool = True,
) -> Shift:
    """Make a shift. ``details`` are ``DETAILS`` and what it belongs to: centre, event, session, duty.

    Raises ``NotAllowed``, and ``ShiftRefused`` naming the field.
    """
    _refuse_stranger(organisation.pk, by)
    _refuse_nonsense(starts_at, ends_at, wanted)
    if role.organisation_id not in (None, organisation.pk):
        raise ShiftRefused(_("This role belongs to another organisation."), field="role")
    return _made(organisation, role, (starts_at, ends_at), wanted, details, by=by, at=at, is_open=is_open)


@transaction.atomic
def make_from_plan(plan: ShiftPlan, sessions: Iterable[Session], *, by: Any, at: datetime) -> list[Shift]:
    """Make a shift for each line of the plan around each session to come; what is there already is left as it is.

    Raises ``NotAllowed``, and ``ShiftRefused`` for a session of another organisation.
    """
    _refuse_stranger(plan.organisation_id, by)
    made = []
    for one in planned(plan, sessions, at):
        if one.is_there:
            continue
        event = one.session.event
        details = {
            "centre": event.centre,
            "event": event,
            "session": one.session,
            "minutes_before": one.line.minutes_before,
            "minutes_after": one.line.minutes_after,
        }
        wanted = Wanted(one.line.minimum, one.line.wished)
        made.append(_made(plan.organisation, one.line.role, one.span, wanted, details, by=by, at=at))
    return made


def planned(plan: ShiftPlan, sessions: Iterable[Session], at: datetime) -> list[Planned]:
    """Return what a plan makes of these sessions as far as they are to come; nothing is written.

    Raises ``ShiftRefused`` for a session of another organisation.
    """
    lines = list(plan.lines.select_related("role"))
    coming = [one for one in sessions if one.state == EventState.SCHEDULED and one.starts_at > at]
    if any(one.event.organisation_id != plan.organisation_id for one in coming):
        raise ShiftRefused(_("This session belongs to another organisation."))
    there = set(Shift.objects.filter(session__in=coming).values_list("session_id", "role_id"))
    return [
        Planned(
            session,
            line,
            _around(session, line.minutes_before, line.minutes_after),
            (session.pk, line.role_id) in there,
        )
        for session in coming
        for line in lines
    ]


@repeated_when_lost
@transaction.atomic
def change(shift: Shift, *, wanted: Wanted, details: Mapping[str, Any], by: Any, at: datetime) -> Shift:
    """Change numbers and details; more places go to who waits.

    Raises ``NotAllowed``, ``ShiftRefused``, and ``TooFewPlaces`` for fewer than are in it.
    """
    _refuse_stranger(shift.organisation_id, by)
    _refuse_nonsense(shift.starts_at, shift.ends_at, wanted)
    pool = places.lock_one(shift.pool_id)
    if not places.resize(pool, wanted.wished):
        raise TooFewPlaces(_("%(count)d people are in this shift already.") % {"count": pool.taken})
    row = Shift.objects.select_for_update(of=("self",)).with_all().get(pk=shift.pk)
    changed = [name for name in DETAILS if name in details and getattr(row, name) != details[name]]
    for name in changed:
        setattr(row, name, details[name])
    row.minimum = wanted.minimum
    row.save()
    record("shift.changed", row, by=by, at=at, organisation_id=row.organisation_id, fields=changed, **_numbers(wanted))
    taking.move_up(row, by=by, at=at)
    return row


@repeated_when_lost
@transaction.atomic
def move(shift: Shift, *, starts_at: datetime, ends_at: datetime, by: Any, at: datetime) -> Shift:
    """Move a shift to other times and tell who is in it; they stay in, and may step back.

    Raises ``NotAllowed``, ``ShiftRefused``.
    """
    _refuse_stranger(shift.organisation_id, by)
    pool = places.lock_one(shift.pool_id)
    row = Shift.objects.select_for_update(of=("self",)).with_all().get(pk=shift.pk)
    _refuse_nonsense(starts_at, ends_at, Wanted(row.minimum, pool.capacity))
    if row.span == (starts_at, ends_at):
        return row
    row.starts_at, row.ends_at = starts_at, ends_at
    row.alerted_hours = []
    row.save()
    rows = list(row.assignments.confirmed().select_related("volunteer__person__user"))
    diaries.lock([one.volunteer.person.diary_id for one in rows])
    diaries.release(fitness.SOURCE, [one.pk for one in rows])
    diaries.commit_each(
        [(one.volunteer.person.diary_id, starts_at, ends_at, one.pk) for one in rows], source=fitness.SOURCE
    )
    record("shift.moved", row, by=by, at=at, organisation_id=row.organisation_id, people=len(rows))
    for one in rows:
        one.shift = row
    shift_messages.tell_moved(rows, at=at)
    return row


@repeated_when_lost
@transaction.atomic
def cancel(shift: Shift, *, note: str = "", by: Any, at: datetime) -> Shift:
    """Call a shift off and tell everybody who was in it, waited or was asked. Again: nothing changes.

    Raises ``NotAllowed``.
    """
    _refuse_stranger(shift.organisation_id, by)
    pool = places.lock_one(shift.pool_id)
    row = Shift.objects.select_for_update(of=("self",)).with_all().get(pk=shift.pk)
    if row.state == ShiftState.CANCELLED:
        return row
    SHIFT_MOVES.move(row, ShiftState.CANCELLED)
    row.state_note = note
    row.save()
    live = list(row.assignments.filter(state__in=LIVE_ASSIGNMENTS).select_related("volunteer__person__user"))
    for one in live:
        taking.out_of_cancelled(one, pool)
        one.shift = row
    record("shift.cancelled", row, by=by, at=at, organisation_id=row.organisation_id, people=len(live))
    shift_messages.tell_cancelled(live, note, at=at)
    return row


def follow_sessions(at: datetime) -> int:
    """Let the shifts of sessions that were moved or called off follow them; return how many did. Safe to run twice."""
    count = 0
    following = Shift.objects.exclude(state=ShiftState.CANCELLED).filter(ends_at__gt=at)
    for session in Session.objects.filter(shifts__in=following).distinct().select_related("event"):
        for shift in following.filter(session=session):
            count += _follow(shift, session, at)
    return count


def _follow(shift: Shift, session: Session, at: datetime) -> bool:
    if EventState.CANCELLED in (session.state, session.event.state):
        cancel(shift, by=SYSTEM, at=at)
        return True
    starts_at, ends_at = _around(session, shift.minutes_before, shift.minutes_after)
    if shift.span == (starts_at, ends_at):
        return False
    move(shift, starts_at=starts_at, ends_at=ends_at, by=SYSTEM, at=at)
    return True


def _around(session: Session, before: int, after: int) -> tuple[datetime, datetime]:
    return session.starts_at - timedelta(minutes=before), session.ends_at + timedelta(minutes=after)


def _made(
    organisation: Organisation,
    role: VolunteerRole,
    span: tuple[datetime, datetime],
    wanted: Wanted,
    details: Mapping[str, Any],
    *,
    by: Any,
    at: datetime,
    is_open: bool = True,
) -> Shift:
    shift = Shift.objects.create(
        organisation=organisation,
        role=role,
        pool=Pool.objects.create(capacity=wanted.wished),
        state=ShiftState.OPEN if is_open else ShiftState.DRAFT,
        starts_at=span[0],
        ends_at=span[1],
        **{"minimum": wanted.minimum, **details},
    )
    record("shift.made", shift, by=by, at=at, organisation_id=organisation.pk, role=role.pk, **_numbers(wanted))
    return shift


def _numbers(wanted: Wanted) -> dict[str, int]:
    return {"minimum": wanted.minimum, "wished": wanted.wished}


def _refuse_stranger(organisation_id: int, by: Any) -> None:
    if hasattr(by, "pk") and not can_roster(by, organisation_id):
        raise NotAllowed(_("You do not roster this organisation's volunteers."))


def _refuse_nonsense(starts_at: datetime, ends_at: datetime, wanted: Wanted) -> None:
    if ends_at <= starts_at:
        raise ShiftRefused(_("It ends before it begins."), field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise ShiftRefused(_("No shift is longer than 16 hours."), field="ends_at")
    if wanted.wished < 1:
        raise ShiftRefused(_("At least one person is needed."), field="wished")
    if wanted.minimum > wanted.wished:
        raise ShiftRefused(_("More are needed at least than are wished for."), field="minimum")
