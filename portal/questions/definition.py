"""What is a question? Plain values read from a version's definition; docs/questions.md describes the data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.languages import in_reader_language


class Kind(models.TextChoices):
    """What can be answered."""

    TEXT = "text", _("short text")
    LONG_TEXT = "long_text", _("long text")
    CHOICE = "choice", _("one of several")
    CHOICES = "choices", _("any of several")
    YES_NO = "yes_no", _("yes or no")
    NUMBER = "number", pgettext_lazy("kind of answer", "number")
    DATE = "date", _("date")
    MONEY = "money", _("amount of money")
    TABLE = "table", _("table")
    FILE = "file", pgettext_lazy("kind of answer", "file")
    DECLARATION = "declaration", _("declaration to tick")


class Per(models.TextChoices):
    """Who is asked: everybody who comes, or whoever signs them up, once for all."""

    PERSON = "person", _("each person")
    PARTY = "party", _("once for all who come together")


class Comparison(models.TextChoices):
    """How a condition looks at an earlier answer."""

    EQUALS = "equals", _("is")
    ONE_OF = "one_of", _("is one of")
    FILLED = "filled", _("is answered")


class Format(models.TextChoices):
    """What a short text has to look like."""

    CREDIT_CODE = "credit_code", _("unified social credit code")


WITH_OPTIONS = frozenset({Kind.CHOICE, Kind.CHOICES})
#: What a table's column can hold.
COLUMN_KINDS = frozenset({Kind.TEXT, Kind.CHOICE, Kind.YES_NO, Kind.NUMBER, Kind.DATE, Kind.MONEY})

YES, NO = "yes", "no"
#: The most that anybody may ask for; what a question says nothing about is the value beside it in ``USUAL``.
LARGEST: Mapping[str, int] = {"characters": 5000, "words": 5000, "rows": 30, "files": 5, "megabytes": 20, "decimals": 4}
USUAL: Mapping[str, Mapping[str, int]] = {
    Kind.TEXT: {"characters": 100},
    Kind.LONG_TEXT: {"characters": 1000},
    Kind.NUMBER: {"decimals": 0},
    Kind.TABLE: {"rows": 10},
    Kind.FILE: {"files": 1, "megabytes": 5},
}
#: Which limits a kind of question knows.
LIMITS: Mapping[str, frozenset[str]] = {
    Kind.TEXT: frozenset({"characters", "format"}),
    Kind.LONG_TEXT: frozenset({"characters", "words"}),
    Kind.CHOICES: frozenset({"least", "most"}),
    Kind.NUMBER: frozenset({"least", "most", "decimals"}),
    Kind.MONEY: frozenset({"least", "most"}),
    Kind.DATE: frozenset({"earliest", "latest"}),
    Kind.TABLE: frozenset({"rows"}),
    Kind.FILE: frozenset({"files", "megabytes"}),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    zh: str = ""
    en: str = ""

    def __str__(self) -> str:
        return in_reader_language(self.zh, self.en)

    def __bool__(self) -> bool:
        return bool(self.zh)


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from."""

    id: str
    label: Words


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    id: str
    kind: str
    label: Words
    required: bool = False
    options: tuple[Option, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Test:
    """One look at an earlier answer; ``values`` are empty when it only has to be filled."""

    question: str
    comparison: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """When a question is asked: when all (or any) of the tests hold."""

    needs_all: bool
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``kept_days`` after the end of what it is asked for its answer is erased.

    ``fact`` is the name of what is known of an organisation that it asks for: the answer is filled in from there.
    """

    id: str
    kind: str
    label: Words
    purpose: Words
    kept_days: int
    help: Words = Words()
    required: bool = False
    per: str = Per.PERSON
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)
    condition: Condition | None = None
    fact: str = ""

    @property
    def kept_years(self) -> int:
        """For how many whole years an answer is kept, as one reads it; 0 when days say it."""
        years, days = divmod(self.kept_days, 365)
        return 0 if days else years


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions of one version, in order."""

    questions: tuple[Question, ...] = ()

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def __len__(self) -> int:
        return len(self.questions)

    def per(self, per: str) -> tuple[Question, ...]:
        """Return those asked of each person, or once for all."""
        return tuple(question for question in self.questions if question.per == per)

    def by_id(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}


def options_of(asked: Question | Column) -> Sequence[tuple[str, str]]:
    """Return what can be chosen, as value and word in the reader's language."""
    if asked.kind == Kind.YES_NO:
        return [(YES, str(_("Yes"))), (NO, str(_("No")))]
    return [(option.id, str(option.label)) for option in asked.options]


def limit(asked: Question | Column, name: str) -> Any:
    """Return a limit: what the question says, else what is usual for its kind, else None."""
    return asked.limits.get(name, USUAL.get(asked.kind, {}).get(name))
