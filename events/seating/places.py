"""Is there a place? The pools are the only counters, and these are the only statements that change them.

Lock order: a newcomer writes rows first and touches the pools last, by id; whoever gives back or promotes locks all
pools of the event by id first and then changes rows that exist. Touching the hot row last keeps it locked for the
shortest time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from events.models import Party, Pool


@dataclass(frozen=True)
class Places:
    """All pools of one event: the open one, and what is kept for somebody and not released yet."""

    open: Pool
    reserves: tuple[Pool, ...] = ()

    @classmethod
    def of(cls, event_id: int) -> "Places":
        """Read an event's pools, unlocked: what is full here is full, what is free has to be taken."""
        return cls._made(Pool.objects.filter(event=event_id).order_by("pk"))

    @classmethod
    def lock(cls, event_id: int) -> "Places":
        """Lock an event's pools by id, first in the caller's transaction, to give back or to promote.

        ``no_key``: sign-ups in flight hold a key share of the rows through their foreign keys; a plain
        ``FOR UPDATE`` would wait for them while they wait for it.
        """
        return cls._made(Pool.objects.select_for_update(no_key=True).filter(event=event_id).order_by("pk"))

    @classmethod
    def _made(cls, pools) -> "Places":
        by_kind = list(pools)
        opened = next(pool for pool in by_kind if pool.kind == Pool.Kind.OPEN)
        return cls(opened, tuple(pool for pool in by_kind if pool is not opened and pool.released_at is None))

    def __iter__(self) -> Iterator[Pool]:
        """Return the reserves and then the open pool: the order in which somebody is served."""
        return iter((*self.reserves, self.open))

    def pool(self, pool_id: int | None) -> Pool | None:
        """Return the pool with this id; None for a reserve that was released."""
        return next((pool for pool in self if pool.pk == pool_id), None)


def take(pool_id: int, count: int) -> bool:
    """Take ``count`` places for a newcomer, last in the caller's transaction; False when they are not to be had.

    A newcomer gets nothing while anybody waits. On False the caller rolls back what it wrote.
    """
    free = Pool.objects.filter(pk=pool_id, waiting=0, taken__lte=F("capacity") - count)
    return free.update(taken=F("taken") + count) == 1


def take_across(reserve: Pool, opened: Pool, count: int) -> int:
    """Take ``count`` places for a newcomer whom the reserve may serve, in part from it and in part from the open ones.

    The reserve's free places move to the open pool, where the whole party is counted. Last in the caller's
    transaction; returns how many moved, or 0 when they are not to be had, and then the caller rolls back.
    """
    moved = reserve.left
    changes: dict[int, Callable[[], int]] = {
        reserve.pk: lambda: Pool.objects.filter(
            pk=reserve.pk, waiting=0, released_at=None, taken__lte=F("capacity") - moved
        ).update(capacity=F("capacity") - moved),
        opened.pk: lambda: Pool.objects.filter(
            pk=opened.pk, waiting=0, taken__lte=F("capacity") + moved - count
        ).update(capacity=F("capacity") + moved, taken=F("taken") + count),
    }
    return moved if all(changes[pk]() for pk in sorted(changes)) else 0


def queue(pool_id: int, count: int) -> int:
    """Count ``count`` people into the queue of a shift, last in the caller's transaction, and return their ticket.

    The pool's row stays locked until the transaction ends, so tickets are in the order of commits.
    """
    Pool.objects.filter(pk=pool_id).update(waiting=F("waiting") + count, next_ticket=F("next_ticket") + 1)
    return Pool.objects.values_list("next_ticket", flat=True).get(pk=pool_id) - 1


def lock_one(pool_id: int) -> Pool:
    """Lock the pool of a shift, first in the caller's transaction, to give back or to promote."""
    return Pool.objects.select_for_update(no_key=True).get(pk=pool_id)


def count_in(pool: Pool) -> None:
    """Give one place of a locked shift's pool to somebody who waits in it."""
    pool.taken += 1
    pool.waiting -= 1
    pool.save(update_fields=["taken", "waiting"])


def count_out(pool: Pool, *, waiting: bool = False) -> None:
    """Give back one place of a locked shift's pool, or one in its queue."""
    if waiting:
        pool.waiting -= 1
    else:
        pool.taken -= 1
    pool.save(update_fields=["taken", "waiting"])


def join_queue(places: Places, party: Party) -> int:
    """Count a party into the queue of locked pools, and return its ticket: tickets are in the order of commits.

    A reserve that was released while the party was written is its reserve no more; the caller saves ``reserve``, too.
    """
    if places.pool(party.reserve_id) is None:
        party.reserve = None
    ticket = places.open.next_ticket
    places.open.next_ticket += 1
    _count_waiting(places, party, party.size)
    return ticket


def leave_queue(places: Places, party: Party, count: int) -> None:
    """Count ``count`` people of a waiting party out of the queue of locked pools."""
    _count_waiting(places, party, -count)


def hold(places: Places, party: Party, pool: Pool) -> None:
    """Give a party that is known already its places in one of the locked pools."""
    pool.taken += party.size
    pool.save(update_fields=["taken"])
    party.pool = pool


def hold_across(places: Places, party: Party, reserve: Pool) -> None:
    """Give a party that is known already its places in the locked open pool, with what is free of its reserve."""
    party.lent = min(reserve.free, party.size)
    _lend(reserve, places.open, party.lent)
    hold(places, party, places.open)


def give_back(places: Places, party: Party, count: int) -> None:
    """Give back ``count`` places that a party holds; those of a released reserve go to the open pool.

    What its reserve lent to the open pool for it goes back to the reserve first.
    """
    pool = places.pool(party.pool_id)
    if pool is not None:
        pool.taken -= count
        pool.save(update_fields=["taken"])
        if (reserve := places.pool(party.reserve_id)) and party.lent:
            returned = min(count, party.lent)
            party.lent -= returned
            _lend(reserve, places.open, -returned)
        return
    _pass_on(places, Pool.objects.select_for_update(no_key=True).get(pk=party.pool_id or 0), given_back=count)


def release(places: Places, pool: Pool, at: datetime) -> None:
    """End a locked reserve: what is free in it goes to the open pool, and nobody waits for it any more."""
    pool.released_at = at
    pool.waiting = 0
    pool.save(update_fields=["released_at", "waiting"])
    Party.objects.filter(reserve=pool).update(reserve=None, lent=0)
    _pass_on(places, pool, given_back=0)


def resize(pool: Pool, capacity: int) -> bool:
    """Set the capacity of a locked pool; False when more places than that are taken."""
    if capacity < pool.taken:
        return False
    pool.capacity = capacity
    pool.save(update_fields=["capacity"])
    return True


def _lend(reserve: Pool, opened: Pool, count: int) -> None:
    reserve.capacity -= count
    reserve.save(update_fields=["capacity"])
    opened.capacity += count
    opened.save(update_fields=["capacity"])


def _pass_on(places: Places, pool: Pool, *, given_back: int) -> None:
    pool.taken -= given_back
    spare = pool.capacity - pool.taken
    pool.capacity -= spare
    pool.save(update_fields=["taken", "capacity"])
    places.open.capacity += spare
    places.open.save(update_fields=["capacity"])


def _count_waiting(places: Places, party: Party, count: int) -> None:
    places.open.waiting += count
    places.open.save(update_fields=["waiting", "next_ticket"])
    if reserve := places.pool(party.reserve_id):
        reserve.waiting += count
        reserve.save(update_fields=["waiting"])
