"""What has each person of a course achieved? A table for staff; and what one person is shown of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from events.learning.courses import Cell, Entry, plain
from events.models import Course, CourseResult, CourseStep, Qualification, Registration, StepMark
from events.states import CourseOutcome, StepResult


@dataclass(frozen=True, slots=True)
class ResultsTable:
    """A course's grid: rows that are open, rows that have passed, and what stands in each cell."""

    steps: Sequence[CourseStep]
    open_rows: Sequence[Registration]
    passed_rows: Sequence[Registration]
    entries: Mapping[Cell, Entry]
    #: What was published for rows that are still open: not passed, by the sign-up's id.
    told: Mapping[int, CourseResult]
    has_training: bool


@dataclass(frozen=True, slots=True)
class OwnStep:
    """One step as the person sees it; nothing before results are published."""

    title: str
    word: str
    tone: str
    icon: str
    points: str


@dataclass(frozen=True, slots=True)
class OwnCourse:
    """A course on a sign-up's page: its steps, and the result once it is published."""

    kind: str
    steps: Sequence[OwnStep]
    is_published: bool
    has_passed: bool
    proof_number: str


TONES = {
    StepResult.PASSED: ("success", "check"),
    StepResult.NOT_PASSED: ("danger", "close"),
    StepResult.ABSENT: ("warning", "warning"),
}


def results_table(course: Course) -> ResultsTable:
    """Return the grid of a course; a constant number of queries."""
    steps = list(course.steps.all())
    rows = list(
        Registration.objects.confirmed()
        .filter(event=course.event_id)
        .select_related("person")
        .order_by("person__name", "pk")
    )
    results = {
        one.registration_id: one for one in CourseResult.objects.filter(course=course).select_related("failed_step")
    }
    passed = {pk for pk, one in results.items() if one.outcome == CourseOutcome.PASSED}
    marks = StepMark.objects.filter(step__in=steps)
    return ResultsTable(
        steps=steps,
        open_rows=[row for row in rows if row.pk not in passed],
        passed_rows=[row for row in rows if row.pk in passed],
        entries={(mark.registration_id, mark.step_id): Entry(mark.result, mark.points) for mark in marks},
        told={pk: one for pk, one in results.items() if pk not in passed},
        has_training=any(step.kind == CourseStep.Kind.TRAINING for step in steps),
    )


def own_course(registration: Registration) -> OwnCourse | None:
    """Return what a person is shown of the course they signed up for, or None where there is none."""
    course = Course.objects.filter(event=registration.event_id).select_related("kind").first()
    if course is None:
        return None
    result = CourseResult.objects.filter(registration=registration).select_related("qualification__proof").first()
    marks: dict[int, Any] = {}
    if result:
        # What was entered since it was told is a draft again.
        told = StepMark.objects.filter(registration=registration, entered_at__lte=result.published_at)
        marks = {mark.step_id: mark for mark in told}
    held = result.qualification if result else None
    return OwnCourse(
        kind=course.kind.local_name,
        steps=[_own_step(step, marks.get(step.pk)) for step in course.steps.all()],
        is_published=result is not None,
        has_passed=bool(result and result.outcome == CourseOutcome.PASSED),
        proof_number=held.proof.number if held and held.proof else "",
    )


def _own_step(step: CourseStep, mark: StepMark | None) -> OwnStep:
    if mark is None:
        return OwnStep(step.local_title, "", "", "", "")
    tone, icon = TONES[StepResult(mark.result)]
    points = f"{plain(mark.points)}/{step.most}" if mark.points is not None else ""
    return OwnStep(step.local_title, str(StepResult(mark.result).label), tone, icon, points)


def qualifications_about(person_id: int) -> dict[str, Any]:
    """Return the qualifications and course results of a person, for a copy of their data."""
    held = Qualification.objects.of_people([person_id]).select_related("kind").order_by("obtained_on", "pk")
    results = CourseResult.objects.filter(registration__person=person_id).select_related("course__kind")
    told = {
        "qualifications": [
            {
                "kind": one.kind.local_name,
                "issuer": one.local_issuer,
                "number": one.number,
                "obtained_on": one.obtained_on.isoformat(),
                "valid_until": one.valid_until.isoformat() if one.valid_until else None,
                "is_withdrawn": one.ended_at is not None,
            }
            for one in held
        ],
        "course_results": [
            {"leads_to": one.course.kind.local_name, "outcome": one.outcome, "told_at": one.published_at.isoformat()}
            for one in results
        ],
    }
    return {name: rows for name, rows in told.items() if rows}
