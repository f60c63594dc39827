"""What does a reviewer see? What is assigned to them, and an application without the answers that are kept back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from incubator.models import Review
from incubator.states import REVIEWING, ReviewState
from portal import contributions
from portal.cases.models import Case, Revision
from portal.questions.readouts import Line, lines

MOST_ON_MY_PAGE = 5


@dataclass(frozen=True)
class ReviewRow:
    """A review in a list; ``is_open`` while it can be written."""

    review: Review
    title: str
    is_open: bool
    is_late: bool
    is_stale: bool


@dataclass(frozen=True)
class ReviewPage:
    """One application to review: its answers as far as reviewers see them, and the version they are of."""

    row: ReviewRow
    revision: Revision
    lines: Sequence[Line]


def my_reviews(user: Any) -> list[ReviewRow]:
    """Return what is assigned to a reviewer: what is to be done first; three queries."""
    today = timezone.localdate()
    seen = Review.objects.seen_by(user, today).select_related("application__case")
    reviews = list(seen.defer("application__case__draft").prefetch_related("application__intake"))
    if not reviews:
        return []
    stale = set(Review.objects.filter(pk__in=[review.pk for review in reviews]).stale().values_list("pk", flat=True))
    rows = [_row(review, review.pk in stale) for review in reviews]
    return sorted(rows, key=lambda row: (not row.is_open, row.review.state == ReviewState.SUBMITTED))


def review_page(review: Review) -> ReviewPage:
    """Return one review as its reviewer sees it; the blind answers are not in it."""
    case = review.application.case
    revision = case.revisions.latest("number")
    answers = seen_answers(review, revision)
    return ReviewPage(
        _row(review, revision.pk != review.revision_id), revision, lines(case.questions.questions, answers)
    )


def seen_answers(review: Review, revision: Revision) -> dict[str, Any]:
    """Return the answers without those that reviewers do not see."""
    blind = set(review.application.intake.blind_fields)
    return {key: answer for key, answer in revision.answers.items() if key not in blind}


def my_section(request: HttpRequest) -> contributions.Section | None:
    """Show on my page what waits for my review; nothing to whoever reviews nothing."""
    rows = [row for row in my_reviews(request.user) if row.is_open]
    if not rows:
        return None
    return contributions.Section("incubator/reviews/my_section.html", {"rows": rows[:MOST_ON_MY_PAGE]})


def _row(review: Review, is_stale: bool) -> ReviewRow:
    application = review.application
    case: Case = application.case
    title = case.reference if "name" in application.intake.blind_fields else case.title or case.reference
    is_open = case.state == REVIEWING
    waits = is_open and (review.state != ReviewState.SUBMITTED or is_stale)
    is_late = bool(waits and review.due_on and review.due_on < timezone.localdate())
    return ReviewRow(review, title, is_open, is_late, is_stale and review.state == ReviewState.SUBMITTED)
