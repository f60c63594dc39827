"""Where does a placement stand, what comes next, by when, and with whom? For the placed, their mentors and the base."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator import graduating
from incubator.graduating import Condition
from incubator.models import Intake, LogEntry, Meeting, Mentoring, Milestone, Placement
from incubator.states import TAKES_A_PLACE, MilestoneState, PlacementState
from portal import contributions
from portal.proofs.models import Proof
from portal.proofs.readouts import Standing, standing
from portal.questions.readouts import Line, lines
from portal.templatetags import when

MOST_ON_MY_PAGE = 5
TONES = {
    PlacementState.AGREEING: "info",
    PlacementState.RUNNING: "jade",
    PlacementState.LEAVING: "attention",
    PlacementState.GRADUATED: "success",
    PlacementState.LEFT: "none",
    PlacementState.NOT_TAKEN_UP: "none",
}


@dataclass(frozen=True)
class Next:
    """What comes next, by when, and who holds it."""

    words: str
    who: str
    due_on: date | None
    is_overdue: bool
    milestone: Milestone | None


@dataclass(frozen=True)
class Row:
    """A placement in a list."""

    placement: Placement
    tone: str
    next: Next


@dataclass(frozen=True)
class Shown:
    """A milestone with its report in words."""

    milestone: Milestone
    lines: Sequence[Line]
    is_overdue: bool


@dataclass(frozen=True)
class Page:
    """One placement in full."""

    placement: Placement
    tone: str
    next: Next
    milestones: Sequence[Shown]
    conditions: Sequence[Condition]
    mentors: Sequence[Mentoring]
    meetings: Sequence[Meeting]
    log: Sequence[LogEntry]
    proof: Proof | None
    proof_standing: Standing | None


def next_of(placement: Placement, milestones: Sequence[Milestone]) -> Next:
    """Return what comes next of a placement whose milestones are at hand; no query."""
    today, base = timezone.localdate(), placement.intake.base.local_name
    if placement.state == PlacementState.AGREEING:
        return Next(_("The base gets in touch about the agreement."), base, None, False, None)
    if placement.state == PlacementState.LEAVING:
        by = placement.hand_over_by
        return Next(_("Hand over keys, papers and what was lent."), _("You"), by, bool(by and by < today), None)
    waiting = sorted(
        (one for one in milestones if one.state in (MilestoneState.PLANNED, MilestoneState.RETURNED)),
        key=lambda one: (one.state != MilestoneState.RETURNED, one.due_on),
    )
    if waiting:
        one = waiting[0]
        again = _("Correct and hand in again: %(what)s") % {"what": one.local_name}
        words = again if one.state == MilestoneState.RETURNED else one.local_name
        return Next(words, _("You"), one.due_on, one.is_overdue(today), one)
    reported = next((one for one in milestones if one.state == MilestoneState.REPORTED), None)
    if reported:
        return Next(_("The base looks at: %(what)s") % {"what": reported.local_name}, base, None, False, None)
    if placement.state == PlacementState.RUNNING:
        return Next(
            _("Everything is shown. The authority decides on graduation."), base, placement.ends_on, False, None
        )
    return Next(_("It is over."), "", None, False, None)


def rows_of(user: Any) -> list[Row]:
    """Return the placements that somebody holds; four queries."""
    placements = list(Placement.objects.held_by(user).with_call().prefetch_related("milestones"))
    return [Row(one, TONES[PlacementState(one.state)], next_of(one, list(one.milestones.all()))) for one in placements]


def mentored_by(user: Any) -> list[Row]:
    """Return the placements that somebody mentors today."""
    today = timezone.localdate()
    theirs = Mentoring.objects.filter(ends_on=None, appointment__user=user, appointment__starts_on__lte=today)
    theirs = theirs.filter(Q(appointment__ends_on=None) | Q(appointment__ends_on__gt=today))
    placements = list(
        Placement.objects.filter(mentorings__in=theirs).distinct().with_call().prefetch_related("milestones")
    )
    return [Row(one, TONES[PlacementState(one.state)], next_of(one, list(one.milestones.all()))) for one in placements]


def placement_page(placement: Placement) -> Page:
    """Return one placement with all that belongs to it; a constant number of queries."""
    milestones = list(placement.milestones.standing().select_related("questions", "reported_by__person"))
    today, proof = timezone.localdate(), graduating.proof_of(placement)
    return Page(
        placement=placement,
        tone=TONES[PlacementState(placement.state)],
        next=next_of(placement, milestones),
        milestones=[
            Shown(one, lines(one.questions.questions, one.answers), one.is_overdue(today)) for one in milestones
        ],
        conditions=graduating.conditions(placement) if placement.state == PlacementState.RUNNING else [],
        mentors=list(placement.mentorings.select_related("appointment__user__person")),
        meetings=list(placement.meetings.all()[:30]),
        log=list(placement.log.select_related("by__person")),
        proof=proof,
        proof_standing=standing(proof, today) if proof else None,
    )


@dataclass(frozen=True)
class TrackCount:
    """How many places of a track are taken."""

    name: str
    taken: int


@dataclass(frozen=True)
class CallPlaces:
    """The places of a call: how many there are, how many are taken, and by which track."""

    intake: Intake
    taken: int
    free: int
    tracks: Sequence[TrackCount]


def places_of(bases: Any) -> list[CallPlaces]:
    """Return the places of the calls of these bases that have placements; three queries."""
    calls = Intake.objects.filter(base__in=bases, placements__isnull=False).distinct().select_related("base")
    counts: dict[int, int] = dict(
        Placement.objects.filter(intake__in=calls, state__in=TAKES_A_PLACE)
        .order_by()
        .values_list("track")
        .annotate(count=Count("pk"))
    )
    found = []
    for call in calls.prefetch_related("tracks"):
        tracks = [TrackCount(track.local_name, counts.get(track.pk, 0)) for track in call.tracks.all()]
        taken = sum(one.taken for one in tracks)
        found.append(CallPlaces(call, taken, max(call.place_count - taken, 0), tracks))
    return found


def my_section(request: HttpRequest) -> contributions.Section | None:
    """Show on my page the placements that I hold or mentor, and the meetings to come."""
    rows = rows_of(request.user)
    mentored = mentored_by(request.user)
    coming = list(Meeting.objects.attended_by(request.user).coming(timezone.now()).order_by("starts_at")[:5])
    if not rows and not mentored and not coming:
        return None
    context = {"rows": rows[:MOST_ON_MY_PAGE], "mentored": mentored[:MOST_ON_MY_PAGE], "meetings": coming}
    return contributions.Section("incubator/placements/my_section.html", context)


def record(organisation_id: int) -> list[contributions.Achievement]:
    """Return where an organisation was incubated, for its record; one query."""
    rows = Placement.objects.filter(organisation=organisation_id, starts_on__isnull=False)
    found = []
    for one in rows.select_related("intake__base").order_by("starts_on"):
        begins, ends = one.term
        last = when.full_day(one.ended_on or ends)
        words = {"base": one.intake.base.local_name, "from": when.full_day(begins), "until": last}
        if one.state == PlacementState.GRADUATED:
            said = _("Incubated at %(base)s from %(from)s until %(until)s")
            found.append(contributions.Achievement(_("Graduated"), said % words))
        elif one.state in TAKES_A_PLACE:
            said = _("Incubated at %(base)s since %(from)s")
            found.append(contributions.Achievement(_("Incubating"), said % words))
    return found
