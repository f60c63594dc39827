"""Is there a place? The pool is the only counter, and these are the only statements that change it.

Lock order: a newcomer writes rows first and touches the pool last; whoever gives back or promotes locks the
pool first and then changes rows that exist. Touching the hot row last keeps it locked for the shortest time.
"""

from django.db.models import F

from events.models import Pool


def take(pool_id: int, count: int) -> bool:
    """Take ``count`` places for a newcomer, last in the caller's transaction; False when they are not to be had.

    A newcomer gets nothing while anybody waits. On False the caller rolls back what it wrote.
    """
    free = Pool.objects.filter(pk=pool_id, waiting=0, taken__lte=F("capacity") - count)
    return free.update(taken=F("taken") + count) == 1


def queue(pool_id: int, count: int) -> int:
    """Count ``count`` people into the queue, last in the caller's transaction, and return their ticket.

    The pool's row stays locked until the transaction ends, so tickets are in the order of commits.
    """
    Pool.objects.filter(pk=pool_id).update(waiting=F("waiting") + count, next_ticket=F("next_ticket") + 1)
    return Pool.objects.values_list("next_ticket", flat=True).get(pk=pool_id) - 1


def lock(pool_id: int) -> Pool:
    """Lock a pool, first in the caller's transaction, to give back or to promote.

    ``no_key``: sign-ups in flight hold a key share of the row through their foreign key; a plain
    ``FOR UPDATE`` would wait for them while they wait for it.
    """
    return Pool.objects.select_for_update(no_key=True).get(pk=pool_id)


def give_back(pool: Pool, count: int) -> None:
    """Give back ``count`` taken places of a locked pool."""
    pool.taken -= count
    pool.save(update_fields=["taken"])


def leave_queue(pool: Pool, count: int) -> None:
    """Count ``count`` people out of the queue of a locked pool."""
    pool.waiting -= count
    pool.save(update_fields=["waiting"])


def move_up(pool: Pool, count: int) -> None:
    """Turn ``count`` waiting people of a locked pool into taken places."""
    pool.waiting -= count
    pool.taken += count
    pool.save(update_fields=["waiting", "taken"])


def resize(pool: Pool, capacity: int) -> bool:
    """Set the capacity of a locked pool; False when more places than that are taken."""
    if capacity < pool.taken:
        return False
    pool.capacity = capacity
    pool.save(update_fields=["capacity"])
    return True
