"""How is an act recorded? One row in the act's own transaction."""

from datetime import datetime
from typing import Any

from portal.audit.models import Entry

#: Scheduled work is done by a named actor, never by nobody.
SYSTEM = "system"


def record(
    act: str,
    target: Any,
    *,
    by: Any,
    at: datetime,
    beneficiary_id: int | None = None,
    organisation_id: int | None = None,
    **facts: Any,
) -> Entry:
    """Insert an audit row: ``act`` on ``target`` by a user (or the name of a system actor, such as ``SYSTEM``).

    ``facts`` are ids, states, counts and field names; a personal value has no place here.
    """
    is_user = hasattr(by, "pk")
    return Entry.objects.create(
        at=at,
        actor_id=by.pk if is_user else None,
        actor_name="" if is_user else str(by),
        act=act,
        object_type=target._meta.label_lower,
        object_id=str(target.pk),
        beneficiary_id=beneficiary_id,
        organisation_id=organisation_id,
        facts=facts,
    )
