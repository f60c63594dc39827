"""When and where is an event held? It, its sessions, its places and its rooms are saved together or not at all."""

import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import NotAllowed
from events.models import Event, Pool, ProgrammePage, Recurrence, Session
from events.planning import room_requests
from events.planning.room_requests import SOURCE
from organisations.bookings import decides
from organisations.errors import Clash
from organisations.models import Organisation, Room
from organisations.permissions import Act, may
from organisations.room_clashes import RoomSlot, clash_of, enter, lock_rooms, refuse_found
from portal.audit.recording import record
from portal.timetable.recurrence import Frequency, Rule

#: Letters and digits that cannot be taken for one another when read from a poster.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
#: Moments of an event that keep their distance from its first session when it is repeated.
RELATIVE = ("closes_at", "fills_from")


@dataclass(frozen=True)
class Slot(RoomSlot):
    """A session to be: half-open ``[starts_at, ends_at)``, in a room or at a place in words.

    ``override_reason`` is why it is held there in spite of what is in the way.
    """

    place: str = ""
    place_en: str = ""
    title: str = ""
    title_en: str = ""
    override_reason: str = ""


def short_code() -> str:
    """Return six random characters for the short address of an event (30 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(6))


@transaction.atomic
def schedule_event(
    *,
    programme: ProgrammePage,
    organisation: Organisation,
    slots: Sequence[Slot],
    capacity: int,
    by: Any,
    at: datetime,
    rule: Rule | None = None,
    series: uuid.UUID | None = None,
    **details: Any,
) -> Event:
    """Make an event with its sessions, its open pool and its rooms' commitments.

    ``rule`` is how the slots were made, to be remembered; ``series`` names the events made in one go. Raises
    ``Clash`` naming all that is in the way when a room is taken, ``NotAllowed`` for a stranger. For a room of a centre
    that is not the organisation's the centre is asked; the event shows when it has said yes.
    """
    slots = sorted(slots, key=lambda slot: slot.starts_at)
    rooms = [slot.room for slot in slots if slot.room]
    refuse_stranger(by, organisation)
    refuse_overrides(by, slots)
    lock_rooms(rooms)
    event = Event.objects.create(
        programme=programme,
        organisation=organisation,
        centre=rooms[0].facility.centre if rooms else None,
        code=short_code(),
        starts_at=slots[0].starts_at,
        ends_at=max(slot.ends_at for slot in slots),
        **details,
    )
    found: list[Clash] = []
    for number, slot in enumerate(slots, start=1):
        try:
            reason = overrides(slot)
        except Clash as clash:
            found.append(clash)
            continue
        session = Session.objects.create(event=event, number=number, **{**vars(slot), "override_reason": reason})
        enter(slot, source=SOURCE, source_id=session.pk)
    refuse_found(found)
    room_requests.settle(event, by=by, at=at)
    if series or (rule and rule.frequency != Frequency.ONCE):
        _remember(event, rule, series)
    Pool.objects.create(event=event, capacity=capacity)
    record("event.scheduled", event, by=by, at=at, organisation_id=organisation.pk, sessions=len(slots))
    return event


@transaction.atomic
def schedule_each(
    *,
    programme: ProgrammePage,
    organisation: Organisation,
    slots: Sequence[Slot],
    capacity: int,
    by: Any,
    at: datetime,
    rule: Rule | None = None,
    **details: Any,
) -> list[Event]:
    """Make one event for each slot, all or none; people sign up for each by itself.

    What the details say of the first one's closing and filling keeps its distance from each event's start. Raises
    as ``schedule_event`` does, naming every room that is taken.
    """
    slots = sorted(slots, key=lambda slot: slot.starts_at)
    lock_rooms(slot.room for slot in slots if slot.room)
    series = uuid.uuid4()
    events: list[Event] = []
    found: list[Clash] = []
    for slot in slots:
        later = slot.starts_at - slots[0].starts_at
        own = {name: value + later if name in RELATIVE and value else value for name, value in details.items()}
        try:
            with transaction.atomic():
                events.append(
                    schedule_event(
                        programme=programme,
                        organisation=organisation,
                        slots=[slot],
                        capacity=capacity,
                        by=by,
                        at=at,
                        rule=rule,
                        series=series,
                        **own,
                    )
                )
        except Clash as clash:
            found += clash.each
    refuse_found(found)
    return events


def _remember(event: Event, rule: Rule | None, series: uuid.UUID | None) -> None:
    rule = rule or Rule(timezone.localdate(event.starts_at))
    Recurrence.objects.create(
        event=event,
        series=series,
        frequency=rule.frequency,
        every=rule.every,
        weekdays="".join(map(str, rule.weekdays)),
        until=rule.until,
        count=rule.count,
        on_holiday=rule.on_holiday,
        on_make_up_day=rule.on_make_up_day,
    )


def refuse_stranger(by: Any, organisation: Organisation) -> None:
    """Raise ``NotAllowed`` when a user (not a named system actor) has no say in the organisation's events."""
    if hasattr(by, "pk") and not may(by, Act.WRITE, organisation.pk):
        raise NotAllowed(_("You cannot plan events for this organisation."))


def own_rooms(organisation: Organisation) -> QuerySet[Room]:
    """Return the rooms an organisation takes without asking: its own, when it is a centre, and its home centre's."""
    return Room.objects.filter(facility__centre__in=[organisation.pk, organisation.home_centre_id])


def usable_rooms(organisation: Organisation) -> QuerySet[Room]:
    """Return the rooms an organisation may plan in: those it takes, and those of every centre that can be asked."""
    return Room.objects.filter(facility__centre__state=Organisation.State.ACTIVE) | own_rooms(organisation)


def refuse_overrides(by: Any, slots: Iterable[Slot]) -> None:
    """Raise ``NotAllowed`` when somebody who does not give a room away wants it in spite of what is in the way."""
    if any(slot.override_reason and slot.room and not decides(by, slot.room) for slot in slots):
        raise NotAllowed(_("Only the officers of the room's centre can book over something else."))


def overrides(slot: Slot) -> str:
    """Return why the slot is held in spite of what is in its way, or nothing when nothing is.

    Raises ``Clash`` when something is and nobody said why. Who may say so is asked before: ``refuse_overrides``.
    """
    sentence = clash_of(slot)
    if sentence and not slot.override_reason:
        raise Clash(sentence, slot=slot)
    return slot.override_reason if sentence else ""
