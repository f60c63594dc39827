"""What is on in the rooms of a centre? A day on a grid of quarter hours, a week, a month, in few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import bookings, closures
from organisations.models import Organisation, Room
from organisations.opening_hours import Hours, hours_on
from organisations.permissions import Act, organisations_for
from organisations.room_clashes import occupations
from portal import contributions
from portal.timetable import holidays
from portal.timetable.models import Commitment, Holiday

QUARTER = 15
FIRST_HOUR, LAST_HOUR = 8, 21
#: Nothing but a closure lasts longer.
LONGEST = bookings.LONGEST


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a room; ``kind`` names its colour and ``word`` says the same. ``through`` is the space whose
    booking it is, where that is the hall of this half or a half of this hall.
    """

    title: str
    organisation: str
    starts_at: datetime
    ends_at: datetime
    set_up_minutes: int
    clear_up_minutes: int
    kind: str
    word: str
    path: str
    through: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of a room's day: ``kind`` is taken, buffer, closed or free; ``span`` counts quarter hours."""

    kind: str
    span: int
    starts_at: datetime
    ends_at: datetime
    entries: tuple[Entry, ...] = ()

    @property
    def query(self) -> str:
        """Its day and hours for the address of booking; written here, because a page has hundreds of them."""
        begins, ends = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return f"day={begins:%Y-%m-%d}&start={begins:%H:%M}&end={ends:%H:%M}"


@dataclass(frozen=True, slots=True)
class RoomDay:
    room: Room
    entries: tuple[Entry, ...]
    cells: tuple[Cell, ...] = ()

    @property
    def free(self) -> list[Cell]:
        """What is free, put together again over the hours."""
        found: list[Cell] = []
        for cell in self.cells:
            if cell.kind == "free" and found and found[-1].ends_at == cell.starts_at:
                found[-1] = Cell("free", found[-1].span + cell.span, found[-1].starts_at, cell.ends_at)
            elif cell.kind == "free":
                found.append(cell)
        return found

    @property
    def timeline(self) -> list[Entry | Cell]:
        """What is on and what is free, in order, for those who read it as a list."""
        return sorted([*self.entries, *self.free], key=lambda one: one.starts_at)


@dataclass(frozen=True, slots=True)
class DayPlan:
    day: date
    holiday: str
    hours: tuple[int, ...]
    rows: tuple[RoomDay, ...]


@dataclass(frozen=True, slots=True)
class WeekPlan:
    days: tuple[date, ...]
    holidays: dict[date, str]
    rows: tuple[tuple[Room, tuple[tuple[date, tuple[Entry, ...]], ...]], ...]


@dataclass(frozen=True, slots=True)
class SheetDay:
    day: date
    holiday: str
    entries: tuple[tuple[Room, Entry], ...]


@dataclass
class _Known:
    """What was read for some days of a centre."""

    rooms: list[Room]
    entries: dict[int, list[Entry]]
    special: dict[date, Holiday] = field(default_factory=dict)

    def on(self, room: Room, start: datetime, end: datetime) -> tuple[Entry, ...]:
        found = (one for one in self.entries.get(room.pk, ()) if one.starts_at < end and one.ends_at > start)
        return tuple(sorted(found, key=lambda one: (one.starts_at, one.ends_at)))


def day_plan(centre: Organisation, day: date, *, viewer: Any) -> DayPlan:
    """Return a centre's day; seven queries however many rooms and bookings."""
    start, end = _midnight(day), _midnight(day + timedelta(days=1))
    known = _read(centre, start, end, viewer)
    special = known.special.get(day)
    is_holiday = special is not None and special.kind == Holiday.Kind.HOLIDAY
    hours = {room.pk: hours_on(room, day, is_holiday=is_holiday) for room in known.rooms}
    first, last = _hours_shown(day, known, hours.values())
    rows = []
    for room in known.rooms:
        entries = known.on(room, start, end)
        cells = tuple(_cells(entries, hours[room.pk], _at(day, first), _at(day, last)))
        rows.append(RoomDay(room, entries, cells))
    return DayPlan(day, special.local_name if special else "", tuple(range(first, last)), tuple(rows))


