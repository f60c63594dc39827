"""How long is a case kept? Each answer as long as its question says after the end, the rest as the workflow says."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.cases.models import Case, CheckTick, Decision, Defect, Document, Editor
from portal.cases.recording import enter
from portal.cases.states import Phase
from portal.questions import files

ERASED_A_RUN = 50
#: What was begun and never handed in is given up when nobody has written for so long.
DRAFTS_KEPT = timedelta(days=180)


def set_erasure(case: Case, closed_on: date) -> None:
    """Set the day on which something of a closed case has to be erased next."""
    days = [question.kept_days for question in case.questions.questions if question.id in case.draft]
    case.erase_on = closed_on + timedelta(days=min([*days, case.plan.kept_days]))


@transaction.atomic
def erase(case: Case, *, by: Any, at: datetime, everything: bool = True) -> Case:
    """Empty a closed case of what its time is over for; of all that is personal when ``everything`` is.

    What stays is the skeleton: kind, states, days, ids. Its documents go, the words of decisions and notices too.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("workflow", "questions").get(pk=case.pk)
    closed_on = timezone.localdate(case.closed_at or at)
    today = timezone.localdate(at)
    everything = everything or today >= closed_on + timedelta(days=case.plan.kept_days)
    over = {
        question.id
        for question in case.questions.questions
        if everything or today >= closed_on + timedelta(days=question.kept_days)
    }
    dropped = files.keys_of({key: case.draft[key] for key in over & set(case.draft)})
    for revision in case.revisions.all():
        gone = over & set(revision.answers)
        dropped |= files.keys_of({key: revision.answers[key] for key in gone})
        revision.answers = {key: value for key, value in revision.answers.items() if key not in over}
        revision.erased = sorted({*revision.erased, *gone})
        revision.save(update_fields=["answers", "erased"])
    case.draft = {key: value for key, value in case.draft.items() if key not in over}
    case.known = {key: value for key, value in case.known.items() if key not in over}
    later = [
        closed_on + timedelta(days=question.kept_days)
        for question in case.questions.questions
        if question.id in case.draft
    ]
    case.erase_on = min([*later, closed_on + timedelta(days=case.plan.kept_days)])
    if everything:
        dropped |= _empty(case)
        case.title, case.erased_at, case.erase_on = "", at, None
    case.save(update_fields=["draft", "known", "title", "erased_at", "erase_on"])
    files.drop(dropped)
    enter(case, "erased" if everything else "answers_erased", roles=(), by=by, at=at, questions=sorted(over))
    return case


def _empty(case: Case) -> set[str]:
    """Empty the words and papers of a case; return the keys of its files."""
    documents = list(Document.objects.filter(case=case).select_related("file"))
    keys = {str(document.file.key) for document in documents}
    for decision in Decision.objects.filter(case=case):
        keys |= files.keys_of(decision.answers)
    Decision.objects.filter(case=case).update(reason="", answers={})
    Defect.objects.filter(notice__case=case).update(sentence="")
    CheckTick.objects.filter(case=case).update(note="")
    Document.objects.filter(pk__in=[document.pk for document in documents]).delete()
    Editor.objects.filter(case=case, is_submitter=False).delete()
    return keys


def erase_due(cases: Iterable[Case], *, by: Any, at: datetime) -> int:
    """Erase what is due of these cases; return how many."""
    count = 0
    for case in cases:
        erase(case, by=by, at=at, everything=False)
        count += 1
    return count


def due_for_erasure(at: datetime) -> Iterable[Case]:
    """Return closed cases of which something has to be erased today."""
    return Case.objects.filter(erased_at=None, erase_on__lte=timezone.localdate(at))[:ERASED_A_RUN]


@transaction.atomic
def discard(case: Case, *, by: Any, at: datetime) -> Case:
    """Give up a draft that was never handed in: nothing of what was written stays."""
    case = Case.objects.select_for_update(of=("self",)).select_related("workflow", "questions").get(pk=case.pk)
    if case.phase == Phase.DRAFT and case.submitted_at is None:
        erase(case, by=by, at=at)
        case.refresh_from_db()
    return case


def abandoned(at: datetime) -> Iterable[Case]:
    """Return drafts that nobody has handed in and that were begun long ago."""
    return Case.objects.filter(phase=Phase.DRAFT, submitted_at=None, erased_at=None, begun_at__lt=at - DRAFTS_KEPT)[
        :ERASED_A_RUN
    ]
