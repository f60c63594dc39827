"""When and where is an event held? It, its sessions, its places and its rooms are saved together or not at all."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import Clash
from events.models import Event, Pool, ProgrammePage, Session
from organisations.models import Organisation, Room
from portal.audit.recording import record
from portal.timetable import diaries

#: Letters and digits that cannot be taken for one another when read from a poster.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
SOURCE = "session"


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
    **details: Any,
) -> Event:
    """Make an event with its sessions, its open pool and its rooms' commitments.

    Raises ``Clash`` naming what is in the way when a room is taken.
    """
    slots = sorted(slots, key=lambda slot: slot.starts_at)
    rooms = [slot.room for slot in slots if slot.room]
    diaries.lock(diary for room in rooms for diary in room_diaries(room))
    event = Event.objects.create(
        programme=programme,
        organisation=organisation,
        centre=rooms[0].facility.centre if rooms else None,
        code=short_code(),
        starts_at=slots[0].starts_at,
        ends_at=max(slot.ends_at for slot in slots),
        **details,
    )
    for number, slot in enumerate(slots, start=1):
        refuse_clash(slot)
        session = Session.objects.create(event=event, number=number, **vars(slot))
        if slot.room:
            diaries.commit(
                room_diaries(slot.room), [(slot.starts_at, slot.ends_at)], source=SOURCE, source_id=session.pk
            )
    Pool.objects.create(event=event, capacity=capacity)
    record("event.scheduled", event, by=by, at=at, organisation_id=organisation.pk, sessions=len(slots))
    return event


def room_diaries(room: Room) -> list[int]:
    """Return the diaries that a booking of this room enters and must find free: its own and its parts'."""
    return [room.diary_id, *room.parts.values_list("diary_id", flat=True)]


def refuse_clash(slot: Slot) -> None:
    """Raise ``Clash`` when the slot's room is taken at that time."""
    if slot.room is None:
        return
    if diaries.clashes(room_diaries(slot.room), [(slot.starts_at, slot.ends_at)]):
        raise Clash(_("%(room)s is taken at that time.") % {"room": slot.room.local_name})
