"""What has somebody's service come to? Sums of approved hours, by year, organisation and work; badges on the way."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from events.models import Badge, HoursEntry, Volunteer

MINUTES = 60


@dataclass(frozen=True, slots=True)
class Earned:
    """A badge, and the day on which it was reached."""

    badge: Badge
    on: date


@dataclass(frozen=True, slots=True)
class Next:
    """The next badge, how many minutes are still to go, and how much of the way is done, in percent."""

    badge: Badge
    minutes: int
    percent: int


@dataclass(frozen=True, slots=True)
class Share:
    """So many minutes of one organisation, or of one kind of work."""

    name: str
    minutes: int


@dataclass(frozen=True)
class Year:
    """A year of service: its sum, on how many days, with whom and at what, and the badges that were reached."""

    year: int
    minutes: int
    days: int
    organisations: tuple[Share, ...]
    work: tuple[Share, ...]
    months: tuple[int, ...]
    badges: tuple[Badge, ...]


def total(volunteer: Volunteer) -> int:
    """Return the minutes that count; one query."""
    return HoursEntry.objects.of_volunteer(volunteer).approved().minutes()


def years_of(volunteer: Volunteer) -> list[tuple[int, int]]:
    """Return each year with its minutes, the newest first; one query."""
    rows = HoursEntry.objects.of_volunteer(volunteer).approved().order_by().values("on__year")
    return sorted(rows.annotate(sum=Sum("minutes")).values_list("on__year", "sum"), reverse=True)


def badges_of(volunteer: Volunteer) -> tuple[list[Earned], Next | None]:
    """Return the badges that were reached, the newest first, and the next one; two queries.

    What a correction takes away goes: a badge is there while the hours are.
    """
    badges = list(Badge.objects.order_by("hours"))
    rows = HoursEntry.objects.of_volunteer(volunteer).approved().order_by("on", "pk").values_list("on", "minutes")
    return _badges(badges, list(rows))


def year_of(volunteer: Volunteer, year: int) -> Year:
    """Return what a year came to; three queries."""
    rows = list(
        HoursEntry.objects.of_volunteer(volunteer)
        .approved()
        .filter(on__year=year)
        .select_related("organisation")
        .order_by("on", "pk")
    )
    by_organisation: Counter[str] = Counter()
    by_work: Counter[str] = Counter()
    by_day: Counter[date] = Counter()
    months = [0] * 12
    for row in rows:
        by_organisation[row.organisation.local_name] += row.minutes
        by_work[row.local_content] += row.minutes
        by_day[row.on] += row.minutes
        months[row.on.month - 1] += row.minutes
    earned, _next = badges_of(volunteer)
    return Year(
        year,
        sum(months),
        sum(minutes > 0 for minutes in by_day.values()),
        _shares(by_organisation),
        _shares(by_work),
        tuple(months),
        tuple(one.badge for one in earned if one.on.year == year),
    )


def _badges(badges: Sequence[Badge], entries: Sequence[tuple[date, int]]) -> tuple[list[Earned], Next | None]:
    final = sum(minutes for _on, minutes in entries)
    reached: list[Earned] = []
    for badge in (one for one in badges if one.hours * MINUTES <= final):
        sum_of = 0
        first = entries[-1][0]
        for on, minutes in entries:
            sum_of += minutes
            if sum_of >= badge.hours * MINUTES:
                first = on
                break
        reached.append(Earned(badge, first))
    ahead = next((one for one in badges if one.hours * MINUTES > final), None)
    if ahead is None:
        return reached[::-1], None
    wanted = ahead.hours * MINUTES
    return reached[::-1], Next(ahead, wanted - final, max(0, final) * 100 // wanted)


def _shares(sums: Counter[str]) -> tuple[Share, ...]:
    return tuple(Share(name, minutes) for name, minutes in sums.most_common() if minutes > 0)
