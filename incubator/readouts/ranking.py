"""How do the applications to a call compare? Each with its reviews that count, their mean and their spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Avg,
    Case,
    Count,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from incubator.assigning import Candidate, look
from incubator.models import Application, Review
from incubator.models.appointment import name_of
from incubator.states import REVIEWING

#: From so many reviews on the highest and the lowest may be left out.
FEWEST_TO_DROP = 4


@dataclass(frozen=True)
class Scored:
    """A criterion in a review, in words."""

    label: str
    score: int | None
    most: int
    reason: str


@dataclass(frozen=True)
class Word:
    """A review as whoever decides reads it."""

    review: Review
    reviewer: str
    scored: Sequence[Scored]
    vetoes: Sequence[str]
    is_stale: bool


@dataclass(frozen=True)
class Reviewed:
    """An application with its reviews and who could be asked besides."""

    application: Application
    words: Sequence[Word]
    candidates: Sequence[Candidate]
    lacking: int
    is_under_review: bool


_DROPS_EXTREMES = Q(application__intake__drops_extremes=True) & GreaterThanOrEqual(Count("pk"), FEWEST_TO_DROP)


def ranked(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Add to each application how many reviews count, their mean, spread, vetoes, and how many are stale; one query."""
    counting = Review.objects.counting()
    return rows.annotate(
        counting=_of(counting, Count("pk")),
        asked=_of(Review.objects.standing(), Count("pk")),
        stale=_of(Review.objects.submitted().stale(), Count("pk")),
        vetoed=_of(counting.exclude(vetoes=[]), Count("pk")),
        spread=_of(counting, Max("total") - Min("total")),
        # One look at the reviews of each application: the list is ordered by it, so every row pays for it.
        mean=_of(
            counting,
            Case(
                When(_DROPS_EXTREMES, then=(Sum("total") - Max("total") - Min("total")) / (Count("pk") - 2)),
                default=Avg("total"),
            ),
        ),
    )


def _of(reviews: QuerySet[Review], figure: Any) -> Any:
    rows = reviews.filter(application=OuterRef("pk")).order_by().values("application").annotate(figure=figure)
    found = Subquery(rows.values("figure"))
    return Coalesce(found, 0, output_field=IntegerField()) if isinstance(figure, Count) else found


def reviewed(application: Application) -> Reviewed:
    """Return one application with its reviews in full, and why somebody cannot be asked."""
    [looked] = look([application], day=timezone.localdate())
    stale = set(Review.objects.filter(application=application).stale().values_list("pk", flat=True))
    return Reviewed(
        application=application,
        words=[_word(review, application, review.pk in stale) for review in looked.reviews],
        candidates=looked.candidates,
        lacking=looked.lacking,
        is_under_review=application.case.state == REVIEWING,
    )


def _word(review: Review, application: Application, is_stale: bool) -> Word:
    is_in = review.state == Review.State.SUBMITTED
    rubric = application.intake.scoring
    scored = [
        Scored(str(one.label), review.scores.get(one.id), one.most, review.reasons.get(one.id, "")) for one in rubric
    ]
    vetoes = [str(veto.label) for veto in rubric.vetoes if veto.id in review.vetoes]
    return Word(review, name_of(review.reviewer), scored if is_in else [], vetoes if is_in else [], is_in and is_stale)
