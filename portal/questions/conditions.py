"""Is a question asked at all? That follows from the answers to earlier ones, and only from those that were asked."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from portal.questions.definition import Comparison, Condition, Kind, Question, Test, options_of


def holds(condition: Condition | None, answers: Mapping[str, Any]) -> bool:
    """Return whether a question with this condition is asked, given the answers to those before it."""
    if condition is None:
        return True
    return (all if condition.needs_all else any)(_passes(test, answers) for test in condition.tests)


def _passes(test: Test, answers: Mapping[str, Any]) -> bool:
    answer = answers.get(test.question)
    if test.comparison == Comparison.FILLED:
        return bool(answer)
    given = answer if isinstance(answer, list) else [answer]
    return any(_same(one, value) for one in given for value in test.values)


def _same(answer: Any, value: str) -> bool:
    if not isinstance(answer, str):
        return False
    return answer == value or _number(answer) == _number(value) is not None


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def still_asked(
    questions: Iterable[Question], answers: Mapping[str, Any], *, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the answers to questions that are asked, given each other; ``before`` are answers to earlier ones."""
    kept = dict(before or {})
    found = {}
    for question in questions:
        if question.id in answers and holds(question.condition, kept):
            found[question.id] = kept[question.id] = answers[question.id]
    return found


def in_words(condition: Condition, questions: Mapping[str, Question]) -> str:
    """Return when a question is asked, as a sentence for whoever sees all questions at once."""
    joint = _(" and ") if condition.needs_all else _(" or ")
    return _("Only if %(tests)s") % {"tests": joint.join(_test_in_words(test, questions) for test in condition.tests)}


def _test_in_words(test: Test, questions: Mapping[str, Question]) -> str:
    asked = questions[test.question]
    if test.comparison == Comparison.FILLED:
        return _("“%(question)s” is answered") % {"question": asked.label}
    if asked.kind == Kind.DECLARATION:
        return _("“%(question)s” is ticked") % {"question": asked.label}
    words = dict(options_of(asked))
    values = _(" or ").join(_("“%(answer)s”") % {"answer": words.get(value, value)} for value in test.values)
    return _("“%(question)s” is %(answers)s") % {"question": asked.label, "answers": values}
