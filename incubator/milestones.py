"""What is a placement to show, and has it? Planned with the agreement, reported with proof, checked by the base."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator.errors import NotComplete, NotNow, NotYours
from incubator.models import Milestone, MilestoneKind, Placement
from incubator.permissions import can_prepare, keeper_id_of
from incubator.placement_messages import tell_base, tell_held, tell_of_days
from incubator.planning import questions_for
from incubator.states import MILESTONE_MOVES, MilestoneState, PlacementState
from portal.audit.recording import record
from portal.cases.handing_in import missing
from portal.questions import files
from portal.questions.conditions import still_asked

#: How many days before it is due an organisation is reminded; the day after it was due it is told again.
REMINDED_BEFORE = timedelta(days=7)
#: A reminder that nobody sent for so long is of no use any more.
TOLD_WITHIN = timedelta(days=14)
A_RUN = 200


def plan(placement: Placement, *, by: Any, at: datetime) -> list[Milestone]:
    """Plan the goals and reports of a placement that begins, as far as its term goes; in the caller's transaction."""
    rows = placement.intake.planned_milestones.exclude(kind=MilestoneKind.LOOK_BACK)
    begins, last = placement.term
    return _make(placement, rows, begins, last + timedelta(days=1))


def plan_looks_back(placement: Placement, graduated_on: date) -> list[Milestone]:
    """Plan the looks back after graduation."""
    rows = placement.intake.planned_milestones.filter(kind=MilestoneKind.LOOK_BACK)
    return _make(placement, rows, graduated_on, date.max)


def _make(placement: Placement, rows: Any, begins: date, last: date) -> list[Milestone]:
    planned = rows.select_related("question_set")
    due = [(row, begins + relativedelta(months=row.month)) for row in planned]
    return [
        Milestone.objects.create(
            placement=placement,
            kind=row.kind,
            name=row.name,
            name_en=row.name_en,
            due_on=on,
            questions=row.question_set.newest,
        )
        for row, on in due
        if on <= last
    ]


@transaction.atomic
def add(
    placement: Placement,
    *,
    name: str,
    name_en: str = "",
    due_on: date,
    by: Any,
    at: datetime,
) -> Milestone:
    """Agree on a further milestone with one placement. Raises ``NotYours``, ``NotNow``, ``NotComplete``."""
    placement = Placement.objects.select_for_update(of=("self",)).with_call().get(pk=placement.pk)
    if not can_prepare(by, placement.intake.base):
        raise NotYours(_("You do not look after placements of this base."))
    if placement.state != PlacementState.RUNNING:
        raise NotNow(_("It is not incubating now."))
    if due_on < timezone.localdate(at):
        raise NotComplete(_("This day has passed."), reason="due_on")
    made = Milestone.objects.create(
        placement=placement,
        kind=MilestoneKind.GOAL,
        name=name,
        name_en=name_en,
        due_on=due_on,
        questions=questions_for(placement.intake, MilestoneKind.GOAL, by=by, at=at).newest,
    )
    _enter("milestone.added", made, by=by, at=at)
    tell_held(placement, "milestone_added", at=at, reason=made.local_name, about=made.pk)
    return made


@transaction.atomic
def report(milestone: Milestone, answers: Mapping[str, Any], *, by: Any, at: datetime) -> Milestone:
    """Hand in the report on a milestone, or the corrected one. Tells the base.

    Raises ``NotYours``, ``NotNow`` unless it waits for a report, ``NotComplete`` that names what is missing.
    """
    milestone = _locked(milestone)
    if not Placement.objects.held_by(by).filter(pk=milestone.placement_id).exists():
        raise NotYours(_("You do not report on this placement."))
    if not milestone.waits_for_report:
        raise NotNow(_("This has been handed in. The base is looking at it."))
    questions = milestone.questions.questions
    if lacking := missing(questions, answers):
        labels = _("; ").join(str(question.label) for question in lacking)
        raise NotComplete(_("Still to be filled in: %(questions)s") % {"questions": labels})
    held = files.keys_of(milestone.answers)
    MILESTONE_MOVES.move(milestone, MilestoneState.REPORTED)
    milestone.answers = still_asked(questions, answers)
    milestone.reported_at, milestone.reported_by = at, by
    milestone.save()
    files.claim(milestone.answers)
    files.drop(held - files.keys_of(milestone.answers))
    _enter("milestone.reported", milestone, by=by, at=at)
    tell_base(milestone, at=at)
    return milestone


@transaction.atomic
def accept(milestone: Milestone, *, note: str = "", by: Any, at: datetime) -> Milestone:
    """Find that a report shows what was agreed. Again: nothing changes. Raises ``NotYours``, ``NotNow``."""
    milestone = _checking(milestone, by)
    if milestone.state == MilestoneState.ACCEPTED:
        return milestone
    return _check(milestone, MilestoneState.ACCEPTED, note, by=by, at=at)


@transaction.atomic
def send_back(milestone: Milestone, *, note: str, by: Any, at: datetime) -> Milestone:
    """Return a report for correction, with what is missing. Raises ``NotYours``, ``NotNow``, ``NotComplete``."""
    milestone = _checking(milestone, by)
    if not note.strip():
        raise NotComplete(_("Please say what has to be corrected."), reason="note")
    return _check(milestone, MilestoneState.RETURNED, note, by=by, at=at)


def drop_open(placement: Placement) -> int:
    """Take back what a placement that ends early has not shown yet."""
    count = 0
    for milestone in placement.milestones.exclude(state__in=[MilestoneState.ACCEPTED, MilestoneState.DROPPED]):
        MILESTONE_MOVES.move(milestone, MilestoneState.DROPPED)
        milestone.save(update_fields=["state"])
        count += 1
    return count


def remind(at: datetime) -> int:
    """Remind organisations a week before something is due and the day after, each once; return how many messages."""
    today = timezone.localdate(at)
    waiting = Milestone.objects.to_report().filter(due_on__range=(today - TOLD_WITHIN, today + REMINDED_BEFORE))
    rows = waiting.exclude(due_on=today).select_related("placement__intake__base", "placement__application__case")
    return tell_of_days(list(rows.order_by("due_on", "pk")[:A_RUN]), today, at=at)


def _checking(milestone: Milestone, by: Any) -> Milestone:
    milestone = _locked(milestone)
    if not can_prepare(by, milestone.placement.intake.base):
        raise NotYours(_("You do not look after placements of this base."))
    return milestone


def _check(milestone: Milestone, state: MilestoneState, note: str, *, by: Any, at: datetime) -> Milestone:
    if milestone.state != MilestoneState.REPORTED:
        raise NotNow(_("Nothing has been handed in to look at."))
    MILESTONE_MOVES.move(milestone, state)
    milestone.note, milestone.checked_at, milestone.checked_by = note.strip()[:1000], at, by
    milestone.save()
    _enter(f"milestone.{state}", milestone, by=by, at=at)
    tell_held(milestone.placement, f"milestone_{state}", at=at, reason=milestone.note, milestone=milestone)
    return milestone


def _locked(milestone: Milestone) -> Milestone:
    rows = Milestone.objects.select_for_update(of=("self",)).select_related(
        "placement__intake__base__parent__parent", "placement__track", "questions"
    )
    return rows.get(pk=milestone.pk)


def _enter(act: str, milestone: Milestone, *, by: Any, at: datetime) -> None:
    base = milestone.placement.intake.base
    record(act, milestone, by=by, at=at, organisation_id=keeper_id_of(base), placement=milestone.placement_id)
