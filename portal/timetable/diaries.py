"""Who is taken when? Diaries are locked by id, written by the operation of their source, and checked for clashes."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from portal.timetable.models import MOST_BUFFER_MINUTES, Commitment, Diary


def lock(diary_ids: Iterable[int]) -> list[Diary]:
    """Lock these diaries in the order of their ids, so that two writers never wait for each other in a ring."""
    return list(Diary.objects.select_for_update().filter(pk__in=set(diary_ids)).order_by("pk"))


def clashes(
    diary_ids: Iterable[int],
    spans: Sequence[tuple[datetime, datetime]],
    *,
    gap: timedelta = timedelta(0),
    set_up: timedelta = timedelta(0),
    clear_up: timedelta = timedelta(0),
    but_not: tuple[str, Iterable[int]] | None = None,
) -> list[Commitment]:
    """Return the commitments in these diaries that overlap any span, each span widened by ``gap`` on both sides, by
    ``set_up`` before and by ``clear_up`` after it; what is found is as wide as it was entered.

    ``but_not`` names a source and its ids whose own commitments do not count (when it is being moved).
    """
    if not spans:
        return []
    wide = [(start - gap - set_up, end + gap + clear_up) for start, end in spans]
    widest = timedelta(minutes=MOST_BUFFER_MINUTES)
    first, last = min(start for start, _ in wide) - widest, max(end for _, end in wide) + widest
    rows = Commitment.objects.filter(diary__in=set(diary_ids)).overlapping(first, last)
    if but_not is not None:
        rows = rows.exclude(source=but_not[0], source_id__in=list(but_not[1]))
    return [
        row
        for row in rows.order_by("starts_at", "pk")
        if any(row.taken_from < end and row.free_from > start for start, end in wide)
    ]


def commit(
    diary_ids: Iterable[int],
    spans: Sequence[tuple[datetime, datetime]],
    *,
    source: str,
    source_id: int,
    set_up_minutes: int = 0,
    clear_up_minutes: int = 0,
) -> None:
    """Enter the spans into each diary for this source; entering the same again changes nothing."""
    commit_each(
        [(diary, start, end, source_id) for diary in diary_ids for start, end in spans],
        source=source,
        set_up_minutes=set_up_minutes,
        clear_up_minutes=clear_up_minutes,
    )


def commit_each(rows: Iterable[tuple[int, datetime, datetime, int]], *, source: str, **minutes: int) -> None:
    """Enter (diary, from, to, id of the source) rows in one statement; the same again changes nothing."""
    Commitment.objects.bulk_create(
        [
            Commitment(diary_id=diary, starts_at=start, ends_at=end, source=source, source_id=source_id, **minutes)
            for diary, start, end, source_id in rows
        ],
        ignore_conflicts=True,
    )


def release(source: str, source_ids: Iterable[int]) -> int:
    """Strike out what these sources entered and return how many commitments went."""
    return Commitment.objects.filter(source=source, source_id__in=list(source_ids)).delete()[0]
