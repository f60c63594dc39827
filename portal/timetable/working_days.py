"""When are so many working days over? Weekends and holidays do not count, make-up days do."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.timetable import holidays
from portal.timetable.models import Holiday

SATURDAY = 5
#: The longest run of days off that a span is looked at with, beside its weekends: two golden weeks and a margin.
MARGIN = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last of so many working days. It is an estimate where nobody has entered a year's holidays yet."""

    on: date
    is_estimate: bool


def after(day: date, count: int) -> Deadline:
    """Return the last of ``count`` working days after ``day``; of none the day itself. Two queries."""
    calendar = _Calendar(day, day + timedelta(days=count * 2) + MARGIN)
    on = day
    while count > 0:
        on += timedelta(days=1)
        count -= calendar.is_worked(on)
    return Deadline(on, calendar.is_unknown(day, on))


class WorkingDays:
    """The working days of a span, looked up once for many questions."""

    def __init__(self, first: date, last: date):
        calendar = _Calendar(first, last)
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        self._worked_until = dict[date, int]()
        count = 0
        for day in days:
            count += calendar.is_worked(day)
            self._worked_until[day] = count

    def between(self, day: date, last: date) -> int:
        """Return what ``between`` returns; raises ``KeyError`` for a day outside the span."""
        return self._worked_until[last] - self._worked_until[day] if last > day else 0


def between(day: date, last: date) -> int:
    """Return how many working days lie after ``day`` up to ``last``, that day included; none when it has passed."""
    if last <= day:
        return 0
    calendar = _Calendar(day, last)
    return sum(calendar.is_worked(day + timedelta(days=number)) for number in range(1, (last - day).days + 1))


class _Calendar:
    """The days off and the make-up days of a span, looked up once."""

    def __init__(self, first: date, last: date):
        self.special = holidays.between(first, last)
        self.last = last

    def is_worked(self, day: date) -> bool:
        special = self.special.get(day)
        if special:
            return special.kind == Holiday.Kind.MAKE_UP
        return day.weekday() < SATURDAY

    def is_unknown(self, first: date, last: date) -> bool:
        """Return whether some year of the span has no holidays entered: every year has some."""
        years = {first.year, last.year}
        known = set(Holiday.objects.filter(on__year__in=years).values_list("on__year", flat=True))
        return bool(years - known)
