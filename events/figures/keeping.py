"""How are figures read without counting them each time? What may be read is kept, and the clock counts it anew.

What is kept is what may be read (``events.figures.report``), so that nobody is in it. The clock counts the district's
and each centre's usual months anew before anybody has to wait; where it does not run, the next reader does. Whatever
else is asked for is counted when it is first asked for.
"""

from collections.abc import Iterator
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from events.figures import periods
from events.figures import whose as owners
from events.figures.counting import count
from events.figures.periods import Period
from events.figures.report import Report, report, tell_of
from events.figures.whose import Whose
from organisations.models import Organisation

KEPT, FRESH = "statistics:events", "statistics:events:fresh"
#: Seconds for which the public figures are shown at most, and after which they are counted anew.
A_DAY, AN_HOUR = 24 * 60 * 60, 60 * 60
#: Seconds for which staff's are shown, and after which the clock counts them anew.
QUARTER, TEN_MINUTES = 15 * 60, 10 * 60


def district_report(at: datetime) -> Report:
    """Return the district's figures as they were kept; one query while they are."""
    kept = cache.get(KEPT)
    return kept if isinstance(kept, Report) else count_anew(at)


def count_anew(at: datetime) -> Report:
    """Count the district's figures and keep them."""
    made = report(owners.district(), periods.usual(timezone.localdate(at)), at)
    cache.set(KEPT, made, A_DAY)
    cache.set(FRESH, True, AN_HOUR)
    return made


def keep_statistics(at: datetime) -> int:
    """Count anew when an hour has passed; return 1 then, else 0."""
    if cache.get(FRESH):
        return 0
    count_anew(at)
    return 1


def kept_report(organisation: Organisation | None, period: Period, at: datetime, *, is_exact: bool) -> Report:
    """Return staff's figures, the district's where no organisation is named, at most a quarter of an hour old.

    One query while they are kept. They are of the moment in ``Report.counted_at``.
    """
    kept = cache.get(_key(organisation, period, is_exact))
    if isinstance(kept, Report):
        return kept
    return _keep(owners.of(organisation) if organisation else owners.district(), period, at)[is_exact]


def keep_figures(at: datetime) -> int:
    """Count the usual months of the district or of one centre anew, whichever waits longest; return 1 then, else 0.

    One at a time, so that nothing else that is due waits for all of them.
    """
    period = periods.usual(timezone.localdate(at))
    for organisation in _kept_for_all():
        fresh = f"{_key(organisation, period, False)}:fresh"
        if cache.add(fresh, True, TEN_MINUTES):
            _keep(owners.of(organisation) if organisation else owners.district(), period, at)
            return 1
    return 0


def _kept_for_all() -> Iterator[Organisation | None]:
    yield None
    yield from Organisation.objects.active().centres().order_by("pk")


def _keep(whose: Whose, period: Period, at: datetime) -> dict[bool, Report]:
    counts = count(whose, period, at)
    made = {is_exact: tell_of(counts, whose, period, at, is_exact=is_exact) for is_exact in (False, True)}
    for is_exact, told in made.items():
        cache.set(_key(whose.organisation, period, is_exact), told, QUARTER)
    return made


def _key(organisation: Organisation | None, period: Period, is_exact: bool) -> str:
    whose = organisation.pk if organisation else "district"
    return f"figures:{whose}:{period.first}:{period.months}:{'exact' if is_exact else 'told'}"
