"""How does staff cancel somebody's sign-up? As the person could, with a reason that the person reads."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NotAllowed
from events.messages.telling import tell_party
from events.models import Registration
from events.permissions import can_manage_event
from events.sign_up.registration import cancel
from events.states import LIVE
from portal.audit.recording import record
from portal.transactions import repeated_when_lost


@repeated_when_lost
@transaction.atomic
def cancel_for(registration: Registration, *, reason: str, by: Any, at: datetime) -> Registration:
    """Cancel one person's part in their stead; tells whoever signed them up why. Doing it again changes nothing.

    Raises ``NotAllowed`` for whoever does not run the event, ``SignUpClosed`` once it is over.
    """
    if not can_manage_event(by, registration.event, at):
        raise NotAllowed(_("You cannot cancel this sign-up."))
    if registration.state not in LIVE:
        return registration
    registration = cancel(registration=registration, by=by, at=at)
    tell_party(
        "cancelled_by_staff",
        registration.party,
        event=registration.event,
        rows=[registration],
        at=at,
        reason=reason,
    )
    record(
        "registration.cancelled_by_staff",
        registration,
        by=by,
        at=at,
        beneficiary_id=registration.person_id,
        organisation_id=registration.event.organisation_id,
    )
    return registration
