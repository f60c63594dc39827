"""How does a day of the audit trail leave the house? As JSON lines, and the hash to hold the database to."""

import json
from collections.abc import Iterable, Iterator
from datetime import date

from portal.audit.hashing import canonical
from portal.audit.models import Entry, Segment


def lines(segment: Segment) -> Iterator[str]:
    """Yield a day's entries as they were hashed, one a line, and last the segment with its hashes."""
    for entry in Entry.objects.filter(segment=segment).order_by("sequence").iterator(chunk_size=2000):
        yield canonical(entry, entry.sequence or 0)
    yield json.dumps(
        {
            "segment": str(segment.day),
            "first_sequence": segment.first_sequence,
            "last_sequence": segment.last_sequence,
            "previous_hash": segment.previous_hash,
            "last_hash": segment.last_hash,
            "state": segment.state,
        }
    )


def kept_hash(exported: Iterable[str]) -> tuple[date, str]:
    """Return the day and the last hash that an export ends with."""
    *_, last = exported
    end = json.loads(last)
    return date.fromisoformat(end["segment"]), str(end["last_hash"])
