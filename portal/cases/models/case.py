"""What does somebody want decided, where does it stand, and until when? A case, and who writes it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal import contributions
from portal.cases.definition import Plan, State
from portal.cases.states import TIMED, Phase


class CaseQuerySet(models.QuerySet["Case"]):
    def written_by(self, user: Any) -> "CaseQuerySet":
        """Keep those that this account writes, while anything of them is kept."""
        return self.filter(erased_at=None, pk__in=Editor.objects.filter(user=user).values("case"))

    def handled_by(self, user: Any) -> "CaseQuerySet":
        """Keep those that this member of staff may see, by what each kind of case says; drafts are nobody's yet."""
        seen = Q(pk__in=[])
        for kind in contributions.case_kinds:
            seen |= Q(kind=kind.name) & kind.visible_to(user)
        return self.filter(seen).exclude(submitted_at=None)

    def open(self) -> "CaseQuerySet":
        """Keep what is not closed yet."""
        return self.filter(closed_at=None)

    def overdue(self, day: date) -> "CaseQuerySet":
        """Keep what somebody has failed to do in time."""
        return self.filter(closed_at=None, due_on__lt=day)

    def most_urgent_first(self) -> "CaseQuerySet":
        """Order by the day on which it is due; what has none comes last."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "entered_at", "pk")

    def shown(self) -> "CaseQuerySet":
        """Read along what a list shows, once for all that share it: a workflow is large, and its rows are many."""
        return self.defer("draft", "known").prefetch_related("workflow")


class Case(models.Model):
    """A case. ``context_id`` is what it belongs to in its kind's own terms (an intake, a service); ``holder_id`` the
    organisation that handles it; ``applicant_id`` the one that applies, if it is known here.

    ``state`` is one of its workflow version's, which is pinned like that of its questions. ``step`` counts moves.
    """

    kind = models.CharField(max_length=30)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    title = models.CharField(_("about"), max_length=120, blank=True)
    context_id = models.PositiveBigIntegerField(null=True, blank=True)
    holder_id = models.PositiveBigIntegerField(null=True, blank=True)
    applicant_id = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    workflow = models.ForeignKey("cases.WorkflowVersion", on_delete=models.PROTECT, related_name="cases")
    questions = models.ForeignKey("questions.QuestionSetVersion", on_delete=models.PROTECT, related_name="+")

    state = models.CharField(_("where it stands"), max_length=30)
    phase = models.CharField(max_length=12, choices=Phase.choices)
    step = models.PositiveIntegerField(default=0)
    entered_at = models.DateTimeField()
    due_on = models.DateField(_("due"), null=True, blank=True)
    is_due_estimated = models.BooleanField(default=False)
    stopped_in = models.CharField(max_length=30, blank=True)
    days_left = models.PositiveSmallIntegerField(null=True, blank=True)
    told_overdue_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    draft = models.JSONField(default=dict)
    draft_number = models.PositiveIntegerField(default=0)
    #: By question: what was filled in from elsewhere, its source in words and its date.
    known = models.JSONField(default=dict)
    invitation = models.CharField(max_length=32, blank=True, db_index=True)

    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(_("received"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    erase_on = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["kind", "holder_id", "closed_at"]),
            models.Index(fields=["kind", "context_id", "state"]),
            models.Index(fields=["due_on"], condition=Q(closed_at=None), name="open_cases_by_due_day"),
            models.Index(fields=["erase_on"], condition=Q(erased_at=None), name="cases_to_erase"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(phase=Phase.CLOSED, closed_at__isnull=False) | ~Q(phase=Phase.CLOSED) & Q(closed_at=None),
                name="case_is_closed_with_its_moment",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def plan(self) -> Plan:
        """The workflow it is pinned to."""
        return self.workflow.plan

    @property
    def where(self) -> State:
        """The state it stands in."""
        return self.plan.state(self.state)

    @property
    def is_timed(self) -> bool:
        return self.phase in TIMED

    def is_overdue(self, day: date) -> bool:
        return self.closed_at is None and self.due_on is not None and self.due_on < day


class Editor(models.Model):
    """Somebody who writes a case; one of them hands it in."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="editors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_submitter = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="one_editor_an_account"),
            models.UniqueConstraint(fields=["case"], condition=Q(is_submitter=True), name="one_submitter_a_case"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.case_id}"
