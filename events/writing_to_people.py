"""How do staff write to people who signed up? Once to each who made the sign-ups, in the inbox and by SMS."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NotAllowed
from events.models import Event, Registration
from events.permissions import can_manage_event
from portal.audit.recording import record
from portal.outbox.queueing import Notice, tell_each

SMS = "staff_message"


@transaction.atomic
def write_to(
    registrations: Sequence[Registration], *, event: Event, subject: str, body: str, key: UUID, by: Any, at: datetime
) -> int:
    """Tell whoever made these sign-ups; return how many people were told. The same key again tells nobody.

    Raises ``NotAllowed`` for whoever does not run the event.
    """
    if not can_manage_event(by, event, at) or any(one.event_id != event.pk for one in registrations):
        raise NotAllowed(_("You cannot write to these people."))
    makers = {one.party.made_by_id: one.party.made_by for one in registrations}
    variables = {"organisation": event.organisation.name, "title": event.programme.title}
    notices = [
        Notice(
            maker,
            kind="sign_ups.message",
            subject=subject,
            body=body,
            path="/me/",
            key=f"written:{key}:{pk}",
            sms_template=SMS,
            sms_variables=variables,
        )
        for pk, maker in makers.items()
    ]
    told = tell_each(notices, at=at)
    if told:
        record("sign_ups.written_to", event, by=by, at=at, organisation_id=event.organisation_id, people=told)
    return told
