"""How is a decided list shown in public, and when is it final? For the call's working days, unless somebody objects."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator.errors import NotDecided, NotYours
from incubator.models import Application, Objection, Proposal, PublicNotice
from incubator.permissions import can_decide, can_prepare, keeper_id_of
from incubator.states import DECIDED, PUBLISH, ProposalState, Verdict
from portal.audit.recording import record
from portal.cases.moving import move_case
from portal.timetable import working_days
from portal.transactions import repeated_when_lost


@repeated_when_lost
@transaction.atomic
def publish(proposal: Proposal, *, by: Any, at: datetime) -> PublicNotice:
    """Show a decided list for the call's working days, from today; again, it stays as it is.

    What was withdrawn meanwhile is not on it. Raises ``NotYours``, ``NotDecided``.
    """
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("intake__base__parent__parent")
    proposal = rows.get(pk=proposal.pk)
    intake = proposal.intake
    if hasattr(by, "pk") and not can_prepare(by, intake.base) and not can_decide(by, intake.base):
        raise NotYours(_("You do not publish the results of this base."))
    if known := PublicNotice.objects.filter(proposal=proposal).first():
        return known
    if proposal.state != ProposalState.DECIDED:
        raise NotDecided(_("The list has not been decided yet."))
    lines = proposal.lines.filter(application__case__state=DECIDED).select_related(
        "application__case__workflow", "application__track"
    )
    decided = list(lines.order_by("application__case"))
    if not decided:
        raise NotDecided(_("Nothing on this list waits to be published."))
    today = timezone.localdate(at)
    last = working_days.after(today, max(intake.notice_days, 1))
    shown = sorted((line for line in decided if line.verdict != Verdict.REJECT), key=lambda line: line.rank)
    notice = PublicNotice.objects.create(
        proposal=proposal,
        listed=[_entry(line.application, line.verdict) for line in shown],
        first_on=today,
        last_on=last.on,
        is_estimate=last.is_estimate,
        published_at=at,
        published_by=by if hasattr(by, "pk") else None,
    )
    for line in decided:
        case = line.application.case
        move_case(case, PUBLISH, seen=case.step, by=by, at=at)
    organisation = keeper_id_of(intake.base)
    record("notice.published", notice, by=by, at=at, organisation_id=organisation, intake=intake.pk, shown=len(shown))
    return notice


def _entry(application: Application, verdict: str) -> dict[str, Any]:
    track = application.track
    return {
        "application": application.pk,
        "name": application.case.title or application.case.reference,
        "track": track.name,
        "track_en": track.name_en,
        "verdict": verdict,
    }


def notice_of(application: Application) -> PublicNotice | None:
    """Return the notice on which an application stands."""
    return PublicNotice.objects.filter(proposal__lines__application=application).first()


def open_objections(application: Application) -> int:
    """Return how many objections keep an application from being final: against it, or against its whole list."""
    notice = notice_of(application)
    if notice is None:
        return 0
    waiting = Objection.objects.filter(notice=notice, case__closed_at=None).exclude(case__submitted_at=None)
    return waiting.filter(application=None).count() + waiting.filter(application=application).count()
