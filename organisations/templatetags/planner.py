"""How is a room's day drawn in the planner? By hand and not by a template: a centre's day has hundreds of cells."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from organisations.readouts.planner import Cell, Entry, RoomDay
from portal.templatetags.when import time_of_day, times

register = template.Library()


@register.simple_tag
def planner_entries(entries: Iterable[Entry]) -> SafeString:
    """Draw what is on in a room."""
    return mark_safe("".join([_entry(entry) for entry in entries]))  # noqa: S308 - every word is escaped below


@register.simple_tag
def planner_cells(row: RoomDay, book: str) -> SafeString:
    """Draw the cells of a room's day; ``book`` is where one books, empty for who may not."""
    drawn = [
        f'<td colspan="{cell.span}" class="linli-cell linli-cell--{cell.kind}">{_inside(cell, row, book)}</td>'
        for cell in row.cells
    ]
    return mark_safe("".join(drawn))  # noqa: S308 - every word is escaped below


@register.simple_tag
def planner_timeline(row: RoomDay, book: str) -> SafeString:
    """Draw the same day as the items of a list: what is on and what is free."""
    drawn = [f"<li>{_entry(one) if isinstance(one, Entry) else _free(one, row, book)}</li>" for one in row.timeline]
    return mark_safe("".join(drawn))  # noqa: S308 - every word is escaped below


def _entry(entry: Entry) -> str:
    title = escape(entry.title)
    named = f'<a href="{escape(entry.path)}">{title}</a>' if entry.path else f"<b>{title}</b>"
    host = f" <small>{escape(entry.organisation)}</small>" if entry.organisation else ""
    through = f" · {escape(entry.through)}" if entry.through else ""
    return (
        f'<span class="linli-entry linli-kind--{entry.kind}">'
        f'<span class="linli-entry__when">{times(entry)}</span> {named}{host} '
        f'<small class="linli-entry__word">{escape(entry.word)}{through}</small></span>'
    )


def _inside(cell: Cell, row: RoomDay, book: str) -> str:
    if cell.kind == "taken":
        return "".join([_entry(entry) for entry in cell.entries])
    if cell.kind != "free":
        return f"<small>{_('set-up') if cell.kind == 'buffer' else _('not open')}</small>"
    if not book:
        return ""
    spoken = _("Book %(room)s from %(when)s") % {"room": row.room.local_name, "when": time_of_day(cell.starts_at)}
    return f'<a href="{_booking(cell, row, book)}" aria-label="{escape(spoken)}"><span aria-hidden="true">+</span></a>'


def _free(cell: Cell, row: RoomDay, book: str) -> str:
    link = f' <a href="{_booking(cell, row, book)}">{_("Book")}</a>' if book else ""
    return f"<span>{times(cell)} {_('free')}</span>{link}"


def _booking(cell: Cell, row: RoomDay, book: str) -> str:
    return escape(f"{book}&room={row.room.pk}&{cell.query}")
