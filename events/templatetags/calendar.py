"""How do days of a calendar look? Written here and not in a template: a month shows more than a hundred sessions."""

from datetime import date
from html import escape

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.readouts.calendar import CalendarDay, CalendarEntry
from events.readouts.card import SignUpState
from events.templatetags.places import wording
from portal.templatetags import when
from portal.templatetags.components import icon

register = template.Library()


@register.simple_tag
def month_and_year(day: date) -> str:
    """2026年11月 / Nov 2026"""
    return f"{when.month(day)} {day.year}" if when.is_english() else f"{day.year}年{day.month}月"


@register.simple_tag
def span_of_days(first: date, last: date) -> str:
    """11月16日 周一 – 11月22日 周日 / Mon 16 Nov – Sun 22 Nov"""
    return f"{when.day(first)} – {when.day(last)}"


@register.simple_tag
def month_day(day: CalendarDay) -> SafeString:
    """Draw one day of a month as a cell: its number, its first sessions by name, and how many more there are."""
    marks = [name for name, holds in _MARKS.items() if holds(day)]
    parts = [
        f'<td class="{" ".join(marks)}"><span class="month-date"><span class="month-number">{day.on.day}</span>',
        f'<span class="month-weekday"> {escape(when.day(day.on))}</span></span>' if day.count != 0 else "</span>",
    ]
    if day.entries:
        parts.append(f'<ul class="plain-list">{"".join(_entry(entry) for entry in day.entries)}</ul>')
    if day.count is None or day.more_count:
        more = ngettext("%(count)d more", "%(count)d more", day.more_count) % {"count": day.more_count}
        words = _("See this day") if day.count is None else more
        parts.append(f'<a class="month-more" href="{escape(day.url)}">{escape(words)}</a>')
    parts.append("</td>")
    return mark_safe("".join(parts))  # noqa: S308 (every part is escaped)


_MARKS = {
    "is-today": lambda day: day.is_today,
    "is-outside": lambda day: not day.is_in_month,
    "is-empty": lambda day: day.count == 0,
}


def _entry(entry: CalendarEntry) -> str:
    local = timezone.localtime(entry.starts_at)
    is_off = entry.sign_up_state == SignUpState.CANCELLED
    note = f' <span class="month-note">{escape(_("Cancelled"))}</span>' if is_off else ""
    title = f"<s>{escape(entry.title)}</s>" if is_off else escape(entry.title)
    return (
        f'<li><a class="month-entry pattern-{escape(entry.pattern)}" href="{escape(entry.url)}">'
        f'<span class="month-time">{local.hour}:{local.minute:02}</span> {title}{note}</a></li>'
    )


@register.simple_tag
def place_words(entry: CalendarEntry) -> SafeString:
    """Say how many places are left, without the bar."""
    tone, sign, words = wording(entry.sign_up_state, entry, entry)
    return format_html(
        '<span class="places places-{}"><span class="places-words">{}{}</span></span>',
        tone,
        icon(sign) if sign else "",
        words,
    )
