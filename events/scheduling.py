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
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.errors import Clash, NotAllowed
from events.models import Event, Frequency, Pool, ProgrammePage, Recurrence, Session
from events.recurrence import Rule
from organisations import closures
from organisations.models import Organisation, Room
from organisations.permissions import Act, may
from portal.audit.recording import record
from portal.timetable import diaries
from portal.timetable.models import Commitment

#: Letters and digits that cannot be taken for one another when read from a poster.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
SOURCE = "session"
#: Moments of an event that keep their distance from its first session when it is repeated.
RELATIVE = ("closes_at", "fills_from")
#: So many rooms that are taken are named in one sentence.
MOST_NAMED = 8


@dataclass(frozen=True)
class Slot:
    """A session to be: half-open ``[starts_at, ends_at)``, in a room or at a place in words."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None = None
    place: str = ""
    place_en: str = ""
    title: str = ""
    title_en: str = ""


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
    ``Clash`` naming all that is in the way when a room is taken, ``NotAllowed`` for a stranger or when a room is
    not one that the organisation may use.
    """
    slots = sorted(slots, key=lambda slot: slot.starts_at)
    rooms = [slot.room for slot in slots if slot.room]
    refuse_stranger(by, organisation)
    refuse_foreign_rooms(by, organisation, rooms)
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
            refuse_clash(slot)
        except Clash as clash:
            found.append(clash)
            continue
        session = Session.objects.create(event=event, number=number, **vars(slot))
        if slot.room:
            diaries.commit(
                room_diaries(slot.room), [(slot.starts_at, slot.ends_at)], source=SOURCE, source_id=session.pk
            )
    refuse_found(found)
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


def lock_rooms(rooms: Iterable[Room]) -> None:
    """Lock the diaries of these rooms and their parts, by id."""
    diaries.lock(diary for room in set(rooms) for diary in room_diaries(room))


def room_diaries(room: Room) -> list[int]:
    """Return the diaries that a booking of this room enters and must find free: its own and its parts'."""
    return [room.diary_id, *room.parts.values_list("diary_id", flat=True)]


def refuse_stranger(by: Any, organisation: Organisation) -> None:
    """Raise ``NotAllowed`` when a user (not a named system actor) has no say in the organisation's events."""
    if hasattr(by, "pk") and not may(by, Act.WRITE, organisation.pk):
        raise NotAllowed(_("You cannot plan events for this organisation."))


def usable_rooms(organisation: Organisation) -> QuerySet[Room]:
    """Return the rooms an organisation may plan in: its own, when it is a centre, and its home centre's."""
    return Room.objects.filter(facility__centre__in=[organisation.pk, organisation.home_centre_id])


def refuse_foreign_rooms(by: Any, organisation: Organisation, rooms: Sequence[Room | None]) -> None:
    """Raise ``NotAllowed`` when a room is neither the organisation's nor its home centre's."""
    wanted = {room.pk for room in rooms if room}
    if not hasattr(by, "pk") or by.is_superuser or not wanted:
        return
    if usable_rooms(organisation).filter(pk__in=wanted).count() != len(wanted):
        raise NotAllowed(_("This organisation cannot use that room."))


def refuse_clash(slot: Slot) -> None:
    """Raise ``Clash`` when the slot's room is taken at that time, naming what is in the way."""
    if sentence := clash_of(slot):
        raise Clash(sentence, slot=slot)


def clash_of(slot: Slot, *, but_not: tuple[str, Iterable[int]] | None = None) -> str:
    """Return the sentence that says what holds the slot's room, or nothing; ``but_not`` is a source that is moving."""
    if slot.room is None:
        return ""
    found = diaries.clashes(room_diaries(slot.room), [(slot.starts_at, slot.ends_at)], but_not=but_not)
    if not found:
        return ""
    words = {"room": slot.room.local_name, **_in_the_way(found[0])}
    return _("%(room)s is taken on %(day)s from %(start)s to %(end)s: %(what)s.") % words


def refuse_found(found: Sequence[Clash]) -> None:
    """Raise one ``Clash`` that names everything that was found in the way; nothing found, nothing raised."""
    if len(found) == 1:
        raise found[0]
    if found:
        named = "\n".join(str(clash.sentence) for clash in found[:MOST_NAMED])
        raise Clash(named + ("\n…" if len(found) > MOST_NAMED else ""), slot=found[0].slot, each=found)


def _in_the_way(commitment: Commitment) -> dict[str, str]:
    """Return the words for what holds the room; a programme that is not public yet keeps its name."""
    start, end = timezone.localtime(commitment.starts_at), timezone.localtime(commitment.ends_at)
    what = _("another booking")
    if commitment.source == SOURCE:
        session = Session.objects.select_related("event__programme").filter(pk=commitment.source_id).first()
        what = session.event.programme.local_title if session and session.event.programme.live else _("another event")
    elif commitment.source == closures.SOURCE:
        what = closures.words_of(commitment)
    return {
        "day": date_format(start, "MONTH_DAY_FORMAT"),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "what": what,
    }
