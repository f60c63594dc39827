"""What of the incubator waits for a member of staff? Lists to decide, reports to look at, and what is overdue."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator.models import Milestone, Placement, Proposal
from incubator.permissions import bases_for, deciding_for
from incubator.states import MilestoneState, PlacementState, ProposalState
from organisations.permissions import Act
from portal.contributions import WaitingItem

BY_NAME = 5


def lists_to_decide(request: HttpRequest) -> WaitingItem | None:
    """Return the lists that wait for this user's decision."""
    waiting = Proposal.objects.filter(state=ProposalState.HANDED_OVER, intake__base__in=deciding_for(request.user))
    rows = list(waiting.exclude(first_by=request.user.pk).select_related("intake").order_by("handed_over_at"))
    if not rows:
        return None
    examples = tuple((row.intake.local_name, reverse("deciding:list", args=[row.intake_id])) for row in rows[:BY_NAME])
    return WaitingItem(_("lists to decide"), len(rows), examples[0][1], rows[0].handed_over_at, examples)


def agreements_to_sign(request: HttpRequest) -> WaitingItem | None:
    """Return the placements whose agreement is to be signed, or whose hand-over is to be seen through."""
    states = [PlacementState.AGREEING, PlacementState.LEAVING]
    rows = Placement.objects.of_bases(bases_for(request.user, Act.WRITE)).filter(state__in=states).order_by("pk")
    return _placements(_("agreements and hand-overs to see to"), list(rows), rows[0].created_at if rows else None)


def reports_to_check(request: HttpRequest) -> WaitingItem | None:
    """Return the reports that wait to be looked at, the oldest first."""
    rows = _milestones(request).filter(state=MilestoneState.REPORTED).order_by("reported_at")
    found = list(rows)
    return _of(_("reports of placements to look at"), found, found[0].reported_at if found else None)


def overdue_milestones(request: HttpRequest) -> WaitingItem | None:
    """Return what placements have not handed in in time."""
    found = list(_milestones(request).overdue(timezone.localdate()).order_by("due_on"))
    return _of(_("reports of placements that are overdue"), found, None)


def _milestones(request: HttpRequest):
    bases = bases_for(request.user, Act.WRITE)
    return Milestone.objects.filter(placement__intake__base__in=bases).select_related("placement")


def _of(title, found, since) -> WaitingItem | None:
    if not found:
        return None
    examples = tuple(
        (f"{one.placement.name} · {one.local_name}", reverse("placements_admin:show", args=[one.placement_id]))
        for one in found[:BY_NAME]
    )
    return WaitingItem(title, len(found), examples[0][1], since, examples)


def _placements(title, found, since) -> WaitingItem | None:
    if not found:
        return None
    examples = tuple((one.name, reverse("placements_admin:show", args=[one.pk])) for one in found[:BY_NAME])
    return WaitingItem(title, len(found), examples[0][1], since, examples)
