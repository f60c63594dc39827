"""What does a reviewer think of an application? A review: scores with reasons, of the version that was read."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from incubator.models.appointment import Appointment
from incubator.states import ReviewState
from portal.cases.models import Revision


class ReviewQuerySet(models.QuerySet["Review"]):
    def seen_by(self, user: Any, day: date) -> "ReviewQuerySet":
        """Keep what is assigned to this reviewer, while the appointment lasts and the application is open."""
        appointed = Appointment.objects.valid_on(day).filter(
            user=user, role=Appointment.Role.REVIEWER, base=OuterRef("application__intake__base")
        )
        return (
            self.filter(Exists(appointed), reviewer=user)
            .exclude(state=ReviewState.RECUSED)
            .filter(application__case__closed_at=None)
        )

    def standing(self) -> "ReviewQuerySet":
        """Keep those whose reviewer has not stepped back."""
        return self.exclude(state=ReviewState.RECUSED)

    def submitted(self) -> "ReviewQuerySet":
        return self.filter(state=ReviewState.SUBMITTED)

    def stale(self) -> "ReviewQuerySet":
        """Keep those that judge a version of which there is a later one."""
        return self.filter(_later_revision())

    def counting(self) -> "ReviewQuerySet":
        """Keep those that count: handed in, of the version that stands now."""
        return self.submitted().filter(~_later_revision())


def _later_revision() -> Exists:
    later = Revision.objects.filter(case=OuterRef("application__case"), number__gt=OuterRef("revision__number"))
    return Exists(later)


class Review(models.Model):
    """A reviewer's word on an application. ``revision`` is the version of the answers that it judges; ``total`` the
    weighted score from 0 to 100, once it is handed in; ``vetoes`` the ids of what rules it out.
    """

    State = ReviewState

    application = models.ForeignKey(
        "incubator.Application", on_delete=models.PROTECT, related_name="reviews", verbose_name=_("application")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="incubator_reviews", verbose_name=_("reviewer")
    )
    revision = models.ForeignKey("cases.Revision", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=ReviewState.choices, default=ReviewState.ASSIGNED)
    due_on = models.DateField(_("due"), null=True, blank=True)
    scores = models.JSONField(default=dict, blank=True)
    reasons = models.JSONField(default=dict, blank=True)
    vetoes = models.JSONField(default=list, blank=True)
    comment = models.TextField(_("comment"), max_length=3000, blank=True)
    total = models.FloatField(_("score"), null=True, blank=True)
    recusal = models.CharField(_("why not"), max_length=300, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    assigned_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="one_review_a_reviewer"),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.SUBMITTED) | Q(total__isnull=False, submitted_at__isnull=False),
                name="submitted_review_has_its_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.reviewer_id}"
