"""Has anybody touched the audit trail? Every hash is computed again, and the first break is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from portal.audit import triggers
from portal.audit.hashing import canonical, link
from portal.audit.models import Chain, Entry, Segment


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold; ``day`` and ``sequence`` where there are any."""

    reason: str
    day: date | None = None
    sequence: int | None = None
    entry_id: int | None = None

    def __str__(self) -> str:
        where = [f"day {self.day}"] if self.day else []
        where += [f"sequence {self.sequence}"] if self.sequence is not None else []
        where += [f"entry {self.entry_id}"] if self.entry_id is not None else []
        return f"{self.reason} ({', '.join(where)})" if where else self.reason


@dataclass(frozen=True)
class Verdict:
    """How much was read, and the first break if there is one."""

    segments: int
    entries: int
    first_break: Break | None


def verify(*, kept_hashes: Mapping[date, str] | None = None) -> Verdict:
    """Compute the whole chain again from its first segment.

    ``kept_hashes`` are last hashes of past days from exports or logs: against somebody who could rewrite the whole
    chain, only what was kept elsewhere is proof.
    """
    # Read before the segments: they and the entries reach at least as far, and what is sealed meanwhile is left
    # to the next time. Nothing is locked: a long reading must not stop the sealer, or SQLite's writers.
    chain = Chain.objects.filter(pk=1).first() or Chain()
    return _Reader(chain, dict(kept_hashes or {})).read()


class _Reader:
    def __init__(self, chain: Chain, kept_hashes: dict[date, str]):
        self.chain, self.kept_hashes = chain, kept_hashes
        self.hash, self.sequence = "", 0
        self.segments = self.entries = 0

    def read(self) -> Verdict:
        found = self._segments() or self._end() or self._strays()
        return Verdict(self.segments, self.entries, found)

    def _segments(self) -> Break | None:
        for segment in Segment.objects.filter(first_sequence__lte=self.chain.last_sequence).order_by("first_sequence"):
            self.segments += 1
            if segment.first_sequence != self.sequence + 1:
                return Break("a segment is missing before this one", segment.day, self.sequence + 1)
            if segment.previous_hash != self.hash:
                return Break("the segment does not continue the one before it", segment.day)
            if segment.state == Segment.State.KEPT:
                found = self._rows(segment)
            else:
                self.hash, self.sequence, found = segment.last_hash, segment.last_sequence, None
            if found:
                return found
            if self.kept_hashes.pop(segment.day, self.hash) != self.hash:
                return Break("the day's last hash is not the one that was kept", segment.day)
        return None

    def _rows(self, segment: Segment) -> Break | None:
        last = min(segment.last_sequence, self.chain.last_sequence)
        rows = Entry.objects.filter(segment=segment, sequence__lte=last).order_by("sequence")
        for entry in rows.iterator(chunk_size=2000):
            self.entries += 1
            self.sequence += 1
            if entry.sequence != self.sequence:
                return Break("an entry is missing", segment.day, self.sequence)
            self.hash = link(self.hash, canonical(entry, self.sequence))
            if entry.hash != self.hash:
                return Break("the entry is not what was sealed", segment.day, self.sequence, entry.pk)
        if self.sequence != last:
            return Break("entries are missing at the end of the day", segment.day, self.sequence + 1)
        if last == segment.last_sequence and self.hash != segment.last_hash:
            return Break("the day's last hash is not that of its last entry", segment.day, last)
        return None

    def _end(self) -> Break | None:
        if (self.chain.last_sequence, self.chain.last_hash) != (self.sequence, self.hash):
            return Break("the chain does not end where it should", sequence=self.chain.last_sequence)
        if self.kept_hashes:
            return Break("a kept day is missing", min(self.kept_hashes))
        return None

    def _strays(self) -> Break | None:
        """Look for what stands outside the chain."""
        beyond = Entry.objects.filter(sequence__gt=self.chain.last_sequence).order_by("sequence").first()
        is_still = not Chain.objects.filter(last_sequence__gt=self.chain.last_sequence).exists()
        if beyond and is_still:
            return Break("an entry stands behind the end of the chain", None, beyond.sequence, beyond.pk)
        risen = Entry.objects.filter(segment__state=Segment.State.PURGED).first()
        if risen:
            return Break("an entry stands in a day that was purged", None, risen.sequence, risen.pk)
        if names := triggers.missing(connection):
            return Break(f"triggers are missing: {', '.join(names)}")
        return None
