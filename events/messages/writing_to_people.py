"""How do staff write to some of those who signed up? Once to each account, in the inbox, and an SMS that says so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NotAllowed
from events.messages import call_list, recipients
from events.models import Event, Registration
from events.permissions import can_manage_event
from portal.audit.recording import record
from portal.outbox.queueing import Notice, tell_each


@transaction.atomic
def write_to(
    registrations: Sequence[Registration], *, event: Event, subject: str, body: str, key: UUID, by: Any, at: datetime
) -> int:
    """Tell whoever made these sign-ups, and whoever comes and has an account; return how many accounts were told. Whom
    no message reaches goes on the call list. The same key again tells nobody.

    Raises ``NotAllowed`` for whoever does not run the event.
    """
    if not can_manage_event(by, event, at) or any(one.event_id != event.pk for one in registrations):
        raise NotAllowed(_("You cannot write to these people."))
    hearing = recipients.of(registrations)
    variables = {"organisation": event.organisation.name, "title": event.programme.title}
    notices = [
        Notice(
            account,
            kind="sign_ups.message",
            subject=subject,
            body=body,
            path="/me/",
            key=f"written:{key}:{account.pk}",
            sms_template="staff_message",
            sms_variables=variables,
            about=f"event:{event.pk}",
        )
        for account in hearing.accounts
    ]
    for row in hearing.to_call:
        wanted = call_list.Wanted(f"written:{key}:{row.pk}", "letter", row, subject, body, event.ends_at)
        call_list.enter(wanted, event=event, at=at)
    told = tell_each(notices, at=at)
    if told:
        record("sign_ups.written_to", event, by=by, at=at, organisation_id=event.organisation_id, people=told)
    return told
