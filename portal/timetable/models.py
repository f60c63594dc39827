"""When is a person, a room or a speaker taken, and which days are not like others? Diaries, commitments, holidays."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.languages import Named


class Diary(models.Model):
    """The calendar of one person, room or speaker; its row is what a writer locks."""

    def __str__(self) -> str:
        return f"diary {self.pk}"


#: Nothing is set up or cleared away for longer.
MOST_BUFFER_MINUTES = 120


class CommitmentQuerySet(models.QuerySet):
    def overlapping(self, starts_at, ends_at) -> "CommitmentQuerySet":
        """Keep what overlaps the half-open span ``[starts_at, ends_at)``."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class Commitment(models.Model):
    """A half-open span ``[starts_at, ends_at)`` in a diary, written by the operation of its source.

    ``source`` names what made it (``session``, ``registration``, ``booking`` …) and ``source_id`` its row. Before and
    after, a room is being set up and cleared away: it is taken then as well.
    """

    diary = models.ForeignKey(Diary, on_delete=models.CASCADE, related_name="commitments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    set_up_minutes = models.PositiveSmallIntegerField(default=0)
    clear_up_minutes = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=20)
    source_id = models.BigIntegerField()

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["diary", "starts_at", "ends_at"]),
            models.Index(fields=["source", "source_id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="commitment_has_length"),
            models.UniqueConstraint(
                fields=["diary", "source", "source_id", "starts_at"], name="one_commitment_a_source_and_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"

    @property
    def taken_from(self) -> datetime:
        """When setting up begins."""
        return self.starts_at - timedelta(minutes=self.set_up_minutes)

    @property
    def free_from(self) -> datetime:
        """When everything is cleared away."""
        return self.ends_at + timedelta(minutes=self.clear_up_minutes)


class Holiday(Named):
    """A day on which people are off work though it is a weekday, or at work though it is a weekend.

    Officers enter them as the State Council announces them; ``portal.timetable.holidays`` seeds the years it knows.
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("public holiday")
        MAKE_UP = "make_up", _("make-up working day")

    on = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.HOLIDAY)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays and make-up days")
        ordering = ["on"]
