"""What becomes of a place that was offered? It is accepted or declined in time, or lapses to the next in line."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NoMandate, OfferOver
from events.messages.telling import tell_party
from events.models import GuestPlace, Party
from events.permissions import can_manage_event, may_act_for
from events.seating import commitments, guest_places, waiting_list
from events.seating.places import Places, give_back
from events.states import PARTY_MOVES, PartyState
from portal.audit.recording import SYSTEM, record
from portal.transactions import repeated_when_lost


@repeated_when_lost
@transaction.atomic
def accept(party: Party, *, by: Any, at: datetime) -> Party:
    """Keep the places that were offered. Doing it again changes nothing.

    Raises ``NoMandate`` for whoever acts for none of the party, ``OfferOver`` when it lapsed or was declined.
    """
    party = _locked(party)
    if not _may_answer(by, party, at):
        raise NoMandate(_("You cannot accept this offer."))
    if party.state == PartyState.CONFIRMED:
        return party
    if not _is_open(party, at):
        raise OfferOver(_("This offer has ended: the place went to the next in line."))
    PARTY_MOVES.move(party, PartyState.CONFIRMED)
    party.confirmed_at = at
    party.save(update_fields=["state", "confirmed_at"])
    party.registrations.filter(state=PartyState.OFFERED).update(state=PartyState.CONFIRMED)
    commitments.enter_party(party, party.event)
    guest_places.settle(party, party.event, at=at)
    record("party.accepted", party, by=by, at=at, organisation_id=party.event.organisation_id, size=party.size)
    tell_party("confirmed", party, event=party.event, at=at)
    return party


def lapse_due(at: datetime) -> int:
    """Let offers lapse whose time is over, and offer their places to the next; return how many lapsed."""
    due = Party.objects.filter(state=PartyState.OFFERED, offer_ends_at__lte=at).order_by("offer_ends_at")
    return sum(_lapse(party, at) for party in list(due))


@repeated_when_lost
@transaction.atomic
def _lapse(party: Party, at: datetime) -> int:
    places = Places.lock(party.event_id)
    party = Party.objects.select_related("event__programme", "made_by").get(pk=party.pk)
    if party.state != PartyState.OFFERED or _is_open(party, at):
        return 0
    PARTY_MOVES.move(party, PartyState.LAPSED)
    tell_party("lapsed", party, event=party.event, at=at)
    party.registrations.filter(state=PartyState.OFFERED).update(state=PartyState.LAPSED)
    GuestPlace.objects.filter(registration__party=party).delete()
    record("party.lapsed", party, by=SYSTEM, at=at, organisation_id=party.event.organisation_id, size=party.size)
    give_back(places, party, party.size)
    party.save(update_fields=["state", "lent"])
    waiting_list.promote(places, event=party.event, at=at)
    return 1


def _is_open(party: Party, at: datetime) -> bool:
    return party.state == PartyState.OFFERED and party.offer_ends_at is not None and at < party.offer_ends_at


def _locked(party: Party) -> Party:
    """Lock the event's pools, as whoever lets the offer lapse does, and return the party as it is now."""
    Places.lock(party.event_id)
    return Party.objects.select_related("event__programme", "made_by").get(pk=party.pk)


def _may_answer(by: Any, party: Party, at: datetime) -> bool:
    people = party.registrations.live().values_list("person_id", flat=True)
    return party.made_by_id == by.pk or bool(may_act_for(by, people, at)) or can_manage_event(by, party.event, at)
