"""How do answers become a version that is judged? By being handed in; what is missing is named first."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.cases.asking import asked_in
from portal.cases.errors import NotReady
from portal.cases.models import Case, DefectNotice, Revision
from portal.questions.conditions import holds, still_asked
from portal.questions.definition import Question
from portal.questions.readouts import fingerprint


def missing(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[Question]:
    """Return what is asked, has to be answered and is not; in the order of the questions."""
    known: dict[str, Any] = {}
    found = []
    for question in questions:
        if not holds(question.condition, known):
            continue
        if answers.get(question.id):
            known[question.id] = answers[question.id]
        elif question.required:
            found.append(question)
    return found


def must_be_complete(case: Case) -> None:
    """Raise ``NotReady`` that names everything that is still missing from the draft."""
    if lacking := missing(asked_in(case), case.draft):
        labels = _("; ").join(str(question.label) for question in lacking)
        raise NotReady(_("Still to be filled in: %(questions)s") % {"questions": labels}, reason="incomplete")


def hand_in(case: Case, *, by: Any, at: datetime) -> Revision:
    """Make the draft of a locked case its next version; only what is asked is kept."""
    answers = still_asked(case.questions.questions, case.draft)
    case.draft = answers
    return Revision.objects.create(
        case=case,
        number=case.revisions.count() + 1,
        answers=answers,
        fingerprint=fingerprint(answers),
        by=by,
        at=at,
    )


def mend(case: Case, *, by: Any, at: datetime) -> Revision:
    """Hand in what was corrected, and close the notice; its fields wait to be ticked off."""
    revision = hand_in(case, by=by, at=at)
    DefectNotice.objects.filter(case=case, answered_at=None).update(answered_at=at, answer=revision)
    return revision
