"""What must somebody know who thinks of applying? The call in whole days, what it offers, what it asks and brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.models import Amendment, Intake, Track
from incubator.models.intake import kinds_of_applicants


@dataclass(frozen=True)
class PapersOf:
    """Which papers one kind of applicant brings."""

    applicant: Any
    papers: Sequence[str]


@dataclass(frozen=True)
class Call:
    """A call as its page shows it. ``days_left`` counts today; None unless it takes applications."""

    intake: Intake
    tracks: Sequence[Track]
    amendments: Sequence[Amendment]
    applicants: Sequence[Any]
    exclusions: Sequence[str]
    papers: Sequence[PapersOf]
    criteria: Sequence[Any]
    days_left: int | None


def call_of(intake: Intake, today: date) -> Call:
    """Return a call with everything its page shows; five queries."""
    questions = intake.question_set.newest.questions.by_id()
    kinds = kinds_of_applicants(intake)
    return Call(
        intake=intake,
        tracks=list(intake.tracks.all()),
        amendments=list(intake.amendments.all()),
        applicants=[label for _value, label in kinds],
        exclusions=[str(questions[row["question"]].label) for row in intake.exclusions if row["question"] in questions],
        papers=[
            PapersOf(label, [str(questions[key].label) for key in intake.papers.get(value, []) if key in questions])
            for value, label in kinds
        ],
        criteria=list(intake.scoring),
        days_left=(intake.closes_on - today).days + 1 if intake.takes_applications(today) else None,
    )


@dataclass(frozen=True)
class Calls:
    """The calls that everybody may read, by whether they take applications."""

    open_ones: Sequence[Intake]
    coming: Sequence[Intake]
    over: Sequence[Intake]


def calls(today: date) -> Calls:
    """Return the public calls, what ends soonest first, and the last ten that are over; one query."""
    rows = list(Intake.objects.public().select_related("base", "page").order_by("closes_on")[:200])
    return Calls(
        open_ones=[row for row in rows if row.takes_applications(today)],
        coming=[row for row in rows if row.state == row.State.PUBLISHED and row.opens_on > today],
        over=[row for row in rows if row.closes_on < today][::-1][:10],
    )
