"""What does a programme's card show? Its next date, its place, its fee and the places left; no queries of its own."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class SignUpState(StrEnum):
    """Where sign-up stands for somebody who comes now; templates compare with the plain words."""

    OPEN = "open"  #: there are places
    LATER = "later"  #: it opens at ``opens_at``
    FULL = "full"  #: no place left; ``can_wait`` tells whether one can join the waiting list
    CLOSED = "closed"  #: too late to sign up
    WALK_IN = "walk_in"  #: no sign-up needed, just come
    CANCELLED = "cancelled"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class EventCard:
    """A programme's next event, as a list shows it. Moments are aware; words are in the reader's language.

    ``starts_at`` and ``ends_at`` are those of its next session; ``more_count`` is how many sessions of the
    programme follow it. ``picture_url`` is empty when there is none: the cover is drawn from ``pattern``.
    """

    event_id: int
    code: str
    title: str
    url: str
    summary: str
    category_code: str
    category_name: str
    pattern: str
    picture_url: str
    starts_at: datetime
    ends_at: datetime
    place: str
    centre_name: str
    organisation_name: str
    is_free: bool
    fee_yuan: Decimal
    left: int
    capacity: int
    waiting: int
    sign_up_state: SignUpState
    can_wait: bool
    opens_at: datetime | None
    more_count: int
    is_demo: bool
    allocation: str = "first_come"


def sign_up_state(
    *,
    at: datetime,
    state: str,
    starts_at: datetime,
    ends_at: datetime,
    needs_sign_up: bool,
    opens_at: datetime | None,
    closes_at: datetime | None,
    left: int,
) -> SignUpState:
    """Return where sign-up for an event stands at this moment; ``starts_at`` is its first session's."""
    if state == "cancelled":
        return SignUpState.CANCELLED
    if ends_at <= at:
        return SignUpState.PAST
    if not needs_sign_up:
        return SignUpState.WALK_IN
    if (closes_at or starts_at) <= at:
        return SignUpState.CLOSED
    if opens_at and opens_at > at:
        return SignUpState.LATER
    return SignUpState.OPEN if left > 0 else SignUpState.FULL
