"""What becomes of each date before anything is saved? The rule, with holidays, closures and taken rooms known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from organisations.models import Closure
from organisations.room_clashes import RoomSlot, clash_of
from portal.timetable import holidays
from portal.timetable.models import Holiday
from portal.timetable.recurrence import MOST_MONTHS, MOVES_WITHIN, Calendar, Day, Frequency, Rule, days_of


@dataclass(frozen=True)
class Occasion[Slot: RoomSlot]:
    """A date that the rule makes: ``slot`` is None when it is left out, ``clash`` says what holds its room."""

    day: Day
    slot: Slot | None
    clash: str = ""


def occasions[Slot: RoomSlot](first: Slot, rule: Rule) -> list[Occasion[Slot]]:
    """Return the dates that a first session and a rule make, with what is in the way of each; writes nothing.

    Raises ``NoSuchDates`` for a rule that makes no sense.
    """
    days = days_of(rule, special_days(first, rule))
    return [_occasion(day, first) for day in days]


def slots_of[Slot: RoomSlot](first: Slot, rule: Rule) -> list[Slot]:
    """Return the sessions that a first one and a rule make; raise ``NoSuchDates``."""
    return [on_day(first, day.held_on) for day in days_of(rule, special_days(first, rule)) if day.held_on]


def on_day[Slot: RoomSlot](slot: Slot, on: date) -> Slot:
    """Return the same session at the same local time of another day."""
    start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    later = on - start.date()
    return replace(slot, starts_at=_later(start, later), ends_at=_later(end, later))


def special_days(first: RoomSlot, rule: Rule) -> Calendar:
    """Return what is special about the days from the first session on, for sessions like it."""
    if rule.frequency == Frequency.ONCE:
        return Calendar()
    end = (rule.until or rule.first_on + timedelta(days=31 * MOST_MONTHS)) + timedelta(days=MOVES_WITHIN)
    known = holidays.between(rule.first_on, end)
    return Calendar(
        holidays={on: one.local_name for on, one in known.items() if one.kind == Holiday.Kind.HOLIDAY},
        make_up_days={on: one.local_name for on, one in known.items() if one.kind == Holiday.Kind.MAKE_UP},
        closed=_closed(first, end),
        is_free=_is_free(first),
    )


def _closed(first: RoomSlot, end: date) -> Callable[[date], str]:
    """Return what says why the first session's room is closed on a day at its time."""
    if first.room is None:
        return lambda _day: ""
    last = on_day(first, end)
    known: Sequence[Closure] = list(Closure.objects.of_room(first.room).between(first.starts_at, last.ends_at))

    def why(on: date) -> str:
        slot = on_day(first, on)
        found = (one for one in known if one.starts_at < slot.ends_at and one.ends_at > slot.starts_at)
        return next((one.local_reason for one in found), "")

    return why


def _is_free(first: RoomSlot) -> Callable[[date], bool]:
    """Return what says whether the first session's room is free on a day at its time."""
    if first.room is None:
        return lambda _day: True
    return lambda on: not clash_of(on_day(first, on))


def _occasion[Slot: RoomSlot](day: Day, first: Slot) -> Occasion[Slot]:
    if day.held_on is None:
        return Occasion(day, None)
    slot = on_day(first, day.held_on)
    return Occasion(day, slot, clash_of(slot))


def _later(local: datetime, later: timedelta) -> datetime:
    return timezone.make_aware(local.replace(tzinfo=None) + later)
