"""What has somebody's service come to? Sums, badges, entries and proofs, for the volunteer's own page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from events.models import HoursEntry, ServiceProof, Volunteer
from events.states import HoursState
from events.volunteering import thanks
from organisations.models import Organisation

#: A page of entries.
PAGE = 40
TONES = {
    HoursState.PROPOSED: ("warning", "clock"),
    HoursState.APPROVED: ("success", "check"),
    HoursState.REFUSED: ("danger", "close"),
}


@dataclass(frozen=True)
class Service:
    """One volunteer's hours: what counts, what waits, and the way to the next badge."""

    volunteer: Volunteer
    minutes: int
    waiting: int
    years: Sequence[tuple[int, int]]
    badges: Sequence[thanks.Earned]
    ahead: thanks.Next | None
    entries: Sequence[HoursEntry]
    proofs: Sequence[ServiceProof]


def volunteers_of(user: Any, at: datetime) -> list[Volunteer]:
    """Return the volunteers that this account acts for, itself first; one query."""
    rows = Volunteer.objects.acted_for_by(user, timezone.localdate(at)).select_related("person")
    return sorted(rows, key=lambda one: (one.person.user_id != user.pk, one.pk))


def service_of(volunteer: Volunteer) -> Service:
    """Return all of it; seven queries, however many entries."""
    entries = HoursEntry.objects.of_volunteer(volunteer).select_related("organisation")
    badges, ahead = thanks.badges_of(volunteer)
    return Service(
        volunteer,
        thanks.total(volunteer),
        HoursEntry.objects.of_volunteer(volunteer).to_be_approved().minutes(),
        thanks.years_of(volunteer),
        badges,
        ahead,
        list(entries.order_by("-on", "-pk")[:PAGE]),
        list(volunteer.service_proofs.select_related("organisation", "proof").order_by("-asked_at")[:10]),
    )


def organisations_served(volunteer: Volunteer) -> Any:
    """Return the organisations that have approved hours of a volunteer."""
    rows = HoursEntry.objects.of_volunteer(volunteer).approved().values("organisation")
    return Organisation.objects.filter(pk__in=rows).order_by("name")
