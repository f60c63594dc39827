"""Which certificates can somebody take, and who of an event's people has earned one?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events.learning.certificates import Presence, presences, proofs_of
from events.models import Attendance, Event, Registration
from events.states import Certified, EventState
from portal.accounts.models import Mandate
from portal.proofs.models import Proof

#: My page offers a certificate for this long; on the sign-up's own page it can be taken at any time.
OFFERED_FOR = timedelta(days=180)
MOST_OFFERED = 10


@dataclass(frozen=True, slots=True)
class Offer:
    """A certificate that waits to be taken."""

    reference: str
    title: str
    name: str
    presence: Presence


@dataclass(frozen=True, slots=True)
class OnPaper:
    """One person of an event, as staff see who has earned what."""

    name: str
    reference: str
    presence: Presence
    proof: Proof | None


def to_take(user: Any, at: datetime) -> list[Offer]:
    """Return the certificates that the account's people have earned and not taken; a constant number of queries."""
    rows = list(
        Registration.objects.confirmed()
        .filter(
            person__in=Mandate.objects.of_agent(user).valid_on(timezone.localdate(at)).lasting().values("person"),
            pk__in=Attendance.objects.arrived().values("registration"),
            event__ends_at__lte=at,
            event__ends_at__gt=at - OFFERED_FOR,
            event__state=EventState.SCHEDULED,
        )
        .exclude(event__certified=Certified.NOBODY)
        .select_related("event__programme", "person")
        .defer("event__programme__body")
        .order_by("-event__ends_at", "pk")[: MOST_OFFERED * 3]
    )
    held, taken = presences(rows), proofs_of(rows)
    return [_offer(row, held[row.pk]) for row in rows if row.pk not in taken and held[row.pk].is_enough][:MOST_OFFERED]


def offer_of(registration: Registration, at: datetime) -> tuple[Offer | None, Proof | None]:
    """Return what a sign-up's page offers: a certificate to take, or the one that was issued."""
    if registration.event.ends_at > at:
        return None, None
    proof = proofs_of([registration]).get(registration.pk)
    presence = presences([registration])[registration.pk]
    can_take = proof is None and presence.is_enough and registration.state == "confirmed"
    return (_offer(registration, presence) if can_take else None), proof


def of_event(event: Event) -> Sequence[OnPaper]:
    """Return everybody who has a place, with how often they came and the certificate that was issued."""
    rows = list(
        Registration.objects.confirmed().filter(event=event).select_related("event", "person").order_by("person__name")
    )
    held, proofs = presences(rows), proofs_of(rows)
    return [OnPaper(row.person.name, row.reference, held[row.pk], proofs.get(row.pk)) for row in rows]


def _offer(row: Registration, presence: Presence) -> Offer:
    return Offer(row.reference, row.event.programme.local_title, row.person.name, presence)
