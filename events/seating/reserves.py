"""Which places are kept for whom, and until when? For estates and for the window; then they go to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import TooFewPlaces
from events.models import Event, Pool
from events.seating import waiting_list
from events.seating.places import Places, release, resize
from portal.accounts.models import Person
from portal.audit.recording import SYSTEM, record
from portal.transactions import repeated_when_lost


@dataclass(frozen=True)
class Reserve:
    """What is to be kept: for residents of ``estate_codes``, or for the window where there are none."""

    capacity: int
    releases_at: datetime
    estate_codes: tuple[str, ...] = field(default=())
    pool_id: int | None = None

    @property
    def kind(self) -> str:
        return Pool.Kind.ESTATE if self.estate_codes else Pool.Kind.DESK


def reserves_for(places: Places, people: Sequence[Person], *, at_desk: bool) -> list[Pool]:
    """Return the reserves that may serve all of these people, the narrowest right first: estate, then window."""
    homes = {person.household.estate_code for person in people} if places.reserves else set()
    return sorted(
        (pool for pool in places.reserves if _may_serve(pool, homes, at_desk=at_desk)),
        key=lambda pool: (pool.kind != Pool.Kind.ESTATE, pool.pk),
    )


def _may_serve(pool: Pool, homes: set[str], *, at_desk: bool) -> bool:
    if pool.kind == Pool.Kind.DESK:
        return at_desk
    return bool(homes) and homes <= set(pool.estate_codes)


@repeated_when_lost
@transaction.atomic
def keep(event: Event, wanted: Sequence[Reserve], *, by: Any, at: datetime) -> None:
    """Make an event's reserves as wanted; one that is not named any more is released.

    A reserve is places beside the open ones. Raises ``TooFewPlaces`` when more of one are taken than it would have.
    """
    places = Places.lock(event.pk)
    known = {pool.pk: pool for pool in places.reserves}
    for reserve in wanted:
        pool = known.pop(reserve.pool_id, None) if reserve.pool_id else None
        if pool is None:
            pool = Pool(event=event, kind=reserve.kind, capacity=reserve.capacity)
        elif not resize(pool, reserve.capacity):
            raise TooFewPlaces(
                _("%(taken)d places are taken already. Please enter at least that many.") % {"taken": pool.taken}
            )
        pool.kind, pool.estate_codes = reserve.kind, list(reserve.estate_codes)
        pool.releases_at = reserve.releases_at
        pool.save()
    for pool in known.values():
        release(places, pool, at)
    record("event.reserves_changed", event, by=by, at=at, organisation_id=event.organisation_id, reserves=len(wanted))
    waiting_list.promote(Places.lock(event.pk), event=event, at=at)


def release_due(at: datetime) -> int:
    """Release what is kept no longer; those who wait are served first. Return how many reserves ended."""
    released = 0
    due = Pool.objects.filter(releases_at__lte=at, released_at=None).exclude(kind=Pool.Kind.OPEN)
    for known in due:
        released += _release(known, at)
    return released


@repeated_when_lost
@transaction.atomic
def _release(known: Pool, at: datetime) -> int:
    event = Event.objects.get(pools=known)
    places = Places.lock(event.pk)
    pool = places.pool(known.pk)
    if pool is None or pool.releases_at is None or pool.releases_at > at:
        return 0
    release(places, pool, at)
    record("event.reserve_released", event, by=SYSTEM, at=at, organisation_id=event.organisation_id, pool=pool.pk)
    waiting_list.promote(Places.lock(event.pk), event=event, at=at)
    return 1
