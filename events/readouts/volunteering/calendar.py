"""Which shifts are in somebody's own calendar? Those that they, and those whom they act for, are in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Assignment
from events.readouts.volunteering.shift_cards import place_of
from events.volunteering.shift_messages import what_for
from portal.accounts.models import Mandate


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a calendar that is no session of a programme. ``key`` is stable for one shift of one person."""

    key: str
    title: str
    description: str
    location: str
    path: str
    starts_at: datetime
    ends_at: datetime


def own_shifts(user_id: int, since: datetime, at: datetime) -> list[Entry]:
    """Return the shifts from a moment on in which somebody has a place, soonest first; one query."""
    mandates = Mandate.objects.valid_on(timezone.localdate(at)).lasting().filter(agent_id=user_id)
    rows = Assignment.objects.confirmed().filter(
        volunteer__person__in=mandates.values("person"), shift__starts_at__gt=since
    )
    found = rows.select_related(
        "volunteer__person",
        "shift__role",
        "shift__organisation",
        "shift__centre",
        "shift__event__programme",
        "shift__duty",
    )
    return [_entry(row) for row in found.order_by("shift__starts_at", "pk")]


def salt(entries: Iterable[Entry]) -> str:
    """Return what changes when any of these entries does, for the mark of a calendar."""
    return "|".join(f"{one.key}{one.title}{one.location}{one.starts_at}{one.ends_at}" for one in entries)


def _entry(row: Assignment) -> Entry:
    shift = row.shift
    words = {"role": shift.role.local_name, "what": what_for(shift), "name": row.volunteer.person.name}
    return Entry(
        key=f"shift-{row.pk}",
        title=_("Shift: %(role)s (%(name)s)") % words,
        description="\n".join(part for part in (words["what"], shift.local_note) if part),
        location=place_of(shift),
        path=reverse("events:shift", args=[shift.pk]),
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
    )
