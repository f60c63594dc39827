"""What do the week and the month show? Days, each with its sessions, as a grid that begins on Monday."""

from dataclasses import dataclass
from datetime import date, datetime

from events.readouts.card import SignUpState


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
    sign_up_state: SignUpState


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day: ``count`` sessions in all, of which ``entries`` are shown; ``url`` lists the whole day."""

    on: date
    is_in_month: bool
    is_today: bool
    entries: tuple[CalendarEntry, ...]
    count: int
    url: str

    @property
    def more_count(self) -> int:
        """Sessions of the day that are not shown here."""
        return self.count - len(self.entries)


@dataclass(frozen=True, slots=True)
class CalendarView:
    """Weeks of seven days; a week has one of them. Neighbours are addresses with the same filters."""

    kind: str
    first: date
    last: date
    weeks: tuple[tuple[CalendarDay, ...], ...]
    previous_url: str
    next_url: str
    today_url: str
