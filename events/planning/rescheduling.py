"""How does a planned event change? Its dates, rooms, places and rules; whoever signed up is told, not asked again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from events.errors import EventOver, NotAllowed
from events.messages import announcing
from events.messages.announcing import Change
from events.models import Event, Registration, Session
from events.planning.room_requests import SOURCE, settle
from events.planning.scheduling import Slot, overrides, refuse_overrides, refuse_stranger
from events.seating import commitments, waiting_list
from events.states import EVENT_MOVES, EventState
from organisations.errors import Clash
from organisations.models import Room
from organisations.room_clashes import enter, lock_rooms, refuse_found
from portal.audit.recording import record
from portal.timetable import diaries
from portal.transactions import repeated_when_lost


@dataclass(frozen=True)
class Plan:
    """What becomes of an event's sessions; one that is not named stays as it is.

    ``moved`` by session id, ``added`` are new, ``called_off`` by session id with what people are told, ``noted``
    by session id with what the programme's page says of it from now on (in Chinese and in English).
    """

    moved: Mapping[int, Slot] = field(default_factory=dict)
    added: Sequence[Slot] = ()
    called_off: Mapping[int, str] = field(default_factory=dict)
    noted: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def rooms(self) -> list[Room]:
        return [slot.room for slot in (*self.moved.values(), *self.added) if slot.room]


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

    Raises ``Clash`` (naming all that is in the way), ``TooFewPlaces``, ``EventOver`` for one that is over or called
    off, ``NotAllowed`` for a stranger. Nothing is saved then.
    """
    plan = plan or Plan()
    _lock_rooms_of([event], [plan])
    change = _change(event, plan, details or {}, by=by, at=at)
    announcing.changed([change], at=at)
    if capacity is not None:
        waiting_list.change_capacity(change.event, capacity, by=by, at=at)
    return change.event


@repeated_when_lost
@transaction.atomic
def change_events(plans: Sequence[tuple[Event, Plan]], *, by: Any, at: datetime) -> list[Event]:
    """Change several events as one: all or none, and everybody concerned is told once for all of it.

    An event whose sessions are all called off is called off itself. Raises as ``change_event`` does.
    """
    _lock_rooms_of([event for event, _plan in plans], [plan for _event, plan in plans])
    changes: list[Change] = []
    found: list[Clash] = []
    for event, plan in plans:
        try:
            with transaction.atomic():
                whole = _calls_all_off(event, plan)
                change = _take_off(event, plan, by=by, at=at) if whole else _change(event, plan, {}, by=by, at=at)
        except Clash as clash:
            found += clash.each
        else:
            changes.append(change)
    refuse_found(found)
    announcing.changed(changes, at=at)
    return [change.event for change in changes]


def _change(event: Event, plan: Plan, details: Mapping[str, Any], *, by: Any, at: datetime) -> Change:
    """Carry out a plan; its rooms are locked already. Tells nobody."""
    refuse_stranger(by, event.organisation)
    event = _lock(event)
    if event.state != EventState.SCHEDULED:
        raise EventOver(_("This event is called off and cannot be changed."))
    refuse_overrides(by, [*plan.moved.values(), *plan.added])
    change = _carry_out(event, plan)
    fields = _assign(event, details)
    event.revision += 1
    event.save()
    settle(event, by=by, at=at)
    if change.sessions:
        _enter_anew(event)
    record(
        "event.changed",
        event,
        by=by,
        at=at,
        organisation_id=event.organisation_id,
        fields=fields,
        sessions=[session.pk for session in change.sessions],
        noted=[session.pk for session in change.noted],
    )
    return change


def _calls_all_off(event: Event, plan: Plan) -> bool:
    held = set(event.sessions.filter(state=EventState.SCHEDULED).values_list("pk", flat=True))
    return bool(plan.called_off) and held <= set(plan.called_off)


def _take_off(event: Event, plan: Plan, *, by: Any, at: datetime) -> Change:
    """Call an event off whose sessions are all called off; tells nobody."""
    note = next(iter(plan.called_off.values()), "")
    event = _call_off(event, note, by=by, at=at)
    sessions = list(event.sessions.filter(pk__in=plan.called_off).select_related("room"))
    for session in sessions:
        session.note, session.note_en = note, ""
    return Change(event, sessions)


