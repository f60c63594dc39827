"""Is this a set of questions that can be asked? Reads a definition and names everything that is wrong with it."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.questions.definition import (
    COLUMN_KINDS,
    LARGEST,
    LIMITS,
    NO,
    WITH_OPTIONS,
    YES,
    Column,
    Comparison,
    Condition,
    Format,
    Kind,
    Option,
    Per,
    Question,
    Questionnaire,
    Test,
    Words,
)
from portal.questions.errors import Fault, NotWellFormed

MOST_QUESTIONS, MOST_OPTIONS, MOST_COLUMNS, MOST_TESTS = 60, 60, 12, 12
LONGEST_LABEL, LONGEST_HELP, LONGEST_PURPOSE = 200, 500, 200
LONGEST_KEPT_DAYS = 3650
ID = re.compile(r"[a-z][a-z0-9_]{0,29}")
KEYS = frozenset(
    {"id", "kind", "label", "help", "required", "per", "options", "columns", "limits", "condition", "purpose"}
    | {"kept_days", "fact"}
)


def read(definition: Any) -> Questionnaire:
    """Return the questions of a definition; raises ``NotWellFormed`` with everything that is amiss."""
    reader = _Reader()
    questionnaire = reader.questionnaire(definition)
    if reader.faults:
        raise NotWellFormed(reader.faults)
    return questionnaire


class _Reader:
    """Goes through a definition once; ``here`` is the question that it is at."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.here = ""
        self.earlier: dict[str, Question] = {}

    def fault(self, sentence: str, **words: Any) -> None:
        self.faults.append(Fault(self.here, sentence % words if words else sentence))

    def questionnaire(self, definition: Any) -> Questionnaire:
        rows = definition.get("questions") if isinstance(definition, dict) else None
        if not isinstance(rows, list):
            self.fault(_("This is not a set of questions."))
            return Questionnaire()
        if len(rows) > MOST_QUESTIONS:
            self.fault(_("There are at most %(count)d questions in a set."), count=MOST_QUESTIONS)
            return Questionnaire()
        self.all_ids = [row.get("id") for row in rows if isinstance(row, dict)]
        return Questionnaire(tuple(self.question(row) for row in rows))

    def question(self, row: Any) -> Question:
        self.here = ""
        row = self.mapping(row)
        self.here = self.identity(row.get("id"), taken=self.earlier)
        for key in sorted(set(row) - KEYS):
            self.fault(_("“%(key)s” is not something that a question has."), key=str(key)[:40])
        kind = self.kind(row.get("kind"), set(Kind.values))
        per = row.get("per", Per.PERSON)
        if per not in Per.values:
            self.fault(_("Please say who is asked."))
        question = Question(
            id=self.here,
            kind=kind,
            label=self.words(row.get("label"), LONGEST_LABEL, missing=_("The question is missing in Chinese.")),
            help=self.words(row.get("help"), LONGEST_HELP),
            purpose=self.words(
                row.get("purpose"), LONGEST_PURPOSE, missing=_("Please say in Chinese what the answer is for.")
            ),
            kept_days=self.kept_days(row.get("kept_days")),
            required=row.get("required", False) is True or kind == Kind.DECLARATION,
            per=str(per),
            options=self.options(row.get("options"), kind),
            columns=self.columns(row.get("columns"), kind),
            limits=self.limits(row.get("limits"), kind),
            condition=self.condition(row.get("condition"), str(per)),
            fact=self.fact(row.get("fact", "")),
        )
        self.earlier[question.id] = question
        return question

    def fact(self, value: Any) -> str:
        if value and not (isinstance(value, str) and ID.fullmatch(value)):
            self.fault(_("This cannot be read."))
            return ""
        return value or ""

    def mapping(self, value: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        if value is not None:
            self.fault(_("This cannot be read."))
        return {}

    def identity(self, value: Any, *, taken: Any) -> str:
        if not isinstance(value, str) or not ID.fullmatch(value):
            self.fault(_("An id is missing or cannot be read."))
            return ""
        if value in taken:
            self.fault(_("The id “%(id)s” is there twice."), id=value)
        return value

    def kind(self, value: Any, known: Any) -> str:
        if not isinstance(value, str) or value not in known:
            self.fault(_("Please choose the kind of answer."))
            return ""
        return value

    def words(self, value: Any, longest: int, *, missing: str = "") -> Words:
        given = self.mapping(value)
        found = {language: given.get(language) or "" for language in ("zh", "en")}
        if not all(isinstance(text, str) for text in found.values()):
            self.fault(_("This cannot be read."))
            return Words()
        found = {language: text.strip() for language, text in found.items()}
        if any("\x00" in text for text in found.values()):
            self.fault(_("There is a character in it that cannot be kept."))
        if any(len(text) > longest for text in found.values()):
            self.fault(_("A text is too long: at most %(count)d characters."), count=longest)
        if not found["zh"] and (missing or found["en"]):
            self.fault(missing or _("A text is there in English only; please add the Chinese."))
        return Words(**found)

    def kept_days(self, value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST_KEPT_DAYS:
            return value
        self.fault(_("Please say for how many days the answer is kept: 1 to %(most)d."), most=LONGEST_KEPT_DAYS)
        return 1

    def options(self, value: Any, kind: str) -> tuple[Option, ...]:
        if kind not in WITH_OPTIONS:
            if value:
                self.fault(_("This kind of question has nothing to choose from."))
            return ()
        found: dict[str, Option] = {}
        rows = value if isinstance(value, list) else []
        if not 2 <= len(rows) <= MOST_OPTIONS:
            self.fault(_("Please give 2 to %(most)d answers to choose from."), most=MOST_OPTIONS)
            return ()
        for row in map(self.mapping, rows):
            key = self.identity(row.get("id"), taken=found)
            label = self.words(row.get("label"), LONGEST_LABEL, missing=_("An answer to choose is missing in Chinese."))
            if label and label.zh in {option.label.zh for option in found.values()}:
                self.fault(_("“%(label)s” is there twice."), label=label.zh)
            found[key] = Option(key, label)
        return tuple(found.values())

    def columns(self, value: Any, kind: str) -> tuple[Column, ...]:
        if kind != Kind.TABLE:
            if value:
                self.fault(_("Only a table has columns."))
            return ()
        rows = value if isinstance(value, list) else []
        if not 1 <= len(rows) <= MOST_COLUMNS:
            self.fault(_("Please give a table 1 to %(most)d columns."), most=MOST_COLUMNS)
            return ()
        found: dict[str, Column] = {}
        for row in map(self.mapping, rows):
            key = self.identity(row.get("id"), taken=found)
            column_kind = self.kind(row.get("kind"), COLUMN_KINDS)
            found[key] = Column(
                id=key,
                kind=column_kind,
                label=self.words(row.get("label"), LONGEST_LABEL, missing=_("A column has no Chinese name.")),
                required=row.get("required", False) is True,
                options=self.options(row.get("options"), column_kind),
                limits=self.limits(row.get("limits"), column_kind),
            )
        return tuple(found.values())

    def limits(self, value: Any, kind: str) -> Mapping[str, Any]:
        given = self.mapping(value)
        found = {}
        for name, limit in given.items():
            if name not in LIMITS.get(kind, ()):
                self.fault(_("A limit “%(name)s” means nothing for this kind of question."), name=str(name)[:40])
            elif not _is_limit(name, kind, limit):
                self.fault(_("The limit “%(name)s” cannot be read or is too large."), name=name)
            else:
                found[name] = limit
        for low, high in (("least", "most"), ("earliest", "latest")):
            if low in found and high in found and _order(found[low]) > _order(found[high]):
                self.fault(_("The lower limit is above the upper one."))
        return found

    def condition(self, value: Any, per: str) -> Condition | None:
        if not value:
            return None
        given = self.mapping(value)
        tests = given.get("tests")
        if given.get("join", "all") not in ("all", "any") or not isinstance(tests, list) or len(tests) > MOST_TESTS:
            self.fault(_("The condition cannot be read."))
            return None
        read = [test for test in (self.test(self.mapping(row), per) for row in tests) if test]
        return Condition(given.get("join", "all") == "all", tuple(read)) if read else None

    def test(self, row: dict[str, Any], per: str) -> Test | None:
        asked = self.earlier.get(str(row.get("question")))
        if asked is None:
            if row.get("question") in self.all_ids:
                self.fault(_("The condition looks at a question that only comes later, or at this one."))
            else:
                self.fault(_("The condition looks at a question that is not there."))
            return None
        if per == Per.PARTY and asked.per == Per.PERSON:
            self.fault(_("A question asked once for all cannot depend on one that is asked of each person."))
        comparison = row.get("is")
        if comparison == Comparison.FILLED:
            return Test(asked.id, comparison)
        given = row.get("value")
        values: list[Any] = given if comparison == Comparison.ONE_OF and isinstance(given, list) else [given]
        if comparison not in Comparison.values or not values or not all(_can_answer(asked, one) for one in values):
            self.fault(_("The condition looks for an answer that “%(label)s” cannot have."), label=asked.label.zh)
            return None
        return Test(asked.id, str(comparison), tuple(values))


def _is_limit(name: str, kind: str, value: Any) -> bool:
    if name == "format":
        return value in Format.values
    if name in ("earliest", "latest"):
        return value == "today" or (isinstance(value, str) and _date(value) is not None)
    if name in ("least", "most") and kind != Kind.CHOICES:
        return isinstance(value, str | int) and not isinstance(value, bool) and _decimal(value) is not None
    least = 0 if name in ("decimals", "least") else 1
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= LARGEST.get(name, MOST_OPTIONS)


def _order(value: Any) -> Any:
    day = timezone.localdate() if value == "today" else _date(value) if isinstance(value, str) else None
    return Decimal(day.toordinal() if day else str(value))


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _decimal(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**12 else None


def _can_answer(question: Question, value: Any) -> bool:
    """Return whether this could be an answer that a condition compares with."""
    if not isinstance(value, str):
        return False
    match question.kind:
        case Kind.CHOICE | Kind.CHOICES:
            return value in {option.id for option in question.options}
        case Kind.YES_NO:
            return value in (YES, NO)
        case Kind.DECLARATION:
            return value == YES
        case Kind.NUMBER | Kind.MONEY:
            return _decimal(value) is not None
        case Kind.DATE:
            return _date(value) is not None
        case Kind.TEXT:
            return 0 < len(value) <= LARGEST["characters"]
    return False
