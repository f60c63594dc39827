"""What must somebody know who comes to an event? What it is, when, where, what it costs and what to bring."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import Prefetch

from events.models import Event, Pool, Session
from events.states import EventState
from organisations.models import Organisation

_HOST = ("code", "name", "name_en", "phone", "address", "address_en")
_WORDS = (
    *("slug", "title", "title_en", "fee_yuan", "bring", "bring_en", "min_age", "max_age"),
    *("access_note", "access_note_en", "is_wheelchair_accessible", "is_outing"),
    *(f"category__{field}" for field in ("code", "name", "name_en", "pattern")),
)
_TIMES = (
    *("state", "state_note", "label", "label_en", "starts_at", "ends_at", "opens_at", "closes_at", "needs_sign_up"),
    *("has_waiting_list", "max_party_size"),
)
#: Who may sign up, and who gets a place.
_RULES = (
    *("allocation", "offer_hours", "fills_from", "estate_codes", "priority_until", "asked_first_until"),
    *("max_per_household", "requires"),
    *("allowance_id", "organisation_id", "centre_id"),
)
RELATED = ("programme__category", "organisation", "centre")
#: What is asked, and what the centre has laid down: read with the event, rather than each with a query of its own.
_ASKED = {
    "asking": ("event", "version", "takes_photos"),
    "asking__version": ("question_set", "number", "definition"),
    "centre__care_rule": ("centre", "elder_from_age", "collected_below_age"),
    "centre__no_show_rule": ("centre", "count", "days"),
}
_ASKED_FIELDS = tuple(f"{one}__{field}" for one, fields in _ASKED.items() for field in fields)
#: What the pages of signing up read of an event: a programme's text is long, and they do not show it. Reading
#: anything else raises, so that nobody asks the database field by field.
READ = (
    *_TIMES,
    *_RULES,
    *(f"programme__{field}" for field in _WORDS),
    *(f"{host}__{field}" for host in ("organisation", "centre") for field in _HOST),
    *("organisation__kind", "organisation__home_centre_id"),
)


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
    slug: str
    fee_yuan: Decimal
    bring: str
    access_note: str
    is_wheelchair_accessible: bool
    is_outing: bool
    is_cancelled: bool
    is_over: bool
    note: str


def open_pool_to_show(event_id: int) -> Pool | None:
    """Return the open pool of an event that the public may see, and with it the event, in one query."""
    pools = Pool.objects.filter(
        kind=Pool.Kind.OPEN,
        event=event_id,
        event__awaits_room=False,
        event__programme__live=True,
        event__organisation__state=Organisation.State.ACTIVE,
    )
    related = pools.select_related(*(f"event__{related}" for related in (*RELATED, *_ASKED)))
    read = related.only(
        "capacity", "taken", "waiting", "event", *(f"event__{field}" for field in (*READ, *_ASKED_FIELDS))
    )
    return next(iter(read.fetch_mode(models.FETCH_RAISE)), None)


def event_to_sign_up_for(event_id: int) -> Event | None:
    """Return an event that the public may see with its sessions, as signing up reads it; two queries."""
    programme = [f"programme__{field}" for field in ("title", "title_en", "min_age", "max_age")]
    public = Event.objects.public().filter(pk=event_id).select_related("programme", *_ASKED)
    narrow = public.only(*_TIMES, *_RULES, *_ASKED_FIELDS, *programme)
    sessions = Session.objects.select_related("room")
    return next(iter(narrow.prefetch_related(Prefetch("sessions", sessions)).order_by()), None)


def event_to_show(event_id: int) -> Event:
    """Return an event, public or not any more, as ``occasion`` reads it."""
    return Event.objects.select_related(*RELATED).only(*READ).fetch_mode(models.FETCH_RAISE).get(pk=event_id)


def occasion(event: Event, at: datetime) -> Occasion:
    """Return what there is to know about an event; one query for its sessions."""
    programme, host = event.programme, event.centre or event.organisation
    meetings = tuple(
        Meeting(row.number, row.local_title, row.starts_at, row.ends_at, row.local_place)
        for row in Session.objects.filter(event=event, state=EventState.SCHEDULED).select_related("room")
    )
    following = next((meeting for meeting in meetings if meeting.ends_at > at), None)
    shown = following or (meetings[0] if meetings else None)
    return Occasion(
        event_id=event.pk,
        title=programme.local_title,
        label=event.local_label,
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
        slug=programme.slug,
        fee_yuan=programme.fee_yuan,
        bring=programme.local_bring,
        access_note=programme.local_access_note,
        is_wheelchair_accessible=programme.is_wheelchair_accessible,
        is_outing=programme.is_outing,
        is_cancelled=event.state == EventState.CANCELLED,
        is_over=event.ends_at <= at,
        note=event.state_note,
    )