@repeated_when_lost
@transaction.atomic
def call_off_event(event: Event, *, note: str, by: Any, at: datetime) -> Event:
    """Call an event off and free its rooms; tells everybody signed up. Doing it again changes nothing.

    Sign-ups stay as they are: they are the record of who was to come. Raises ``NotAllowed``, ``EventOver``.
    """
    _lock_rooms_of([event], [])
    was_off = Event.objects.filter(pk=event.pk, state=EventState.CANCELLED).exists()
    event = _call_off(event, note, by=by, at=at)
    if not was_off:
        announcing.called_off(event, note, at=at)
    return event


def _call_off(event: Event, note: str, *, by: Any, at: datetime) -> Event:
    refuse_stranger(by, event.organisation)
    event = _lock(event)
    if event.state == EventState.CANCELLED:
        return event
    if at >= event.ends_at:
        raise EventOver(_("This event is over."))
    EVENT_MOVES.move(event, EventState.CANCELLED)
    event.state_note = note
    event.revision += 1
    event.save()
    diaries.release(SOURCE, event.sessions.values_list("pk", flat=True))
    settle(event, by=by, at=at)
    commitments.strike_out(list(Registration.objects.filter(event=event).values_list("pk", flat=True)))
    record("event.called_off", event, by=by, at=at, organisation_id=event.organisation_id)
    return event


def _lock_rooms_of(events: Sequence[Event], plans: Sequence[Plan]) -> None:
    """Lock the diaries of all rooms before and after, by id: before any event is."""
    before = Room.objects.filter(sessions__event__in=[event.pk for event in events]).distinct()
    lock_rooms([*before, *(room for plan in plans for room in plan.rooms)])


def _lock(event: Event) -> Event:
    """Lock the event and return it as it is now."""
    return Event.objects.select_for_update(of=("self",)).select_related("organisation", "programme").get(pk=event.pk)


def _carry_out(event: Event, plan: Plan) -> Change:
    """Write the plan and the rooms' commitments; return what is not as people knew it."""
    sessions = {session.pk: session for session in event.sessions.select_related("room")}
    unknown = {*plan.moved, *plan.called_off, *plan.noted} - set(sessions)
    if unknown:
        raise NotAllowed(_("That session is not part of this event."))
    changed = [sessions[pk] for pk, slot in plan.moved.items() if _differs(sessions[pk], slot)]
    were = [session.starts_at for session in (*changed, *(sessions[pk] for pk in plan.called_off))]
    diaries.release(SOURCE, [*(session.pk for session in changed), *plan.called_off])
    for pk, note in plan.called_off.items():
        EVENT_MOVES.move(sessions[pk], EventState.CANCELLED)
        sessions[pk].note, sessions[pk].note_en = note, ""
        sessions[pk].save(update_fields=["state", "note", "note_en"])
    noted = _annotate([(sessions[pk], words) for pk, words in plan.noted.items() if pk not in plan.called_off])
    number = event.sessions.aggregate(last=Max("number"))["last"] or 0
    added = [Session(event=event, number=number + place) for place, _slot in enumerate(plan.added, start=1)]
    _fit_all(
        [
            *((sessions[pk], plan.moved[pk]) for pk in sorted(plan.moved)),
            *zip(added, plan.added, strict=True),
        ]
    )
    _span(event)
    return Change(event, [*changed, *(sessions[pk] for pk in plan.called_off), *added], noted, were)


def _annotate(rows: Sequence[tuple[Session, tuple[str, str]]]) -> list[Session]:
    """Write the notes; return the sessions whose note says something else than before."""
    noted = []
    for session, words in rows:
        if (session.note, session.note_en) != words:
            session.note, session.note_en = words
            session.save(update_fields=["note", "note_en"])
            if session.note:
                noted.append(session)
    return noted


def _fit_all(rows: Sequence[tuple[Session, Slot]]) -> None:
    """Fit each session to its slot; raise one ``Clash`` for all that cannot be."""
    found = []
    for session, slot in rows:
        try:
            _fit(session, slot)
        except Clash as clash:
            found.append(clash)
    refuse_found(found)


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
    reason = overrides(slot) if moves else session.override_reason
    for name, value in vars(slot).items():
        setattr(session, name, value)
    session.override_reason = reason
    session.save()
    if moves:
        enter(slot, source=SOURCE, source_id=session.pk)
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
    """Bring the diaries of confirmed people, and of guests of single sessions, up to date with the event's sessions."""
    rows = list(Registration.objects.confirmed().filter(event=event).values_list("pk", "person__diary_id"))
    guests = list(Registration.objects.filter(event=event, guest_places__isnull=False).select_related("person"))
    commitments.strike_out([pk for pk, _diary in rows] + [guest.pk for guest in guests])
    commitments.enter(rows, commitments.spans_of(event))
    for guest in guests:
        commitments.enter_guest(guest)
