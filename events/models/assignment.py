"""Who is in which shift? An assignment with what came of it, a request for a stand-in, what happened on the day."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.states import (
    LIVE_ASSIGNMENTS,
    AssignmentState,
    AttendanceState,
    StandInState,
)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def live(self) -> "AssignmentQuerySet":
        """Keep who is asked, waits or is in."""
        return self.filter(state__in=LIVE_ASSIGNMENTS)

    def confirmed(self) -> "AssignmentQuerySet":
        """Keep who is in the shift."""
        return self.filter(state=AssignmentState.CONFIRMED)

    def waiting(self) -> "AssignmentQuerySet":
        """Keep who waits, in the order of their tickets."""
        return self.filter(state=AssignmentState.WAITING).order_by("ticket")

    def overlapping(self, start: datetime, end: datetime) -> "AssignmentQuerySet":
        """Keep those whose shift overlaps the half-open span."""
        return self.filter(shift__starts_at__lt=end, shift__ends_at__gt=start)

    def of_volunteers(self, volunteers: Any) -> "AssignmentQuerySet":
        """Keep those of these volunteers."""
        return self.filter(volunteer__in=volunteers)


class Assignment(models.Model):
    """A volunteer in a shift. An invitation holds no place; ``waiting`` is the shift's own queue, by ``ticket``.

    ``overridden`` are the reasons against it that a coordinator set aside, with ``override_reason``. ``mark`` and the
    two moments say what came of it on the day; ``minutes`` of service are in the ledger, not here.
    """

    class Way(models.TextChoices):
        SELF = "self", _("took it themselves")
        INVITED = "invited", _("was asked")
        PLACED = "placed", _("was entered by the coordinator")
        PROPOSED = "proposed", _("from a proposed roster")
        STAND_IN = "stand_in", _("stands in for somebody")

    State = AssignmentState
    Mark = AttendanceState

    shift = models.ForeignKey("events.Shift", on_delete=models.PROTECT, related_name="assignments")
    volunteer = models.ForeignKey("events.Volunteer", on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField(_("state"), max_length=10, choices=AssignmentState.choices)
    way = models.CharField(_("how it came about"), max_length=8, choices=Way.choices, default=Way.SELF)
    ticket = models.PositiveIntegerField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    answer_by = models.DateTimeField(_("please answer by"), null=True, blank=True)
    overridden = models.JSONField(default=list, blank=True)
    override_reason = models.CharField(_("why in spite of what is in the way"), max_length=200, blank=True)
    mark = models.CharField(
        _("on the day"), max_length=8, choices=AttendanceState.choices, default=AttendanceState.EXPECTED
    )
    came_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    excused_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["shift", "made_at", "pk"]
        indexes = [
            models.Index(fields=["volunteer", "state"]),
            models.Index(fields=["shift", "state", "ticket"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "volunteer"],
                condition=Q(state__in=LIVE_ASSIGNMENTS),
                name="one_live_assignment_a_shift_and_volunteer",
            ),
            models.CheckConstraint(
                condition=Q(state=AssignmentState.WAITING, ticket__isnull=False) | ~Q(state=AssignmentState.WAITING),
                name="assignment_waits_with_a_ticket",
            ),
            models.CheckConstraint(condition=Q(overridden=[]) | ~Q(override_reason=""), name="overridden_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} @ {self.shift_id}"


class AssignmentMark(models.Model):
    """What was said of somebody in a shift, and by whom: the history behind ``Assignment.mark`` and its two moments."""

    class Way(models.TextChoices):
        LEADER = "leader", _("by the person in charge")
        CODE = "code", _("by themselves, with the code")
        SYSTEM = "system", _("by the system")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="marks")
    mark = models.CharField(max_length=8, choices=AttendanceState.choices)
    came_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=8, choices=Way.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark in a shift")
        verbose_name_plural = _("marks in shifts")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.mark}"


class StandIn(models.Model):
    """That somebody in a shift looks for a stand-in: ``asked`` one volunteer, or, when empty, whoever may.

    ``taker`` said yes; where the role needs it the organisation approves. Done, the new assignment is ``becomes``.
    """

    State = StandInState

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="stand_ins")
    asked = models.ForeignKey(
        "events.Volunteer", on_delete=models.PROTECT, null=True, blank=True, related_name="asked_to_stand_in"
    )
    taker = models.ForeignKey(
        "events.Volunteer", on_delete=models.PROTECT, null=True, blank=True, related_name="stands_in"
    )
    note = models.CharField(_("message"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=StandInState.choices, default=StandInState.OPEN)
    becomes = models.OneToOneField(
        Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="stood_in_by"
    )
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("request for a stand-in")
        verbose_name_plural = _("requests for stand-ins")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state__in=[StandInState.OPEN, StandInState.TAKEN]),
                name="one_stand_in_sought_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} → {self.taker_id}"


class Incident(models.Model):
    """What went wrong in a shift, in words, for the organisation and its centre alone."""

    shift = models.ForeignKey("events.Shift", on_delete=models.PROTECT, related_name="incidents")
    words = models.TextField(_("what happened"), max_length=1000)
    somebody_was_hurt = models.BooleanField(_("somebody was hurt"), default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closing_note = models.CharField(_("what was done"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.made_at:%Y-%m-%d}"
