"""How does the public page know the district's figures without counting them? They are kept for an hour.

What is kept is what may be read (``events.figures.report``), so that nobody is in it. The clock counts anew before
anybody has to wait; where it does not run, the next visitor does.
"""

from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from events.figures import periods, whose
from events.figures.report import Report, report

KEPT, FRESH = "statistics:events", "statistics:events:fresh"
#: Seconds for which the figures are shown at most, and after which they are counted anew.
A_DAY, AN_HOUR = 24 * 60 * 60, 60 * 60


def district_report(at: datetime) -> Report:
    """Return the district's figures as they were kept; one query while they are."""
    kept = cache.get(KEPT)
    return kept if isinstance(kept, Report) else count_anew(at)


def count_anew(at: datetime) -> Report:
    """Count the district's figures and keep them."""
    made = report(whose.district(), periods.usual(timezone.localdate(at)), at)
    cache.set(KEPT, made, A_DAY)
    cache.set(FRESH, True, AN_HOUR)
    return made


def keep_statistics(at: datetime) -> int:
    """Count anew when an hour has passed; return 1 then, else 0."""
    if cache.get(FRESH):
        return 0
    count_anew(at)
    return 1
