"""What must somebody know who comes to an event? What it is, when, where, what it costs and what to bring."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from events.models import Event, Session
from events.states import EventState

#: What a page of signing up never shows, and the longest of what it would have to read.
UNREAD = ("programme__body", "programme__search_description")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session that takes place."""

    number: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """An event as somebody who comes to it must know it; words are in the reader's language."""

    event_id: int
    title: str
    label: str
    summary: str
    category_name: str
    pattern: str
    starts_at: datetime
    ends_at: datetime
    meetings: tuple[Meeting, ...]
    next_meeting: Meeting | None
    place: str
    centre_name: str
    address: str
    phone: str
    organisation_code: str
    organisation_name: str
    slug: str
    fee_yuan: Decimal
    bring: str
    access_note: str
    is_wheelchair_accessible: bool
    is_cancelled: bool
    is_over: bool
    note: str


def with_what_it_is(events: QuerySet[Event]) -> QuerySet[Event]:
    """Load what ``occasion`` reads: two queries however many events."""
    meetings = Session.objects.filter(state=EventState.SCHEDULED).select_related("room")
    return (
        events.select_related("programme__category", "organisation", "centre")
        .defer(*UNREAD)
        .prefetch_related(Prefetch("sessions", queryset=meetings, to_attr="meetings"))
    )


def occasion(event: Event, at: datetime) -> Occasion:
    """Return what there is to know about an event that ``with_what_it_is`` loaded."""
    programme, host = event.programme, event.centre or event.organisation
    meetings = tuple(
        Meeting(row.number, row.local_title, row.starts_at, row.ends_at, row.local_place)
        for row in event.meetings  # type: ignore[attr-defined]
    )
    following = next((meeting for meeting in meetings if meeting.ends_at > at), None)
    shown = following or (meetings[0] if meetings else None)
    return Occasion(
        event_id=event.pk,
        title=programme.local_title,
        label=event.local_label,
        summary=programme.local_summary,
        category_name=programme.category.local_name,
        pattern=programme.category.pattern,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        meetings=meetings,
        next_meeting=following,
        place=shown.place if shown else "",
        centre_name=event.centre.local_name if event.centre else "",
        address=host.local_address,
        phone=host.phone,
        organisation_code=event.organisation.code,
        organisation_name=event.organisation.local_name,
        slug=programme.slug,
        fee_yuan=programme.fee_yuan,
        bring=programme.local_bring,
        access_note=programme.local_access_note,
        is_wheelchair_accessible=programme.is_wheelchair_accessible,
        is_cancelled=event.state == EventState.CANCELLED,
        is_over=event.ends_at <= at,
        note=event.state_note,
    )
