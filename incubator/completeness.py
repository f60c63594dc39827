"""What is missing before a call can be published? Each gap in a sentence, with the part of the call it is in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from incubator.models import Intake
from incubator.permissions import staff_of
from incubator.states import REVIEWING
from organisations.permissions import Act
from portal.cases.definition import Plan
from portal.cases.states import Does

#: The question that names an application in every list.
NAME = "name"


@dataclass(frozen=True)
class Gap:
    """Something that is missing; ``part`` is the page of the call on which it is mended."""

    part: str
    sentence: str | Promise


def gaps(intake: Intake, *, at: datetime) -> list[Gap]:
    """Return everything that keeps a call from being published, in the order of its pages."""
    return [Gap(part, sentence) for part, sentence in _found(intake, at)]


def unknown_questions(intake: Intake) -> list[str]:
    """Return the ids that exclusions, papers and blind fields name and that the call does not ask."""
    named: set[Any] = {
        *(row.get("question", "") for row in intake.exclusions),
        *intake.blind_fields,
        *(key for keys in intake.papers.values() for key in keys),
    }
    return sorted(named - set(intake.question_set.newest.questions.by_id()))


def _found(intake: Intake, at: datetime) -> Iterator[tuple[str, str]]:
    page = intake.page
    if page is None or not page.summary.strip() or not page.body.strip():
        yield "notice", _("The notice has no words yet.")
    if intake.closes_on < timezone.localdate(at):
        yield "details", _("The last day has passed.")
    yield from _of_tracks(intake)
    questions = intake.question_set.newest.questions.by_id()
    if NAME not in questions:
        yield "questions", _("No question asks for the applicant's name, by which lists tell applications apart.")
    if intake.reviews_wanted and not intake.scoring.criteria:
        yield "rubric", _("Reviewers have nothing by which to score: the criteria are missing.")
    yield from _of_workflow(intake, intake.workflow.newest.plan)
    if not list(staff_of(intake.base, Act.WRITE)):
        yield "people", _("Nobody checks applications at this base: appoint an officer, or name who runs it.")
    deciders, wanted = len(list(staff_of(intake.base, Act.APPROVE))), 2 if intake.two_deciders else 1
    if deciders < wanted:
        yield (
            "people",
            _("%(count)d of %(wanted)d who decide are there for this base.")
            % {
                "count": deciders,
                "wanted": wanted,
            },
        )


def _of_tracks(intake: Intake) -> Iterator[tuple[str, str]]:
    tracks = list(intake.tracks.all())
    if not tracks:
        yield "details", _("Please add a track first.")
    elif sum(track.place_count or 0 for track in tracks) > intake.place_count:
        yield "details", _("The tracks have more places than the call.")


def _of_workflow(intake: Intake, plan: Plan) -> Iterator[tuple[str, str]]:
    if intake.scoring.criteria and all(state.id != REVIEWING for state in plan.states):
        yield "workflow", _("The workflow has no state in which reviewers score.")
    guards = {guard for move in plan.moves if move.does == Does.SUBMIT for guard in move.guards}
    if "window_open" not in guards:
        yield "workflow", _("The workflow lets applications be handed in after the last day: tick that guard.")
    if any(intake.papers.values()) and "papers_there" not in guards:
        yield "workflow", _("The workflow lets applications be handed in without the papers: tick that guard.")
