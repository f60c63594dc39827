"""What opens an event's door, and which sheets of paper lie on it? Device links, and printed sign-in sheets."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DoorLinkQuerySet(models.QuerySet["DoorLink"]):
    def open_at(self, at: datetime) -> "DoorLinkQuerySet":
        """Keep what still opens; a clock set back revives nothing that was revoked."""
        return self.filter(revoked_at=None, lapses_at__gt=at, made_at__lte=at)


class DoorLink(models.Model):
    """Opens the door screen of one event on a device without an account, until it lapses.

    The secret itself (128 random bits) is shown once and kept as a digest alone.
    """

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="door_links")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(_("for which device"), max_length=40, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    lapses_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DoorLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("device link")
        verbose_name_plural = _("device links")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.event_id} #{self.pk}"


class DoorLinkTry(models.Model):
    """A secret that opened nothing, and from which network: too many are answered no more."""

    address_digest = models.CharField(max_length=64)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address_digest", "tried_at"])]

    def __str__(self) -> str:
        return f"try {self.pk}"


class PaperSheet(models.Model):
    """A sign-in sheet as it was printed: ``rows`` are ids of registrations, the first has number 1.

    The numbers are frozen with the sheet, so that whoever signs up later shifts nobody. ``photo`` names a file
    below ``PRIVATE_ROOT``.
    """

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="paper_sheets")
    session = models.ForeignKey("events.Session", on_delete=models.CASCADE, related_name="paper_sheets")
    number = models.PositiveSmallIntegerField(_("number"))
    rows = models.JSONField(default=list)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()
    photo = models.CharField(max_length=100, blank=True)
    photo_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in sheet")
        verbose_name_plural = _("sign-in sheets")
        ordering = ["event", "number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="one_sheet_a_number")]

    def __str__(self) -> str:
        return f"{self.event_id} / {self.number}"
