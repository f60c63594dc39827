"""On which days is something held? A rule of repetition on local dates; no clock, no database.

A rule says the days; the calendar (holidays, make-up days, closures) says what becomes of each. Counting counts
sessions that are held: ten lessons stay ten lessons when one falls on a holiday and is left out.
"""

import calendar
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from dateutil import rrule
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.templatetags.when import day as day_in_words
from portal.timetable.errors import NoSuchDates

MOST_SESSIONS = 100
MOST_MONTHS = 24
MOST_STEPS = 12
#: A session that moves finds a free day within so many days, or is left out.
MOVES_WITHIN = 14
#: A fifth Friday is not in every month: from the 29th on, "the same weekday" is the last of the month.
FIFTH_BEGINS = 29


class Frequency(models.TextChoices):
    """How a first session is repeated."""

    ONCE = "once", gettext_lazy("not at all: a single session")
    WEEKLY = "weekly", gettext_lazy("every week on the same weekday")
    WEEKDAYS = "weekdays", gettext_lazy("every week on chosen weekdays")
    MONTHLY_DAY = "monthly_day", gettext_lazy("every month on the same day (the 12th)")
    MONTHLY_WEEKDAY = "monthly_weekday", gettext_lazy("every month on the same weekday (the second Thursday)")


class OnDayOff(models.TextChoices):
    """What becomes of a session on a day that is not like others."""

    HELD = "held", gettext_lazy("it is held as always")
    SKIPPED = "skipped", gettext_lazy("it is left out")
    MOVED = "moved", gettext_lazy("it moves to the next free day")


@dataclass(frozen=True)
class Rule:
    """How a first day is repeated; ``weekdays`` with Monday 0; ends with ``until`` (included) or after ``count``."""

    first_on: date
    frequency: str = Frequency.ONCE
    every: int = 1
    weekdays: tuple[int, ...] = ()
    until: date | None = None
    count: int | None = None
    on_holiday: str = OnDayOff.SKIPPED
    on_make_up_day: str = OnDayOff.HELD


@dataclass(frozen=True)
class Day:
    """A day that the rule names. ``held_on`` is None when it is left out; ``why`` names what is in the way."""

    planned_on: date
    held_on: date | None
    why: str = ""

    @property
    def is_moved(self) -> bool:
        return self.held_on is not None and self.held_on != self.planned_on


@dataclass(frozen=True)
class Calendar:
    """What is special: names of holidays and make-up days, why a day is closed ("" when it is open), whether a day
    that a session might move to is free of everything else.
    """

    holidays: Mapping[date, str] = field(default_factory=dict)
    make_up_days: Mapping[date, str] = field(default_factory=dict)
    closed: Callable[[date], str] = lambda _day: ""
    is_free: Callable[[date], bool] = lambda _day: True


def days_of(rule: Rule, special: Calendar) -> list[Day]:
    """Return the days of a rule and what becomes of each; raise ``NoSuchDates`` for a rule that makes no sense."""
    refuse_nonsense(rule)
    if rule.frequency == Frequency.ONCE:
        return [Day(rule.first_on, rule.first_on)]
    found: list[Day] = []
    held: set[date] = set()
    by_rule = list(_by_rule(rule))
    for planned_on in by_rule:
        if rule.count and len(held) >= rule.count:
            break
        day = _fate(planned_on, rule, special, held | set(by_rule))
        found.append(day)
        if day.held_on:
            held.add(day.held_on)
        if len(held) > MOST_SESSIONS:
            raise NoSuchDates(_too_many(), field="until")
    if not held:
        raise NoSuchDates(_("No session would be left: every day falls on a holiday or a closure."), field="frequency")
    return found


def refuse_nonsense(rule: Rule) -> None:
    """Raise ``NoSuchDates``, naming the field, for a rule that says too little, too much or contradicts itself."""
    if rule.frequency == Frequency.ONCE:
        return
    if not 1 <= rule.every <= MOST_STEPS:
        sentence = _("Please repeat every 1 to %(most)s weeks or months.") % {"most": MOST_STEPS}
        raise NoSuchDates(sentence, field="every")
    _refuse_endless(rule)
    if rule.frequency == Frequency.WEEKDAYS:
        if not rule.weekdays:
            raise NoSuchDates(_("Please choose at least one weekday."), field="weekdays")
        if rule.first_on.weekday() not in rule.weekdays:
            sentence = _("The first session, %(day)s, is not on one of the weekdays chosen.")
            raise NoSuchDates(sentence % {"day": day_in_words(rule.first_on)}, field="weekdays")
    if rule.frequency == Frequency.MONTHLY_DAY and rule.first_on.day > 28:
        sentence = _("Not every month has a day %(day)s. Please repeat by weekday, or begin on another day.")
        raise NoSuchDates(sentence % {"day": rule.first_on.day}, field="frequency")


