"""Who is next? The queue is strict; from a published time before the start the first party that fits is taken."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Subquery
from django.utils.translation import gettext as _

from events import commitments, places, telling
from events.errors import TooFewPlaces
from events.models import Event, Party, Pool
from events.states import PARTY_MOVES, PartyState
from portal.audit.recording import SYSTEM, record
from portal.transactions import repeated_when_lost


def promote(pool: Pool, *, event: Event, at: datetime) -> list[Party]:
    """Give free places of a locked pool to the queue and return who moved up; tells each of them.

    Nobody is moved up once the last session has begun, or into an event that was called off.
    """
    promoted: list[Party] = []
    if not pool.waiting or event.state != event.State.SCHEDULED or at >= _last_start(event):
        return promoted
    while party := next_in_line(pool, event=event, at=at):
        PARTY_MOVES.move(party, PartyState.CONFIRMED)
        party.confirmed_at = at
        party.save(update_fields=["state", "confirmed_at"])
        party.registrations.filter(state=PartyState.WAITING).update(state=PartyState.CONFIRMED)
        places.move_up(pool, party.size)
        commitments.enter_party(party, event)
        record("party.moved_up", party, by=SYSTEM, at=at, organisation_id=event.organisation_id, size=party.size)
        telling.moved_up(party, event=event, at=at)
        promoted.append(party)
    return promoted


def next_in_line(pool: Pool, *, event: Event, at: datetime) -> Party | None:
    """Return the party that a free place of this locked pool goes to, or None when it does not fit."""
    free = pool.capacity - pool.taken
    waiting = Party.objects.filter(pool=pool, state=PartyState.WAITING).order_by("ticket")
    if event.fills_from and at >= event.fills_from:
        return waiting.filter(size__lte=free).first()
    head = waiting.first()
    return head if head and head.size <= free else None


def position(party: Party) -> int | None:
    """Return 1 for the head of the queue, or None for a party that does not wait."""
    return positions([party]).get(party.pk)


def positions(parties: Iterable[Party]) -> dict[int, int]:
    """Return the position of each waiting party by its id, in one query."""
    ahead = (
        Party.objects.filter(pool=OuterRef("pool"), state=PartyState.WAITING, ticket__lt=OuterRef("ticket"))
        .order_by()
        .values("pool")
        .annotate(parties=Count("pk"))
        .values("parties")
    )
    ids = [party.pk for party in parties if party.state == PartyState.WAITING]
    if not ids:
        return {}
    rows = Party.objects.filter(pk__in=ids, state=PartyState.WAITING).annotate(ahead=Subquery(ahead))
    return {pk: (count or 0) + 1 for pk, count in rows.values_list("pk", "ahead")}


@repeated_when_lost
@transaction.atomic
def change_capacity(event: Event, capacity: int, *, by: Any, at: datetime) -> Pool:
    """Set how many open places an event has; new ones go to the queue first.

    Raises ``TooFewPlaces`` when more are taken already.
    """
    pool = places.lock(event.pools.only("pk").get(kind=Pool.Kind.OPEN).pk)
    before = pool.capacity
    if before == capacity:
        return pool
    if not places.resize(pool, capacity):
        raise TooFewPlaces(
            _("%(taken)d places are taken already. Please enter at least that many.") % {"taken": pool.taken}
        )
    record("event.resized", event, by=by, at=at, organisation_id=event.organisation_id, before=before, after=capacity)
    promote(pool, event=event, at=at)
    return pool


def fill_late(at: datetime) -> int:
    """Give places that a strict queue left free to the first party that fits, where that time has come."""
    moved = 0
    due = Pool.objects.filter(
        waiting__gt=0, event__fills_from__lte=at, event__ends_at__gt=at, event__state="scheduled"
    ).select_related("event")
    for known in due:
        with transaction.atomic():
            moved += len(promote(places.lock(known.pk), event=known.event, at=at))
    return moved


def _last_start(event: Event) -> datetime:
    return event.sessions.scheduled().aggregate(last=Max("starts_at"))["last"] or event.starts_at
