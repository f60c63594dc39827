"""What does whoever proposes or decides see? The applications of a call as they rank, and what is said of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from incubator import places
from incubator.deciding import open_proposal
from incubator.models import Application, Intake, Meeting, Proposal, ProposalLine, PublicNotice
from incubator.permissions import can_decide, can_prepare
from incubator.readouts.ranking import ranked
from incubator.states import DECIDING, REVIEWING, ProposalState


@dataclass(frozen=True)
class Listed:
    """An application on the list, with its figures; ``line`` is what is proposed or decided, if anything is."""

    application: Any
    line: ProposalLine | None
    note: str

    @property
    def title(self) -> str:
        return self.application.case.title or self.application.case.reference


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
    shown = list(ranked(rows).select_related("case", "track"))
    lines = {one.application_id: one for one in ProposalLine.objects.filter(application__in=shown)}
    listed = [Listed(row, lines.get(row.pk), _note(row, intake)) for row in shown]
    first = proposal.first_by_id if proposal else None
    return ListPage(
        intake=intake,
        proposal=proposal,
        rows=sorted(listed, key=_order),
        places_free=places.free(intake),
        may_prepare=may_prepare and is_prepared,
        may_decide=may_decide and not is_prepared and first != user.pk,
        waits_for_second=first is not None,
        past=list(_past(intake)),
        meetings=list(intake.meetings.filter(placement=None)[:20]),
    )


def _order(row: Listed) -> tuple[int, float, int]:
    mean = row.application.mean
    return (row.line.rank if row.line and row.line.rank else 10_000, -(mean or 0), row.application.pk)


def _note(row: Any, intake: Intake) -> str:
    return f"{row.counting}/{intake.reviews_wanted}"


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