def _refuse_endless(rule: Rule) -> None:
    if rule.until is None and rule.count is None:
        raise NoSuchDates(_("Please say until when, or how many sessions."), field="until")
    if rule.until is not None and rule.count is not None:
        raise NoSuchDates(_("Please say until when or how many sessions, not both."), field="count")
    if rule.count is not None and not 1 <= rule.count <= MOST_SESSIONS:
        raise NoSuchDates(_too_many(), field="count")
    if rule.until is not None and rule.until < rule.first_on:
        raise NoSuchDates(_("The last day is before the first."), field="until")
    if rule.until is not None and rule.until > _last_possible(rule):
        sentence = _("Please plan at most %(months)s months ahead of the first session.") % {"months": MOST_MONTHS}
        raise NoSuchDates(sentence, field="until")


def _too_many() -> str:
    return _("At most %(most)s sessions can be planned at a time.") % {"most": MOST_SESSIONS}


def _last_possible(rule: Rule) -> date:
    years, months = divmod(rule.first_on.month - 1 + MOST_MONTHS, 12)
    year, month = min(rule.first_on.year + years, date.max.year), months + 1
    return date(year, month, min(rule.first_on.day, calendar.monthrange(year, month)[1]))


def nth_weekday(on: date) -> int:
    """Return which Thursday of its month a Thursday is: 1 to 4, or -1 for the last when it is a fifth."""
    return -1 if on.day >= FIFTH_BEGINS else (on.day - 1) // 7 + 1


def _by_rule(rule: Rule) -> Iterator[date]:
    """Yield the days that the rule names, in order, to its end or as far ahead as one may plan."""
    monday_first = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
    weekday = monday_first[rule.first_on.weekday()]
    options: dict[str, dict] = {
        Frequency.WEEKLY: {"freq": rrule.WEEKLY},
        Frequency.WEEKDAYS: {"freq": rrule.WEEKLY, "byweekday": [monday_first[one] for one in rule.weekdays]},
        Frequency.MONTHLY_DAY: {"freq": rrule.MONTHLY, "bymonthday": rule.first_on.day},
        Frequency.MONTHLY_WEEKDAY: {"freq": rrule.MONTHLY, "byweekday": weekday(nth_weekday(rule.first_on))},
    }
    found = rrule.rrule(
        dtstart=_noon(rule.first_on),
        until=_noon(rule.until or _last_possible(rule)),
        interval=rule.every,
        **options[rule.frequency],
    )
    return (moment.date() for moment in found)


def _noon(on: date) -> datetime:
    """Return what dateutil counts with; the hour has no meaning."""
    return datetime.combine(on, time(12))


def _fate(planned_on: date, rule: Rule, special: Calendar, taken: set[date]) -> Day:
    if why := special.closed(planned_on):
        return Day(planned_on, None, why)
    wanted, why = _wanted(planned_on, rule, special)
    if wanted == OnDayOff.HELD:
        return Day(planned_on, planned_on, why)
    if wanted == OnDayOff.MOVED:
        for later in (planned_on + timedelta(days=step) for step in range(1, MOVES_WITHIN + 1)):
            is_ordinary = later not in special.holidays and _wanted(later, rule, special)[0] == OnDayOff.HELD
            if is_ordinary and later not in taken and not special.closed(later) and special.is_free(later):
                return Day(planned_on, later, why)
    return Day(planned_on, None, why)


def _wanted(on: date, rule: Rule, special: Calendar) -> tuple[str, str]:
    """Return what the rule wants for this day, and the name of what makes it special."""
    if on in special.holidays:
        return rule.on_holiday, special.holidays[on]
    if on in special.make_up_days:
        return rule.on_make_up_day, special.make_up_days[on]
    return OnDayOff.HELD, ""
