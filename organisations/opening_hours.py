"""When is a room open? Hours by weekday, and for public holidays; as people write them: ``9:00-12:00, 13:30-20:30``.

Kept as ``{"0": [["09:00", "12:00"], …], …, "holiday": []}``, Monday 0. A room of which nothing is said is always open;
a weekday of which nothing is said is closed. On a public holiday the hours of ``holiday`` count.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.models import Room
from portal.templatetags import when
from portal.timetable import holidays
from portal.timetable.models import Holiday

HOLIDAY = "holiday"
DAYS = (*map(str, range(7)), HOLIDAY)
_PART = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]\s*(\d{1,2})[:：](\d{2})")
_BETWEEN = re.compile(r"[,，、;；]\s*|\s+(?=\d{1,2}[:：]\d{2}\s*[-–—~～至到])")

Hours = Sequence[tuple[time, time]]


class BadHours(ValueError):
    """The words are no opening hours; the message says what is wrong, to the person."""


def read(words: str) -> list[list[str]]:
    """Return hours as they are kept; raise ``BadHours`` for what cannot be read, overlaps or ends before it begins."""
    found: list[list[str]] = []
    for part in filter(None, (piece.strip() for piece in _BETWEEN.split(words.strip()))):
        match = _PART.fullmatch(part)
        if match is None:
            raise BadHours(_("Please write hours like 9:00-12:00, 13:30-20:30."))
        numbers = list(map(int, match.groups()))
        if numbers[0] > 23 or numbers[1] > 59 or numbers[2] > 23 or numbers[3] > 59:
            raise BadHours(_("That is no time of day: %(part)s") % {"part": part})
        opens, closes = f"{numbers[0]:02}:{numbers[1]:02}", f"{numbers[2]:02}:{numbers[3]:02}"
        if closes <= opens or (found and opens < found[-1][1]):
            raise BadHours(_("Please write the hours in order, each ending after it begins."))
        found.append([opens, closes])
    return found


def write(hours: Sequence[Sequence[str]]) -> str:
    """Return hours as people write them."""
    return _(", ").join(f"{opens}–{closes}" for opens, closes in hours)


def hours_of(room: Room) -> Mapping[str, Sequence[Sequence[str]]]:
    """Return the room's own hours, or its hall's; empty when nothing is said."""
    if room.opening_hours or room.parent is None:
        return room.opening_hours
    return room.parent.opening_hours


def hours_on(room: Room, day: date, *, is_holiday: bool) -> Hours | None:
    """Return when the room is open on a day; None when nothing is said of it at all, and it is always open."""
    hours = hours_of(room)
    if not hours:
        return None
    said = hours.get(HOLIDAY if is_holiday else str(day.weekday()), [])
    return [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in said]


def closed_by_hours(room: Room, starts_at: datetime, ends_at: datetime) -> str:
    """Return the sentence that says that the room is not open from then to then, or nothing; one query at most."""
    if not hours_of(room):
        return ""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return outside(room, start, end, is_holiday=is_holiday(start.date()))


def is_holiday(day: date) -> bool:
    known = holidays.between(day, day).get(day)
    return known is not None and known.kind == Holiday.Kind.HOLIDAY


def outside(room: Room, start: datetime, end: datetime, *, is_holiday: bool) -> str:
    """Return the sentence for local moments, the calendar known; nothing when the room is open all the while."""
    hours = hours_on(room, start.date(), is_holiday=is_holiday)
    if hours is None:
        return ""
    if end.date() == start.date() and any(opens <= start.time() and end.time() <= closes for opens, closes in hours):
        return ""
    words = {
        "room": room.local_name,
        "day": when.day(start),
        "hours": write([(f"{a:%H:%M}", f"{b:%H:%M}") for a, b in hours]),
    }
    if not hours:
        return _("%(room)s is not open on %(day)s.") % words
    return _("%(room)s is only open %(hours)s on %(day)s.") % words
