"""How does a planned event change? Its dates, rooms, places and rules; whoever signed up is told, not asked again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from events import announcing, commitments, waiting_list
from events.errors import EventOver, NotAllowed
from events.models import Event, Registration, Session
from events.scheduling import SOURCE, Slot, refuse_clash, refuse_foreign_rooms, refuse_stranger, room_diaries
from events.states import EVENT_MOVES, EventState
from organisations.models import Room
from portal.audit.recording import record
from portal.timetable import diaries
from portal.transactions import repeated_when_lost


@dataclass(frozen=True)
class Plan:
    """What becomes of an event's sessions; one that is not named stays as it is.

    ``moved`` by session id, ``added`` are new, ``called_off`` by session id with what people are told.
    """

    moved: Mapping[int, Slot] = field(default_factory=dict)
    added: Sequence[Slot] = ()
    called_off: Mapping[int, str] = field(default_factory=dict)


@repeated_when_lost
@transaction.atomic
def change_event(
    event: Event,
    *,
    by: Any,
    at: datetime,
    plan: Plan | None = None,
    capacity: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> Event:
    """Change an event in one go; tells everybody signed up when a date, a room or a session is not as it was.

    Raises ``Clash`` (naming what is in the way), ``TooFewPlaces``, ``EventOver`` for one that is over or called
    off, ``NotAllowed`` for a stranger. Nothing is saved then.
    """
    refuse_stranger(by, event.organisation)
    plan = plan or Plan()
    event = _lock(event, plan)
    if event.state != EventState.SCHEDULED:
        raise EventOver(_("This event is called off and cannot be changed."))
    refuse_foreign_rooms(by, event.organisation, [slot.room for slot in (*plan.moved.values(), *plan.added)])
    changed = _carry_out(event, plan)
    fields = _assign(event, details or {})
    event.revision += 1
    event.save()
    if changed:
        _enter_anew(event)
        announcing.changed(event, changed, at=at)
    record(
        "event.changed",
        event,
        by=by,
        at=at,
        organisation_id=event.organisation_id,
        fields=fields,
        sessions=[session.pk for session in changed],
    )
    if capacity is not None:
        waiting_list.change_capacity(event, capacity, by=by, at=at)
    return event


@repeated_when_lost
@transaction.atomic
def call_off_event(event: Event, *, note: str, by: Any, at: datetime) -> Event:
    """Call an event off and free its rooms; tells everybody signed up. Doing it again changes nothing.

    Sign-ups stay as they are: they are the record of who was to come. Raises ``NotAllowed``, ``EventOver``.
    """
    refuse_stranger(by, event.organisation)
    event = _lock(event, Plan())
    if event.state == EventState.CANCELLED:
        return event
    if at >= event.ends_at:
        raise EventOver(_("This event is over."))
    EVENT_MOVES.move(event, EventState.CANCELLED)
    event.state_note = note
    event.revision += 1
    event.save()
    diaries.release(SOURCE, event.sessions.values_list("pk", flat=True))
    commitments.strike_out(list(Registration.objects.filter(event=event).values_list("pk", flat=True)))
    record("event.called_off", event, by=by, at=at, organisation_id=event.organisation_id)
    announcing.called_off(event, note, at=at)
    return event


def _lock(event: Event, plan: Plan) -> Event:
    """Lock the diaries of all rooms before and after by id, then the event; return it as it is now."""
    rooms = {slot.room.pk: slot.room for slot in (*plan.moved.values(), *plan.added) if slot.room}
    for room in Room.objects.filter(sessions__event=event).distinct():
        rooms[room.pk] = room
    diaries.lock(diary for room in rooms.values() for diary in room_diaries(room))
    return Event.objects.select_for_update(of=("self",)).select_related("organisation", "programme").get(pk=event.pk)


def _carry_out(event: Event, plan: Plan) -> list[Session]:
    """Write the plan and the rooms' commitments; return the sessions that are not as people knew them."""
    sessions = {session.pk: session for session in event.sessions.select_related("room")}
    unknown = {*plan.moved, *plan.called_off} - set(sessions)
    if unknown:
        raise NotAllowed(_("That session is not part of this event."))
    changed = [sessions[pk] for pk, slot in plan.moved.items() if _differs(sessions[pk], slot)]
    diaries.release(SOURCE, [*(session.pk for session in changed), *plan.called_off])
    for pk, note in plan.called_off.items():
        EVENT_MOVES.move(sessions[pk], EventState.CANCELLED)
        sessions[pk].note = note
        sessions[pk].save(update_fields=["state", "note"])
    for session in sorted(sessions.values(), key=lambda known: known.pk):
        if session.pk in plan.moved:
            _fit(session, plan.moved[session.pk])
    number = event.sessions.aggregate(last=Max("number"))["last"] or 0
    added = [_fit(Session(event=event, number=number + place), slot) for place, slot in enumerate(plan.added, start=1)]
    _span(event)
    return [*changed, *(sessions[pk] for pk in plan.called_off), *added]


def _differs(session: Session, slot: Slot) -> bool:
    """Return whether the slot means another time or another place."""
    return (session.starts_at, session.ends_at, session.room_id, session.place) != (
        slot.starts_at,
        slot.ends_at,
        slot.room.pk if slot.room else None,
        slot.place,
    )


def _fit(session: Session, slot: Slot) -> Session:
    """Save the session as the slot says and enter it into its room's diary; raise ``Clash`` when that is taken."""
    moves = session.pk is None or _differs(session, slot)
    if moves:
        refuse_clash(slot)
    for name, value in vars(slot).items():
        setattr(session, name, value)
    session.save()
    if moves and slot.room:
        diaries.commit(room_diaries(slot.room), [(slot.starts_at, slot.ends_at)], source=SOURCE, source_id=session.pk)
    return session


def _span(event: Event) -> None:
    """Keep what the event says of itself true to its sessions: from when to when, and in which centre."""
    held = list(event.sessions.filter(state=EventState.SCHEDULED).select_related("room__facility"))
    if not held:
        raise NotAllowed(_("No session would be left. Please call off the whole event instead."))
    event.starts_at = min(session.starts_at for session in held)
    event.ends_at = max(session.ends_at for session in held)
    event.centre_id = next((session.room.facility.centre_id for session in held if session.room), None)


def _assign(event: Event, details: Mapping[str, Any]) -> list[str]:
    fields = [name for name, value in details.items() if getattr(event, name) != value]
    for name in fields:
        setattr(event, name, details[name])
    return fields


def _enter_anew(event: Event) -> None:
    """Bring the diaries of confirmed people up to date with the event's sessions."""
    rows = list(Registration.objects.confirmed().filter(event=event).values_list("pk", "person__diary_id"))
    commitments.strike_out([pk for pk, _diary in rows])
    commitments.enter(rows, commitments.spans_of(event))
