"""Which sessions wait for their room? One in another centre's room asks its officer, and stays hidden until the yes.

The session holds the room from the beginning, so that the yes never comes too late. A no takes the room from it.
"""

from datetime import datetime
from typing import Any

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from events.errors import NotAllowed
from events.models import Event, Registration, Session
from events.states import LIVE, EventState
from organisations import booking_messages, bookings
from organisations.models import Booking, Organisation, Room
from organisations.room_clashes import RoomSlot, enter
from organisations.states import HOLDING_ROOM, BookingState
from portal.audit.recording import record
from portal.contributions import Occupation
from portal.timetable import diaries

#: What a session's commitments in its room's diary are known by.
SOURCE = "session"


def has_to_ask(organisation: Organisation, room: Room, by: Any) -> bool:
    """Return whether the room is another centre's, and whoever plans does not give it away."""
    own = room.facility.centre_id in (organisation.pk, organisation.home_centre_id)
    return not own and not bookings.decides(by, room)


def settle(event: Event, *, by: Any, at: datetime) -> None:
    """Ask for the rooms that are not the organisation's to take, withdraw what was asked for rooms that it left.

    Keeps ``event.awaits_room`` true to it; the caller saves nothing else. Raises ``NotAllowed`` where people are
    signed up: they would lose sight of the event. Tells the rooms' officers, once for each room.
    """
    asked: dict[int, list[Booking]] = {}
    withdrawn = []
    for session in event.sessions.select_related("room__facility__centre", "booking").order_by("starts_at", "pk"):
        known = session.booking
        if known and not _stands(known, session):
            withdrawn.append(known.pk)
            session.booking = None
        if session.room and _asks(event, session, by):
            slot = RoomSlot(session.starts_at, session.ends_at, session.room)
            words = {"organisation": event.organisation, "purpose": event.programme.title[:100]}
            session.booking = bookings.ask_for_event(slot, **words, by=by, at=at)
            asked.setdefault(session.room.pk, []).append(session.booking)
        if session.booking != known:
            session.save(update_fields=["booking"])
    if asked and Registration.objects.filter(event=event, state__in=LIVE).exists():
        raise NotAllowed(_("People are signed up. A room of another centre has to be asked for before that."))
    bookings.withdraw_for_event(withdrawn, by=by, at=at)
    _note(event)
    for rows in asked.values():
        booking_messages.asked(rows, at=at)


def _stands(booking: Booking, session: Session) -> bool:
    """Return whether the question, or the no that left the session without a room, still belongs to the session."""
    if session.state != EventState.SCHEDULED or session.event.state != EventState.SCHEDULED:
        return False
    if booking.state == BookingState.DECLINED:
        return session.room_id is None and not session.place
    same = (booking.room_id, booking.starts_at, booking.ends_at)
    return booking.state in HOLDING_ROOM and same == (session.room_id, session.starts_at, session.ends_at)


def _asks(event: Event, session: Session, by: Any) -> bool:
    is_held = session.state == EventState.SCHEDULED and event.state == EventState.SCHEDULED
    if not is_held or session.room is None or session.booking is not None:
        return False
    return has_to_ask(event.organisation, session.room, by)


def _note(event: Event) -> None:
    waits = event.sessions.filter(state=EventState.SCHEDULED, booking__isnull=False)
    event.awaits_room = waits.exclude(booking__state=BookingState.CONFIRMED).exists()
    Event.objects.filter(pk=event.pk).update(awaits_room=event.awaits_room)


def room_was_answered(booking_id: int, *, by: Any, at: datetime) -> None:
    """Let a session follow the answer: it has its room, it moves to what was offered and taken, or it has none.

    Runs in the transaction of the answer, whose diaries are locked already.
    """
    session = Session.objects.select_related("event").filter(booking=booking_id).first()
    if session is None:
        return
    event = Event.objects.select_for_update(of=("self",)).get(pk=session.event_id)
    booking = Booking.objects.select_related("room__facility").get(pk=booking_id)
    if booking.state == BookingState.DECLINED:
        session.room, session.place, session.place_en = None, "", ""
        diaries.release(SOURCE, [session.pk])
    elif (session.room_id, session.starts_at) != (booking.room_id, booking.starts_at):
        session.room, session.starts_at, session.ends_at = booking.room, booking.starts_at, booking.ends_at
        diaries.release(SOURCE, [session.pk])
        enter(RoomSlot(session.starts_at, session.ends_at, session.room), source=SOURCE, source_id=session.pk)
    session.save()
    _note(event)
    held = event.sessions.filter(state=EventState.SCHEDULED)
    span = held.aggregate(first=Min("starts_at"), last=Max("ends_at"))
    if span["first"]:
        event.starts_at, event.ends_at = span["first"], span["last"]
    event.centre_id = held.filter(room__isnull=False).values_list("room__facility__centre", flat=True).first()
    event.revision += 1
    event.save()
    record("event.room_answered", event, by=by, at=at, organisation_id=event.organisation_id, state=booking.state)


#: What a room's diary says of a session; a programme's page holds a hundred fields more.
_SPOKEN_OF = (
    "event__programme__title",
    "event__programme__title_en",
    "event__programme__live",
    "event__organisation__name",
    "event__organisation__name_en",
    "booking__state",
)


def words_of(ids: Any) -> dict[int, Occupation]:
    """Return what these sessions are, for whoever finds them in a room's diary; one query."""
    rows = (
        Session.objects.filter(pk__in=ids)
        .select_related("event__programme", "event__organisation", "booking")
        .only(*_SPOKEN_OF)
    )
    return {
        row.pk: Occupation(
            title=row.event.programme.local_title,
            public_title=row.event.programme.local_title if row.event.programme.live else _("another event"),
            organisation_id=row.event.organisation_id,
            organisation=row.event.organisation.local_name,
            path=booking_messages.path_of(row.booking) if row.booking else _path_of(row.event),
            is_requested=bool(row.booking and row.booking.state == BookingState.REQUESTED),
        )
        for row in rows
    }


def _path_of(event: Event) -> str:
    return reverse("planning:edit", args=[event.pk])
