"""Who comes in a full portal? Registrations in bulk, with counters, queues and diaries that are true to them."""

import uuid
from datetime import datetime
from random import Random

from events.models import Event, Party, Pool, Registration
from events.populating.residents import PREFIX
from events.seating.commitments import SOURCE
from events.sign_up.registration import ALPHABET, REFERENCE_LENGTH
from events.states import PartyState
from portal.accounts.models import Mandate
from portal.timetable.diaries import commit_each

BATCH = 2000


def make_registrations(count: int, chance: Random, at: datetime) -> int:
    """Sign made-up residents up, each for themselves or their family, until there are this many more registrations.

    Only events that nobody signed up for yet are filled; each to between a third of its places and a queue.
    """
    people = list(
        Mandate.objects.filter(agent__username__startswith=PREFIX, ends_on=None)
        .order_by("pk")
        .values_list("person_id", "agent_id", "person__diary_id")
    )
    pools = Pool.objects.filter(
        kind=Pool.Kind.OPEN, taken=0, waiting=0, event__needs_sign_up=True, event__state=Event.State.SCHEDULED
    )
    parties: list[Party] = []
    comers: list[tuple[int, int]] = []
    filled: list[Pool] = []
    for pool in pools.filter(event__starts_at__gt=at).order_by("event__starts_at", "pk"):
        wanted = min(round(pool.capacity * chance.uniform(0.3, 1.2)), len(people), count - len(parties))
        if wanted < 1:
            break
        first = chance.randrange(len(people))
        for place in range(wanted):
            person, agent, diary = people[(first + place) % len(people)]
            parties.append(_party(pool, place, agent, chance, at))
            comers.append((person, diary))
        pool.taken, pool.waiting = min(wanted, pool.capacity), max(wanted - pool.capacity, 0)
        pool.next_ticket = pool.waiting + 1
        filled.append(pool)
    _write(parties, comers, filled, chance)
    return len(parties)


def _party(pool: Pool, place: int, agent: int, chance: Random, at: datetime) -> Party:
    has_place = place < pool.capacity
    return Party(
        event_id=pool.event_id or 0,
        pool=pool,
        made_by_id=agent,
        request_key=uuid.UUID(int=chance.getrandbits(128), version=4),
        request_digest="populated",
        state=PartyState.CONFIRMED if has_place else PartyState.WAITING,
        size=1,
        ticket=None if has_place else place - pool.capacity + 1,
        created_at=at,
        confirmed_at=at if has_place else None,
    )


def _write(parties: list[Party], comers: list[tuple[int, int]], filled: list[Pool], chance: Random) -> None:
    Party.objects.bulk_create(parties, batch_size=BATCH)
    rows = Registration.objects.bulk_create(
        [
            Registration(
                party=party,
                event_id=party.event_id,
                person_id=person,
                state=party.state,
                reference="".join(chance.choice(ALPHABET) for _ in range(REFERENCE_LENGTH)),
            )
            for party, (person, _diary) in zip(parties, comers, strict=True)
        ],
        batch_size=BATCH,
    )
    Pool.objects.bulk_update(filled, ["taken", "waiting", "next_ticket"], batch_size=500)
    spans: dict[int, list[tuple[datetime, datetime]]] = {}
    for event, start, end in Event.objects.filter(pk__in=[pool.event_id for pool in filled]).values_list(
        "pk", "sessions__starts_at", "sessions__ends_at"
    ):
        spans.setdefault(event, []).append((start, end))
    commit_each(
        [
            (diary, start, end, row.pk)
            for row, (_person, diary) in zip(rows, comers, strict=True)
            if row.state == PartyState.CONFIRMED
            for start, end in spans[row.event_id]
        ],
        source=SOURCE,
    )
