"""How is a list drawn? By hand around its cells: a template would be entered once for each of a thousand."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.ui.tables import BaseColumn, Table, TitleColumn
from wagtail.admin.widgets.button import BaseButton, Button, ButtonWithDropdown

from organisations.viewsets.cells import written


class DrawnTable(Table):
    """Wagtail's table, with its HTML."""

    def render_html(self, parent_context: Any) -> SafeString:
        context = self.get_context_data(parent_context)
        columns = list(self.columns.values())
        caption = self.get_caption()
        return format_html(
            "<table{}>{}{}<thead><tr{}>{}</tr></thead><tbody>{}</tbody></table>",
            attributes(self.attrs),
            format_html('<caption class="w-sr-only">{}</caption>', caption) if caption else "",
            joined(_width(column) for column in columns) if self.has_column_widths() else "",
            attributes({"class": self.header_row_classname} if self.header_row_classname else {}),
            joined(_head(column, context) for column in columns),
            joined(self._rows(columns, context)),
        )

    def _rows(self, columns: list[BaseColumn], context: Mapping[str, Any]) -> Iterable[str]:
        for row in self.rows:
            held = {**context, "row": row}
            yield format_html("<tr{}>", attributes(row.attrs))
            for column in columns:
                yield column.render_cell_html(row.instance, held)
            yield "</tr>"


class DrawnTitleColumn(TitleColumn):
    """Wagtail's column of titles, their links and what else can be done with a row, with its HTML."""

    def render_cell_html(self, instance: Any, parent_context: Mapping[str, Any]) -> SafeString:
        context = self.get_cell_context_data(instance, parent_context)
        title = written(context["value"])
        if context["title_id"]:
            title = format_html('<span id="{}">{}</span>', context["title_id"], title)
        if context["link_url"]:
            title = format_html("<a{}>{}</a>", attributes(context["link_attrs"]), title)
        elif context["label_id"]:
            title = format_html('<label for="{}">{}</label>', context["label_id"], title)
        return format_html(
            '<td class="{}title"><div class="title-wrapper">{}</div>{}</td>',
            f"{self.classname} " if self.classname else "",
            title,
            actions(context.get("buttons", ()), context),
        )


def actions(buttons: Iterable[BaseButton], context: Mapping[str, Any]) -> str:
    """Return the list of these buttons; nothing where there are none."""
    items = [format_html("<li>{}</li>", _button(button, context)) for button in buttons if button.show]
    return format_html('<ul class="actions">{}</ul>', joined(items)) if items else ""


def joined(parts: Iterable[str]) -> SafeString:
    """Return parts that are HTML already as one."""
    return mark_safe("".join(parts))  # noqa: S308 - each was made by format_html


def attributes(named: Mapping[str, Any]) -> SafeString:
    """Return attributes as a tag holds them; True stands without a value, False not at all."""
    return joined(
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in named.items()
        if value is not False
    )


def _width(column: BaseColumn) -> str:
    return format_html('<col width="{}">', column.width) if column.width else "<col>"


def _head(column: BaseColumn, context: Mapping[str, Any]) -> str:
    if column.sort_key or column.header_template_name != BaseColumn.header_template_name:
        return column.header.render_html(context)
    shown = column.header.column  # for some it says aloud what the column shows
    kind = {"class": shown.classname} if shown.classname else {}
    return format_html("<th{}>{}</th>", attributes(kind), shown.label)


def _button(button: BaseButton, context: Mapping[str, Any]) -> str:
    if type(button) is ButtonWithDropdown:
        return _dropdown(button, context)
    if button.template_name != Button.template_name:
        return button.render_html(context)
    inside = format_html("{}{}", _icon(button.icon_name, "icon") if button.icon_name else "", button.label)
    plain = button.classname, button.base_attrs_string, inside
    if button.url:
        return format_html('<a href="{}" class="{}" {}>{}</a>', button.url, *plain)
    return format_html('<button class="{}" {}>{}</button>', *plain)


def _dropdown(button: ButtonWithDropdown, context: Mapping[str, Any]) -> str:
    kinds = ["w-dropdown__toggle", "" if button.label else "w-dropdown__toggle--icon", button.classname.strip()]
    return format_html(
        '<div data-controller="w-dropdown" class="w-dropdown" {}>'
        '<button type="button" class="{}" data-w-dropdown-target="toggle"{}>{}{}</button>'
        '<div data-w-dropdown-target="content" class="w-dropdown__content" hidden>{}</div></div>',
        button.base_attrs_string,
        " ".join(filter(None, kinds)),
        attributes({"aria-label": button.aria_label} if button.aria_label else {}),
        button.label,
        _icon(button.icon_name or "arrow-down", "w-dropdown__toggle-icon"),
        joined(_button(one, context) for one in sorted(button.dropdown_buttons)),
    )


def _icon(name: str, kind: str) -> str:
    return format_html(
        '<svg class="icon icon-{} {}" aria-hidden="true"><use href="#icon-{}"></use></svg>', name, kind, name
    )
