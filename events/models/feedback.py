"""How was it? One answer a registration, tied to it only while it can be changed; and what has to be looked into."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.states import AlertState


class FeedbackAsking(models.Model):
    """Which questions of an organisation's set an event asks afterwards, two at most; no row: the usual two."""

    event = models.OneToOneField("events.Event", on_delete=models.CASCADE, related_name="feedback_asking")
    version = models.ForeignKey("questions.QuestionSetVersion", on_delete=models.PROTECT, related_name="+")
    question_ids = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("what is asked afterwards")
        verbose_name_plural = _("what is asked afterwards")

    def __str__(self) -> str:
        return f"{self.event_id} v{self.version_id}"


class Feedback(models.Model):
    """What somebody who was there says of an event.

    No moment is kept, and the key is random. ``registration`` is there while it can be changed; then all of an
    event's rows are written anew, in another order, without it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="feedback")
    registration = models.OneToOneField(
        "events.Registration", on_delete=models.PROTECT, null=True, blank=True, related_name="feedback"
    )
    stars = models.PositiveSmallIntegerField(_("stars"))
    was_sold = models.BooleanField(_("something was sold, or contact details were collected"), null=True, blank=True)
    text = models.CharField(_("anything else"), max_length=1000, blank=True)
    version = models.ForeignKey(
        "questions.QuestionSetVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        indexes = [models.Index(fields=["event", "stars"])]
        constraints = [models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="one_to_five_stars")]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.stars}"


class SalesAlert(models.Model):
    """Somebody says that at a health lecture something was sold or contact details were collected.

    The centre looks into it and answers; whoever said so reads the answer and is named to nobody. ``registration``
    is how the answer finds them; it goes when the answer is there and the feedback is anonymous.
    """

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="sales_alerts")
    centre = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="sales_alerts"
    )
    registration = models.OneToOneField(
        "events.Registration", on_delete=models.PROTECT, null=True, blank=True, related_name="sales_alert"
    )
    state = models.CharField(_("state"), max_length=10, choices=AlertState.choices, default=AlertState.OPEN)
    said = models.CharField(_("what happened"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    raised_at = models.DateTimeField(_("since"))
    looked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    State = AlertState

    class Meta:
        verbose_name = _("report of selling")
        verbose_name_plural = _("reports of selling")
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["centre", "state"])]
        constraints = [
            models.CheckConstraint(condition=~Q(state="answered") | ~Q(answer=""), name="answered_alert_has_an_answer")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.state}"
