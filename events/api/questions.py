"""What does an event ask of whoever signs up, and what has a program answered? The page's own forms check it."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema
from pydantic import ConfigDict, Field

from events.api.asked import OneOf
from events.forms.asking import QuestionForms
from events.models import Event
from events.sign_up.asking import Answers, asking_of
from portal.accounts.models import Person
from portal.api.paging import Id
from portal.api.problems import FieldProblem, Problem, Refused
from portal.questions.definition import Column, Kind, Option, Per, Question
from portal.questions.forms.answering import AnswersForm
from portal.questions.forms.plain import no_files_here, posted

router = Router(tags=["public"])
MOST_ANSWERS = 60

QuestionId = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,29}$")]
PersonId = Annotated[str, Field(pattern="^[1-9][0-9]{0,17}$")]
Plain = str | bool | int | float
Answer = Plain | list[str] | list[dict[QuestionId, Plain | None]] | None
Given = Annotated[dict[QuestionId, Answer], Field(max_length=MOST_ANSWERS)]


class AnswersIn(Schema):
    """Answers by the ids of the questions: once for all who come (`party`), and by the id of each of them (`people`).

    A text, a day (`2026-11-22`) or an option's id is a string, a number may be one; yes or no and a declaration are
    true or false; of several options a list; a table is a list of rows by column. Files are sent on the page.
    """

    model_config = ConfigDict(extra="forbid")

    party: Given = {}
    people: Annotated[dict[PersonId, Given], Field(max_length=20)] = {}


class OptionOut(Schema):
    id: str
    label: str
    label_en: str


class ColumnOut(Schema):
    id: str
    kind: Annotated[str, OneOf(Kind.values)]
    label: str
    label_en: str
    required: bool
    options: list[OptionOut]


class TestOut(Schema):
    """One look at an earlier answer; `values` are empty where it only has to be answered."""

    question: str
    comparison: str
    values: list[str]


class QuestionOut(Schema):
    """One question. It is asked when all of `only_if` hold, or any where `needs_all` is false."""

    id: str
    per: Annotated[str, OneOf(Per.values)]
    kind: Annotated[str, OneOf(Kind.values)]
    label: str
    label_en: str
    purpose: str
    purpose_en: str
    kept_days: int = Field(description="Days after the end of the event until the answer is erased")
    required: bool
    options: list[OptionOut]
    columns: list[ColumnOut]
    only_if: list[TestOut]
    needs_all: bool


class QuestionsOut(Schema):
    event_id: int
    questions: list[QuestionOut]


@router.get(
    "/events/{event_id}/questions",
    response={200: QuestionsOut, 304: None, 404: Problem, 422: Problem},
    operation_id="list_questions",
)
def questions(request: HttpRequest, event_id: Path[Id]) -> Any:
    """What whoever signs up for this event is asked, in order; none where it asks nothing."""
    event = get_object_or_404(Event.objects.public(), pk=event_id)
    asking = asking_of(event)
    version = asking.version if asking else None
    return {"event_id": event.pk, "questions": [_question(one) for one in (version.questions if version else ())]}


def read_answers(event: Event, people: Sequence[Person], given: AnswersIn, *, by: Any, at: Any) -> Answers | None:
    """Return what was answered, checked as the page checks it; None where the event asks nothing.

    Raises ``Refused`` (422) with every answer that is amiss.
    """
    asking = asking_of(event)
    version = asking.version if asking else None
    if version is None and not given.party and not given.people:
        return None
    problems = [
        _problem(f"people.{pk}", _("This person does not come along."), "unknown")
        for pk in given.people.keys() - {str(person.pk) for person in people}
    ]
    known = version.questions if version else None
    data, amiss = posted(known.per(Per.PARTY) if known else (), given.party, prefix="all")
    problems += _unread("party", amiss)
    for person in people:
        asked = known.per(Per.PERSON) if known else ()
        own, amiss = posted(asked, given.people.get(str(person.pk), {}), prefix=f"person{person.pk}")
        data.update(own)
        problems += _unread(f"people.{person.pk}", amiss)
    forms = QuestionForms(version, people, data, {}, by=by, at=at) if version else None
    if forms and not forms.is_valid():
        named = {problem.field for problem in problems}
        problems += [problem for problem in _wrong(forms) if problem.field not in named]
    if problems:
        raise Refused(422, _("Please look at the fields that are named."), reason="answers", errors=problems)
    return forms.answers if forms else None


def _unread(where: str, amiss: dict[str, str]) -> list[FieldProblem]:
    return [_problem(f"{where}.{key}", sentence, "unknown") for key, sentence in amiss.items()]


def _wrong(forms: QuestionForms) -> Iterable[FieldProblem]:
    parts: list[tuple[str, AnswersForm]] = [("party", forms.for_all)]
    parts += [(f"people.{pk}", form) for pk, form in forms.for_each.items()]
    for where, form in parts:
        kinds = {question.id: question.kind for question in form.questions}
        for key, sentences in form.errors.items():
            sentence = no_files_here() if kinds.get(key) == Kind.FILE else " ".join(map(str, sentences))
            yield _problem(f"{where}.{key}", sentence, "invalid")


def _problem(field: str, sentence: str, code: str) -> FieldProblem:
    return FieldProblem(where="body", field=f"answers.{field}", code=code, message=sentence)


def _question(question: Question) -> dict[str, Any]:
    condition = question.condition
    return {
        "id": question.id,
        "per": question.per,
        **_asked(question),
        "purpose": question.purpose.zh,
        "purpose_en": question.purpose.en,
        "kept_days": question.kept_days,
        "columns": [{"id": column.id, **_asked(column)} for column in question.columns],
        "only_if": [
            {"question": test.question, "comparison": test.comparison, "values": list(test.values)}
            for test in (condition.tests if condition else ())
        ],
        "needs_all": condition.needs_all if condition else True,
    }


def _asked(asked: Question | Column) -> dict[str, Any]:
    return {
        "kind": asked.kind,
        "label": asked.label.zh,
        "label_en": asked.label.en,
        "required": asked.required,
        "options": [_option(option) for option in asked.options],
    }


def _option(option: Option) -> dict[str, str]:
    return {"id": option.id, "label": option.label.zh, "label_en": option.label.en}
