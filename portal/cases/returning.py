"""What has to be corrected, which fields are open for it, and who ticks them off? One notice names everything."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.cases.errors import NotNow, NotYours, ReasonMissing
from portal.cases.kinds import roles_in
from portal.cases.models import Case, CheckTick, Defect, DefectNotice
from portal.cases.recording import enter
from portal.cases.states import OWN_ROLES, Phase

LONGEST_SENTENCE = 500


def return_fields(case: Case, sentences: Mapping[str, str], *, by: Any, at: datetime) -> DefectNotice:
    """Write one notice that names every field at fault, each with its sentence; in the transaction of the move.

    What earlier notices left open is carried by this one. Raises ``ReasonMissing`` for none, for a field that the
    case does not ask, and for one without its sentence.
    """
    given = {key: sentence.strip() for key, sentence in sentences.items()}
    if not given:
        raise ReasonMissing(_("Please mark every field that has to be corrected, and say what is wrong with it."))
    if set(given) - set(case.questions.questions.by_id()):
        raise ReasonMissing(_("This case does not ask one of these fields."))
    if any(not sentence or len(sentence) > LONGEST_SENTENCE for sentence in given.values()):
        raise ReasonMissing(
            _("Please say for each marked field what is wrong with it, in at most %(count)d characters.")
            % {"count": LONGEST_SENTENCE}
        )
    # A field that is named again is open anew; the others of earlier notices still wait for their tick.
    Defect.objects.filter(notice__case=case, question__in=given, settled_at=None).update(settled_at=at, settled_by=by)
    notice = DefectNotice.objects.create(
        case=case, number=case.notices.count() + 1, revision=case.revisions.latest("number"), by=by, at=at
    )
    Defect.objects.bulk_create(
        Defect(notice=notice, question=key, sentence=sentence) for key, sentence in given.items()
    )
    return notice


def open_notice(case: Case) -> DefectNotice | None:
    """Return the notice that the applicant has to answer, with its fields; None outside a correction."""
    if case.phase != Phase.CORRECTION:
        return None
    return case.notices.filter(answered_at=None).prefetch_related("defects").first()


def open_fields(case: Case) -> frozenset[str] | None:
    """Return the fields that may be written now: all of a draft (None), those of the notice, or no field.

    With a field go those that are asked depending on it, for mending the one may make another one be asked.
    """
    if case.phase == Phase.DRAFT:
        return None
    notice = open_notice(case)
    if notice is None:
        return frozenset()
    found = {defect.question for defect in notice.defects.all()}
    for question in case.questions.questions:
        if question.condition and any(test.question in found for test in question.condition.tests):
            found.add(question.id)
    return frozenset(found)


@transaction.atomic
def settle(defect: Defect, *, by: Any, at: datetime) -> Defect:
    """Tick a corrected field off; again, it stays as it is. Raises ``NotYours``, ``NotNow`` before it was mended."""
    case = Case.objects.select_for_update(of=("self",)).select_related("workflow").get(pk=defect.notice.case_id)
    if not roles_in(case, by) - OWN_ROLES:
        raise NotYours(_("You cannot do this."))
    defect = Defect.objects.select_related("notice").get(pk=defect.pk)
    if defect.notice.answered_at is None:
        raise NotNow(_("This field has not been handed in again yet."))
    roles = _checking_roles(case, by)
    if defect.settled_at is None:
        defect.settled_by, defect.settled_at = by, at
        defect.save(update_fields=["settled_by", "settled_at"])
        enter(case, "defect_settled", roles=roles, by=by, at=at, question=defect.question)
    return defect


@transaction.atomic
def tick(case: Case, check_id: str, *, is_done: bool, note: str = "", by: Any, at: datetime) -> None:
    """Tick a check of the state the case stands in, with a note, or take the tick away.

    Raises ``NotYours``, ``NotNow`` for a check that this state does not have.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("workflow").get(pk=case.pk)
    roles = _checking_roles(case, by)
    if check_id not in {check.id for check in case.where.checks}:
        raise NotNow(_("There is no such check where it stands now."))
    ticks = CheckTick.objects.filter(case=case, state=case.state, check_id=check_id)
    if is_done:
        CheckTick.objects.update_or_create(
            case=case,
            state=case.state,
            check_id=check_id,
            defaults={"revision": case.revisions.latest("number"), "note": note.strip()[:300], "by": by, "at": at},
        )
    elif not ticks.delete()[0]:
        return
    enter(case, "check_ticked" if is_done else "check_unticked", roles=roles, by=by, at=at, check=check_id)


def _checking_roles(case: Case, by: Any) -> frozenset[str]:
    """Return the roles of whoever may check here: those of the staff to whom the table gives a move from here."""
    roles = roles_in(case, by) - OWN_ROLES
    allowed = {role for move in case.plan.moves_from(case.state) for role in move.roles}
    if not roles & allowed:
        raise NotYours(_("You cannot do this."))
    return roles & allowed
