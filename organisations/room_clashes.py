"""What is in the way of a room at a time? Locked, checked and entered here, for bookings and sessions alike.

A hall's diary and its halves' are taken together; a half leaves the other half free. Setting up and clearing away
count between two uses of a room, not against a closure or the opening hours.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organisations import closures
from organisations.errors import Clash
from organisations.models import Room
from organisations.opening_hours import closed_by_hours
from portal import contributions
from portal.contributions import Occupation
from portal.timetable import diaries
from portal.timetable.models import Commitment

#: So many rooms that are taken are named in one sentence.
MOST_NAMED = 8

ButNot = tuple[str, Iterable[int]] | None


@dataclass(frozen=True)
class RoomSlot:
    """A time in a room: half-open ``[starts_at, ends_at)``."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None = None


def room_diaries(room: Room) -> list[int]:
    """Return the diaries that a booking of this room enters and must find free: its own and its parts'."""
    return [room.diary_id, *room.parts.values_list("diary_id", flat=True)]


def lock_rooms(rooms: Iterable[Room]) -> None:
    """Lock the diaries of these rooms and their parts, by id."""
    diaries.lock(diary for room in set(rooms) for diary in room_diaries(room))


def enter(slot: RoomSlot, *, source: str, source_id: int) -> None:
    """Enter a slot into the diaries of its room and its parts, with the time to set up and clear away."""
    if slot.room is not None:
        diaries.commit(
            room_diaries(slot.room),
            [(slot.starts_at, slot.ends_at)],
            source=source,
            source_id=source_id,
            set_up_minutes=slot.room.set_up_minutes,
            clear_up_minutes=slot.room.clear_up_minutes,
        )


def in_the_way(slot: RoomSlot, *, but_not: ButNot = None) -> list[Commitment]:
    """Return what stands in the room's diaries at that time."""
    if slot.room is None:
        return []
    found = diaries.clashes(
        room_diaries(slot.room),
        [(slot.starts_at, slot.ends_at)],
        set_up=timedelta(minutes=slot.room.set_up_minutes),
        clear_up=timedelta(minutes=slot.room.clear_up_minutes),
        but_not=but_not,
    )
    return [row for row in found if row.source != closures.SOURCE or _overlaps(row, slot)]


def _overlaps(row: Commitment, slot: RoomSlot) -> bool:
    return row.starts_at < slot.ends_at and row.ends_at > slot.starts_at


def clash_of(slot: RoomSlot, *, but_not: ButNot = None) -> str:
    """Return the sentence that says what holds the slot's room, or nothing; ``but_not`` is a source that is moving."""
    if slot.room is None:
        return ""
    found = in_the_way(slot, but_not=but_not)
    if not found:
        return closed_by_hours(slot.room, slot.starts_at, slot.ends_at)
    first = next((row for row in found if _overlaps(row, slot)), found[0])
    words = {"room": _where(first, found, slot.room), **_words(first)}
    if _overlaps(first, slot):
        return _("%(room)s is taken on %(day)s from %(start)s to %(end)s: %(what)s.") % words
    return (
        _(
            "%(room)s is taken on %(day)s from %(start)s to %(end)s: %(what)s. "
            "That leaves too little time to set up and clear away."
        )
        % words
    )


def _where(row: Commitment, found: Sequence[Commitment], room: Room) -> str:
    """Return the name of what is taken: the room, or of its parts the one that is used by itself."""
    same = {one.diary_id for one in found if (one.source, one.source_id) == (row.source, row.source_id)}
    part = None if room.diary_id in same else room.parts.filter(diary_id=row.diary_id).first()
    return (part or room).local_name


def refuse_clash(slot: RoomSlot, *, but_not: ButNot = None) -> None:
    """Raise ``Clash`` when the slot's room is taken at that time, naming what is in the way."""
    if sentence := clash_of(slot, but_not=but_not):
        raise Clash(sentence, slot=slot)


def refuse_found(found: Sequence[Clash]) -> None:
    """Raise one ``Clash`` that names everything that was found in the way; nothing found, nothing raised."""
    if len(found) == 1:
        raise found[0]
    if found:
        named = "\n".join(str(clash.sentence) for clash in found[:MOST_NAMED])
        raise Clash(named + ("\n…" if len(found) > MOST_NAMED else ""), slot=found[0].slot, each=found)


def occupations(rows: Collection[Commitment]) -> Mapping[tuple[str, int], Occupation]:
    """Return what these commitments are about, by source and id; a few queries however many there are."""
    by_source: dict[str, set[int]] = {}
    for row in rows:
        by_source.setdefault(row.source, set()).add(row.source_id)
    return {
        (known.source, pk): found
        for known in contributions.occupations
        if known.source in by_source
        for pk, found in known.look_up(by_source[known.source]).items()
    }


def _words(row: Commitment) -> dict[str, str]:
    """Return the words for what holds the room; what is not public yet keeps its name."""
    start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    occupation = occupations([row]).get((row.source, row.source_id))
    return {
        "day": date_format(start, "MONTH_DAY_FORMAT"),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "what": occupation.public_title if occupation else _("another booking"),
    }
