"""Who did what to which record, and for whom? Rows of ids and field names, never a personal value."""

from django.db import models
from django.db.models import Q

from portal.audit.states import SegmentState


class Segment(models.Model):
    """The entries sealed on one local day: a stretch of the chain without gaps, kept when its entries are purged.

    Triggers hold it (``portal.audit.triggers``): only the last segment grows, none is deleted, and entries can
    only be deleted while their segment, more than twelve months old, says ``purging``.
    """

    State = SegmentState

    day = models.DateField(unique=True)
    first_sequence = models.BigIntegerField(unique=True)
    last_sequence = models.BigIntegerField()
    count = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64, blank=True)
    last_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.KEPT)
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "audit segment"
        verbose_name_plural = "audit segments"
        ordering = ["first_sequence"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count=models.F("last_sequence") - models.F("first_sequence") + 1),
                name="segment_without_gaps",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class EntryQuerySet(models.QuerySet):
    def sealed(self) -> "EntryQuerySet":
        """Keep what stands in the chain, in its order."""
        return self.exclude(sequence=None).order_by("sequence")

    def unsealed(self) -> "EntryQuerySet":
        """Keep what the sealer has still to chain, in the order of their ids."""
        return self.filter(sequence=None).order_by("pk")


class Entry(models.Model):
    """One act. Written in the act's transaction, unsealed; the sealer chains committed rows by hash."""

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    actor_name = models.CharField(max_length=40, blank=True)
    act = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    beneficiary_id = models.BigIntegerField(null=True, db_index=True)
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    facts = models.JSONField(default=dict)
    sequence = models.BigIntegerField(null=True, unique=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, null=True, editable=False, related_name="entries", db_index=False
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["object_type", "object_id"]),
            models.Index(fields=["id"], condition=Q(sequence=None), name="audit_entry_unsealed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sequence=None, hash="", segment=None)
                | (Q(sequence__isnull=False, segment__isnull=False) & ~Q(hash="")),
                name="entry_sealed_whole_or_not_at_all",
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.object_type} {self.object_id}"


class Chain(models.Model):
    """Where the chain ends. Its one row is what the sealer locks, so that there is one sealer at a time."""

    last_sequence = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "audit chain"
        verbose_name_plural = "audit chains"

    def __str__(self) -> str:
        return f"…{self.last_sequence}"
