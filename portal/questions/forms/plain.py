"""How does a program answer? With plain values by question, which become what the page's form reads and checks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from portal.questions.definition import NO, YES, Kind, Question, limit


class CannotBeRead(Exception):
    """A value has not the shape that this kind of question is answered in."""


def posted(
    questions: Sequence[Question], given: Mapping[str, Any], *, prefix: str
) -> tuple[MultiValueDict, dict[str, str]]:
    """Return the answers as a page would have posted them below ``prefix``, and what is amiss by question.

    Whether an answer is right is for the form to say; amiss are only questions that are not asked here, files (which
    no plain value holds), and values of another shape.
    """
    data: MultiValueDict = MultiValueDict()
    amiss: dict[str, str] = {}
    asked = {question.id: question for question in questions}
    for key, value in given.items():
        question = asked.get(key)
        if question is None:
            amiss[key] = _("There is no such question.")
        elif question.kind == Kind.FILE:
            amiss[key] = no_files_here()
        elif value is not None:
            try:
                data.update(_inputs(question, value, f"{prefix}-{key}"))
            except CannotBeRead:
                amiss[key] = _("This cannot be read.")
    return data, amiss


def no_files_here() -> str:
    """Return where files are sent instead."""
    return _("A file can only be sent on the activity's page.")


def _inputs(question: Question, value: Any, name: str) -> MultiValueDict:
    match question.kind:
        case Kind.CHOICES:
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise CannotBeRead
            return MultiValueDict({name: value})
        case Kind.TABLE:
            return _cells(question, value, name)
        case Kind.DECLARATION:
            return MultiValueDict({name: ["on"]}) if _plain(value) == YES else MultiValueDict()
    return MultiValueDict({name: [_plain(value)]})


def _cells(question: Question, value: Any, name: str) -> MultiValueDict:
    columns = {column.id for column in question.columns}
    if not isinstance(value, list) or not all(isinstance(row, dict) and row.keys() <= columns for row in value):
        raise CannotBeRead
    if len(value) > limit(question, "rows"):
        raise CannotBeRead
    cells = ((number, column, cell) for number, row in enumerate(value) for column, cell in row.items())
    return MultiValueDict({f"{name}-{number}-{column}": [_plain(cell)] for number, column, cell in cells})


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, str | int | float):
        return str(value)
    raise CannotBeRead
