"""How does a cell of plain text look? A column for each kind, written without a template: lists have many cells."""

from typing import Any

from django.utils.html import format_html
from wagtail.admin.ui.tables import Column, TitleColumn


class TextColumn(Column):
    """The value as text; nothing where there is none."""

    def render_cell_html(self, instance: Any, parent_context: Any) -> str:
        value = self.get_value(instance)
        return format_html('<td class="{}">{}</td>', self.classname or "", "" if value is None else value)


class LinkColumn(TitleColumn):
    """What the row is called, with the way to it."""

    def render_cell_html(self, instance: Any, parent_context: Any) -> str:
        url, value = self.get_link_url(instance, parent_context), self.get_value(instance)
        name = format_html('<a href="{}">{}</a>', url, value) if url else format_html("{}", value)
        return format_html('<td class="title"><div class="title-wrapper">{}</div></td>', name)
