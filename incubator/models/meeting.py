"""When do people of an incubator meet? Panels, site visits and talks with mentors, with whom, and what was said."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from incubator.models.appointment import name_of
from incubator.states import MeetingState


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def attended_by(self, user: Any) -> "MeetingQuerySet":
        return self.filter(attendees__user=user)

    def coming(self, at: datetime) -> "MeetingQuerySet":
        return self.filter(state=MeetingState.ARRANGED, ends_at__gt=at)


class Meeting(models.Model):
    """A meeting about a call's applications, or about one placement. Half-open; ``minutes`` once it was held."""

    State = MeetingState

    class Kind(models.TextChoices):
        PANEL = "panel", _("review panel")
        VISIT = "visit", _("site visit")
        MENTOR = "mentor", _("talk with a mentor")
        CHECK = "check", _("look at how it goes")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    intake = models.ForeignKey(
        "incubator.Intake", on_delete=models.PROTECT, related_name="meetings", verbose_name=_("call")
    )
    placement = models.ForeignKey(
        "incubator.Placement", on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    state = models.CharField(_("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.ARRANGED)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    place = models.CharField(_("where"), max_length=120)
    minutes = models.TextField(_("minutes"), max_length=5000, blank=True)
    arranged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_has_length"),
            models.CheckConstraint(condition=~Q(state=MeetingState.HELD) | ~Q(minutes=""), name="held_has_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d}"


class Attendee(models.Model):
    """Who is to come."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendees")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="incubator_meetings")

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="one_attendee_an_account")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.user_id}"

    @property
    def who(self) -> str:
        return name_of(self.user)
