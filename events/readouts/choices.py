"""What can one choose from when looking for a programme? All lists in one query, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from django.db import connection
from django.db.models import CharField, Model, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.safestring import SafeString, mark_safe

from events.models import Category, SpokenLanguage
from organisations.models import Area, Organisation
from portal.languages import in_reader_language

#: A value, as it stands in an address, and its words.
Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """The lists that officers keep: categories, spoken languages, centres and estates."""

    category: tuple[Choice, ...]
    language: tuple[Choice, ...]
    centre: tuple[Choice, ...]
    estate: tuple[Choice, ...]


def current_choices() -> Choices:
    """Return the lists as they are now; estates in the order of the tree."""
    found: dict[str, list[tuple[str, str, str]]] = {"category": [], "language": [], "centre": [], "estate": []}
    with connection.cursor() as cursor:
        cursor.execute(*_query(connection.vendor))
        for kind, code, name, name_en, place in cursor.fetchall():
            found[kind].append((place.rjust(6) if place.isdigit() else place, code, in_reader_language(name, name_en)))
    return Choices(**{kind: tuple((code, name) for _place, code, name in sorted(found[kind])) for kind in found})


@cache
def _query(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """Return the query for all lists. It never differs, and putting it together takes longer than running it."""
    rows = _rows("category", Category.objects.all(), "position").union(
        _rows("language", SpokenLanguage.objects.all(), "position"),
        _rows("centre", Organisation.objects.active().centres(), "name"),
        _rows("estate", Area.objects.estates(), "path"),
        all=True,
    )
    return rows.order_by().query.sql_with_params()


def _rows[M: Model](kind: str, records: QuerySet[M], order: str) -> QuerySet:
    text = CharField(max_length=200)
    return records.order_by().values_list(Value(kind, text), "code", "name", "name_en", Cast(order, text))


def options(choices: Iterable[Choice], chosen: str) -> SafeString:
    """Return the options of a select. Written here, as a template takes ten times as long for hundreds of estates."""
    return mark_safe(  # noqa: S308 (every part is escaped)
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(str(name))}</option>'
            for value, name in choices
        )
    )
