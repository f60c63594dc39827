"""Who joins the queue only late? Whoever missed too often, by the rule of the event's centre.

Until then they stand by: they overtake nobody, and nobody waits behind them. From a published time on, the one from
from which the first party that fits is taken or else a day before the start, they wait like everybody else.

The same holds where places go by ballot or by approval: they are no lot in the draw (so that nothing public tells who
missed what), and join the queue once it has been drawn; whom staff accept stands by before they wait.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from events.messages.recipients import rule_of_centre
from events.models import Event, NoShowRule, Party
from events.seating import waiting_list
from events.seating.places import Places, join_queue
from events.sign_up import no_shows
from events.states import Allocation, PartyState
from portal.accounts.models import Person
from portal.audit.recording import SYSTEM, record
from portal.transactions import repeated_when_lost

BEFORE_THE_START = timedelta(days=1)


def until_for(event: Event, people: Sequence[Person], at: datetime) -> datetime | None:
    """Return until when these people stand by, or None when they need not (any more); two queries at most."""
    until = joins_at(event)
    if at >= until:
        return None
    missed = no_shows.waits_only([person.pk for person in people], rule_of_centre(event, NoShowRule), at)
    return until if missed else None


def joins_at(event: Event) -> datetime:
    """Return from when whoever stands by waits like everybody else; in a ballot not before its window has closed."""
    joins = event.fills_from or event.starts_at - BEFORE_THE_START
    return max(joins, event.sign_up_closes_at) if event.allocation == Allocation.BALLOT else joins


def has_queue(event: Event) -> bool:
    """Return whether there is a queue to join: whoever is not drawn, or accepted without a place, always waits."""
    return event.has_waiting_list or event.allocation != Allocation.FIRST_COME


def admit_due(at: datetime) -> int:
    """Let those join the queue whose time has come, in the order in which they signed up; return how many did.

    Where there is a ballot it has to be drawn first, unless nobody is in it.
    """
    due = Party.objects.filter(state=PartyState.WAITING, stands_by_until__lte=at).order_by("stands_by_until", "pk")
    no_ballot = ~Q(event__allocation=Allocation.BALLOT)
    due = due.filter(no_ballot | Q(event__ballot__drawn_at__isnull=False) | Q(event__ballot__entries=[]))
    return sum(_admit(party, at) for party in list(due))


@repeated_when_lost
@transaction.atomic
def _admit(party: Party, at: datetime) -> int:
    places = Places.lock(party.event_id)
    party = Party.objects.select_related("event__programme", "made_by").get(pk=party.pk)
    if party.state != PartyState.WAITING or party.stands_by_until is None:
        return 0
    party.stands_by_until = None
    party.ticket = join_queue(places, party)
    party.save(update_fields=["stands_by_until", "ticket", "reserve"])
    record("party.joined_queue", party, by=SYSTEM, at=at, organisation_id=party.event.organisation_id, size=party.size)
    waiting_list.promote(places, event=party.event, at=at)
    return 1
