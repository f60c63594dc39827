"""What did the visitor ask for, in words to show again and as addresses that ask for a little more or less?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from events.readouts.choices import options

#: The keys of an address, in the order in which it is written.
KEYS = (
    "q",
    "category",
    "audience",
    "age",
    "estate",
    "centre",
    "organisation",
    "facility",
    "language",
    "from",
    "to",
    "weekday",
    "open",
)


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field of the panel: what was typed is shown again, with a sentence when it makes no sense."""

    name: str
    label: str
    value: str
    errors: tuple[str, ...]
    options: SafeString | str


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter in use, in words, with the address of the same search without it."""

    words: str
    url_without: str


def fields(form: forms.Form) -> dict[str, AskedField]:
    """Return the fields by name; ``from`` is called ``first_day``, as a template cannot say it."""
    made = {}
    for name, field in form.fields.items():
        value = str(form.data.get(name, "") or "")
        listed = [("", _("All")), *_choices(field)] if isinstance(field, forms.ChoiceField) else ()
        made["first_day" if name == "from" else name] = AskedField(
            name=name,
            label=str(field.label),
            value=value,
            errors=tuple(str(error) for error in form.errors.get(name, ())),
            options=options(listed, value) if listed else "",
        )
    return made


class Addresses:
    """Addresses of the page with the filters that make sense, so that one search has one address."""

    def __init__(self, path: str, form: forms.Form, kept: Mapping[str, str]):
        cleaned: dict[str, Any] = form.cleaned_data
        self.path = path
        self.filters = {
            key: "1" if cleaned[key] is True else str(cleaned[key])
            for key in KEYS
            if cleaned.get(key) not in (None, "", False)
        }
        self.kept = {key: value for key, value in kept.items() if value}

    def __call__(self, **changes: Any) -> str:
        """Return the address with these keys changed; an empty value leaves the key out."""
        asked = self.filters | self.kept | {key: str(value) for key, value in changes.items()}
        query = urlencode({key: value for key, value in asked.items() if value})
        return f"{self.path}?{query}" if query else self.path

    def feed(self, path: str) -> str:
        """Return the address of a feed with the same filters."""
        return f"{path}?{urlencode(self.filters)}" if self.filters else path

    def in_words(self, form: forms.Form) -> tuple[Asked, ...]:
        """Return the filters in use."""
        named = []
        for key, value in self.filters.items():
            field = form.fields[key]
            words = str(field.label) if isinstance(field, forms.BooleanField) else _words(field, value)
            named.append(Asked(words, self(**{key: "", "page": ""})))
        return tuple(named)


def _choices(field: forms.ChoiceField) -> list[tuple[str, Any]]:
    return [(str(value), label) for value, label in field.choices]  # type: ignore[misc, union-attr]


def _words(field: forms.Field, value: str) -> str:
    if isinstance(field, forms.ChoiceField):
        return str(dict(_choices(field)).get(value, value))
    if isinstance(field, forms.CharField) and not isinstance(field, forms.IntegerField):
        return f"“{value}”"
    return f"{field.label} {value}"
