"""Who waits for the coordinator's word? Whoever missed several shifts and asks for another, and why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from events.models import Assignment, NoShow, VolunteerRule
from events.states import ShiftState
from portal.late_joins import keys_of, rows_of

#: The longest that a rule looks back.
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class AwaitingWord:
    """Somebody who waits for a shift, and the absences that count against them under the organisation's rule."""

    row: Assignment
    absences: Sequence[NoShow]


def awaiting_word(organisations: Any, at: datetime) -> list[AwaitingWord]:
    """Return who waits for a word in shifts to come of these organisations, the soonest first; one query where nobody
    waits, else three.
    """
    waiting = Assignment.objects.waiting().filter(
        shift__organisation__in=organisations, shift__starts_at__gt=at, shift__state=ShiftState.OPEN
    )
    waiting = waiting.order_by("shift__starts_at", "ticket", "pk")
    keys = list(keys_of(waiting))
    if not keys:
        return []
    shown = "volunteer__person", "shift__role", "shift__pool", "shift__organisation__volunteer_rule"
    rows = rows_of(waiting.select_related(*shown), keys)
    counting = NoShow.objects.counting().in_shifts().since(at - LONGEST).filter(happened_at__lte=at)
    missed: dict[tuple[int, int | None], list[NoShow]] = defaultdict(list)
    of_them = counting.filter(assignment__volunteer__in={row.volunteer_id for row in rows})
    for one in of_them.select_related("assignment__shift__role").order_by("-happened_at"):
        if one.assignment:
            missed[one.assignment.volunteer_id, one.centre_id].append(one)
    found = []
    for row in rows:
        rule = getattr(row.shift.organisation, "volunteer_rule", None) or VolunteerRule()
        since = at - timedelta(days=rule.absence_days)
        counted = [one for one in missed[row.volunteer_id, row.shift.organisation_id] if one.happened_at > since]
        if rule.absences is not None and len(counted) >= rule.absences:
            found.append(AwaitingWord(row, counted))
    return found
