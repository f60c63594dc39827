"""Who comes in the place of somebody on leave? Whoever waits for the course, for this one session.

A leave frees a place in one session, and nobody moves up for that: the place in the course stays taken. So whoever
waits is told, and the first to say so comes as a guest. They keep their position. At no session are there more people
than places: taken places − people on leave + guests ≤ capacity.

Lock order: the pools of the event first, as for everybody who changes who has a place.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from events.errors import NoGuestPlace, NoMandate
from events.messages import recipients
from events.messages.telling import notice
from events.models import Attendance, Event, GuestPlace, Party, Pool, Registration, Session
from events.permissions import can_manage_event, may_act_for
from events.seating import commitments
from events.seating.places import Places
from events.states import AttendanceState, EventState, PartyState
from portal.audit.recording import SYSTEM, record
from portal.outbox import texts
from portal.outbox.queueing import tell_each
from portal.templatetags import when
from portal.transactions import repeated_when_lost


def free(sessions: Iterable[Session]) -> dict[int, int]:
    """Return how many guests can still come to each of these sessions, by its id; two queries."""
    ids = [session.pk for session in sessions]
    leaves = _leaves(ids)
    guests = dict(_guests(ids).values_list("session").annotate(Count("pk")))
    return {pk: max(0, leaves.get(pk, 0) - guests.get(pk, 0)) for pk in ids}


@repeated_when_lost
@transaction.atomic
def take(registration: Registration, session: Session, *, by: Any, at: datetime) -> GuestPlace:
    """Let somebody who waits come to this one session; doing it again changes nothing.

    Raises ``NoMandate``, and ``NoGuestPlace`` for who does not wait, or when nobody is on leave any more whose place
    is not given to another guest.
    """
    if not may_act_for(by, [registration.person_id], at) and not can_manage_event(by, registration.event, at):
        raise NoMandate(_("You cannot answer for this person."))
    if at >= session.starts_at:
        raise NoGuestPlace(_("This session has begun."))
    Places.lock(registration.event_id)
    return seat(registration, session, by=by, at=at)


def seat(registration: Registration, session: Session, *, by: Any, at: datetime) -> GuestPlace:
    """Give the guest place, for an operation that has locked the event's pools and asked whether ``by`` may.

    Raises ``NoGuestPlace``.
    """
    row = Registration.objects.select_related("party", "person", "event").get(pk=registration.pk)
    if known := GuestPlace.objects.filter(registration=row, session=session).first():
        return known
    if session.event_id != row.event_id or EventState.CANCELLED in (session.state, row.event.state):
        raise NoGuestPlace(_("This session does not take place."))
    if row.state != PartyState.WAITING or row.party.stands_by_until:
        raise NoGuestPlace(_("Such a place is for whoever is on the waiting list."))
    if not free([session])[session.pk]:
        raise NoGuestPlace(_("Somebody else was quicker: this place has been taken."))
    place = GuestPlace.objects.create(registration=row, session=session, made_by=by, made_at=at)
    commitments.enter_guest(row)
    _record("guest_place.taken", row, session, by=by, at=at)
    return place


@repeated_when_lost
@transaction.atomic
def give_up(registration: Registration, session: Session, *, by: Any, at: datetime) -> None:
    """Let the guest stay away after all; the place is free for another. Raises ``NoMandate``, ``NoGuestPlace``."""
    if not may_act_for(by, [registration.person_id], at) and not can_manage_event(by, registration.event, at):
        raise NoMandate(_("You cannot answer for this person."))
    if at >= session.starts_at:
        raise NoGuestPlace(_("This session has begun."))
    Places.lock(registration.event_id)
    if GuestPlace.objects.filter(registration=registration, session=session).delete()[0]:
        commitments.enter_guest(registration)
        _record("guest_place.given_up", registration, session, by=by, at=at)
        tell_waiting(session, at=at)


def tell_waiting(session: Session, *, at: datetime) -> None:
    """Tell everybody on the waiting list that a place is free at this session; each at most once a session.

    The place is whose answer comes first: there is not always the time to ask one after the other.
    """
    if not free([session])[session.pk]:
        return
    event = Event.objects.select_related("programme", "organisation").get(pk=session.event_id)
    waiting = Registration.objects.filter(event=event, state=PartyState.WAITING, party__stands_by_until=None)
    hearing = recipients.of(recipients.in_order(waiting.exclude(guest_places__session=session)))
    written = texts.read(["guest_place"], [recipients.centre_of(event)])
    tell_each(
        [
            notice(
                "guest_place",
                account,
                rows,
                event=event,
                written=written,
                at=at,
                key=f"guest_place:{session.pk}:user:{account.pk}",
                when=lambda: when.span(session),
                where=lambda: session.local_place,
            )
            for account, rows in hearing.accounts.items()
        ],
        at=at,
    )


def is_needed(session: Session) -> bool:
    """Return whether a leave for this locked session cannot be taken back: a guest comes in that place."""
    return _excess(session) >= 0


def fit(event: Event, at: datetime) -> bool:
    """Return whether at no session to come of an event with locked pools are more people than places."""
    sessions = event.sessions.scheduled().filter(starts_at__gt=at, guest_places__isnull=False).distinct()
    return all(_excess(session) <= 0 for session in sessions)


def settle(party: Party, event: Event, *, at: datetime) -> None:
    """Make a party that has just been confirmed fit: its guest places are places now, and where somebody else comes
    as a guest in the place that became theirs, one of them is on leave for that session."""
    GuestPlace.objects.filter(registration__party=party).delete()
    rows = list(party.registrations.filter(state=PartyState.CONFIRMED).order_by("pk"))
    for session in event.sessions.scheduled().filter(starts_at__gt=at, guest_places__isnull=False).distinct():
        for row in rows[: max(0, _excess(session))]:
            leave = {"state": AttendanceState.LEAVE, "way": Attendance.Way.SYSTEM, "marked_at": at}
            Attendance.objects.update_or_create(registration=row, session=session, defaults=leave)
            _record("guest_place.kept", row, session, by=SYSTEM, at=at)


def _excess(session: Session) -> int:
    """Return how many more people than places come to a session; below zero while there is room."""
    places = Pool.objects.filter(event=session.event_id).aggregate(taken=Sum("taken"), capacity=Sum("capacity"))
    guests = _guests([session.pk]).count()
    return places["taken"] - places["capacity"] - _leaves([session.pk]).get(session.pk, 0) + guests


def _guests(session_ids: list[int]) -> QuerySet[GuestPlace]:
    """Keep guests who still wait: whoever is offered a place in the course is counted there."""
    return GuestPlace.objects.filter(session__in=session_ids, registration__state=PartyState.WAITING)


def _leaves(session_ids: list[int]) -> dict[int, int]:
    on_leave = Attendance.objects.filter(
        registration__state=PartyState.CONFIRMED, session__in=session_ids, state=AttendanceState.LEAVE
    )
    return dict(on_leave.values_list("session").annotate(Count("pk")))


def _record(act: str, row: Registration, session: Session, *, by: Any, at: datetime) -> None:
    record(
        act,
        row,
        by=by,
        at=at,
        beneficiary_id=row.person_id,
        organisation_id=session.event.organisation_id,
        session=session.pk,
    )
