"""What has somebody signed up for, themselves and those they act for? Cards in the order in which one goes there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, Registration, Session
from events.readouts.registration import Standing, standing
from events.seating.waiting_list import positions
from events.states import EventState

#: The longest of what a list would have to read, and never shows.
UNREAD = ("programme__body", "programme__search_description")
#: How many registrations my page shows before it leads to the list.
MOST_COMING = 20
MOST_PAST = 5


@dataclass(frozen=True, slots=True)
class Outing:
    """One party's part in one event: who goes, where to, and where the sign-up stands."""

    reference: str
    title: str
    label: str
    pattern: str
    starts_at: datetime
    ends_at: datetime
    place: str
    centre_name: str
    names: tuple[str, ...]
    standing: Standing

    @property
    def names_in_words(self) -> str:
        """Who goes, as a sentence lists them."""
        return _(", ").join(self.names)

    @property
    def day(self) -> date:
        """The local date under which it is listed."""
        return timezone.localdate(self.starts_at)


def upcoming(user: Any, at: datetime) -> QuerySet[Registration]:
    """Keep what is still to come and not cancelled, soonest next session first."""
    following = Session.objects.filter(event=OuterRef("event"), state=EventState.SCHEDULED, ends_at__gt=at)
    soonest = following.order_by("starts_at").values("starts_at")[:1]
    return (
        Registration.objects.visible_to(user, at)
        .live()
        .filter(event__ends_at__gt=at)
        .annotate(next_at=Coalesce(Subquery(soonest), "event__starts_at"))
        .order_by("next_at", "event", "party", "pk")
    )


def past(user: Any, at: datetime) -> QuerySet[Registration]:
    """Keep what is over or was cancelled, latest first."""
    mine = Registration.objects.visible_to(user, at)
    return mine.exclude(pk__in=mine.live().filter(event__ends_at__gt=at).values("pk")).order_by(
        "-event__starts_at", "event", "party", "pk"
    )


def with_what_they_are(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Load what ``outings`` reads: two queries however many."""
    meetings = Session.objects.filter(state=EventState.SCHEDULED).select_related("room")
    return (
        registrations.select_related("event__programme__category", "event__centre", "person", "party")
        .defer(*(f"event__{field}" for field in UNREAD))
        .prefetch_related(Prefetch("event__sessions", queryset=meetings, to_attr="meetings"))
    )


def overview(user: Any, at: datetime) -> dict[str, Any]:
    """Return what my page shows: the next few, the last few, and whether there are more of either."""
    coming = list(with_what_they_are(upcoming(user, at))[: MOST_COMING + 1])
    gone = list(with_what_they_are(past(user, at))[: MOST_PAST + 1])
    return {
        "outings": outings(coming[:MOST_COMING], at),
        "has_more": len(coming) > MOST_COMING,
        "past": outings(gone[:MOST_PAST], at),
        "has_more_past": len(gone) > MOST_PAST,
    }


def outings(registrations: Sequence[Registration], at: datetime) -> list[Outing]:
    """Return one card for each party and state, with the position of those that wait; one query more."""
    in_line = positions({row.party for row in registrations})
    return [
        _outing(list(rows), in_line.get(party_id), at)
        for (party_id, _state), rows in groupby(registrations, key=lambda row: (row.party_id, row.state))
    ]


def _outing(rows: Sequence[Registration], position: int | None, at: datetime) -> Outing:
    first = rows[0]
    event: Event = first.event
    meetings = event.meetings  # type: ignore[attr-defined]
    shown = next((row for row in meetings if row.ends_at > at), meetings[0] if meetings else None)
    return Outing(
        reference=first.reference,
        title=event.programme.local_title,
        label=event.local_label,
        pattern=event.programme.category.pattern,
        starts_at=shown.starts_at if shown else event.starts_at,
        ends_at=shown.ends_at if shown else event.ends_at,
        place=shown.local_place if shown else "",
        centre_name=event.centre.local_name if event.centre else "",
        names=tuple(row.person.name for row in rows),
        standing=standing(
            first.state,
            position=position,
            is_called_off=event.state == EventState.CANCELLED,
            is_over=event.ends_at <= at,
        ),
    )
