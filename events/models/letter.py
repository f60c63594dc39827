"""What did staff write to those of an event? Sent once, kept with whom it was for and how many that were."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.languages import in_reader_language

SUBJECT_LENGTH, BODY_LENGTH = 60, 600


class Letter(models.Model):
    """A message that staff wrote to everybody confirmed, everybody waiting, or everybody of one session.

    ``request_key`` names the form it was sent from: sending it again sends nothing. ``told_count`` accounts were told,
    ``call_count`` people are to be called.
    """

    class To(models.TextChoices):
        CONFIRMED = "confirmed", _("everybody who has a place")
        WAITING = "waiting", _("everybody on the waiting list")
        SESSION = "session", _("everybody of one session")

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="letters")
    session = models.ForeignKey(
        "events.Session", on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    to = models.CharField(_("to whom"), max_length=10, choices=To.choices)
    subject = models.CharField(_("subject"), max_length=SUBJECT_LENGTH)
    body = models.TextField(_("text"), max_length=BODY_LENGTH)
    subject_en = models.CharField(_("subject in English"), max_length=2 * SUBJECT_LENGTH, blank=True)
    body_en = models.TextField(_("text in English"), max_length=2 * BODY_LENGTH, blank=True)
    request_key = models.UUIDField()
    request_digest = models.CharField(max_length=64)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="letters")
    sent_at = models.DateTimeField()
    told_count = models.PositiveIntegerField(default=0)
    call_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("message to those signed up")
        verbose_name_plural = _("messages to those signed up")
        indexes = [models.Index(fields=["event", "-sent_at"])]
        constraints = [
            models.UniqueConstraint(fields=["sent_by", "request_key"], name="same_letter_sent_once"),
            models.CheckConstraint(
                condition=~models.Q(to="session") | models.Q(session__isnull=False), name="letter_names_its_session"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.to}"

    @property
    def local_subject(self) -> str:
        return in_reader_language(self.subject, self.subject_en)

    @property
    def local_body(self) -> str:
        return in_reader_language(self.body, self.body_en)
