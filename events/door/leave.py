"""How does somebody miss one session of a course without being a no-show? They ask leave before it begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from events.door.check_in import Mark, Way, write_marks
from events.errors import NoLeave, NoMandate
from events.models import Attendance, Registration, Session
from events.permissions import can_manage_event, may_act_for
from events.seating import guest_places
from events.seating.places import Places
from events.states import AttendanceState, EventState, PartyState
from portal.transactions import repeated_when_lost


@dataclass(frozen=True)
class OwnSession:
    """A session still to come of what somebody signed up for, and whether leave was asked for it."""

    session: Session
    is_on_leave: bool


@repeated_when_lost
@transaction.atomic
def ask_leave(registration: Registration, session: Session, *, by: Any, at: datetime) -> None:
    """Note that this person will miss this one session; asking again changes nothing.

    The place in the course stays theirs; at this session it is free for whoever waits (``guest_places``), who is told.
    Raises ``NoMandate``, ``NoLeave`` for the only session (cancel instead), or once it has begun.
    """
    _refuse(registration, session, by=by, at=at)
    if registration.event.sessions.scheduled().count() < 2:
        raise NoLeave(_("This is the only session. Please cancel the sign-up, so that a neighbour can have the place."))
    if _say(registration, session, AttendanceState.LEAVE, by=by, at=at):
        guest_places.tell_waiting(session, at=at)


@repeated_when_lost
@transaction.atomic
def take_back_leave(registration: Registration, session: Session, *, by: Any, at: datetime) -> None:
    """Note that this person will come after all. Raises what ``ask_leave`` raises, and ``NoLeave`` when a guest
    comes in their place."""
    Places.lock(registration.event_id)
    _refuse(registration, session, by=by, at=at)
    if Attendance.objects.filter(registration=registration, session=session, state=AttendanceState.LEAVE).exists():
        if guest_places.is_needed(session):
            raise NoLeave(_("A neighbour from the waiting list comes in your place this once. Please ask at the door."))
        _say(registration, session, AttendanceState.EXPECTED, by=by, at=at)


def sessions_to_come(registration: Registration, at: datetime) -> Sequence[OwnSession]:
    """Return the sessions of a course that leave can still be asked for, in order; none for a single session."""
    sessions = list(registration.event.sessions.filter(state=EventState.SCHEDULED))
    if len(sessions) < 2 or registration.state != PartyState.CONFIRMED:
        return []
    on_leave = set(
        Attendance.objects.filter(registration=registration, state=AttendanceState.LEAVE).values_list(
            "session_id", flat=True
        )
    )
    return [OwnSession(session, session.pk in on_leave) for session in sessions if session.starts_at > at]


def _refuse(registration: Registration, session: Session, *, by: Any, at: datetime) -> None:
    mine = may_act_for(by, [registration.person_id], at)
    if not mine and not can_manage_event(by, registration.event, at):
        raise NoMandate(_("You cannot ask leave for this person."))
    if session.event_id != registration.event_id or session.state != EventState.SCHEDULED:
        raise NoLeave(_("This session does not take place."))
    if registration.state != PartyState.CONFIRMED:
        raise NoLeave(_("There is no place to ask leave from."))
    if at >= session.starts_at:
        raise NoLeave(_("This session has begun: leave can be asked until then."))


def _say(registration: Registration, session: Session, state: str, *, by: Any, at: datetime) -> bool:
    """Mark it; return whether that is new."""
    already = Attendance.objects.filter(registration=registration, session=session, state=state).exists()
    if not already:
        one = Mark(registration.reference, state, uuid4(), Way.SELF, at)
        write_marks(session, [one], by=by, at=at, link=None)
    return not already
