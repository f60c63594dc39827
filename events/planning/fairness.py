"""How are an event's places shared? The rules, set in one go with the reserves, and not changed under people's feet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import EventOver, RulesRefused
from events.models import Event
from events.planning.scheduling import refuse_stranger
from events.seating import reserves
from events.seating.reserves import Reserve
from events.states import LIVE, Allocation, EventState
from portal.audit.recording import record
from portal.transactions import repeated_when_lost

#: What ``set_rules`` may change, and nothing else.
RULES = (
    *("allocation", "offer_hours", "fills_from", "has_waiting_list", "max_party_size"),
    *("estate_codes", "priority_until", "max_per_household", "allowance", "requires"),
)


@repeated_when_lost
@transaction.atomic
def set_rules(event: Event, rules: Mapping[str, Any], *, kept: Sequence[Reserve] = (), by: Any, at: datetime) -> Event:
    """Set by which rules an event's places are given out, and what is kept for whom.

    How places are given (first come, ballot, approval) cannot change once somebody has signed up. Raises
    ``RulesRefused`` naming the field, ``EventOver``, ``NotAllowed`` for a stranger, ``TooFewPlaces``.
    """
    refuse_stranger(by, event.organisation)
    event = Event.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=event.pk)
    if event.state != EventState.SCHEDULED or at >= event.ends_at:
        raise EventOver(_("This event is over or called off and cannot be changed."))
    changed = [name for name in RULES if name in rules and getattr(event, name) != rules[name]]
    for name in changed:
        setattr(event, name, rules[name])
    _refuse_nonsense(event, changed, kept, at)
    event.save(update_fields=[*changed, "changed_at"])
    record("event.rules_changed", event, by=by, at=at, organisation_id=event.organisation_id, fields=changed)
    reserves.keep(event, kept, by=by, at=at)
    return event


def _refuse_nonsense(event: Event, changed: Sequence[str], kept: Sequence[Reserve], at: datetime) -> None:
    if "allocation" in changed and event.parties.filter(state__in=LIVE).exists():
        raise RulesRefused(
            _("Somebody has signed up already: how places are given out cannot change any more."), field="allocation"
        )
    if event.allocation == Allocation.BALLOT and not event.closes_at:
        raise RulesRefused(
            _("A ballot needs a day when sign-up closes. Please set it with the dates first."), field="allocation"
        )
    if event.allowance_id and event.allowance and event.allowance.organisation_id != event.organisation_id:
        raise RulesRefused(_("That allowance is another organisation's."), field="allowance")
    if event.priority_until and event.priority_until >= event.sign_up_closes_at:
        raise RulesRefused(_("The priority days end after sign-up has closed."), field="priority_until")
    for reserve in kept:
        if reserve.releases_at >= event.ends_at:
            raise RulesRefused(_("Places cannot be kept until after the activity is over."), field="reserves")
    if sum(not reserve.estate_codes for reserve in kept) > 1:
        raise RulesRefused(_("There is one reserve for the window. Please put its places together."), field="reserves")