def week_plan(centre: Organisation, day: date, *, viewer: Any) -> WeekPlan:
    """Return the week of a day, Monday first; seven queries."""
    monday = day - timedelta(days=day.weekday())
    days = tuple(monday + timedelta(days=step) for step in range(7))
    known = _read(centre, _midnight(days[0]), _midnight(days[-1] + timedelta(days=1)), viewer)
    rows = tuple(
        (room, tuple((one, known.on(room, _midnight(one), _midnight(one + timedelta(days=1)))) for one in days))
        for room in known.rooms
    )
    return WeekPlan(days, {day: one.local_name for day, one in known.special.items()}, rows)


def month_sheet(centre: Organisation, day: date, *, viewer: Any, room_id: int | None = None) -> list[SheetDay]:
    """Return the days of a month with what is on, a hall's booking named once; seven queries."""
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    known = _read(centre, _midnight(first), _midnight(after), viewer)
    days = []
    for one in (first + timedelta(days=step) for step in range((after - first).days)):
        rows = [
            (room, entry)
            for room in known.rooms
            if room_id in (None, room.pk)
            for entry in known.on(room, _midnight(one), _midnight(one + timedelta(days=1)))
            if room_id or not entry.through
        ]
        rows.sort(key=lambda row: (row[1].starts_at, row[0].name))
        special = known.special.get(one)
        days.append(SheetDay(one, special.local_name if special else "", tuple(rows)))
    return days


def _read(centre: Organisation, start: datetime, end: datetime, viewer: Any) -> _Known:
    rooms = Room.objects.filter(facility__centre=centre).select_related("facility", "parent")
    in_order = sorted(
        rooms, key=lambda room: (room.facility_id, room.parent.name if room.parent else room.name, room.pk)
    )
    by_diary = {room.diary_id: room for room in in_order}
    mine = Commitment.objects.filter(diary__in=list(by_diary))
    usual = mine.filter(starts_at__gte=start - LONGEST, starts_at__lt=end, ends_at__gt=start)
    lasting = [known.source for known in contributions.occupations if known.lasts]
    rows = [*usual.exclude(source__in=lasting), *mine.filter(source__in=lasting).overlapping(start, end)]
    about = occupations(rows)
    theirs = {one.organisation_id for one in about.values() if one.organisation_id}
    seen = set(organisations_for(viewer, Act.SEE).filter(pk__in=theirs | {centre.pk}).values_list("pk", flat=True))
    entries: dict[int, list[Entry]] = {}
    owners = _owners(rows, by_diary)
    reads = None if centre.pk in seen else seen
    for row in rows:
        room = by_diary[row.diary_id]
        entries.setdefault(room.pk, []).append(_entry(row, room, owners, about, reads))
    here = {room.pk for room in in_order}
    for room in in_order:
        if room.parent_id in here:
            own = [one for one in entries.get(room.pk, ()) if not one.through and one.kind != "closure"]
            halls = entries.setdefault(room.parent_id, [])
            halls += [replace(one, through=room.local_name) for one in own]
    last = timezone.localtime(end - timedelta(seconds=1)).date()
    return _Known(in_order, entries, holidays.between(timezone.localtime(start).date(), last))


def _owners(rows: Iterable[Commitment], by_diary: dict[int, Room]) -> dict[tuple[str, int], Room]:
    """Return the room each source itself is in: of a hall and its halves, that is the hall."""
    owners: dict[tuple[str, int], Room] = {}
    for row in rows:
        key, room = (row.source, row.source_id), by_diary[row.diary_id]
        known = owners.get(key)
        if known is None or known.parent_id == room.pk:
            owners[key] = room
    return owners


