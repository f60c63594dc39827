"""To which single sessions can somebody come who waits for a place in the course?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.models import GuestPlace, Registration, Session
from events.seating.guest_places import free
from events.states import PartyState


@dataclass(frozen=True, slots=True)
class SessionOnce:
    """A session with a place that a leave has freed, or one to which this person comes already."""

    session: Session
    is_mine: bool


def sessions_once(registration: Registration, at: datetime) -> Sequence[SessionOnce]:
    """Return them in order; none for who does not wait, or stands by. Four queries for who does."""
    if registration.state != PartyState.WAITING or registration.party.stands_by_until:
        return []
    sessions = list(registration.event.sessions.scheduled().filter(starts_at__gt=at).order_by("starts_at"))
    mine = set(GuestPlace.objects.filter(registration=registration).values_list("session", flat=True))
    left = free(sessions)
    return [SessionOnce(one, one.pk in mine) for one in sessions if one.pk in mine or left[one.pk]]
