"""What has a placement to show, and by when? Milestones, planned from those of its call, reported and looked at."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incubator.states import MilestoneState
from portal.languages import Named


class MilestoneKind(models.TextChoices):
    """What is handed in; goals and reports during the placement, the look back after graduation."""

    GOAL = "goal", _("milestone")
    REPORT = "report", _("report")
    LOOK_BACK = "look_back", _("a look back after graduation")


class PlannedMilestone(Named):
    """A milestone that a call has for each of its placements: so many months after it began, or after graduation."""

    intake = models.ForeignKey(
        "incubator.Intake", on_delete=models.CASCADE, related_name="planned_milestones", verbose_name=_("call")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MilestoneKind.choices, default=MilestoneKind.GOAL)
    month = models.PositiveSmallIntegerField(_("after so many months"))
    question_set = models.ForeignKey("questions.QuestionSet", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("milestone of a call")
        verbose_name_plural = _("milestones of calls")
        ordering = ["kind", "month", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=60), name="planned_milestone_month"),
            models.UniqueConstraint(fields=["intake", "kind", "month", "name"], name="one_planned_milestone"),
        ]


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def to_report(self) -> "MilestoneQuerySet":
        """Keep what waits for the organisation."""
        return self.filter(state__in=[MilestoneState.PLANNED, MilestoneState.RETURNED])

    def overdue(self, day: date) -> "MilestoneQuerySet":
        return self.to_report().filter(due_on__lt=day)

    def standing(self) -> "MilestoneQuerySet":
        """Keep what is wanted."""
        return self.exclude(state=MilestoneState.DROPPED)


class Milestone(Named):
    """One thing that a placement hands in by a day, under the version of its questions of when it was planned.

    ``answers`` are the report; ``note`` is what the base says of it: what has to be corrected, or a word of praise.
    """

    State = MilestoneState

    placement = models.ForeignKey("incubator.Placement", on_delete=models.PROTECT, related_name="milestones")
    kind = models.CharField(_("kind"), max_length=10, choices=MilestoneKind.choices)
    due_on = models.DateField(_("due"))
    questions = models.ForeignKey("questions.QuestionSetVersion", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=MilestoneState.choices, default=MilestoneState.PLANNED)
    answers = models.JSONField(default=dict, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("what the base says"), max_length=1000, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], name="milestones_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[MilestoneState.REPORTED, MilestoneState.ACCEPTED])
                | Q(reported_at__isnull=False),
                name="milestone_reported_at",
            )
        ]

    @property
    def waits_for_report(self) -> bool:
        return self.state in (MilestoneState.PLANNED, MilestoneState.RETURNED)

    def is_overdue(self, day: date) -> bool:
        return self.waits_for_report and self.due_on < day
