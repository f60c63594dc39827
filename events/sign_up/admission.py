"""Who is accepted where staff look at each sign-up? Awaiting approval is a state of its own, no waiting list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NotAllowed, NotPending
from events.messages.telling import tell_party
from events.models import Party, Pool
from events.permissions import can_manage_event
from events.seating import commitments, waiting_list
from events.seating.places import Places, hold, join_queue
from events.seating.reserves import reserves_for
from events.sign_up import standby
from events.states import PARTY_MOVES, PartyState
from portal.accounts.models import Person
from portal.audit.recording import record
from portal.transactions import repeated_when_lost


@repeated_when_lost
@transaction.atomic
def accept(party: Party, *, by: Any, at: datetime) -> Party:
    """Give a party its places, or put it at the end of the queue when there are too few; tells it.

    Whoever missed too often stands by first; staff who want them at once excuse a no-show before. Doing it again
    changes nothing. Raises ``NotAllowed``, ``NotPending`` for one that was declined or cancelled.
    """
    places, party = _locked(party, by=by, at=at)
    if party.state in (PartyState.CONFIRMED, PartyState.WAITING, PartyState.OFFERED):
        return party
    _refuse_others(party)
    event = party.event
    people = [row.person for row in party.registrations.live().select_related("person__household")]
    until = standby.until_for(event, people, at)
    pool = None if until else _seat(party, people, places)
    if until:
        PARTY_MOVES.move(party, PartyState.WAITING)
        party.stands_by_until = until
    elif pool:
        PARTY_MOVES.move(party, PartyState.CONFIRMED)
        party.confirmed_at = at
        hold(places, party, pool)
    else:
        PARTY_MOVES.move(party, PartyState.WAITING)
        party.ticket = join_queue(places, party)
    party.decided_at = at
    party.save(update_fields=["state", "confirmed_at", "decided_at", "ticket", "stands_by_until", "pool", "reserve"])
    party.registrations.filter(state=PartyState.PENDING).update(state=party.state)
    record("party.accepted_by_staff", party, by=by, at=at, organisation_id=event.organisation_id, size=party.size)
    if party.state == PartyState.CONFIRMED:
        commitments.enter_party(party, event)
        tell_party("accepted", party, event=event, at=at)
    elif until:
        tell_party("standing_by", party, event=event, until=until, at=at)
    elif party not in waiting_list.promote(places, event=event, at=at):
        tell_party("waiting", party, event=event, position=waiting_list.position(party) or 1, at=at)
    return party


def _seat(party: Party, people: Sequence[Person], places: Places) -> Pool | None:
    """Return the locked pool that seats the party, kept or open; without one, note the reserve that may serve it."""
    kept = reserves_for(places, people, at_desk=False)
    party.reserve = kept[0] if kept else None
    return next((pool for pool in (*kept, places.open) if pool.left >= party.size), None)


@repeated_when_lost
@transaction.atomic
def decline(party: Party, *, reason: str, by: Any, at: datetime) -> Party:
    """Turn a party down with a reason that it reads. Raises ``NotAllowed``, ``NotPending``."""
    _places, party = _locked(party, by=by, at=at)
    if party.state == PartyState.DECLINED:
        return party
    _refuse_others(party)
    PARTY_MOVES.move(party, PartyState.DECLINED)
    party.note, party.decided_at = reason, at
    party.save(update_fields=["state", "note", "decided_at"])
    tell_party("declined", party, event=party.event, reason=reason, at=at)
    party.registrations.filter(state=PartyState.PENDING).update(state=PartyState.DECLINED)
    record("party.declined", party, by=by, at=at, organisation_id=party.event.organisation_id, size=party.size)
    return party


def _locked(party: Party, *, by: Any, at: datetime) -> tuple[Places, Party]:
    if not can_manage_event(by, party.event, at):
        raise NotAllowed(_("You cannot decide on this sign-up."))
    places = Places.lock(party.event_id)
    return places, Party.objects.select_related("event__programme", "made_by").get(pk=party.pk)


def _refuse_others(party: Party) -> None:
    if party.state != PartyState.PENDING:
        raise NotPending(_("This sign-up is not awaiting approval any more."))
