"""How does somebody write a case, all of it or only what was returned? A form that marks what it was opened with."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from portal.cases.asking import asked_in
from portal.cases.drafting import mark
from portal.cases.models import Case
from portal.cases.returning import open_fields
from portal.questions.conditions import holds
from portal.questions.definition import Condition, Question
from portal.questions.forms.answering import AnswersForm


class WritingForm(AnswersForm):
    """Asks the open questions of a case; ``base`` marks, field by field, what the page was opened with."""

    def __init__(self, case: Case, data: Any = None, uploads: Any = None, *, by: Any, at: datetime):
        self.case = case
        questions = open_questions(case)
        super().__init__(questions, data, uploads, by=by, at=at, held=case.draft)
        self.base = _read_base(data.get("base", "")) if data is not None else self._marks(case.draft)

    def _marks(self, draft: Mapping[str, Any]) -> dict[str, str]:
        return {question.id: mark(draft.get(question.id)) for question in self.questions}

    @property
    def base_data(self) -> str:
        """The marks as the page carries them."""
        return json.dumps(self.base)

    def written(self) -> set[str]:
        """Return the questions that were asked and whose answer can be kept: valid ones, and those left blank."""
        self.is_valid()
        return {
            question.id
            for question in self.questions
            if holds(question.condition, self.answers)
            and (question.id not in self.errors or _is_blank(self[question.id].data))
        }

    def go_on_from(self, draft: Mapping[str, Any]) -> None:
        """Mark what is as it was kept, so that whoever writes on is not in their own way.

        A field that others have changed keeps its old mark: what is here of it is older than theirs.
        """
        now = self._marks(draft)
        self.base |= {key: is_now for key, is_now in now.items() if is_now == mark(self.answers.get(key))}

    def show_contested(self, contested: Mapping[str, str], draft: Mapping[str, Any]) -> None:
        """Name the fields where somebody else was first; saved again, what is here counts."""
        self.base |= {key: mark(draft.get(key)) for key in contested}
        for key, sentence in contested.items():
            self.add_error(key, sentence)

    def forgive_blanks(self) -> None:
        """Drop the errors of fields that are merely not filled in yet: saving a draft does not ask for them."""
        for key in list(self.errors):
            if key in self.fields and _is_blank(self[key].data):
                del self.errors[key]


def open_questions(case: Case) -> Sequence[Question]:
    """Return the questions that can be answered now, their conditions settled as far as they look elsewhere."""
    allowed = open_fields(case)
    questions = asked_in(case)
    if allowed is None:
        return questions
    settled = (_settled(question, allowed, case.draft) for question in questions if question.id in allowed)
    return [question for question in settled if question]


def _settled(question: Question, allowed: Collection[str], answers: Mapping[str, Any]) -> Question | None:
    """Return the question without tests on answers that stay as they are; None when it is not asked because of them."""
    condition = question.condition
    if condition is None:
        return question
    staying = [test for test in condition.tests if test.question not in allowed]
    results = [holds(Condition(True, (test,)), answers) for test in staying]
    rest = tuple(test for test in condition.tests if test.question in allowed)
    if condition.needs_all and not all(results):
        return None
    if not condition.needs_all and any(results):
        return replace(question, condition=None)
    if not rest:
        return replace(question, condition=None) if condition.needs_all else None
    return replace(question, condition=replace(condition, tests=rest))


def _read_base(text: str) -> dict[str, str]:
    try:
        base = json.loads(text[:20_000])
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in base.items()} if isinstance(base, dict) else {}


def _is_blank(data: Any) -> bool:
    if isinstance(data, dict):
        return all(_is_blank(value) for value in data.values())
    if isinstance(data, list | tuple):
        return all(_is_blank(value) for value in data)
    return not data or (isinstance(data, str) and not data.strip())
