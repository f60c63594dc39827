"""How does an act on a case enter its history, and the audit? One row in each, in the act's own transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Max

from portal.audit.recording import record
from portal.cases.models import Case, HistoryEntry
from portal.cases.states import OWN_ROLES


def enter(case: Case, act: str, *, roles: Collection[str], by: Any, at: datetime, **facts: Any) -> HistoryEntry:
    """Add to the history of a case whose row the caller has locked; ``facts`` are ids, numbers and names of fields.

    ``move``, ``before`` and ``after`` have columns of their own.
    """
    columns = {name: facts.pop(name, "") for name in ("move", "before", "after")}
    last = HistoryEntry.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    entry = HistoryEntry.objects.create(
        case=case,
        number=last + 1,
        at=at,
        actor_id=getattr(by, "pk", None),
        role=sorted(roles, key=lambda role: (role in OWN_ROLES, role))[0] if roles else "",
        act=act,
        facts=facts,
        **columns,
    )
    given = {name: value for name, value in columns.items() if value}
    record(f"case.{act}", case, by=by, at=at, organisation_id=case.holder_id, **given, **facts)
    return entry
