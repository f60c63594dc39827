"""What will become of each row? New, changed, unchanged or refused with its reasons; nothing is written here."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.importing.cells import BadCell
from events.importing.directory import Directory
from events.importing.reading import Record
from events.importing.rows import Row, place_in, rows_of
from events.models import Event, Pool, ProgrammePage, Recurrence, Session
from events.planning.room_requests import SOURCE
from events.planning.scheduling import Slot
from events.states import EventState
from organisations.models import Organisation, Room
from organisations.repeating import slots_of
from organisations.room_clashes import clash_of, room_diaries
from portal.timetable.errors import NoSuchDates
from portal.timetable.recurrence import Frequency, Rule


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass
class Fate:
    """What becomes of a row. ``words`` are the programme's that change, ``slots`` what its event is to have.

    ``page`` and ``event`` are what is there already, or None.
    """

    row: Row
    page: Any = None
    event: Any = None
    slots: list[Slot] = field(default_factory=list)
    words: dict[str, Any] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        if self.row.problems:
            return Kind.REFUSED
        if self.event is None:
            return Kind.NEW
        return Kind.CHANGED if self.changes else Kind.UNCHANGED


def fates_of(
    records: Sequence[Record], *, by: Any, at: datetime, organisation: Organisation | None = None
) -> list[Fate]:
    """Return the fate of each row, in order; ``organisation`` is that of rows which name none."""
    directory = Directory(by)
    rows = rows_of(list(records), directory, at=at, organisation=organisation)
    judge = _Judge(rows, directory, at)
    return [judge.fate(row) for row in rows]


def digest_of(fates: Iterable[Fate]) -> str:
    """Return a short name for these fates, to know whether they are still those that somebody looked at."""
    told = [
        (fate.row.number, fate.kind.value, fate.changes, [(one.column, one.sentence) for one in fate.row.problems])
        for fate in fates
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _place(row: Row) -> tuple[int | None, str]:
    return (row.room.pk if row.room else None, row.place)


class _Judge:
    """Compares rows with what is there, and with the rows before them."""

    def __init__(self, rows: Sequence[Row], directory: Directory, at: datetime):
        self.directory = directory
        self.at = at
        self.pages = _pages_of(rows)
        self.events = _events_of(self.pages, rows)
        self.claimed: dict[int, int] = {}
        self.seen: dict[tuple[Any, ...], int] = {}
        self.said: dict[tuple[Any, ...], tuple[int, Any]] = {}
        self.taken: list[tuple[set[int], datetime, datetime, int]] = []
        self.diaries: dict[int, set[int]] = {}

    def fate(self, row: Row) -> Fate:
        fate = Fate(row)
        if row.problems or not (row.organisation and row.starts_at and row.ends_at):
            return fate
        self.refuse_twice(row)
        if not row.problems:
            self.match(fate)
        if not row.problems:
            self.judge_words(fate)
            self.judge_dates(fate)
        return fate

    def refuse_twice(self, row: Row) -> None:
        key = (row.organisation, row.title, row.starts_at, _place(row))
        if key in self.seen:
            row.wrong("", _("This is the same as row %(number)s.") % {"number": self.seen[key]})
        self.seen.setdefault(key, row.number)

    # Which programme and which event are meant

    def match(self, fate: Fate) -> None:
        row = fate.row
        pages = self.pages[(row.organisation, row.title)]
        found = [event for page in pages for event in self.events[(page.pk, row.starts_at)]]
        fate.event = self.chosen(row, found)
        if fate.event:
            fate.page = next(page for page in pages if page.pk == fate.event.programme_id)
            self.claimed[fate.event.pk] = row.number
        elif len(pages) > 1:
            row.wrong("title", _("Several programmes of this organisation have this title."))
        else:
            fate.page = pages[0] if pages else None

    def chosen(self, row: Row, found: list[Event]) -> Event | None:
        """Return the event at this time: the one in the same place, else the only one that no row has named."""
        same = [event for event in found if row.says_where and _place_of(event) == _place(row)]
        free = [event for event in found if event.pk not in self.claimed]
        if same:
            return same[0]
        if len(free) > 1:
            row.wrong("room", _("Several dates begin at this time. Please name the room."))
        return free[0] if len(free) == 1 and len(found) == 1 else None

    # The words

    def judge_words(self, fate: Fate) -> None:
        row = fate.row
        draft = latest_words(fate.page) if fate.page else None
        words = {**row.words, **({"languages": row.languages} if row.languages is not None else {})}
        for name, value in words.items():
            key = (row.organisation, row.title, name)
            number, said = self.said.setdefault(key, (row.number, value))
            if said != value:
                row.wrong(name, _("Row %(number)s says otherwise of the same programme.") % {"number": number})
            elif number == row.number and (draft is None or _says_otherwise(draft, name, value)):
                fate.words[name] = value
        if draft is None:
            return
        self.refuse_ages(row, draft)
        fate.changes += list(fate.words)
        if fate.words and (fate.page.locked or fate.page.current_workflow_task_state):
            row.wrong(next(iter(fate.words)), _("The programme's words await approval and cannot be changed now."))

    def refuse_ages(self, row: Row, draft: dict[str, Any]) -> None:
        lowest = row.words.get("min_age", draft["min_age"])
        highest = row.words.get("max_age", draft["max_age"])
        if lowest is not None and highest is not None and lowest > highest:
            row.wrong("max_age", _("The highest age is below the lowest."))

    # The dates

    def judge_dates(self, fate: Fate) -> None:
        row, event = fate.row, fate.event
        if event is None and row.starts_at <= self.at:
            row.wrong("starts_at", _("This lies in the past."))
        elif event is not None and event.state == EventState.CANCELLED:
            row.wrong("starts_at", _("This date has been called off. Please plan another by hand."))
        else:
            self.lay_out(fate)
        if row.problems:
            return
        if event is not None:
            self.compare(fate)
        if event is None or {"ends_at", "repeat", "room"} & set(fate.changes):
            self.refuse_clashes(fate)

    def lay_out(self, fate: Fate) -> None:
        """Work out the sessions that the row wants."""
        row = fate.row
        held = _held(fate.event) if fate.event else []
        first = Slot(row.starts_at, row.ends_at, row.room, row.place)
        if not row.says_where and held:
            first = replace(first, room=held[0].room, place=held[0].place)
        elif not row.says_where:
            first = replace(first, place=(row.organisation.address or row.organisation.name)[:100])
        if held and not row.repeat.dates and (row.rule is None or _is_unchanged(fate.event, row.rule, held[0], first)):
            fate.slots = [first, *map(_slot, held[1:])]
            return
        try:
            slots = slots_of(first, row.rule) if row.rule else [first, *self.listed(row, first)]
        except (NoSuchDates, BadCell) as wrong:
            row.wrong("repeat", str(wrong.sentence))
            return
        self.refuse_odd_starts(row, [slot.starts_at for slot in slots])
        there = {session.starts_at: session for session in held}
        own = {one.on for one in row.repeat.dates if one.room}
        fate.slots = [
            slot if row.says_where or timezone.localdate(slot.starts_at) in own else _where_it_is(slot, there)
            for slot in slots
        ]

    @staticmethod
    def refuse_odd_starts(row: Row, starts: list[datetime]) -> None:
        """Note sessions that begin twice, or before what the row calls the start."""
        if len(starts) != len(set(starts)):
            row.wrong("repeat", _("A session is listed twice."))
        if min(starts) < row.starts_at:
            row.wrong("repeat", _("A session is listed that begins before the first one."))
        elif min(starts) > row.starts_at:
            row.wrong("starts_at", _("On this day nothing is held: it is a holiday, or the centre is closed."))

    def listed(self, row: Row, first: Slot) -> list[Slot]:
        start, end = timezone.localtime(first.starts_at), timezone.localtime(first.ends_at)
        slots = []
        for one in row.repeat.dates:
            place = place_in(one.room)
            room = self.directory.room(one.room, row.organisation) if one.room and not place else None
            moments = [(one.start or start.time()), (one.end or end.time())]
            begins, ends = (timezone.make_aware(datetime.combine(one.on, moment)) for moment in moments)
            if not one.end:
                ends = begins + (first.ends_at - first.starts_at)
            slot = replace(first, starts_at=begins, ends_at=ends)
            slots.append(replace(slot, room=room, place=place[:100]) if room or place else slot)
        return [slot for slot in slots if slot.starts_at != first.starts_at]

    def compare(self, fate: Fate) -> None:
        row, event = fate.row, fate.event
        held = _held(event)
        before, after = {_facts(_slot(session)) for session in held}, {_facts(slot) for slot in fate.slots}
        if held and held[0].ends_at != fate.slots[0].ends_at:
            fate.changes.append("ends_at")
        if {fact[:2] for fact in before} != {fact[:2] for fact in after} and "ends_at" not in fate.changes:
            fate.changes.append("repeat")
        if before != after and not {"ends_at", "repeat"} & set(fate.changes):
            fate.changes.append("room")
        pool = next(pool for pool in event.pools.all() if pool.kind == Pool.Kind.OPEN)
        if row.capacity is not None and row.capacity != pool.capacity:
            fate.changes.append("capacity")
            if row.capacity < pool.taken:
                row.wrong("capacity", _("%(taken)s places are taken already.") % {"taken": pool.taken})
        if set(fate.changes) - set(fate.words) and event.ends_at <= self.at:
            row.wrong("starts_at", _("This event is over."))

    def refuse_clashes(self, fate: Fate) -> None:
        """Note rooms that are taken: by what is planned, or by a row before this one."""
        own = (SOURCE, [session.pk for session in fate.event.sessions.all()]) if fate.event else None
        for slot in fate.slots:
            if slot.room is None:
                continue
            if sentence := clash_of(slot, but_not=own):
                fate.row.wrong("room", sentence)
            self.refuse_overlap(fate.row, slot, slot.room)

    def refuse_overlap(self, row: Row, slot: Slot, room: Room) -> None:
        if room.pk not in self.diaries:
            self.diaries[room.pk] = set(room_diaries(room))
        mine = self.diaries[room.pk]
        for diaries, start, end, number in self.taken:
            if mine & diaries and start < slot.ends_at and end > slot.starts_at:
                words = {"room": room.local_name, "number": number}
                row.wrong("room", _("%(room)s is taken at that time by row %(number)s.") % words)
                break
        self.taken.append((mine, slot.starts_at, slot.ends_at, row.number))


def _pages_of(rows: Sequence[Row]) -> dict[tuple[Any, str], list[ProgrammePage]]:
    titles = {row.title for row in rows if row.title}
    organisations = {row.organisation for row in rows if row.organisation}
    named = ProgrammePage.objects.filter(Q(title__in=titles) | Q(draft_title__in=titles)).select_related(
        "latest_revision"
    )
    paths = {organisation.page.path: organisation for organisation in organisations}
    found: dict[tuple[Any, str], list[ProgrammePage]] = defaultdict(list)
    for page in named.order_by("pk"):
        if owner := paths.get(page.path[: -page.steplen]):
            for title in {page.title, page.draft_title}:
                found[(owner, title)].append(page)
    return found


def _events_of(
    pages: dict[tuple[Any, str], list[ProgrammePage]], rows: Sequence[Row]
) -> dict[tuple[int, datetime], list[Event]]:
    """Return the events of these pages at the starts of these rows; one that is called off only where no other is."""
    ids = {page.pk for found in pages.values() for page in found}
    starts = {row.starts_at for row in rows if row.starts_at}
    events = Event.objects.filter(programme__in=ids, starts_at__in=starts)
    events = events.select_related("organisation", "programme", "recurrence")
    found: dict[tuple[int, datetime], list[Event]] = defaultdict(list)
    for event in events.prefetch_related("pools", "sessions__room__facility").order_by("-state", "pk"):
        others = found[(event.programme_id, event.starts_at)]
        if event.state == EventState.SCHEDULED or not others:
            others.append(event)
    return found


def _held(event: Event) -> list[Session]:
    held = [session for session in event.sessions.all() if session.state == EventState.SCHEDULED]
    return sorted(held, key=lambda session: (session.starts_at, session.pk))


def _place_of(event: Event) -> tuple[int | None, str]:
    held = _held(event)
    return (held[0].room_id, held[0].place) if held else (None, "")


def _slot(session: Session) -> Slot:
    return Slot(session.starts_at, session.ends_at, session.room, session.place)


def _facts(slot: Slot) -> tuple[Any, ...]:
    return (slot.starts_at, slot.ends_at, slot.room.pk if slot.room else None, slot.place)


def _where_it_is(slot: Slot, there: dict[datetime, Session]) -> Slot:
    known = there.get(slot.starts_at)
    return replace(slot, room=known.room, place=known.place) if known else slot


def _is_unchanged(event: Event, rule: Rule, held: Session, first: Slot) -> bool:
    """Return whether the event was planned by this very rule and its first session is as the row says.

    Then its later sessions stay as they are now: whatever was moved by hand is not moved back.
    """
    known: Recurrence | None = getattr(event, "recurrence", None)
    if known is None or known.frequency == Frequency.ONCE or _facts(_slot(held)) != _facts(first):
        return False
    weekdays = tuple(map(int, known.weekdays))
    same = (known.frequency, known.every, weekdays, known.until, known.count)
    return same == (rule.frequency, rule.every, rule.weekdays, rule.until, rule.count)


def latest_words(page: ProgrammePage) -> dict[str, Any]:
    """Return the latest version of the words as plain data; building the page from it would ask for much more."""
    if page.latest_revision:
        return page.latest_revision.content
    return page.serializable_data()


def _says_otherwise(draft: dict[str, Any], name: str, value: Any) -> bool:
    if name == "languages":
        return set(draft["languages"]) != {one.pk for one in value}
    return draft[name] != (value.pk if name == "category" else value)
