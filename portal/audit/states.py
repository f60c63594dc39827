"""Is a day of the trail still whole? Only ``portal.audit.purging`` moves it on, and never back."""

from django.db import models

from portal.lifecycle import Lifecycle


class SegmentState(models.TextChoices):
    KEPT = "kept", "kept"
    PURGING = "purging", "purging"
    PURGED = "purged", "purged"


SEGMENT_MOVES = Lifecycle(
    {
        SegmentState.KEPT: frozenset({SegmentState.PURGING}),
        SegmentState.PURGING: frozenset({SegmentState.PURGED}),
        SegmentState.PURGED: frozenset(),
    }
)
