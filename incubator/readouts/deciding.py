"""What does whoever proposes or decides see? The applications of a call as they rank, and what is said of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator import places
from incubator.deciding import open_proposal
from incubator.models import Application, Intake, Meeting, Proposal, ProposalLine, PublicNotice
from incubator.permissions import can_decide, can_prepare
from incubator.readouts.ranking import ranked
from incubator.states import DECIDING, REVIEWING, ProposalState, Verdict

#: Where what has no rank yet comes: behind everything that has one.
LAST = 10_000


@dataclass(frozen=True, slots=True)
class Listed:
    """An application on the list with its figures, as its row shows them: there are hundreds of rows.

    ``key`` is the application's, ``line`` what is proposed or decided, if anything is, ``proposed`` the same in words.
    """

    key: str
    line: ProposalLine | None
    title: str
    address: str
    track: str
    mean: str
    note: str
    has_veto: bool
    proposed: str


@dataclass(frozen=True)
class ListPage:
    """The list of a call as it stands now, and what this user may do with it."""

    intake: Intake
    proposal: Proposal | None
    rows: Sequence[Listed]
    places_free: int
    may_prepare: bool
    may_decide: bool
    waits_for_second: bool
    past: Sequence[Proposal]
    meetings: Sequence[Meeting]


def list_page(intake: Intake, user: Any) -> ListPage:
    """Return the open list of a call: what is under review while it is prepared, what is on it afterwards."""
    proposal = open_proposal(intake)
    is_prepared = proposal is None or proposal.state == ProposalState.PREPARED
    may_decide, may_prepare = can_decide(user, intake.base), can_prepare(user, intake.base)
    if is_prepared:
        rows = intake.applications.filter(case__state=REVIEWING, case__closed_at=None)
    else:
        rows = Application.objects.filter(line__proposal=proposal, case__state=DECIDING)
    shown = list(ranked(rows.shown()))
    lines = {one.application_id: one for one in ProposalLine.objects.filter(application__in=shown)}
    shown.sort(key=lambda row: _order(row, lines.get(row.pk)))
    first = proposal.first_by_id if proposal else None
    return ListPage(
        intake=intake,
        proposal=proposal,
        rows=[_listed(row, lines.get(row.pk), intake) for row in shown],
        places_free=places.free(intake),
        may_prepare=may_prepare and is_prepared,
        may_decide=may_decide and not is_prepared and first != user.pk,
        waits_for_second=first is not None,
        past=list(_past(intake)),
        meetings=list(intake.meetings.filter(placement=None)[:20]),
    )


def _order(row: Any, line: ProposalLine | None) -> tuple[int, float, int]:
    return (line.rank if line and line.rank else LAST, -(row.mean or 0), row.pk)


def _listed(row: Any, line: ProposalLine | None, intake: Intake) -> Listed:
    said = [str(Verdict(line.proposed).label), line.proposed_reason] if line else []
    return Listed(
        key=str(row.pk),
        line=line,
        title=row.case.title or row.case.reference,
        address=reverse("reviews_admin:show", args=[row.pk]),
        track=row.track.local_name,
        mean="" if row.mean is None else f"{row.mean:.1f}".removesuffix(".0"),
        note=f"{row.counting}/{intake.reviews_wanted}",
        has_veto=row.vetoed > 0,
        proposed=_(": ").join(filter(None, said)),
    )


def _past(intake: Intake) -> Any:
    rows = intake.proposals.filter(state=ProposalState.DECIDED).select_related("public_notice")
    return rows.prefetch_related("lines__application__case")[:10]


@dataclass(frozen=True)
class NoticePage:
    """A public notice for everybody."""

    notice: PublicNotice
    intake: Intake
    accepted: Sequence[dict[str, Any]]
    reserved: Sequence[dict[str, Any]]
    is_running: bool


def notice_page(notice: PublicNotice) -> NoticePage:
    """Return a notice as its page shows it; no query."""
    return NoticePage(
        notice=notice,
        intake=notice.proposal.intake,
        accepted=[one for one in notice.listed if one["verdict"] == "accept"],
        reserved=[one for one in notice.listed if one["verdict"] == "reserve"],
        is_running=notice.is_running(timezone.localdate()),
    )


def public_notices() -> Any:
    """Return the notices that everybody may read: of public calls, the newest first."""
    calls = Intake.objects.public()
    return PublicNotice.objects.filter(proposal__intake__in=calls).select_related("proposal__intake__base")
