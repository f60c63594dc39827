"""Who passes a qualification course? Results of each step are entered as drafts and published together.

Only publishing tells people and makes qualifications. Whoever did not pass may repeat a step: their new result is
published in turn, and what was told to the others stays.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.errors import CourseRefused, NotAllowed, ResultsChanged, ResultsMissing
from events.learning import qualifications
from events.models import (
    Attendance,
    Course,
    CourseResult,
    CourseStep,
    Event,
    QualificationKind,
    Registration,
    StepMark,
)
from events.permissions import can_manage_event
from events.states import OUTCOME_MOVES, CourseOutcome, EventState, StepResult
from portal.audit.recording import record
from portal.outbox.queueing import Notice, tell_each
from portal.transactions import repeated_when_lost

#: Of the sessions of a training step so many, at least, as a share of five.
TRAINED_NUMERATOR, TRAINED_DENOMINATOR = 4, 5
MOST_STEPS = 8

#: A cell of the grid: a sign-up and a step, by their ids.
type Cell = tuple[int, int]


@dataclass(frozen=True)
class StepFacts:
    """A step as staff describe it; ``pk`` of one that is there already."""

    kind: str
    title: str
    title_en: str = ""
    most: int | None = None
    enough: int | None = None
    session_ids: tuple[int, ...] = ()
    pk: int | None = None


@dataclass(frozen=True)
class Entry:
    """What stands in a cell: a result, with points where the step has them."""

    result: str
    points: Decimal | None = None

    @property
    def text(self) -> str:
        """The entry in a form by which a change is noticed."""
        return f"{self.result}:{plain(self.points)}"


def plain(points: Decimal | None) -> str:
    """Return points as they are written: 85, 85.5."""
    return "" if points is None else f"{points.normalize():f}"


@dataclass(frozen=True)
class Published:
    """What publishing did: how many passed and did not pass now, and for how many nothing changed."""

    passed: int
    not_passed: int
    unchanged: int


@transaction.atomic
def set_course(event: Event, *, kind: QualificationKind, steps: Sequence[StepFacts], by: Any, at: datetime) -> Course:
    """Make an event a course that leads to a qualification, or change its steps. Steps with results stay.

    Raises ``NotAllowed``, ``CourseRefused``.
    """
    _refuse_stranger(event, by, at)
    if not 1 <= len(steps) <= MOST_STEPS:
        raise CourseRefused(_("A course has one step at least and eight at most."))
    Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    course = Course.objects.filter(event=event).first() or Course(event=event)
    if course.published_at and course.kind_id != kind.pk:
        raise CourseRefused(_("Results are published: what the course leads to cannot change any more."))
    course.kind = kind
    course.save()
    gone = course.steps.exclude(pk__in=[step.pk for step in steps if step.pk])
    if StepMark.objects.filter(step__in=gone).exists():
        raise CourseRefused(_("A step with results cannot be taken away."))
    gone.delete()
    # Positions are unique: those that are there move out of the way first.
    for place, step in enumerate(course.steps.all()):
        CourseStep.objects.filter(pk=step.pk).update(position=1000 + place)
    for place, facts in enumerate(steps, start=1):
        _keep_step(course, place, facts)
    record("course.set", course, by=by, at=at, organisation_id=event.organisation_id, kind=kind.pk, steps=len(steps))
    return course


@repeated_when_lost
@transaction.atomic
def enter_results(
    course: Course, entries: Mapping[Cell, Entry | None], *, seen: Mapping[Cell, str], by: Any, at: datetime
) -> int:
    """Keep results as drafts and return how many changed; nothing where a cell says what it said before.

    ``seen`` is what each cell said when the grid was opened: where somebody else has changed it meanwhile to another
    thing, ``ResultsChanged`` names these cells and nothing is kept. Raises ``NotAllowed``. Whoever has passed by what
    is published keeps their results.
    """
    _refuse_stranger(course.event, by, at)
    Course.objects.select_for_update().get(pk=course.pk)
    steps, rows = {step.pk for step in course.steps.all()}, open_rows(course)
    now = {(mark.registration_id, mark.step_id): mark for mark in StepMark.objects.filter(step__in=steps)}
    wanted = {cell: entry for cell, entry in entries.items() if cell[0] in rows and cell[1] in steps}
    changed = {cell: entry for cell, entry in wanted.items() if text_of(entry) != seen.get(cell, "")}
    others = {
        cell for cell, entry in changed.items() if _said(now.get(cell)) not in (seen.get(cell, ""), text_of(entry))
    }
    if others:
        raise ResultsChanged(
            _("Somebody else has entered results meanwhile. Please compare the cells that are marked."), cells=others
        )
    for (registration_id, step_id), entry in changed.items():
        _keep_mark(now.get((registration_id, step_id)), registration_id, step_id, entry, by=by, at=at)
    if changed:
        record(
            "course.results_entered",
            course,
            by=by,
            at=at,
            organisation_id=course.event.organisation_id,
            registrations=sorted({cell[0] for cell in changed}),
        )
    return len(changed)


def training_results(course: Course) -> dict[Cell, Entry]:
    """Return what the attendance says of the training steps, for people whose sessions are over; two queries.

    Passed: four fifths of the sessions; absent: none of them.
    """
    held: dict[int, set[int]] = {}
    training = [step for step in course.steps.prefetch_related("sessions") if step.kind == CourseStep.Kind.TRAINING]
    for step in training:
        held[step.pk] = {one.pk for one in step.sessions.all() if one.state == EventState.SCHEDULED}
    rows = open_rows(course)
    came: dict[int, set[int]] = {row: set() for row in rows}
    for registration_id, session_id in (
        Attendance.objects.arrived().filter(registration__in=rows).values_list("registration_id", "session_id")
    ):
        came[registration_id].add(session_id)
    return {
        (row, step_id): Entry(_trained(len(sessions & came[row]), len(sessions)))
        for step_id, sessions in held.items()
        if sessions
        for row in rows
    }


def open_rows(course: Course) -> set[int]:
    """Return the sign-ups whose results can be entered: a place, and not passed by what is published."""
    passed = CourseResult.objects.filter(course=course, outcome=CourseOutcome.PASSED).values("registration")
    return set(
        Registration.objects.confirmed()
        .filter(event=course.event_id)
        .exclude(pk__in=passed)
        .values_list("pk", flat=True)
    )


@repeated_when_lost
@transaction.atomic
def publish(course: Course, *, by: Any, at: datetime) -> Published:
    """Publish the results of everybody at once: tell each person once, and record what they have earned.

    Raises ``NotAllowed``; ``ResultsMissing`` with the cells that are empty, when somebody's results are not complete.
    """
    _refuse_stranger(course.event, by, at)
    course = Course.objects.select_for_update(of=("self",)).select_related("event__programme", "kind").get(pk=course.pk)
    rows, marks = _rows_with_marks(course)
    steps = list(course.steps.all())
    found = {row.pk: outcome_of(steps, marks.get(row.pk, {})) for row in rows}
    if missing := {cell for row in rows if found[row.pk] is None for cell in _empty(row.pk, steps, marks)}:
        raise ResultsMissing(
            _("Some results are still missing. They are marked; nothing is published yet."), cells=missing
        )
    known = {result.registration_id: result for result in CourseResult.objects.filter(course=course)}
    told: list[tuple[Registration, CourseResult]] = []
    for row in rows:
        outcome, failed = found[row.pk] or (CourseOutcome.NOT_PASSED, None)
        result = known.get(row.pk)
        if result is None or (result.outcome, result.failed_step_id) != (outcome, failed.pk if failed else None):
            points = _points(steps, marks.get(row.pk, {}))
            told.append((row, _write(course, row, result, outcome, failed, points, by=by, at=at)))
    course.published_at = at
    course.save(update_fields=["published_at"])
    passed = sum(result.outcome == CourseOutcome.PASSED for _row, result in told)
    facts = {"passed": passed, "not_passed": len(told) - passed}
    record("course.published", course, by=by, at=at, organisation_id=course.event.organisation_id, **facts)
    tell_each(_notices(course, told, at), at=at)
    return Published(unchanged=len(rows) - len(told), **facts)


def outcome_of(
    steps: Sequence[CourseStep], marks: Mapping[int, StepMark]
) -> tuple[CourseOutcome, CourseStep | None] | None:
    """Return how the steps end for one person: at the first that was not passed; None while one is missing before."""
    for step in steps:
        mark = marks.get(step.pk)
        if mark is None:
            return None
        if mark.result != StepResult.PASSED:
            return CourseOutcome.NOT_PASSED, step
    return CourseOutcome.PASSED, None


def result_for_points(step: CourseStep, points: Decimal) -> str:
    """Return whether so many points pass the step."""
    return StepResult.PASSED if points >= (step.enough or 0) else StepResult.NOT_PASSED


def text_of(entry: Entry | None) -> str:
    """Return an entry in a form by which a change is noticed; nothing for an empty cell."""
    return entry.text if entry else ""


def _said(mark: StepMark | None) -> str:
    return Entry(mark.result, mark.points).text if mark else ""


def _trained(came: int, held: int) -> str:
    if not came:
        return StepResult.ABSENT
    enough = came * TRAINED_DENOMINATOR >= held * TRAINED_NUMERATOR
    return StepResult.PASSED if enough else StepResult.NOT_PASSED


def _keep_step(course: Course, place: int, facts: StepFacts) -> None:
    step = course.steps.filter(pk=facts.pk).first() if facts.pk else None
    step = step or CourseStep(course=course)
    has_marks = bool(step.pk) and step.marks.exists()
    if has_marks and (step.most, step.enough) != (facts.most, facts.enough):
        raise CourseRefused(_("A step with results keeps its points."))
    step.position, step.kind, step.title, step.title_en = place, facts.kind, facts.title, facts.title_en
    step.most, step.enough = facts.most, facts.enough
    step.save()
    step.sessions.set(course.event.sessions.filter(pk__in=facts.session_ids))


def _keep_mark(
    mark: StepMark | None, registration_id: int, step_id: int, entry: Entry | None, *, by: Any, at: datetime
) -> None:
    if entry is None:
        if mark:
            mark.delete()
        return
    mark = mark or StepMark(registration_id=registration_id, step_id=step_id)
    mark.result, mark.points = entry.result, entry.points
    mark.entered_by, mark.entered_at = by if hasattr(by, "pk") else None, at
    mark.save()


def _rows_with_marks(course: Course) -> tuple[list[Registration], dict[int, dict[int, StepMark]]]:
    rows = list(
        Registration.objects.filter(pk__in=open_rows(course))
        .select_related("event__programme", "event__organisation", "person")
        .order_by("pk")
    )
    marks: dict[int, dict[int, StepMark]] = {}
    for mark in StepMark.objects.filter(step__course=course):
        marks.setdefault(mark.registration_id, {})[mark.step_id] = mark
    return rows, marks


def _empty(row: int, steps: Sequence[CourseStep], marks: Mapping[int, Mapping[int, StepMark]]) -> Collection[Cell]:
    return {(row, step.pk) for step in steps if step.pk not in marks.get(row, {})}


def _points(steps: Sequence[CourseStep], marks: Mapping[int, StepMark]) -> dict[str, str] | None:
    told = [
        (step, mark.points) for step in steps if (mark := marks.get(step.pk)) is not None and mark.points is not None
    ]
    if not told:
        return None
    return {
        "zh-hans": "，".join(f"{step.title} {plain(points)}/{step.most}" for step, points in told),
        "en": ", ".join(f"{step.title_en or step.title} {plain(points)}/{step.most}" for step, points in told),
    }


def _write(
    course: Course,
    row: Registration,
    result: CourseResult | None,
    outcome: CourseOutcome,
    failed: CourseStep | None,
    points: dict[str, str] | None,
    *,
    by: Any,
    at: datetime,
) -> CourseResult:
    if result is None:
        result = CourseResult(course=course, registration=row, outcome=outcome)
    elif result.outcome != outcome:
        OUTCOME_MOVES.move(result, outcome)
    result.failed_step, result.published_at = failed, at
    if outcome == CourseOutcome.PASSED:
        result.qualification = qualifications.grant(row, course, points=points, by=by, at=at)
    result.save()
    return result


def _notices(course: Course, told: Sequence[tuple[Registration, CourseResult]], at: datetime) -> list[Notice]:
    """Return what those who act for each person are told: passed, or what was not, and that one may repeat it."""
    notices = []
    for row, result in told:
        for mandate in row.person.mandates.valid_on(timezone.localdate(at)).lasting().select_related("agent"):
            with translation.override(mandate.agent.language):
                subject, body, path = _words(course, row, result)
            key = f"course:{course.pk}:{row.pk}:{at:%Y%m%d%H%M%S%f}:{mandate.agent_id}"
            notices.append(Notice(mandate.agent, "course.result", subject, body, path=path, key=key))
    return notices


def _words(course: Course, row: Registration, result: CourseResult) -> tuple[str, str, str]:
    words = {
        "title": row.event.programme.local_title,
        "name": row.person.name,
        "kind": course.kind.local_name,
        "step": result.failed_step.local_title if result.failed_step else "",
    }
    path = f"/me/registrations/{row.reference}/"
    if result.outcome == CourseOutcome.PASSED:
        subject = _("Passed: %(title)s") % words
        return (
            subject,
            _("Congratulations: %(name)s holds “%(kind)s” now. The certificate is on your page.") % words,
            path,
        )
    subject = _("Results: %(title)s") % words
    body = _(
        "%(name)s: “%(step)s” was not passed this time. It may be repeated: the organiser tells you when, and your "
        "other results of this course stay. You can also join the next course."
    )
    return subject, body % words, path


def _refuse_stranger(event: Event, by: Any, at: datetime) -> None:
    if hasattr(by, "pk") and not can_manage_event(by, event, at):
        raise NotAllowed(_("You do not run this activity."))
