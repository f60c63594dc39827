"""How is a shift drawn in the roster? By hand and not by a template: two months hold thousands."""

import html
from datetime import time, timedelta
from functools import cache

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from events.readouts.rosters import Roster, RosterShift
from portal.templatetags.when import day, times

register = template.Library()


@register.simple_tag
def roster_grid(roster: Roster, back: str, picked: str, dropped: str) -> SafeString:
    """Draw the grid. ``back`` is where one comes back to after moving somebody; the other words are read aloud.

    A cell's row and column are data, so they stand in its style: the workspace's policy allows it, as Wagtail needs.
    """
    days = len(roster.days)
    parts = [
        f'<div class="linli-roster" style="--days:{days}" data-back="{escape(back)}" data-picked="{escape(picked)}" '
        f'data-dropped="{escape(dropped)}">'
    ]
    parts += [
        f'<div class="linli-roster__role" style="grid-row:{row}" aria-hidden="true"><span>{escape(role)}</span></div>'
        for row, role in enumerate(roster.roles, 2)
    ]
    drawing = _Drawing()
    for column, one in enumerate(roster.days, 2):
        empty = "" if one.cells else " linli-roster__day--empty"
        today = ' class="linli-roster__today"' if one.is_today else ""
        head = f'<h3{today} style="grid-column:{column}">{day(one.on)}</h3>'
        parts.append(f'<section class="linli-roster__day{empty}">{head}')
        for row, role, shifts in one.cells:
            named = drawing.escaped(role)
            parts.append(f'<div class="linli-roster__cell" style="grid-area:{row + 2}/{column}"><h4>{named}</h4>')
            parts += [drawing.shift(shift) for shift in shifts]
            parts.append("</div>")
        parts.append("</section>")
    parts.append("</div>")
    return mark_safe("".join(parts))  # noqa: S308 - every word is escaped above and below


class _Drawing:
    """Draws shifts; the few times of day, gaps and names that thousands of them share are put into words once."""

    def __init__(self) -> None:
        self.show, self.assigned = _prefix("rosters:show"), _prefix("rosters:assigned")
        self.clocks: dict[tuple[time, timedelta], str] = {}
        self.gaps: dict[tuple[str, int, int], str] = {}
        # Django's own escape can be lazy, which costs more than the escaping.
        self.escaped = cache(html.escape)

    def shift(self, one: RosterShift) -> str:
        kind = one.kind
        title = f' <span class="linli-shift__title">{self.escaped(one.title)}</span>' if one.title else ""
        people = "".join(
            [
                f'<li><a class="linli-person{" linli-person--overridden" if person.is_overridden else ""}" '
                f'data-assignment="{person.pk}" href="{self.assigned}{person.pk}/">{self.escaped(person.name)}</a></li>'
                for person in one.people
            ]
        )
        return (
            f'<article class="linli-shift linli-shift--{kind}" data-shift="{one.pk}">'
            f'<a class="linli-shift__when" href="{self.show}{one.pk}/">{self.clock(one)}{title}</a>'
            f'{people and f"<ul>{people}</ul>"}<span class="linli-gap">{self.gap(one, kind)}</span></article>'
        )

    def clock(self, one: RosterShift) -> str:
        key = one.starts_at.time(), one.ends_at - one.starts_at
        if key not in self.clocks:
            self.clocks[key] = times(one)
        return self.clocks[key]

    def gap(self, one: RosterShift, kind: str) -> str:
        key = kind, one.missing, one.wished - one.taken
        if key not in self.gaps:
            self.gaps[key] = one.gap
        return self.gaps[key]


def _prefix(name: str) -> str:
    """Return the address of a page without the number of its record: reversing it for each would cost more."""
    return reverse(name, args=[0]).removesuffix("0/")
