"""How many sign-ups does a person have in events that share a limit? An organisation's own, chosen in their rules."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NotAllowed
from events.models import Allowance
from organisations.models import Organisation
from organisations.permissions import Act, may
from portal.audit.recording import record

FACTS = ("name", "name_en", "most", "starts_on", "ends_on")


@transaction.atomic
def make_allowance(organisation: Organisation, *, facts: Mapping[str, Any], by: Any, at: datetime) -> Allowance:
    """Make an allowance that the organisation's events can share. Raises ``NotAllowed``."""
    _refuse_stranger(organisation.pk, by)
    allowance = Allowance.objects.create(organisation=organisation, **{name: facts[name] for name in FACTS})
    record("allowance.made", allowance, by=by, at=at, organisation_id=organisation.pk, most=allowance.most)
    return allowance


@transaction.atomic
def change_allowance(allowance: Allowance, *, facts: Mapping[str, Any], by: Any, at: datetime) -> Allowance:
    """Change it for whoever signs up from now on; nobody loses a place. Raises ``NotAllowed``."""
    _refuse_stranger(allowance.organisation_id, by)
    changed = [name for name in FACTS if getattr(allowance, name) != facts[name]]
    for name in changed:
        setattr(allowance, name, facts[name])
    if changed:
        allowance.save(update_fields=changed)
        record(
            "allowance.changed",
            allowance,
            by=by,
            at=at,
            organisation_id=allowance.organisation_id,
            fields=changed,
        )
    return allowance


def _refuse_stranger(organisation_id: int, by: Any) -> None:
    if not may(by, Act.WRITE, organisation_id):
        raise NotAllowed(_("You cannot plan for this organisation."))
