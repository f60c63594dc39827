"""What do the week and the month show? Days, each with its sessions, as a grid that begins on Monday."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from events.models.event import SessionQuerySet
from events.readouts.card import SignUpState
from events.readouts.sessions import ProgrammeAddresses, SessionRow, rows

#: How many sessions a calendar shows by name; in a fuller one each day leads to its list.
MOST_SHOWN = {"week": 200, "month": 300}
#: How many of one day a month has room for.
A_DAY = {"week": 200, "month": 4}
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One session on one day."""

    title: str
    url: str
    pattern: str
    category_code: str
    starts_at: datetime
    ends_at: datetime
    place: str
    left: int
    capacity: int
    sign_up_state: SignUpState
    can_wait: bool
    allocation: str
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day: ``count`` sessions in all, of which ``entries`` are shown; ``url`` lists the whole day.

    ``count`` is None where there are too many to count while somebody waits.
    """

    on: date
    is_in_month: bool
    is_today: bool
    entries: tuple[CalendarEntry, ...]
    count: int | None
    url: str

    @property
    def more_count(self) -> int:
        """Sessions of the day that are not shown here, as far as they are counted."""
        return (self.count or 0) - len(self.entries)


@dataclass(frozen=True, slots=True)
class CalendarView:
    """Weeks of seven days; a week has one of them. Neighbours are addresses with the same filters.

    ``is_full``: so many sessions that days only lead to their lists.
    """

    kind: str
    first: date
    last: date
    is_full: bool
    weeks: tuple[tuple[CalendarDay, ...], ...]
    previous_url: str
    next_url: str
    today_url: str

    @property
    def has_sessions(self) -> bool:
        return self.is_full or any(day.count for week in self.weeks for day in week if day.is_in_month)


def calendar(
    sessions: SessionQuerySet,
    *,
    kind: str,
    on: date,
    at: datetime,
    address: Callable[..., str],
    link: Callable[[SessionRow], str] | None = None,
) -> CalendarView:
    """Return the week or month around a day: four queries, or one when there is too much to show by name.

    ``link`` says where a session leads; without it, to its programme's page.
    """
    weeks = weeks_around(kind, on)
    first, last = weeks[0][0], weeks[-1][-1]
    there = sessions.filter(starts_at__gte=midnight(first), starts_at__lt=midnight(last + timedelta(days=1)))
    listed = list(there.order_by("starts_at", "pk").values_list("pk", flat=True)[: MOST_SHOWN[kind] + 1])
    is_full = len(listed) > MOST_SHOWN[kind]
    by_day: dict[date, list[SessionRow]] = defaultdict(list)
    for row in () if is_full else rows(listed):
        by_day[timezone.localtime(row.starts_at).date()].append(row)
    today, addresses = timezone.localdate(at), ProgrammeAddresses()
    leads = link or (lambda row: addresses(row.organisation.code, row.programme.slug))

    def day_view(day: date) -> CalendarDay:
        shown = by_day[day][: A_DAY[kind]]
        return CalendarDay(
            on=day,
            is_in_month=kind == "week" or day.month == on.month,
            is_today=day == today,
            entries=tuple(entry(row, at, leads) for row in shown),
            count=None if is_full else len(by_day[day]),
            url=address(**{"view": "", "on": "", "from": day, "to": day}),
        )

    return CalendarView(
        kind=kind,
        first=first,
        last=last,
        is_full=is_full,
        weeks=tuple(tuple(day_view(day) for day in week) for week in weeks),
        previous_url=address(view=kind, on=moved(kind, on, -1)),
        next_url=address(view=kind, on=moved(kind, on, 1)),
        today_url=address(view=kind, on=""),
    )


def weeks_around(kind: str, on: date) -> list[list[date]]:
    """Return the weeks, Monday first, that show the week or the whole month of a day."""
    if kind == "month":
        return Calendar().monthdatescalendar(on.year, on.month)
    monday = on - timedelta(days=on.weekday())
    return [[monday + timedelta(days=number) for number in range(7)]]


def moved(kind: str, on: date, step: int) -> date:
    """Return a day in the next or the last week or month, within the years that are shown."""
    if kind == "week":
        day = on + timedelta(weeks=step)
    else:
        middle = on.replace(day=15) + timedelta(days=30 * step)
        day = middle.replace(day=1)
    return min(max(day, FIRST_DAY), LAST_DAY)


def entry(row: SessionRow, at: datetime, leads: Callable[[SessionRow], str]) -> CalendarEntry:
    """Return one session as the calendar shows it."""
    return CalendarEntry(
        title=row.programme.local_title,
        url=leads(row),
        pattern=row.programme.pattern,
        category_code=row.programme.category_code,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.local_place,
        left=row.left,
        capacity=row.capacity or 0,
        sign_up_state=row.sign_up_state(at),
        can_wait=row.has_waiting_list,
        allocation=row.allocation,
        opens_at=row.opens_at,
    )


def midnight(day: date) -> datetime:
    """Return the moment at which the local day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def asked_day(text: str, today: date) -> date:
    """Return the day in an address, or today when it makes no sense."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if FIRST_DAY <= day <= LAST_DAY else today
