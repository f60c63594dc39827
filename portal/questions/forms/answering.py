"""How does somebody answer? A form of some questions, which decides itself what is asked and trusts no posted key."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from portal.questions import files
from portal.questions.conditions import holds, in_words
from portal.questions.definition import Condition, Kind, Question
from portal.questions.errors import FileRefused
from portal.questions.forms.fields import field_for


@dataclass(frozen=True, slots=True)
class Before:
    """Answers that were given elsewhere, to which conditions may look: questions, answers, names of the inputs."""

    questions: Mapping[str, Question]
    answers: Mapping[str, Any]
    names: Mapping[str, str]


NOTHING_BEFORE = Before({}, {}, {})


@dataclass(frozen=True, slots=True)
class Row:
    """A question as the page shows it; ``only_if`` in words and, for the script, as data."""

    question: Question
    field: forms.BoundField
    only_if: str
    only_if_data: str


class AnswersForm(forms.Form):
    """Asks ``questions`` in order; after ``is_valid`` ``answers`` holds what was asked and answered, by id.

    A question whose condition does not hold is not required and its answer is not kept. Files are kept,
    unclaimed, as soon as they are sent: a mistake elsewhere on the page does not lose them.
    """

    use_required_attribute = False

    def __init__(
        self,
        questions: Sequence[Question],
        data: Any = None,
        uploads: Any = None,
        *,
        by: Any,
        at: datetime,
        prefix: str = "answers",
        held: Mapping[str, Any] | None = None,
        before: Before = NOTHING_BEFORE,
    ):
        self.held = dict(held or {})
        self.questions, self.before, self.by, self.at = questions, before, by, at
        super().__init__(data, uploads, prefix=prefix, initial=dict(self.held))
        for question in questions:
            field = field_for(question)
            field.help_text = str(question.help)
            self.fields[question.id] = field
            if question.kind == Kind.FILE:
                field.widget.there = self.held.get(question.id, ())
        self.answers: dict[str, Any] = {}

    def clean(self) -> dict[str, Any]:
        known = dict(self.before.answers)
        for question in self.questions:
            name = question.id
            if not holds(question.condition, known):
                self._errors.pop(name, None)
                self.cleaned_data.pop(name, None)
                continue
            if name in self._errors:
                continue
            answer = self._answer(question, self.cleaned_data.get(name))
            if name in self._errors:
                continue
            if answer:
                self.answers[name] = known[name] = answer
            elif question.required:
                self.add_error(name, _unanswered(question))
        return self.cleaned_data

    def _answer(self, question: Question, value: Any) -> Any:
        if question.kind != Kind.FILE:
            return value
        uploads, wanted = value
        there = [item["file"] for item in self.held.get(question.id, ())]
        rows = files.usable(wanted, question=question.id, held=there, by=self.by)
        field = self.fields[question.id]
        try:
            rows += [
                files.keep(upload, question=question.id, megabytes=field.megabytes, by=self.by, at=self.at)
                for upload in uploads
            ]
        except FileRefused as refusal:
            self.add_error(question.id, str(refusal.sentence))
        field.widget.there = [row.as_answer for row in rows]
        return field.widget.there

    def rows(self) -> Iterator[Row]:
        """Yield what the page shows."""
        known = {**self.before.questions, **{question.id: question for question in self.questions}}
        for question in self.questions:
            condition = question.condition
            yield Row(
                question=question,
                field=self[question.id],
                only_if=in_words(condition, known) if condition else "",
                only_if_data=self._as_data(condition) if condition else "",
            )

    def _as_data(self, condition: Condition) -> str:
        names = self.names
        tests = [
            {"name": names[test.question], "is": test.comparison, "values": test.values} for test in condition.tests
        ]
        return json.dumps({"all": condition.needs_all, "tests": tests})

    @property
    def names(self) -> dict[str, str]:
        """The names of the inputs, by question, with those of before."""
        return {**self.before.names, **{question.id: self.add_prefix(question.id) for question in self.questions}}

    @property
    def as_before(self) -> Before:
        """What a later form may look at."""
        answers = self.answers if self.is_bound else self.held
        return Before({question.id: question for question in self.questions}, answers, self.names)

    @property
    def sends_files(self) -> bool:
        return any(question.kind == Kind.FILE for question in self.questions)


def _unanswered(question: Question) -> str:
    match question.kind:
        case Kind.DECLARATION:
            return _("Please tick this to go on.")
        case Kind.CHOICE | Kind.CHOICES | Kind.YES_NO:
            return _("Please choose an answer.")
        case Kind.FILE:
            return _("Please choose a file.")
        case Kind.TABLE:
            return _("Please fill in at least one row.")
    return _("Please answer this question.")
