"""How does an organisation or a team apply to a call? One draft on the case engine, with what is known filled in."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator.errors import NotOpen, NotYours
from incubator.models import ApplicantKind, Application, Intake, Track
from incubator.permissions import keeper_of
from organisations.models import Organisation
from organisations.permissions import Act, may
from portal.audit.recording import record
from portal.cases.drafting import begin

KIND = "incubator"


@transaction.atomic
def apply(
    *,
    intake: Intake,
    track: Track,
    applicant_kind: str,
    organisation: Organisation | None = None,
    by: Any,
    at: datetime,
) -> Application:
    """Begin an application to a call, or go on with the open one for the same applicant; return it.

    Raises ``NotOpen`` outside the call's days and for whoever it does not call, ``NotYours`` for somebody else's
    organisation.
    """
    if not intake.takes_applications(timezone.localdate(at)):
        raise NotOpen(_("This call takes no applications now."))
    if applicant_kind not in intake.applicants:
        raise NotOpen(_("This call is not for applicants of this kind."))
    if track.intake_id != intake.pk:
        raise NotOpen(_("Please choose one of the tracks of this call."))
    if applicant_kind == ApplicantKind.REGISTERED and organisation is None:
        raise NotYours(_("Please choose the organisation that applies. One that is not here yet joins first."))
    if organisation and not may(by, Act.MANAGE, organisation.pk):
        raise NotYours(_("You cannot apply for this organisation."))
    if found := _open_one(intake, organisation, by):
        return found
    keeper = keeper_of(intake.base)
    case = begin(
        kind=KIND,
        workflow=intake.workflow.newest,
        questions=intake.question_set.newest,
        context_id=intake.pk,
        holder_id=keeper.pk if keeper else None,
        applicant_id=organisation.pk if organisation else None,
        title=organisation.name if organisation else "",
        by=by,
        at=at,
    )
    application = Application.objects.create(
        case=case,
        intake=intake,
        track=track,
        applicant_kind=applicant_kind,
        organisation=organisation,
        created_at=at,
    )
    record(
        "application.begun",
        application,
        by=by,
        at=at,
        organisation_id=organisation.pk if organisation else None,
        intake=intake.pk,
        track=track.pk,
        case=case.pk,
    )
    return application


def _open_one(intake: Intake, organisation: Organisation | None, by: Any) -> Application | None:
    """Return the application that is under way already: the organisation's, or the team's that ``by`` writes for."""
    rows = Application.objects.with_case().filter(intake=intake, case__closed_at=None)
    if organisation:
        theirs = rows.filter(organisation=organisation).first()
        if theirs and not theirs.case.editors.filter(user=by).exists():
            raise NotYours(_("A colleague has begun an application to this call. Please ask them for the link to it."))
        return theirs
    return rows.filter(organisation=None, case__editors__user=by, case__editors__is_submitter=True).first()