def _entry(
    row: Commitment, room: Room, owners: dict[tuple[str, int], Room], about: Any, reads: set[int] | None
) -> Entry:
    """Return what a commitment looks like; ``reads`` are the organisations whose own words one reads, None: all."""
    found = about.get((row.source, row.source_id))
    knows = found is not None and (reads is None or found.organisation_id in reads)
    kind, word = _kind(row, found is not None and found.is_requested)
    owner = owners[(row.source, row.source_id)]
    is_through = row.source != closures.SOURCE and owner.pk != room.pk
    return Entry(
        title=(found.title if knows else found.public_title) if found else _("another booking"),
        organisation=found.organisation if found and knows else "",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        set_up_minutes=row.set_up_minutes,
        clear_up_minutes=row.clear_up_minutes,
        kind=kind,
        word=word,
        path=found.path if found and knows else "",
        through=owner.local_name if is_through else "",
    )


def _kind(row: Commitment, is_requested: bool) -> tuple[str, str]:
    if row.source == closures.SOURCE:
        return "closure", _("closed")
    if is_requested:
        return "requested", _("asked for")
    if row.source == bookings.SOURCE:
        return "booking", _("booking")
    lasts = any(known.lasts for known in contributions.occupations if known.source == row.source)
    return ("booking", _("let for months")) if lasts else ("session", _("activity"))


def _hours_shown(day: date, known: _Known, hours: Iterable[Hours | None]) -> tuple[int, int]:
    """Return from which hour to which the day is drawn: the usual ones, and whatever lies outside of them."""
    first, last = FIRST_HOUR, LAST_HOUR
    for spans in hours:
        for opens, closes in spans or ():
            first, last = min(first, opens.hour), max(last, closes.hour + bool(closes.minute))
    start, end = _midnight(day), _midnight(day + timedelta(days=1))
    for room in known.rooms:
        for entry in known.on(room, start, end):
            # What goes on day and night says nothing of the hours of the day.
            if entry.kind == "closure" or (entry.starts_at <= start and entry.ends_at >= end):
                continue
            begins, ends = timezone.localtime(entry.starts_at), timezone.localtime(entry.ends_at)
            first = 0 if begins.date() < day else min(first, begins.hour)
            last = 24 if ends.date() > day else max(last, ends.hour + bool(ends.minute))
    return first, last


def _cells(entries: Sequence[Entry], hours: Hours | None, first: datetime, last: datetime) -> Iterable[Cell]:
    """Yield the stretches of a room's day from the first moment to the last, without a gap."""
    quarters = int((last - first).total_seconds()) // 60 // QUARTER
    marks: list[tuple[str, tuple[Entry, ...]]] = []
    for number in range(quarters):
        begins = first + timedelta(minutes=number * QUARTER)
        marks.append(_mark(entries, hours, begins, begins + timedelta(minutes=QUARTER)))
    number = 0
    while number < quarters:
        kind, held = marks[number]
        following = number + 1
        while following < quarters and _same(marks[number], marks[following], kind, following):
            held = held + tuple(entry for entry in marks[following][1] if entry not in held)
            following += 1
        begins, ends = (first + timedelta(minutes=step * QUARTER) for step in (number, following))
        yield Cell(kind, following - number, begins, ends, held)
        number = following


def _same(one: Any, other: Any, kind: str, number: int) -> bool:
    """Return whether two quarters belong to one stretch; what is free is parted at the full hours, to be chosen."""
    if other[0] != kind or (kind == "free" and number % 4 == 0):
        return False
    return kind != "taken" or bool(set(one[1]) & set(other[1]))


def _mark(
    entries: Sequence[Entry], hours: Hours | None, begins: datetime, ends: datetime
) -> tuple[str, tuple[Entry, ...]]:
    held = tuple(entry for entry in entries if entry.starts_at < ends and entry.ends_at > begins)
    if held:
        return "taken", held
    for entry in entries:
        set_up, clear_up = timedelta(minutes=entry.set_up_minutes), timedelta(minutes=entry.clear_up_minutes)
        if entry.starts_at - set_up < ends and entry.ends_at + clear_up > begins:
            return "buffer", ()
    if hours is None:
        return "free", ()
    # Both are local: they were counted from a local midnight.
    local = begins.time(), ends.time()
    return ("free" if any(opens <= local[0] and local[1] <= closes for opens, closes in hours) else "closed"), ()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _at(day: date, hour: int) -> datetime:
    return _midnight(day) + timedelta(hours=hour)
