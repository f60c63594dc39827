"""How far is a call? Its parts with what is missing in each, and what its officer can do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incubator.completeness import Gap, gaps
from incubator.models import Amendment, Intake
from incubator.models.intake import kinds_of_applicants
from incubator.permissions import can_decide, can_prepare
from incubator.states import INTAKE_MOVES, IntakeState
from portal.cases.readouts.workflow import StateLine, table_of

#: The pages of a call, in their order. Gaps of ``people`` are mended among the appointments and the bases.
PARTS: Sequence[tuple[str, str | Promise]] = (
    ("notice", _("Notice")),
    ("details", _("Days, places, applicants")),
    ("questions", _("Questions")),
    ("meanings", _("What the answers mean")),
    ("rubric", _("Criteria")),
    ("workflow", _("Workflow")),
    ("plan", _("Milestones and reports")),
    ("people", _("Reviewers and those who work on it")),
)


@dataclass(frozen=True)
class Part:
    """A page of a call, and the gaps that are mended there."""

    name: str
    title: str | Promise
    gaps: Sequence[Gap]


@dataclass(frozen=True)
class Preparation:
    """A call as its officer sees it whole."""

    intake: Intake
    parts: Sequence[Part]
    gaps: Sequence[Gap]
    tracks: Sequence[Any]
    applicants: Sequence[Any]
    table: Sequence[StateLine]
    amendments: Sequence[Amendment]
    begun: int
    submitted: int
    may_change: bool
    may_publish: bool
    may_close: bool
    may_call_off: bool


def preparation(intake: Intake, user: Any, *, at: datetime) -> Preparation:
    """Return a call with its parts, what is missing and what this user may do; a constant number of queries."""
    found = gaps(intake, at=at) if intake.state == IntakeState.PREPARED else []
    counted = intake.applications.aggregate(
        begun=Count("pk"), submitted=Count("pk", filter=Q(case__submitted_at__isnull=False))
    )
    decides = can_decide(user, intake.base)

    def may(after: str) -> bool:
        return decides and INTAKE_MOVES.allows(intake.state, after)

    return Preparation(
        intake=intake,
        parts=[Part(name, title, [gap for gap in found if gap.part == name]) for name, title in PARTS],
        gaps=found,
        tracks=list(intake.tracks.all()),
        applicants=[label for _value, label in kinds_of_applicants(intake)],
        table=table_of(intake.workflow.newest.plan, intake.workflow.kind),
        amendments=list(intake.amendments.all()),
        begun=counted["begun"],
        submitted=counted["submitted"],
        may_change=intake.is_changeable and can_prepare(user, intake.base),
        may_publish=may(IntakeState.PUBLISHED),
        may_close=may(IntakeState.CLOSED),
        may_call_off=may(IntakeState.CALLED_OFF),
    )
