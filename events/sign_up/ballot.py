"""Who is drawn? An order that anyone can work out again from what is public.

When the window has closed the list of lots is fixed and published with its digest. Only then do two people draw a seed
in public; it is typed in and published too. The lots are put in the order of SHA-256 of ``seed:lot``, and go through
the places in that order: a party gets its places when all of it fits, else it joins the queue, in drawn order.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from unicodedata import normalize

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from events.errors import NoDraw
from events.messages.telling import tell_party
from events.models import Ballot, Event, Party, Registration
from events.permissions import can_manage_event
from events.seating import commitments, waiting_list
from events.seating.places import Places, hold, join_queue
from events.seating.reserves import reserves_for
from events.states import PARTY_MOVES, Allocation, PartyState
from portal.audit.recording import SYSTEM, record
from portal.transactions import repeated_when_lost

SHORTEST_SEED, LONGEST_SEED = 6, 100
OPEN = "open"


def drawn_order(seed: str, lots: Sequence[str]) -> list[str]:
    """Return the lots in drawn order: by SHA-256 (FIPS 180-4) of ``seed:lot`` in UTF-8, as hexadecimal digits."""
    return sorted(lots, key=lambda lot: hashlib.sha256(f"{seed}:{lot}".encode()).hexdigest())


def allocate(order: Sequence[Mapping[str, Any]], places: Mapping[str, int]) -> list[str]:
    """Return where each party in drawn order gets its places: a reserve's id, ``open``, or nothing.

    A party goes to the reserve that may serve it while all of it fits there, else to the open places.
    """
    free = dict(places)
    found = []
    for party in order:
        choices = [name for name in (party["reserve"], OPEN) if name and free.get(name, 0) >= party["size"]]
        found.append(choices[0] if choices else "")
        if choices:
            free[choices[0]] -= party["size"]
    return found


def digest_of(entries: Sequence[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of the list as it is published: JSON without spaces, keys in order, UTF-8."""
    text = json.dumps(list(entries), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@repeated_when_lost
@transaction.atomic
def close(event: Event, *, at: datetime) -> Ballot | None:
    """Fix the list of lots of an event whose window has closed; safe to repeat. None when it is not time yet."""
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if event.allocation != Allocation.BALLOT or at < event.sign_up_closes_at:
        return None
    known = Ballot.objects.filter(event=event).first()
    if known:
        return known
    entries = sorted(_entries(event), key=lambda entry: entry["lot"])
    ballot = Ballot.objects.create(event=event, entries=entries, digest=digest_of(entries), closed_at=at)
    record("ballot.closed", ballot, by=SYSTEM, at=at, organisation_id=event.organisation_id, lots=len(entries))
    return ballot


def close_due(at: datetime) -> int:
    """Fix the lists of all ballots whose window has closed; return how many."""
    closed = Q(closes_at__lte=at) | Q(closes_at=None, starts_at__lte=at)
    due = Event.objects.filter(closed, allocation=Allocation.BALLOT, ballot=None, state=Event.State.SCHEDULED)
    return sum(close(event, at=at) is not None for event in due.only("pk"))


@repeated_when_lost
@transaction.atomic
def draw(event: Event, *, seed: str, witnesses: tuple[str, str], by: Any, at: datetime) -> Ballot:
    """Draw: give the places in the order of the seed, put the rest into the queue, and tell everybody.

    Raises ``NoDraw`` before the window has closed, for a seed that is too short, without two different witnesses,
    when it was drawn already, or for whoever does not run the event.
    """
    seed, witnesses = _clean(seed), (_clean(witnesses[0]), _clean(witnesses[1]))
    _refuse(event, seed, witnesses, by=by, at=at)
    # The pools before the event, as whoever keeps places does: the other way round the two wait for each other.
    places = Places.lock(event.pk)
    ballot = close(event, at=at)
    if ballot is None:
        raise NoDraw(_("The list is not closed yet. Please draw after sign-up has closed."))
    ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if ballot.drawn_at:
        raise NoDraw(_("This ballot has been drawn already. A draw is never repeated."))
    event = Event.objects.select_related("programme").get(pk=event.pk)
    _give_out(ballot, event, places, seed=seed, at=at)
    ballot.seed, ballot.drawn_at, ballot.drawn_by = seed, at, by
    ballot.first_witness, ballot.second_witness = witnesses
    ballot.save()
    record("ballot.drawn", ballot, by=by, at=at, organisation_id=event.organisation_id, lots=len(ballot.result))
    return ballot


def _refuse(event: Event, seed: str, witnesses: Sequence[str], *, by: Any, at: datetime) -> None:
    if not can_manage_event(by, event, at):
        raise NoDraw(_("You cannot draw this ballot."))
    if event.allocation != Allocation.BALLOT or event.state != Event.State.SCHEDULED:
        raise NoDraw(_("There is no ballot for this event."))
    if not SHORTEST_SEED <= len(seed) <= LONGEST_SEED:
        raise NoDraw(_("The seed needs 6 to 100 characters: for example twelve dice, or the digits that were drawn."))
    if not all(witnesses) or witnesses[0] == witnesses[1]:
        raise NoDraw(_("Please name the two people who drew the seed."))


def _entries(event: Event) -> list[dict[str, Any]]:
    places = Places.of(event.pk)
    rows = Registration.objects.live().filter(event=event, party__state=PartyState.ENTERED)
    by_party: dict[int, list[Registration]] = {}
    for row in rows.select_related("person__household").order_by("party", "pk"):
        by_party.setdefault(row.party_id, []).append(row)
    entries = []
    for party in by_party.values():
        kept = reserves_for(places, [row.person for row in party], at_desk=False)
        entries.append({"lot": party[0].reference, "size": len(party), "reserve": str(kept[0].pk) if kept else ""})
    return entries


def _give_out(ballot: Ballot, event: Event, places: Places, *, seed: str, at: datetime) -> None:
    """Carry out the draw on locked pools and write what came of each lot."""
    known = {entry["lot"]: entry for entry in ballot.entries}
    parties = _parties(event, list(known))
    order = [
        {**known[lot], "size": parties[lot].size if lot in parties else 0} for lot in drawn_order(seed, list(known))
    ]
    ballot.places = {OPEN: places.open.free, **{str(pool.pk): pool.free for pool in places.reserves}}
    there = [entry for entry in order if entry["lot"] in parties]
    where = dict(zip((entry["lot"] for entry in there), allocate(there, ballot.places), strict=True))
    position = 0
    ballot.result = []
    for entry in order:
        party, name = parties.get(entry["lot"]), where.get(entry["lot"], "")
        outcome = "withdrawn" if party is None else ("drawn" if name else "waiting")
        ballot.result.append({**entry, "outcome": outcome, "places": name})
        if party and name:
            _seat(party, event, places, name, at=at)
        elif party:
            position += 1
            _enqueue(party, event, places, entry, position=position, at=at)
    waiting_list.promote(Places.lock(event.pk), event=event, at=at)


def _parties(event: Event, lots: Sequence[str]) -> dict[str, Party]:
    """Return the parties that are still in the ballot, by lot; somebody who withdrew may have been the lot's name."""
    rows = Registration.objects.filter(event=event, reference__in=lots).select_related("party__made_by")
    return {row.reference: row.party for row in rows if row.party.state == PartyState.ENTERED}


def _seat(party: Party, event: Event, places: Places, name: str, *, at: datetime) -> None:
    pool = (None if name == OPEN else places.pool(int(name))) or places.open
    PARTY_MOVES.move(party, PartyState.CONFIRMED)
    party.confirmed_at = at
    hold(places, party, pool)
    party.save(update_fields=["state", "confirmed_at", "pool"])
    party.registrations.filter(state=PartyState.ENTERED).update(state=PartyState.CONFIRMED)
    commitments.enter_party(party, event)
    tell_party("drawn", party, event=event, at=at)


def _enqueue(
    party: Party, event: Event, places: Places, entry: Mapping[str, Any], *, position: int, at: datetime
) -> None:
    PARTY_MOVES.move(party, PartyState.WAITING)
    party.reserve_id = int(entry["reserve"]) if entry["reserve"] else None
    party.ticket = join_queue(places, party)
    party.save(update_fields=["state", "ticket", "reserve"])
    party.registrations.filter(state=PartyState.ENTERED).update(state=PartyState.WAITING)
    tell_party("not_drawn", party, event=event, at=at, position=position)


def _clean(text: str) -> str:
    return normalize("NFC", " ".join(text.split()))
