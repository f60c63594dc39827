"""When is a room free instead, and which other room would do? The nearest time before and after, on the same day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from organisations import closures
from organisations.models import Room
from organisations.opening_hours import hours_on
from organisations.room_clashes import ButNot, RoomSlot, room_diaries
from portal.timetable import holidays
from portal.timetable.models import MOST_BUFFER_MINUTES, Commitment, Holiday

#: Times that are proposed begin on such minutes.
STEP = timedelta(minutes=15)
#: Where nothing is said of a room's hours, nobody is sent there earlier or later than this.
USUAL_HOURS = [(time(8), time(21))]
MOST_ROOMS = 4

Spans = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Alternatives:
    """What one can take instead; for a repeated slot each holds on all its days."""

    earlier: RoomSlot | None = None
    later: RoomSlot | None = None
    rooms: Sequence[RoomSlot] = ()

    @property
    def each(self) -> list[RoomSlot]:
        """All of them, the nearest time first."""
        return [slot for slot in (self.later, self.earlier, *self.rooms) if slot]


def alternatives(
    slots: Sequence[RoomSlot], *, people: int | None = None, at: datetime, but_not: ButNot = None
) -> Alternatives:
    """Return what is free instead of these slots, all in one room and of the same hours; five queries.

    ``people`` is how many another room has to hold: as many as this room when nobody said. Every slot returned is
    the first of the row, moved.
    """
    room = slots[0].room
    if room is None:
        return Alternatives()
    others = Room.objects.filter(facility__centre=room.facility.centre_id).exclude(pk=room.pk).exclude(parent=room.pk)
    fitting = others.filter(capacity__gte=people or room.capacity).exclude(pk=room.parent_id or 0)
    rooms = [room, *fitting.select_related("facility", "parent").prefetch_related("parts").order_by("capacity", "name")]
    diary = _Diary(rooms, slots, but_not)
    found: list[RoomSlot] = []
    for other in rooms[1:]:
        if len(found) < MOST_ROOMS and all(diary.is_free(other, slot.starts_at, slot.ends_at) for slot in slots):
            found.append(RoomSlot(slots[0].starts_at, slots[0].ends_at, other))
    return Alternatives(_nearest(diary, room, slots, -1, at), _nearest(diary, room, slots, 1, at), found)


def _nearest(diary: "_Diary", room: Room, slots: Sequence[RoomSlot], way: int, at: datetime) -> RoomSlot | None:
    """Return the first slot at the nearest time, earlier (-1) or later (1), at which the room is free on every day."""
    first = slots[0]
    local = timezone.localtime(first.starts_at)
    for steps in range(1, 24 * 4):
        begins = _stepped(local, steps * way)
        if begins.date() != local.date():
            return None
        by = begins - local
        moved = [(slot.starts_at + by, slot.ends_at + by) for slot in slots]
        if moved[0][0] > at and all(diary.is_free(room, start, end) for start, end in moved):
            return RoomSlot(*moved[0], room)
    return None


def _stepped(local: datetime, steps: int) -> datetime:
    """Return the moment so many steps away on the quarter hours."""
    over = timedelta(minutes=local.minute % 15, seconds=local.second, microseconds=local.microsecond)
    base = local - over
    return base + STEP * (steps + 1 if over and steps < 0 else steps)


class _Diary:
    """What is taken in some rooms on the days of some slots, read once and asked often."""

    def __init__(self, rooms: Sequence[Room], slots: Sequence[RoomSlot], but_not: ButNot):
        days = sorted({timezone.localtime(slot.starts_at).date() for slot in slots})
        start, end = _midnight(days[0]), _midnight(days[-1] + timedelta(days=1))
        widest = timedelta(minutes=MOST_BUFFER_MINUTES)
        self.diaries = {room.pk: self._ids(room) for room in rooms}
        ids = {diary for known in self.diaries.values() for diary in known}
        rows = Commitment.objects.filter(diary__in=ids).overlapping(start - widest, end + widest)
        if but_not is not None:
            rows = rows.exclude(source=but_not[0], source_id__in=list(but_not[1]))
        self.taken: dict[int, list[Commitment]] = {}
        for row in rows:
            self.taken.setdefault(row.diary_id, []).append(row)
        known = holidays.between(days[0], days[-1])
        self.holidays = {day for day, one in known.items() if one.kind == Holiday.Kind.HOLIDAY}

    @staticmethod
    def _ids(room: Room) -> list[int]:
        prefetched: Mapping[str, Iterable[Room]] = getattr(room, "_prefetched_objects_cache", {})
        if "parts" in prefetched:
            return [room.diary_id, *(part.diary_id for part in room.parts.all())]
        return room_diaries(room)

    def is_free(self, room: Room, start: datetime, end: datetime) -> bool:
        if not self._is_open(room, timezone.localtime(start), timezone.localtime(end)):
            return False
        wide = start - timedelta(minutes=room.set_up_minutes), end + timedelta(minutes=room.clear_up_minutes)
        for diary in self.diaries[room.pk]:
            for row in self.taken.get(diary, ()):
                begins, ends = (start, end) if row.source == closures.SOURCE else wide
                if row.taken_from < ends and row.free_from > begins:
                    return False
        return True

    def _is_open(self, room: Room, start: datetime, end: datetime) -> bool:
        hours = hours_on(room, start.date(), is_holiday=start.date() in self.holidays)
        if end.date() != start.date():
            return False
        said = USUAL_HOURS if hours is None else hours
        return any(opens <= start.time() and end.time() <= closes for opens, closes in said)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
