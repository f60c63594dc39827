"""How does a reviewer judge? A draft that is saved, a review that is handed in and revised, or stepping back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator.errors import NotComplete, NotToReview, NotYours
from incubator.models import Review
from incubator.rubric import Rubric
from incubator.states import REVIEW_MOVES, REVIEWING, ReviewState
from incubator.telling import tell_recused
from portal.audit.recording import record
from portal.cases.models import Case

LONGEST_REASON, LONGEST_COMMENT = 600, 3000


@dataclass(frozen=True)
class Judgement:
    """What a reviewer has filled in: a score for each criterion with its reason, vetoes by id, and a comment."""

    scores: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    vetoes: tuple[str, ...] = ()
    comment: str = ""


@transaction.atomic
def save_draft(review: Review, given: Judgement, *, by: Any, at: datetime) -> Review:
    """Keep what is filled in so far. Raises ``NotYours``, ``NotToReview`` when it is no longer under review."""
    review = _mine(review, by, at)
    if review.state == ReviewState.SUBMITTED:
        raise NotToReview(_("It is handed in already; what you change has to be handed in again."))
    _fill(review, given)
    REVIEW_MOVES.move(review, ReviewState.DRAFT)
    review.save()
    return review


@transaction.atomic
def submit(review: Review, given: Judgement, *, seen: int, by: Any, at: datetime) -> Review:
    """Hand a review in, or revise it, until its application leaves the review; it judges the version ``seen``.

    Raises ``NotYours``, ``NotToReview`` when it is no longer under review, ``NotComplete`` for a criterion without a
    score, a review without a comment, and when the answers have changed since the reviewer opened them.
    """
    review = _mine(review, by, at)
    latest = review.application.case.revisions.latest("number")
    if latest.pk != seen:
        raise NotComplete(_("The answers were corrected meanwhile. Please look at them once more."), reason="changed")
    rubric = review.application.intake.scoring
    _fill(review, given)
    if lacking := [str(criterion.label) for criterion in rubric if criterion.id not in review.scores]:
        raise NotComplete(_("Still without a score: %(criteria)s") % {"criteria": _(", ").join(lacking)})
    if not review.comment:
        raise NotComplete(_("Please say in a few sentences what decided it for you."), reason="comment")
    review.revision, review.total, review.submitted_at = latest, rubric.total(review.scores), at
    REVIEW_MOVES.move(review, ReviewState.SUBMITTED)
    review.save()
    _enter("review.submitted", review, by=by, at=at, revision=latest.number)
    return review


@transaction.atomic
def recuse(review: Review, *, reason: str, by: Any, at: datetime) -> Review:
    """Step back with a reason: the application is hidden at once, what was scored is dropped, the base is told.

    Raises ``NotYours``, ``NotToReview``, ``NotComplete`` without a reason.
    """
    review = _mine(review, by, at)
    if not reason.strip():
        raise NotComplete(_("Please say why."), reason="reason")
    REVIEW_MOVES.move(review, ReviewState.RECUSED)
    review.recusal = reason.strip()[:300]
    review.scores, review.reasons, review.vetoes, review.comment = {}, {}, [], ""
    review.total = review.submitted_at = None
    review.save()
    _enter("review.recused", review, by=by, at=at)
    tell_recused(review, at=at)
    return review


def _mine(review: Review, by: Any, at: datetime) -> Review:
    """Return the review, locked with its case, if it is this reviewer's to write now."""
    case = Case.objects.select_for_update(of=("self",)).get(incubator_application__reviews=review.pk)
    found = (
        Review.objects.seen_by(by, timezone.localdate(at))
        .select_related("application__case", "application__intake__base", "reviewer")
        .filter(pk=review.pk)
        .first()
    )
    if found is None:
        raise NotYours(_("This review is not yours."))
    if case.state != REVIEWING:
        raise NotToReview(_("The review of this application is over; what you handed in counts."))
    return found


def _fill(review: Review, given: Judgement) -> None:
    """Take over what the rubric knows; anything else is not kept."""
    rubric: Rubric = review.application.intake.scoring
    most = {criterion.id: criterion.most for criterion in rubric}
    review.scores = {key: score for key, score in given.scores.items() if 0 <= score <= most.get(key, -1)}
    review.reasons = {
        key: reason.strip()[:LONGEST_REASON] for key, reason in given.reasons.items() if key in most and reason.strip()
    }
    review.vetoes = [veto.id for veto in rubric.vetoes if veto.id in given.vetoes]
    review.comment = given.comment.strip()[:LONGEST_COMMENT]


def _enter(act: str, review: Review, *, by: Any, at: datetime, **facts: Any) -> None:
    organisation = review.application.intake.base.organisation_id
    record(act, review, by=by, at=at, organisation_id=organisation, case=review.application.case_id, **facts)
