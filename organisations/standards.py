"""What does the district promise? How soon whoever asks hears a first word, by kind of question."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from organisations.errors import NotYours, StandardRefused
from organisations.models import ServiceStandard
from organisations.models.standard import LONGEST, SHORTEST
from portal import contributions
from portal.audit.recording import record


def found_standards() -> None:
    """Enter the usual target of each kind that has none; what the district changed stays. Safe to repeat."""
    for source in contributions.answers:
        ServiceStandard.objects.get_or_create(kind=source.kind, defaults={"working_days": source.usual_days})


@transaction.atomic
def set_standards(days: Mapping[str, int], *, by: Any, at: datetime) -> int:
    """Set the targets of these kinds, in working days; return how many changed, each of which is on record.

    Raises ``NotYours`` for all but the administrator, ``StandardRefused`` for a target out of bounds.
    """
    if hasattr(by, "pk") and not (by.is_active and by.is_superuser):
        raise NotYours(_("Only the district's administrator sets service standards."))
    for kind, wanted in days.items():
        if not SHORTEST <= wanted <= LONGEST:
            words = _("Please give between %(shortest)s and %(longest)s working days.")
            raise StandardRefused(words % {"shortest": SHORTEST, "longest": LONGEST}, kind=kind)
    changed = 0
    for row in ServiceStandard.objects.select_for_update().filter(kind__in=list(days)):
        before, row.working_days = row.working_days, days[row.kind]
        if before != row.working_days:
            row.save(update_fields=["working_days"])
            record("standard.changed", row, by=by, at=at, kind=row.kind, before=before, after=row.working_days)
            changed += 1
    return changed
