"""How does an organisation write to its volunteers? Once to each account, to all of a shift or of a role to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import LetterRefused, NotAllowed
from events.models import Assignment, Shift, Volunteer, VolunteerRole
from events.permissions import can_roster
from events.volunteering.shift_messages import listeners
from organisations.models import Organisation
from portal.audit.recording import record
from portal.outbox.channels import open_channels
from portal.outbox.queueing import Notice, tell_each


@dataclass(frozen=True)
class Reach:
    """Whom a letter reaches: accounts, and volunteers whom no message reaches, by name."""

    accounts: list[Any]
    to_call: list[Volunteer]


def of_shift(shift: Shift) -> list[Volunteer]:
    """Return who is in a shift or waits for it."""
    rows = shift.assignments.filter(state__in=["confirmed", "waiting"])
    return list(Volunteer.objects.filter(pk__in=rows.values("volunteer")).select_related("person__user").order_by("pk"))


def of_role(organisation: Organisation, role: VolunteerRole, at: datetime) -> list[Volunteer]:
    """Return who is in this organisation's shifts of a role that are still to come."""
    rows = Assignment.objects.confirmed().filter(
        shift__organisation=organisation, shift__role=role, shift__state="open", shift__ends_at__gt=at
    )
    return list(Volunteer.objects.filter(pk__in=rows.values("volunteer")).select_related("person__user").order_by("pk"))


def reach(volunteers: Sequence[Volunteer], at: datetime) -> Reach:
    """Return whom a letter to these volunteers reaches."""
    accounts: dict[int, Any] = {}
    to_call = []
    for one in volunteers:
        hearing = listeners(one, timezone.localdate(at))
        accounts |= {user.pk: user for user in hearing}
        if not any(open_channels(user) for user in hearing):
            to_call.append(one)
    return Reach(list(accounts.values()), to_call)


@transaction.atomic
def write_to(
    volunteers: Sequence[Volunteer],
    organisation: Organisation,
    *,
    subject: str,
    body: str,
    key: UUID,
    by: Any,
    at: datetime,
) -> Reach:
    """Tell whoever hears for these volunteers; the same key again tells nobody. Returns whom it reached.

    Raises ``NotAllowed``; ``LetterRefused`` when nobody is there to be told.
    """
    if not can_roster(by, organisation.pk):
        raise NotAllowed(_("You cannot write to these people."))
    reached = reach(volunteers, at)
    if not reached.accounts and not reached.to_call:
        raise LetterRefused(_("Nobody is there to be told."), field="to", reason="nobody")
    told = tell_each(
        [
            Notice(
                account,
                kind="volunteers.message",
                subject=subject,
                body=body,
                path="/volunteer/mine/",
                key=f"written:{key}:{account.pk}",
                sms_template="staff_message",
                sms_variables={"organisation": organisation.name, "title": subject},
            )
            for account in reached.accounts
        ],
        at=at,
    )
    if told:
        record("volunteers.written_to", organisation, by=by, at=at, organisation_id=organisation.pk, people=told)
    return reached
