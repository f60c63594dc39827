"""How are answers read? Question and answer as shown, what changed between two times, and a mark to compare by."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.questions.definition import Column, Kind, Question, options_of
from portal.templatetags import when


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as it is listed."""

    key: str
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class Line:
    """A question with its answer in words; a table has rows besides, files are a list."""

    id: str
    label: str
    text: str
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[FileLine, ...] = ()
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One answer before and after; either is missing when it was not there."""

    id: str
    before: Line | None
    after: Line | None


def lines(questions: Iterable[Question], answers: Mapping[str, Any], *, erased: Collection[str] = ()) -> list[Line]:
    """Return what was answered, in the order of the questions and the reader's language."""
    found = []
    for question in questions:
        if question.id in answers:
            found.append(line(question, answers[question.id]))
        elif question.id in erased:
            found.append(Line(question.id, str(question.label), _("Erased when its time was over."), is_erased=True))
    return found


def line(question: Question, answer: Any) -> Line:
    """Return one question with its answer."""
    label = str(question.label)
    if question.kind == Kind.FILE:
        files = tuple(FileLine(item["file"], item["name"], filesizeformat(item["size"])) for item in answer)
        return Line(question.id, label, _(", ").join(file.name for file in files), files=files)
    if question.kind == Kind.TABLE:
        rows = tuple(tuple(in_words(column, row.get(column.id)) for column in question.columns) for row in answer)
        headers = tuple(str(column.label) for column in question.columns)
        return Line(question.id, label, _("; ").join(" ".join(row) for row in rows), headers=headers, rows=rows)
    return Line(question.id, label, in_words(question, answer))


def in_words(asked: Question | Column, answer: Any) -> str:
    """Return an answer as the reader says it."""
    if answer in (None, "", []):
        return ""
    match asked.kind:
        case Kind.CHOICE | Kind.YES_NO:
            return dict(options_of(asked)).get(answer, answer)
        case Kind.CHOICES:
            words = dict(options_of(asked))
            return _(", ").join(words.get(one, one) for one in answer)
        case Kind.DATE:
            return when.day(date.fromisoformat(answer))
        case Kind.MONEY:
            return f"¥{answer}"
        case Kind.DECLARATION:
            return _("Agreed")
    return str(answer)


def difference(questions: Iterable[Question], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what changed from one set of answers to another, in the order of the questions."""
    return [
        Change(
            question.id,
            line(question, before[question.id]) if question.id in before else None,
            line(question, after[question.id]) if question.id in after else None,
        )
        for question in questions
        if _comparable(before.get(question.id)) != _comparable(after.get(question.id))
    ]


def fingerprint(answers: Mapping[str, Any]) -> str:
    """Return a mark that two equal sets of answers share; a file counts by its content, not by when it came."""
    body = json.dumps({key: _comparable(answer) for key, answer in answers.items()}, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


def _comparable(answer: Any) -> Any:
    if isinstance(answer, list):
        return [_comparable(one) for one in answer]
    if isinstance(answer, dict) and "sha256" in answer:
        return {"name": answer["name"], "sha256": answer["sha256"]}
    return answer
