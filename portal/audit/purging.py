"""When does the audit trail forget? After twelve months, a whole segment at a time; its hashes stay for ever."""

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.audit.models import Entry, Segment
from portal.audit.recording import SYSTEM, record
from portal.audit.states import SEGMENT_MOVES, SegmentState

KEPT_MONTHS = 12
#: Entries deleted in one transaction, and transactions of one run.
BATCH, BATCHES = 5000, 10


def purge(at: datetime) -> int:
    """Delete the entries of segments that are more than twelve months old and return how many went.

    A day more than the law asks: the database's own clock, which may be in UTC, has to agree.
    """
    first_kept = timezone.localdate(at) - relativedelta(months=KEPT_MONTHS)
    total = 0
    for _ in range(BATCHES):
        if not _old(first_kept).exists():
            break
        total += _purge_next(first_kept, at)
    return total


def _old(first_kept: date) -> QuerySet[Segment]:
    return Segment.objects.exclude(state=SegmentState.PURGED).filter(day__lt=first_kept)


@transaction.atomic
def _purge_next(first_kept: date, at: datetime) -> int:
    segment = _old(first_kept).select_for_update(skip_locked=True).order_by("first_sequence").first()
    if segment is None:
        return 0
    if segment.state == SegmentState.KEPT:
        SEGMENT_MOVES.move(segment, SegmentState.PURGING)
        segment.save(update_fields=["state"])
    ids = list(Entry.objects.filter(segment=segment).order_by("sequence").values_list("pk", flat=True)[:BATCH])
    count = Entry.objects.filter(pk__in=ids).delete()[0]
    if count < BATCH:
        SEGMENT_MOVES.move(segment, SegmentState.PURGED)
        segment.purged_at = at
        segment.save(update_fields=["state", "purged_at"])
        record("audit.purged", segment, by=SYSTEM, at=at, day=str(segment.day), entries=segment.count)
    return count
