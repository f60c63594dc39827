"""Who is next? The queue is strict; from a published time before the start the first party that fits is taken."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import TooFewPlaces
from events.messages.telling import tell_party
from events.models import Event, Party, Pool
from events.seating import commitments, guest_places
from events.seating.places import Places, hold, hold_across, leave_queue, resize
from events.states import PARTY_MOVES, PartyState
from portal.audit.recording import SYSTEM, record
from portal.transactions import repeated_when_lost

#: Local times between which nobody has to answer an offer.
NIGHT_FROM, MORNING = time(21), time(10)


def promote(places: Places, *, event: Event, at: datetime) -> list[Party]:
    """Give free places of locked pools to the queue and return who moved up; tells each of them.

    They are confirmed at once, or offered the place where the event gives hours to accept. Nobody is moved up once
    the last session has begun, or into an event that was called off.
    """
    promoted: list[Party] = []
    if not places.open.waiting or not any(pool.free > 0 for pool in places):
        return promoted
    if event.state != event.State.SCHEDULED or at >= _last_start(event):
        return promoted
    while found := _next(places, event=event, at=at):
        party, pool = found
        move_up(party, pool, places, event=event, at=at)
        promoted.append(party)
    return promoted


def _next(places: Places, *, event: Event, at: datetime) -> tuple[Party, Pool | None] | None:
    """Return who moves up next, and into which pool; into none of them alone where it fits only across two."""
    for pool in places:
        if party := next_in_line(pool, event=event, at=at):
            return party, pool
    across = next_across(places, event=event, at=at)
    return (across, None) if across else None


def move_up(party: Party, pool: Pool | None, places: Places, *, event: Event, at: datetime) -> None:
    """Give a waiting party its places in one of the locked pools, or across its reserve and the open one.

    They are theirs to keep, or to accept in time.
    """
    after = PartyState.OFFERED if event.offer_hours else PartyState.CONFIRMED
    leave_queue(places, party, party.size)
    reserve = places.pool(party.reserve_id)
    if pool is None and reserve:
        hold_across(places, party, reserve)
    else:
        hold(places, party, pool or places.open)
    PARTY_MOVES.move(party, after)
    if after == PartyState.OFFERED:
        party.offer_ends_at = offer_deadline(event, at)
    else:
        party.confirmed_at = at
    party.save(update_fields=["state", "pool", "lent", "confirmed_at", "offer_ends_at"])
    party.registrations.filter(state=PartyState.WAITING).update(state=after)
    act = "party.offered" if after == PartyState.OFFERED else "party.moved_up"
    record(act, party, by=SYSTEM, at=at, organisation_id=event.organisation_id, size=party.size)
    if after == PartyState.OFFERED:
        tell_party("offered", party, event=event, until=party.offer_ends_at, at=at)
    else:
        commitments.enter_party(party, event)
        guest_places.settle(party, event, at=at)
        tell_party("moved_up", party, event=event, at=at)


def offer_deadline(event: Event, at: datetime) -> datetime:
    """Return until when an offer made now can be accepted: the event's hours, but not in the night before ten.

    Nobody has to answer between nine in the evening and ten in the morning. Never later than the next session.
    """
    ends_at = timezone.localtime(at + timedelta(hours=event.offer_hours or 0))
    if ends_at.time() >= NIGHT_FROM:
        ends_at = ends_at + timedelta(days=1)
    if ends_at.time() < MORNING or ends_at.time() >= NIGHT_FROM:
        ends_at = ends_at.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    following = event.sessions.scheduled().filter(starts_at__gt=at).order_by("starts_at")
    begins = following.values_list("starts_at", flat=True).first()
    return min(ends_at, begins) if begins else ends_at


def next_in_line(pool: Pool, *, event: Event, at: datetime) -> Party | None:
    """Return the party that a free place of this locked pool goes to, or None when it does not fit."""
    if pool.free <= 0 or not pool.waiting:
        return None
    waiting = Party.objects.filter(state=PartyState.WAITING, stands_by_until=None).order_by("ticket")
    waiting = waiting.filter(pool=pool) if pool.kind == Pool.Kind.OPEN else waiting.filter(reserve=pool)
    if event.fills_from and at >= event.fills_from:
        return waiting.filter(size__lte=pool.free).first()
    head = waiting.first()
    return head if head and head.size <= pool.free else None


def next_across(places: Places, *, event: Event, at: datetime) -> Party | None:
    """Return the party that the free places of its reserve and of the locked open pool seat only together."""
    free = {pool.pk: pool.free for pool in places.reserves if pool.free > 0 and pool.waiting}
    if not free or places.open.free <= 0:
        return None
    waiting = Party.objects.filter(pool=places.open, state=PartyState.WAITING, stands_by_until=None).order_by("ticket")
    if not (event.fills_from and at >= event.fills_from):
        waiting = waiting[:1]
    fitting = (one for one in waiting if one.size <= places.open.free + free.get(one.reserve_id or 0, 0))
    return next((one for one in fitting if one.reserve_id in free), None)


def position(party: Party) -> int | None:
    """Return 1 for the head of the queue, or None for a party that does not wait."""
    if party.state != PartyState.WAITING or party.stands_by_until is not None:
        return None
    ahead = Party.objects.filter(pool=party.pool_id, state=PartyState.WAITING, ticket__lt=party.ticket)
    return ahead.count() + 1


def positions(parties: Iterable[Party]) -> dict[int, int]:
    """Return the position of each waiting party by its id, in one query."""
    ahead = (
        Party.objects.filter(pool=OuterRef("pool"), state=PartyState.WAITING, ticket__lt=OuterRef("ticket"))
        .order_by()
        .values("pool")
        .annotate(parties=Count("pk"))
        .values("parties")
    )
    ids = [party.pk for party in parties if party.state == PartyState.WAITING and party.stands_by_until is None]
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
    places = Places.lock(event.pk)
    pool, before = places.open, places.open.capacity
    if before == capacity:
        return pool
    if not resize(pool, capacity) or not guest_places.fit(event, at):
        raise TooFewPlaces(
            _("%(taken)d places are taken already. Please enter at least that many.") % {"taken": pool.taken}
        )
    record("event.resized", event, by=by, at=at, organisation_id=event.organisation_id, before=before, after=capacity)
    promote(places, event=event, at=at)
    return pool


def fill_late(at: datetime) -> int:
    """Give places that a strict queue left free to the first party that fits, where that time has come."""
    moved = 0
    due = Event.objects.scheduled().filter(
        pools__kind=Pool.Kind.OPEN, pools__waiting__gt=0, fills_from__lte=at, ends_at__gt=at
    )
    for event in due:
        with transaction.atomic():
            moved += len(promote(Places.lock(event.pk), event=event, at=at))
    return moved


def _last_start(event: Event) -> datetime:
    return event.sessions.scheduled().aggregate(last=Max("starts_at"))["last"] or event.starts_at
