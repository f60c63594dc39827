"""Who may do what with events and sign-ups? Always a bool or ids; a foreign record answers as a missing one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from events.models import Event, Registration
from organisations.models import Membership
from organisations.permissions import Act, may
from portal.accounts.models import Mandate

#: Roles that may change who takes part in an organisation's events.
RUNS_EVENTS = ("owner", "organiser", "officer", "desk")


def may_act_for(user: Any, person_ids: Iterable[int], at: datetime) -> set[int]:
    """Return those of these people for whom the user holds a mandate that is in force."""
    mandates = Mandate.objects.valid_on(timezone.localdate(at)).of_agent(user)
    return set(mandates.filter(person__in=set(person_ids)).values_list("person_id", flat=True))


def can_manage_event(user: Any, event: Event, at: datetime) -> bool:
    """Return whether the user is staff of the event's organisation, or of the centre that hosts it or the event."""
    if may(user, Act.SERVE, event.organisation_id):
        return True
    organisations = [pk for pk in (event.organisation_id, event.centre_id) if pk]
    return (
        Membership.objects.valid_on(timezone.localdate(at))
        .filter(user=user, organisation__in=organisations, organisation__state="active", role__in=RUNS_EVENTS)
        .exists()
    )


def can_cancel_registration(user: Any, registration: Registration, at: datetime) -> bool:
    """Return whether the user acts for this person, or runs the event."""
    return bool(may_act_for(user, [registration.person_id], at)) or can_manage_event(user, registration.event, at)


def can_see_registration(user: Any, registration: Registration, at: datetime) -> bool:
    """Return whether the user made it, or acts for this person."""
    return registration.party.made_by_id == user.pk or bool(may_act_for(user, [registration.person_id], at))
