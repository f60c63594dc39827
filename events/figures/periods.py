"""Of which months are the figures, and with which are they compared?"""

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from dateutil.relativedelta import relativedelta
from django.utils import timezone

#: Nobody compares more at once.
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from the one that begins on ``first``; the last may still be running."""

    first: date
    months: int

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + relativedelta(months=self.months, days=-1)

    @property
    def before(self) -> "Period":
        """As many months before it."""
        return Period(self.first - relativedelta(months=self.months), self.months)

    def spans(self) -> list[tuple[datetime, datetime]]:
        """Return each month, half-open."""
        edges = [midnight(self.first + relativedelta(months=number)) for number in range(self.months + 1)]
        return list(pairwise(edges))

    def held_by(self, at: datetime) -> tuple[datetime, datetime]:
        """Return what of the period is over at this moment, half-open."""
        start, end = midnight(self.first), midnight(self.first + relativedelta(months=self.months))
        return start, max(start, min(end, at))

    def compared_with(self, at: datetime) -> tuple[datetime, datetime]:
        """Return as much of the months before as is over of these."""
        start, end = self.held_by(at)
        months = relativedelta(months=self.months)
        return start - months, min(end - months, start)


def midnight(day: date) -> datetime:
    """Return when a day begins here."""
    return timezone.make_aware(datetime.combine(day, time()))


def usual(day: date) -> Period:
    """Return what one looks at first: the months of this year so far; in January those of last year."""
    if day.month == 1:
        return Period(date(day.year - 1, 1, 1), MOST_MONTHS)
    return Period(day.replace(month=1, day=1), day.month)


def between(first: date, last: date) -> Period:
    """Return the months of these two days and all between, in either order; of more than a year the last twelve."""
    first, last = sorted((first, last))
    months = min((last.year - first.year) * 12 + last.month - first.month + 1, MOST_MONTHS)
    return Period(last.replace(day=1) - relativedelta(months=months - 1), months)
