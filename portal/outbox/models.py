"""What has to be told to whom, and has it been sent? Written in the act's transaction, sent afterwards."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.outbox import quiet_hours
from portal.outbox.states import TROUBLED, DeliveryState

#: A delivery that has been due for longer means that nobody sends.
LATE = timedelta(hours=1)


class MessageQuerySet(models.QuerySet):
    def of(self, user) -> "MessageQuerySet":
        """Keep what was told to this user, newest first."""
        return self.filter(recipient=user).order_by("-created_at", "-pk")

    def unread(self) -> "MessageQuerySet":
        """Keep what has not been read."""
        return self.filter(read_at=None)


class Message(models.Model):
    """One thing told to one person: always in the inbox, and by the channels of its deliveries.

    ``key`` makes telling it twice impossible (``reminder:session:12:user:3``). ``recipient`` is empty for what
    goes to a number that has no account yet: an SMS and nothing else. ``about`` names the record it is about to the
    app that told it (``event:12``).
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox", null=True, blank=True
    )
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    path = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(db_index=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["recipient", "-created_at"]),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="outbox_message_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class DeliveryQuerySet(models.QuerySet):
    def due(self, at: datetime) -> "DeliveryQuerySet":
        """Keep what a sender may claim now, oldest first; in the quiet hours only what presses."""
        rows = self.filter(state=DeliveryState.QUEUED, due_at__lte=at).order_by("due_at", "pk")
        return rows.filter(is_pressing=True) if quiet_hours.is_quiet(at) else rows

    def needs_attention(self, at: datetime) -> "DeliveryQuerySet":
        """Keep what a person has to look at: failed, unclear, or long due and not sent."""
        return self.filter(Q(state__in=TROUBLED) | Q(state=DeliveryState.QUEUED, due_at__lte=at - LATE))


class Delivery(models.Model):
    """One message on its way by one channel. ``claim`` names the batch of the sender that has it now;
    ``begun_at`` is set before anything leaves, so that what a killed sender had not begun is safe to send.
    What ``is_pressing`` does not wait for the morning."""

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("e-mail")
        WECHAT = "wechat", _("WeChat")

    State = DeliveryState

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=254)
    template = models.CharField(max_length=40, blank=True)
    variables = models.JSONField(default=dict)
    is_pressing = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=100, blank=True)
    error = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["state", "due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="one_delivery_a_channel"),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(claim__isnull=False, claimed_at__isnull=False),
                name="claimed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class MessageText(models.Model):
    """A text that staff wrote in the place of the one that ships: for the whole district, or for one centre's events
    (``organisation_id``; the portal knows no organisations)."""

    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    organisation_id = models.PositiveBigIntegerField(null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("text"), max_length=1000)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("text of a message")
        verbose_name_plural = _("texts of messages")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language"], condition=Q(organisation_id=None), name="one_text_for_the_district"
            ),
            models.UniqueConstraint(
                fields=["kind", "language", "organisation_id"],
                condition=Q(organisation_id__isnull=False),
                name="one_text_a_centre",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class DemoMessage(models.Model):
    """A short message of the demo, login codes included; written only where ``DEMO`` is on."""

    phone = models.CharField(max_length=16)
    text = models.TextField()
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"demo message {self.pk}"
