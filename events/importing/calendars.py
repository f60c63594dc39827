"""What does a calendar file say of programmes? Its events as rows; a repeated one as the list of its days."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import icalendar
from dateutil.rrule import rrulestr
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import UnreadableFile
from portal.timetable.recurrence import MOST_MONTHS, MOST_SESSIONS


class PlaceOrRoom(str):
    """Where something is, as another program has it: one of our rooms if the name is one, else the place in words."""


type Row = tuple[int, dict[str, Any], tuple[tuple[str, str], ...]]


def calendar_rows(content: bytes, most: int) -> list[Row]:
    """Return the events of a calendar, numbered in the order of the file; raise ``UnreadableFile``."""
    try:
        calendar = icalendar.Calendar.from_ical(content)
        events = [part for part in calendar.walk("VEVENT")]
    # The library answers what is no calendar with whatever its parser happens to raise.
    except Exception as error:
        raise UnreadableFile(_("This is not a calendar that can be read.")) from error
    if not events:
        raise UnreadableFile(_("The calendar has no events."))
    if len(events) > most:
        raise UnreadableFile(_("The file has more than %(most)s rows. Please split it.") % {"most": most})
    return [_row(number, event) for number, event in enumerate(events, start=1)]


def _row(number: int, event: Any) -> Row:
    problems = []
    starts_at, ends_at = _moment(event.get("dtstart")), _end(event)
    if str(event.get("status", "")).upper() == "CANCELLED":
        problems.append(("", _("This event is cancelled in the calendar.")))
    if "RECURRENCE-ID" in event:
        problems.append(("repeat", _("A changed date of a series cannot be imported by itself.")))
    cells: dict[str, Any] = {
        "title": str(event.get("summary", "")).strip(),
        "summary": str(event.get("description", "")).strip().split("\n", 1)[0].strip(),
        "category": _first(event.get("categories")),
        "organisation": str(getattr(event.get("organizer"), "params", {}).get("CN", "")),
        "room": PlaceOrRoom(str(event.get("location", "")).strip()),
        "starts_at": starts_at,
        "ends_at": ends_at,
    }
    if "RRULE" in event and isinstance(starts_at, datetime):
        try:
            cells["repeat"] = "; ".join(f"{day:%Y-%m-%d}" for day in _days(event, starts_at))
        except (ValueError, TypeError, KeyError, OverflowError):
            problems.append(("repeat", _("This rule of repetition cannot be read.")))
    if cells.get("repeat", "").count(";") >= MOST_SESSIONS:
        problems.append(("repeat", _("At most %(most)s sessions can be planned at a time.") % {"most": MOST_SESSIONS}))
        cells["repeat"] = ""
    return number, cells, tuple(problems)


def _first(categories: Any) -> str:
    if isinstance(categories, list):
        categories = categories[0] if categories else None
    names = getattr(categories, "cats", None)
    return str(names[0]).strip() if names else ""


def _moment(value: Any) -> datetime | date | None:
    return getattr(value, "dt", None)


def _end(event: Any) -> datetime | date | None:
    if "DTEND" in event:
        return _moment(event["DTEND"])
    start, lasts = _moment(event.get("dtstart")), _moment(event.get("duration"))
    return start + lasts if start is not None and isinstance(lasts, timedelta) else None


def _days(event: Any, starts_at: datetime) -> Iterator[date]:
    """Yield the later local days of a repeated event, without those that the calendar leaves out.

    Looks so far ahead as one may plan and no further: a rule that never comes true would be followed for ever.
    """
    start = timezone.localtime(starts_at) if timezone.is_aware(starts_at) else timezone.make_aware(starts_at)
    rule = (event["RRULE"] if isinstance(event["RRULE"], list) else [event["RRULE"]])[0]
    if rule["FREQ"][0].upper() not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise ValueError("no rule of days")
    count, until = rule.pop("COUNT", [MOST_SESSIONS + 2])[0], _moment_of_day(rule.pop("UNTIL", [None])[0])
    limit = start + timedelta(days=31 * MOST_MONTHS)
    found = rrulestr(rule.to_ical().decode(), dtstart=start).replace(until=min(until or limit, limit))
    skipped = _left_out(event.get("EXDATE", []))
    days = (moment.date() for moment in islice(found, min(int(count), MOST_SESSIONS + 2)))
    return (day for day in days if day > start.date() and day not in skipped)


def _moment_of_day(until: Any) -> datetime | None:
    if until is None:
        return None
    if not isinstance(until, datetime):
        until = datetime.combine(until, time.max)
    return until if timezone.is_aware(until) else timezone.make_aware(until)


def _left_out(exceptions: Any) -> set[date]:
    dates = [one.dt for group in (exceptions if isinstance(exceptions, list) else [exceptions]) for one in group.dts]
    local = [timezone.localtime(day) if isinstance(day, datetime) and timezone.is_aware(day) else day for day in dates]
    return {day.date() if isinstance(day, datetime) else day for day in local}
