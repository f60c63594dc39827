"""What is left of somebody who is erased in the cases that they wrote? Their own cases end and are emptied; in those
of a team or an organisation their name and their numbers are written out.
"""

from datetime import datetime
from typing import Any

from portal.accounts.models import ERASED_NAME, Person
from portal.cases import keeping
from portal.cases.kinds import kind_named
from portal.cases.models import Case, CheckTick, Decision, Defect, Document, Editor, Revision
from portal.cases.moving import Given, move_case
from portal.cases.recording import enter
from portal.cases.states import Does, Phase
from portal.outbox import forgetting
from portal.questions import files
from portal.questions.models import AnswerFile
from portal.refusals import Refusal
from portal.taking_out import Words, take_out, words_of


def forget(person_id: int, *, by: Any, at: datetime) -> None:
    """Erase what cases hold of a person; nothing happens to whoever has no account: they wrote none.

    What nobody else writes, and no organisation applies for, is withdrawn where its table lets its writer, and emptied.
    What goes on without them (or cannot be withdrawn any more) loses their name, and gets another submitter.
    """
    person = Person.objects.select_related("user").get(pk=person_id)
    if person.user is None:
        return
    words = words_of(person.name, person.user.phone, person.contact_phone, replacement=ERASED_NAME)
    cases = Case.objects.filter(erased_at=None, editors__user=person.user).select_related("workflow")
    for case in cases.order_by("pk"):
        others = case.editors.exclude(user=person.user).order_by("added_at", "pk")
        if case.applicant_id is None and not others.exists():
            case = _withdrawn(case, by=person.user, at=at)
            if case.phase == Phase.CLOSED or case.submitted_at is None:
                keeping.erase(case, by=by, at=at)
        _write_out(case, words, by=by, at=at)
        _hand_on(case, person.user, others.first())
        told = {user.pk for role in kind_named(case.kind).roles for user in kind_named(case.kind).people_in(case, role)}
        forgetting.take_out(person.name, ERASED_NAME, recipient_ids=told)


def _withdrawn(case: Case, *, by: Any, at: datetime) -> Case:
    """Return the case after its writer has withdrawn it, or as it was where the table does not let them now."""
    move = next((one for one in case.plan.moves_from(case.state) if one.does == Does.WITHDRAW), None)
    if case.phase == Phase.CLOSED or case.submitted_at is None or move is None:
        return case
    try:
        return move_case(case, move.id, seen=case.step, given=Given(), by=by, at=at)
    except Refusal:
        return case


def _write_out(case: Case, words: Words, *, by: Any, at: datetime) -> None:
    documents = Document.objects.filter(case=case)
    kept = [case.draft, *case.revisions.values_list("answers", flat=True)]
    keys = {key for answers in kept for key in files.keys_of(answers)}
    found = [
        take_out(Case.objects.filter(pk=case.pk), "title", "draft", "known", words=words),
        take_out(Revision.objects.filter(case=case), "answers", words=words),
        take_out(Decision.objects.filter(case=case), "reason", "answers", words=words),
        take_out(Defect.objects.filter(notice__case=case), "sentence", words=words),
        take_out(CheckTick.objects.filter(case=case), "note", words=words),
        take_out(AnswerFile.objects.filter(key__in=keys), "name", words=words),
        take_out(AnswerFile.objects.filter(pk__in=documents.values("file")), "name", words=words),
        take_out(documents, "title", words=words),
    ]
    if any(found):
        enter(case, "name_taken_out", roles=(), by=by, at=at)


def _hand_on(case: Case, user: Any, next_one: Editor | None) -> None:
    """Let somebody else hand it in, where there is anybody; the account goes from a case that goes on."""
    if next_one is None:
        return
    mine = case.editors.filter(user=user)
    was_submitter = mine.filter(is_submitter=True).exists()
    mine.delete()
    if was_submitter:
        case.editors.filter(pk=next_one.pk).update(is_submitter=True)
