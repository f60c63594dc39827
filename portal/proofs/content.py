"""What does a proof say? Titles, sentences and fields in both languages, frozen on the day it is issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from portal.languages import in_reader_language
from portal.templatetags.when import full_day

type Words = str | Promise | date | Mapping[str, str]


class Rule(StrEnum):
    """Who sees a field of a proof that is checked: everybody, or whoever the holder shows it to."""

    ALWAYS = "always"
    CHOSEN = "chosen"


#: The holder's name is a field like others; unless it is shown, it is masked.
HOLDER = "holder"


@dataclass(frozen=True)
class Field:
    """A field that a kind of proof declares."""

    name: str
    label: Promise | str
    rule: Rule = Rule.ALWAYS


@dataclass(frozen=True)
class Kind:
    """A kind of proof, as an app registers it: what it is called, the sentence below the name, and its fields.

    ``statement`` may name the fields that are always shown. A proof keeps all of this as it was, so that a kind may
    change afterwards.
    """

    code: str
    title: Promise | str
    statement: Promise | str
    fields: Sequence[Field]

    def content(self, values: Mapping[str, Words]) -> dict[str, Any]:
        """Return what a proof with these values says. Fields without a value are left out."""
        told = [one for one in self.fields if values.get(one.name)]
        if unknown := set(values) - {one.name for one in self.fields}:
            raise ValueError(f"{self.code} has no fields {sorted(unknown)}")
        kept = {one.name: in_both(values[one.name]) for one in told}
        return {
            "title": in_both(self.title),
            "statement": {
                language: _in(language, self.statement) % {name: words[language] for name, words in kept.items()}
                for language, _name in settings.LANGUAGES
            },
            "fields": [
                {"name": one.name, "label": in_both(one.label), "value": kept[one.name], "rule": str(one.rule)}
                for one in told
            ],
        }


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind of proof known; the same code again replaces it."""
    _KINDS[kind.code] = kind


def kind_of(code: str) -> Kind:
    """Return the kind with this code."""
    return _KINDS[code]


def in_both(words: Words) -> dict[str, str]:
    """Return words in both languages: a lazy sentence, a day, two wordings, or a name that has but one."""
    if isinstance(words, Mapping):
        return {language: words.get(language) or words["zh-hans"] for language, _name in settings.LANGUAGES}
    return {language: _in(language, words) for language, _name in settings.LANGUAGES}


def _in(language: str, words: Words) -> str:
    with translation.override(language):
        return full_day(words) if isinstance(words, date) else str(words)


def local(words: Mapping[str, str]) -> str:
    """Return frozen words in the reader's language."""
    return in_reader_language(words["zh-hans"], words["en"])
