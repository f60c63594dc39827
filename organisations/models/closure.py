"""When is a centre, or one of its rooms, closed?"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisations.models.facility import Room
from portal.languages import in_reader_language


class ClosureQuerySet(models.QuerySet["Closure"]):
    def of_room(self, room: Room) -> "ClosureQuerySet":
        """Keep those that close this room: its own, its hall's and its centre's."""
        return self.filter(
            Q(room__in=[room.pk, room.parent_id]) | Q(room=None, centre=room.facility.centre_id),
        )

    def between(self, start: datetime, end: datetime) -> "ClosureQuerySet":
        """Keep what overlaps the half-open span."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Closure(models.Model):
    """A half-open span in which a centre, or one room of it, is closed; entered in the diaries of its rooms."""

    centre = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="closures", verbose_name=_("centre")
    )
    room = models.ForeignKey(
        "organisations.Room",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="closures",
        verbose_name=_("room"),
    )
    starts_at = models.DateTimeField(_("closed from"))
    ends_at = models.DateTimeField(_("open again from"))
    reason = models.CharField(_("reason"), max_length=100)
    reason_en = models.CharField(_("reason in English"), max_length=150, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["centre", "ends_at"])]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="closure_has_length")]

    def __str__(self) -> str:
        return self.reason

    @property
    def local_reason(self) -> str:
        return in_reader_language(self.reason, self.reason_en)
