"""How does a reader say when? 11月22日 周日 上午9:30 in Chinese, Sun 22 Nov, 9:30 am in English; local time.

Every filter takes an aware datetime (``day`` and ``relative_day`` a date as well). Written by hand and not
through Django's formats: a list shows hundreds of moments, and Chinese day parts have no format letter.
"""

from datetime import date, datetime, timedelta
from typing import Protocol

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
#: From this hour on the part of the day has this name.
PARTS_ZH = ((18, "晚上"), (13, "下午"), (12, "中午"), (6, "上午"), (0, "凌晨"))


class Spanned(Protocol):
    """Something with a beginning and an end; it is only read."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def local_day(moment: date | datetime) -> date:
    """Return the local date of a moment; a date is one already."""
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


@register.filter
def month(moment: date | datetime) -> str:
    """11月 / Nov"""
    number = local_day(moment).month
    return MONTHS[number - 1] if is_english() else f"{number}月"


@register.filter
def weekday(moment: date | datetime) -> str:
    """周日 / Sun"""
    return (WEEKDAYS if is_english() else WEEKDAYS_ZH)[local_day(moment).weekday()]


@register.filter
def day_number(moment: date | datetime) -> str:
    """22"""
    return str(local_day(moment).day)


@register.filter
def iso(moment: date | datetime) -> str:
    """What machines read: 2026-11-22T09:30:00+08:00"""
    return (timezone.localtime(moment) if isinstance(moment, datetime) else moment).isoformat()


@register.filter
def iso_day(moment: date | datetime) -> str:
    """2026-11-22, the local day, as addresses and machines have it."""
    return local_day(moment).isoformat()


@register.filter
def clock(moment: datetime) -> str:
    """09:30, local, as addresses and fields have it."""
    return f"{timezone.localtime(moment):%H:%M}"


@register.filter
def day(moment: date | datetime) -> str:
    """11月22日 周日 / Sun 22 Nov; with the year when it is not this one."""
    return _day(local_day(moment))


def _day(on: date) -> str:
    is_this_year = on.year == timezone.localdate().year
    if is_english():
        return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}" + ("" if is_this_year else f" {on.year}")
    return ("" if is_this_year else f"{on.year}年") + f"{on.month}月{on.day}日 {WEEKDAYS_ZH[on.weekday()]}"


@register.filter
def full_day(moment: date | datetime) -> str:
    """2026年11月22日 / 22 Nov 2026: as papers write a day, always with its year."""
    on = local_day(moment)
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}" if is_english() else f"{on.year}年{on.month}月{on.day}日"


@register.filter
def relative_day(moment: date | datetime) -> str:
    """今天、明天 / Today, Tomorrow; empty for any other day."""
    away = local_day(moment) - timezone.localdate()
    if away == timedelta(0):
        return _("Today")
    return _("Tomorrow") if away == timedelta(days=1) else ""


@register.filter
def time_of_day(moment: datetime) -> str:
    """上午9:30 / 9:30 am"""
    local = timezone.localtime(moment)
    return f"{_clock(local)} {_part(local)}" if is_english() else f"{_part(local)}{_clock(local)}"


def _part(local: datetime) -> str:
    if is_english():
        return "am" if local.hour < 12 else "pm"
    return next(name for hour, name in PARTS_ZH if local.hour >= hour)


def _clock(local: datetime) -> str:
    hour = (local.hour + 11) % 12 + 1
    if local.hour == 0 and not is_english():
        hour = 0  # 凌晨12:30 would be read as noon
    return f"{hour}:{local.minute:02}"


@register.filter
def times(spanned: Spanned) -> str:
    """上午9:30–11:00 / 9:30–11:00 am: from and to of something that lasts within a day."""
    first, last = timezone.localtime(spanned.starts_at), timezone.localtime(spanned.ends_at)
    is_same_part = _part(first) == _part(last)
    if is_english():
        begin = _clock(first) if is_same_part else time_of_day(first)
        return f"{begin}–{time_of_day(last)}"
    end = _clock(last) if is_same_part else time_of_day(last)
    return f"{time_of_day(first)}–{end}"


@register.filter
def span(spanned: Spanned) -> str:
    """11月22日 周日 上午9:30–11:00 / Sun 22 Nov, 9:30–11:00 am; over several days the first and the last."""
    first, last = local_day(spanned.starts_at), local_day(spanned.ends_at)
    if first != last:
        return f"{_day(first)} – {_day(last)}"
    return f"{_day(first)}{_comma()}{times(spanned)}"


@register.filter
def day_and_time(moment: datetime) -> str:
    """11月22日 周日 上午9:30 / Sun 22 Nov, 9:30 am"""
    return f"{day(moment)}{_comma()}{time_of_day(moment)}"


@register.filter
def duration(minutes: int) -> str:
    """4小时30分钟 / 4 h 30 min; whole hours and minutes, with a minus where time is taken away."""
    hours, rest = divmod(abs(minutes), 60)
    units = (("h", "min"), ("小时", "分钟"))[not is_english()]
    space = " " if is_english() else ""
    said = [f"{count}{space}{unit}" for count, unit in zip((hours, rest), units, strict=True) if count]
    return ("−" if minutes < 0 else "") + (space.join(said) or f"0{space}{units[1]}")


@register.filter
def waited(since: datetime) -> str:
    """2 周 / 2 weeks: how long ago, in the largest unit alone."""
    return timesince(since, depth=1)


def _comma() -> str:
    return ", " if is_english() else " "
