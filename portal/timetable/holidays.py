"""Which days are holidays, and which weekends are worked?

As officers enter them; a library seeds the years it knows.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chinese_calendar import constants
from django.db import transaction

from portal.audit.recording import record
from portal.timetable.models import Holiday

#: Days made up for are named after the holiday that they make up for.
MAKE_UP_NAME, MAKE_UP_NAME_EN = "%s调休上班", "Make-up day for %s"
NAMES = {holiday.value: holiday.chinese for holiday in constants.Holiday}


def known_years() -> set[int]:
    """Return the years whose holidays the library knows; those to come are announced each November."""
    return {day.year for day in constants.holidays}


def between(first: date, last: date) -> dict[date, Holiday]:
    """Return the holidays and make-up days of these days, both ends included."""
    return {holiday.on: holiday for holiday in Holiday.objects.filter(on__range=(first, last))}


@transaction.atomic
def seed(year: int, *, by: Any, at: datetime) -> int | None:
    """Enter the year's days that nobody has entered yet; return how many, or None for a year that is not known."""
    if year not in known_years():
        return None
    there = set(Holiday.objects.filter(on__year=year).values_list("on", flat=True))
    missing = [holiday for holiday in _days_of(year) if holiday.on not in there]
    Holiday.objects.bulk_create(missing)
    if missing:
        record("holidays.seeded", Holiday(), by=by, at=at, year=year, days=len(missing))
    return len(missing)


def found(year: int, *, by: Any, at: datetime) -> None:
    """Seed a year of which nothing is entered; what officers entered or struck out stays as they left it."""
    if not Holiday.objects.filter(on__year=year).exists():
        seed(year, by=by, at=at)


@transaction.atomic
def enter(*, details: Mapping[str, Any], by: Any, at: datetime, holiday: Holiday | None = None) -> Holiday:
    """Enter a day, or change one. Who may is the caller's to ask: the calendar belongs to no organisation."""
    holiday = holiday or Holiday()
    for name, value in details.items():
        setattr(holiday, name, value)
    is_new = holiday.pk is None
    holiday.save()
    record("holiday.entered" if is_new else "holiday.changed", holiday, by=by, at=at, fields=sorted(details))
    return holiday


@transaction.atomic
def strike_out(holiday: Holiday, *, by: Any, at: datetime) -> None:
    """Strike a day out of the calendar; what was planned around it stays where it is."""
    record("holiday.struck_out", holiday, by=by, at=at, on=holiday.on.isoformat())
    holiday.delete()


def _days_of(year: int) -> list[Holiday]:
    days = [
        Holiday(on=on, name=NAMES[name], name_en=name, kind=Holiday.Kind.HOLIDAY)
        for on, name in constants.holidays.items()
        if on.year == year
    ]
    return days + [
        Holiday(on=on, name=MAKE_UP_NAME % NAMES[name], name_en=MAKE_UP_NAME_EN % name, kind=Holiday.Kind.MAKE_UP)
        for on, name in constants.workdays.items()
        if on.year == year
    ]
