"""How does a recorded act become unchangeable evidence? The sealer chains committed entries by hash.

Ids are drawn before their transactions commit, so an entry with a lower id may appear after one with a higher id
was sealed. The chain therefore has numbers of its own, without gaps, given in the order of sealing: whatever is
committed and unsealed is taken next, and nothing is ever left behind. An entry belongs to the local day on which it
was sealed, so that a day is one stretch of the chain.
"""

from datetime import date, datetime

import structlog
from django.db import connection, transaction
from django.utils import timezone

from portal.audit.hashing import canonical, link
from portal.audit.models import Chain, Entry, Segment
from portal.transactions import repeated_when_lost

log = structlog.get_logger(__name__)
#: Entries of one transaction, and batches of one run; the next run, seconds later, goes on.
BATCH, BATCHES = 1000, 20


def seal(at: datetime) -> int:
    """Chain the committed entries that are not sealed yet, and return how many; two sealers take turns."""
    total = 0
    for _ in range(BATCHES):
        # Asked outside the transaction: with nothing to seal, nothing is locked.
        if not Entry.objects.unsealed().exists():
            break
        count = _seal_batch(at)
        total += count
        if count < BATCH:
            break
    return total


@repeated_when_lost
@transaction.atomic
def _seal_batch(at: datetime) -> int:
    Chain.objects.get_or_create(pk=1)
    chain = Chain.objects.select_for_update().get(pk=1)
    entries = list(Entry.objects.unsealed()[:BATCH])
    if not entries:
        return 0
    first, previous = chain.last_sequence + 1, chain.last_hash
    hashes: list[str] = []
    for sequence, entry in enumerate(entries, start=first):
        previous = link(previous, canonical(entry, sequence))
        hashes.append(previous)
    segment = _extend(chain, first, len(entries), last_hash=previous, day=timezone.localdate(at))
    _write(entries, hashes, first=first, segment=segment)
    chain.last_sequence, chain.last_hash, chain.sealed_at = segment.last_sequence, segment.last_hash, at
    chain.save()
    return len(entries)


def _extend(chain: Chain, first: int, count: int, *, last_hash: str, day: date) -> Segment:
    """Let the day's segment grow, or begin it; a clock set back goes on in the newest one."""
    newest = Segment.objects.order_by("-first_sequence").first()
    if newest and (newest.day >= day and newest.state == Segment.State.KEPT):
        newest.last_sequence, newest.last_hash = first + count - 1, last_hash
        newest.count += count
        newest.save(update_fields=["last_sequence", "last_hash", "count"])
        return newest
    if newest:
        # The last hash of a day leaves with the logs: whoever rewrites the chain would have to rewrite them too.
        log.info("audit.day_closed", day=str(newest.day), entries=newest.count, last_hash=newest.last_hash)
    return Segment.objects.create(
        day=day,
        first_sequence=first,
        last_sequence=first + count - 1,
        count=count,
        previous_hash=chain.last_hash,
        last_hash=last_hash,
    )


def _write(entries: list[Entry], hashes: list[str], *, first: int, segment: Segment) -> None:
    """Give each entry its place, once; by hand, because one ``CASE`` of a thousand arms is slow everywhere."""
    rows = [
        (sequence, hash_, segment.pk, entry.pk)
        for (sequence, entry), hash_ in zip(enumerate(entries, start=first), hashes, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE audit_entry SET sequence = %s, hash = %s, segment_id = %s WHERE id = %s", rows)
