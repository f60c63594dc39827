"""What does a case ask? The questions of its version, as its kind of case puts them to this applicant."""

from collections.abc import Sequence

from portal.cases.kinds import kind_named
from portal.cases.models import Case
from portal.questions.definition import Question


def asked_in(case: Case) -> Sequence[Question]:
    """Return the questions that whoever writes the case is asked, with what this applicant has to answer."""
    questions, asks = case.questions.questions.questions, kind_named(case.kind).asks
    return asks(case, questions) if asks else questions
