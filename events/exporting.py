"""How do programmes leave as a table? The columns of the import, safe to open, and unchanged when they come back."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from events.importing.columns import COLUMNS
from events.importing.fates import latest_words
from events.models import Category, Event, Pool, ProgrammePage, Recurrence, Session, SpokenLanguage
from events.planning.scheduling import Slot
from events.states import EventState
from organisations.models import Room
from organisations.repeating import slots_of
from portal.spreadsheets import safe, workbook
from portal.timetable.recurrence import Frequency, Rule

PLACE = "地点：%s"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def csv_of(events: QuerySet[Event]) -> bytes:
    """Return the table as CSV in UTF-8, with the mark that office programs look for."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([safe(cell) for cell in row] for row in rows_of(events))
    return file.getvalue().encode("utf-8-sig")


def xlsx_of(events: QuerySet[Event]) -> bytes:
    """Return the table as a spreadsheet; text is text in it, whatever it begins with."""
    return workbook("programmes", [COLUMNS, *rows_of(events)], head=1)


def rows_of(events: QuerySet[Event]) -> Iterator[list[Any]]:
    """Yield a row for each event that is to be held, in the order of the columns."""
    held = events.filter(state=EventState.SCHEDULED).select_related("programme", "organisation", "recurrence")
    rows = list(held.prefetch_related("pools", "sessions__room__facility").order_by("organisation", "starts_at", "pk"))
    names = Counter(name for room in Room.objects.all() for name in {room.name, room.name_en} if name)
    drafts = _drafts({event.programme_id for event in rows})
    codes = _Codes(
        {one.pk: one.code for one in Category.objects.all()}, {one.pk: one.code for one in SpokenLanguage.objects.all()}
    )
    for event in rows:
        if any(session.state == EventState.SCHEDULED for session in event.sessions.all()):
            row = {**_words(drafts[event.programme_id], codes), **_dates(event, names)}
            yield [row[column] for column in COLUMNS]


class _Codes(NamedTuple):
    categories: Mapping[int, str]
    languages: Mapping[int, str]


def _drafts(page_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return the latest words of each programme, which are what an import compares with."""
    pages = ProgrammePage.objects.filter(pk__in=list(page_ids)).select_related("latest_revision")
    return {page.pk: latest_words(page) for page in pages}


def _words(draft: dict[str, Any], codes: _Codes) -> dict[str, Any]:
    return {
        **{name: draft[name] for name in ("title", "title_en", "summary", "audience")},
        **{name: "" if draft[name] is None else draft[name] for name in ("min_age", "max_age")},
        "category": codes.categories[draft["category"]],
        "languages": ", ".join(codes.languages[pk] for pk in draft["languages"] if pk in codes.languages),
    }


def _dates(event: Event, names: Counter[str]) -> dict[str, Any]:
    sessions = sorted(
        (session for session in event.sessions.all() if session.state == EventState.SCHEDULED),
        key=lambda session: (session.starts_at, session.pk),
    )
    first = sessions[0]
    repeat, until = _repetition(event, sessions, names)
    return {
        "organisation": event.organisation.code,
        "facility": first.room.facility.kind if first.room else "",
        "room": _room(first.room, names) if first.room else (PLACE % first.place if first.place else ""),
        "starts_at": f"{timezone.localtime(first.starts_at):%Y-%m-%d %H:%M}",
        "ends_at": f"{timezone.localtime(first.ends_at):%Y-%m-%d %H:%M}",
        "capacity": next(pool.capacity for pool in event.pools.all() if pool.kind == Pool.Kind.OPEN),
        "repeat": repeat,
        "until": until,
    }


def _room(room: Room, names: Counter[str]) -> str:
    return room.name if names[room.name] == 1 else room.code


def _repetition(event: Event, sessions: Sequence[Session], names: Counter[str]) -> tuple[str, Any]:
    """Return how the event repeats: by its rule where that still says the truth, else day by day."""
    if len(sessions) == 1:
        return "", ""
    known: Recurrence | None = getattr(event, "recurrence", None)
    if known and known.frequency != Frequency.ONCE:
        weekdays = tuple(map(int, known.weekdays))
        rule = Rule(
            timezone.localdate(sessions[0].starts_at), known.frequency, known.every, weekdays, known.until, known.count
        )
        first = sessions[0]
        planned = slots_of(Slot(first.starts_at, first.ends_at, first.room, first.place), rule)
        if [_facts(slot) for slot in planned] == [_facts(session) for session in sessions]:
            return _rule_words(rule), known.until.isoformat() if known.until else known.count
    return "; ".join(_listed(session, sessions[0], names) for session in sessions[1:]), ""


def _facts(one: Slot | Session) -> tuple[Any, ...]:
    return (one.starts_at, one.ends_at, one.room.pk if one.room else None, one.place)


def _rule_words(rule: Rule) -> str:
    unit = "week" if rule.frequency in (Frequency.WEEKLY, Frequency.WEEKDAYS) else "month"
    words = f"every {rule.every} {unit}s" if rule.every > 1 else f"every {unit}"
    if rule.frequency == Frequency.WEEKDAYS:
        days = ", ".join(_WEEKDAYS[day] for day in rule.weekdays)
        return f"{words} on {days}" if rule.every > 1 else days
    if rule.frequency == Frequency.MONTHLY_WEEKDAY:
        return f"{words} by weekday" if rule.every > 1 else "monthly by weekday"
    return words


def _listed(session: Session, first: Session, names: Counter[str]) -> str:
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    words = f"{start:%Y-%m-%d}"
    usual = timezone.localtime(first.starts_at).time(), timezone.localtime(first.ends_at).time()
    if (start.time(), end.time()) != usual:
        words += f" {start:%H:%M}-{end:%H:%M}"
    if (session.room_id, session.place) != (first.room_id, first.place):
        words += f" @ {_room(session.room, names) if session.room else PLACE % session.place}"
    return words
