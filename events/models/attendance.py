"""Who came to which session? One row for a person and a session, and every mark that led to it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.states import ARRIVED, AttendanceState


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def arrived(self) -> "AttendanceQuerySet":
        """Keep those who came, in time or late."""
        return self.filter(state__in=ARRIVED)


class Attendance(models.Model):
    """How somebody's part in one session went; no row: nobody has said so yet.

    ``marked_at`` is when it happened at the door, by the device's clock; of two marks the later one holds.
    """

    class Way(models.TextChoices):
        SCAN = "scan", _("code scanned")
        SEARCH = "search", _("found on the list")
        WALK_IN = "walk_in", _("walk-in")
        SELF = "self", _("by themselves")
        PAPER = "paper", _("entered from paper")
        SYSTEM = "system", _("by the system")

    registration = models.ForeignKey("events.Registration", on_delete=models.PROTECT, related_name="attendances")
    session = models.ForeignKey("events.Session", on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(_("state"), max_length=10, choices=AttendanceState.choices)
    way = models.CharField(_("how"), max_length=10, choices=Way.choices)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    marked_at = models.DateTimeField()

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        indexes = [models.Index(fields=["session", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["registration", "session"], name="one_attendance_a_person_and_session")
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} @ {self.session_id}: {self.state}"


class AttendanceMark(models.Model):
    """One act at a door. ``key`` is made by the device: what arrives twice is known by it and counts once."""

    registration = models.ForeignKey("events.Registration", on_delete=models.PROTECT, related_name="marks")
    session = models.ForeignKey("events.Session", on_delete=models.PROTECT, related_name="marks")
    key = models.UUIDField()
    state = models.CharField(max_length=10, choices=AttendanceState.choices)
    way = models.CharField(max_length=10, choices=Attendance.Way.choices)
    marked_at = models.DateTimeField()
    received_at = models.DateTimeField()
    link = models.ForeignKey("events.DoorLink", on_delete=models.SET_NULL, null=True, blank=True, related_name="marks")

    class Meta:
        verbose_name = _("mark at the door")
        verbose_name_plural = _("marks at the door")
        constraints = [models.UniqueConstraint(fields=["session", "registration", "key"], name="same_mark_counts_once")]

    def __str__(self) -> str:
        return f"{self.registration_id} @ {self.session_id}: {self.state}"


class NoShowQuerySet(models.QuerySet["NoShow"]):
    def counting(self) -> "NoShowQuerySet":
        """Keep what still stands: not excused, and nobody has found since that they came."""
        absent = Q(attendance__state=AttendanceState.ABSENT) | Q(assignment__mark=AttendanceState.ABSENT)
        return self.filter(absent, excused_at=None)

    def in_shifts(self) -> "NoShowQuerySet":
        """Keep what happened in volunteers' shifts; ``in_sessions`` the rest."""
        return self.filter(assignment__isnull=False)

    def in_sessions(self) -> "NoShowQuerySet":
        """Keep what happened in sessions that one signs up for."""
        return self.filter(attendance__isnull=False)

    def since(self, moment: datetime) -> "NoShowQuerySet":
        """Keep what happened after this moment."""
        return self.filter(happened_at__gt=moment)

    def of_people(self, person_ids: Any) -> "NoShowQuerySet":
        """Keep what concerns these people."""
        return self.filter(person__in=person_ids)


class NoShow(models.Model):
    """Somebody had a place, or was in a shift, and did not come, without a word. They may answer; staff may excuse it.

    It hangs on an attendance or on an assignment; ``centre`` is whose rule it counts for: in a shift its organisation.
    """

    attendance = models.OneToOneField(
        Attendance, on_delete=models.CASCADE, null=True, blank=True, related_name="no_show"
    )
    assignment = models.OneToOneField(
        "events.Assignment", on_delete=models.CASCADE, null=True, blank=True, related_name="no_show"
    )
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="no_shows")
    centre = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="no_shows"
    )
    happened_at = models.DateTimeField()
    reply = models.CharField(_("what they say"), max_length=200, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    excused_at = models.DateTimeField(null=True, blank=True)
    excused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = NoShowQuerySet.as_manager()

    class Meta:
        verbose_name = _("no-show")
        verbose_name_plural = _("no-shows")
        indexes = [models.Index(fields=["person", "centre", "happened_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(attendance=None, assignment__isnull=False) | Q(attendance__isnull=False, assignment=None),
                name="no_show_in_a_session_or_a_shift",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.happened_at:%Y-%m-%d}"


class NoShowRule(models.Model):
    """A centre's rule: after so many no-shows within so many days one joins the waiting list only."""

    centre = models.OneToOneField(
        "organisations.Organisation",
        on_delete=models.CASCADE,
        related_name="no_show_rule",
        limit_choices_to={"kind": "centre"},
        verbose_name=_("centre"),
    )
    count = models.PositiveSmallIntegerField(_("no-shows"), default=3)
    days = models.PositiveSmallIntegerField(_("within days"), default=90)

    class Meta:
        verbose_name = _("rule on no-shows")
        verbose_name_plural = _("rules on no-shows")
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, days__gte=1, days__lte=366), name="no_show_rule_means_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.centre_id}: {self.count} / {self.days}"
