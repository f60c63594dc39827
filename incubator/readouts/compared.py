"""How do bases compare, and what became of their graduates? A line a base, a line a graduate."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet

from incubator.models import Application, Base, Intake, Milestone, MilestoneKind, Placement, Review
from incubator.states import TAKES_A_PLACE, MilestoneState, PlacementState
from portal.questions.definition import Kind
from portal.questions.readouts import lines


@dataclass(frozen=True, slots=True)
class BaseFigures:
    """What a base has done so far; ``mean`` is the mean of all scores that were handed in, from 0 to 100."""

    name: str
    calls: int
    applications: int
    mean: float | None
    held: int
    graduated: int
    left: int


@dataclass(frozen=True, slots=True)
class Graduate:
    """An organisation that has graduated, and how it said it stood when it was last looked back at."""

    placement_id: int
    name: str
    base: str
    ended_on: date | None
    standing: str
    asked_on: date | None


@dataclass(frozen=True, slots=True)
class Compared:
    """The page: the bases in their order, the graduates, the newest first."""

    bases: Sequence[BaseFigures]
    graduates: Sequence[Graduate]


def compare(bases: QuerySet[Base]) -> Compared:
    """Return the figures of these bases; the same number of queries for any number of them."""
    rows = list(bases.order_by("position", "code"))
    calls = _counted(Intake.objects.filter(base__in=rows), "base")
    handed_in = Application.objects.submitted().filter(intake__base__in=rows)
    applications = _counted(handed_in, "intake__base")
    scored = Review.objects.submitted().filter(application__intake__base__in=rows)
    means = dict(scored.values_list("application__intake__base").annotate(mean=Avg("total")))
    states: dict[int, Counter[str]] = defaultdict(Counter)
    placements = Placement.objects.filter(intake__base__in=rows)
    for base_id, state, count in placements.values_list("intake__base", "state").annotate(count=Count("pk")):
        states[base_id][state] = count
    return Compared(
        bases=[
            BaseFigures(
                name=base.local_name,
                calls=calls.get(base.pk, 0),
                applications=applications.get(base.pk, 0),
                mean=means.get(base.pk),
                held=sum(states[base.pk][one] for one in TAKES_A_PLACE),
                graduated=states[base.pk][PlacementState.GRADUATED],
                left=states[base.pk][PlacementState.LEFT],
            )
            for base in rows
        ],
        graduates=_graduates(placements.filter(state=PlacementState.GRADUATED)),
    )


def _counted(rows: QuerySet[Any], by: str) -> Mapping[int, int]:
    return dict(rows.order_by().values_list(by).annotate(count=Count("pk")))


def _graduates(placements: QuerySet[Placement]) -> list[Graduate]:
    rows = list(placements.select_related("intake__base", "organisation").order_by("-ends_on", "-pk"))
    looked = Milestone.objects.filter(
        Q(state=MilestoneState.ACCEPTED) | Q(state=MilestoneState.REPORTED),
        placement__in=rows,
        kind=MilestoneKind.LOOK_BACK,
    )
    last = {one.placement_id: one for one in looked.select_related("questions").order_by("due_on")}
    return [_graduate(row, last.get(row.pk)) for row in rows]


def _graduate(row: Placement, looked: Milestone | None) -> Graduate:
    """Return a graduate; how it stands is the first choice that the look back asked for."""
    standing = ""
    if looked:
        questions = looked.questions.questions
        chosen = next((one.id for one in questions if one.kind == Kind.CHOICE and looked.answers.get(one.id)), None)
        answers = {chosen: looked.answers[chosen]} if chosen else {}
        standing = next((line.text for line in lines(questions, answers) if line.text), "")
    return Graduate(
        placement_id=row.pk,
        name=row.organisation.local_name if row.organisation else row.name,
        base=row.intake.base.local_name,
        ended_on=row.ends_on,
        standing=standing,
        asked_on=looked.due_on if looked else None,
    )
