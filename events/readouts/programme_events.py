"""When, where and with how many places is a programme held? Its events with their sessions, in the reader's words."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse

from events.models import Event, Pool, ProgrammePage, Session
from events.readouts.card import SignUpState, sign_up_state
from events.states import Allocation, EventState
from organisations.models import Organisation
from organisations.readouts.places import access_words
from portal.languages import in_reader_language

#: A weekly programme has hundreds of events behind it: the page names the latest.
PAST_SHOWN = 12
MOST_EVENTS = 100
_SESSION_FIELDS = (
    "event_id",
    "pk",
    "number",
    "title",
    "title_en",
    "starts_at",
    "ends_at",
    "place",
    "place_en",
    "room__name",
    "room__name_en",
    "room__facility__kind",
    "room__code",
    "room__facility__centre__code",
    "room__is_step_free",
    "room__has_lift",
    "room__has_hearing_loop",
    "note",
    "note_en",
    "state",
)


@dataclass(frozen=True, slots=True)
class SessionView:
    """One meeting; words are in the reader's language. ``facility_kind`` is empty where there is no room of ours, and
    so are the address of the room's page and the words for how one gets in.
    """

    session_id: int
    number: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    facility_kind: str
    place_url: str
    access: tuple[str, ...]
    has_steps: bool
    note: str
    is_cancelled: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class EventView:
    """What one signs up for. ``next_session`` is None when all are over or called off.

    ``left`` is what a newcomer can have now: none while somebody waits. ``label`` names the class when a
    programme has several. ``only_for`` names the qualification that one has to hold.
    """

    event_id: int
    code: str
    label: str
    starts_at: datetime
    ends_at: datetime
    sessions: tuple[SessionView, ...]
    next_session: SessionView | None
    place: str
    centre_name: str
    centre_url: str
    centre_address: str
    centre_phone: str
    organisation_name: str
    taken: int
    capacity: int
    left: int
    waiting: int
    sign_up_state: SignUpState
    can_wait: bool
    allocation: str
    only_for: str
    ballot_url: str
    opens_at: datetime | None
    closes_at: datetime
    asked_first_until: datetime | None
    state_note: str
    page_url: str
    register_url: str
    calendar_url: str
    poster_url: str
    short_url: str


def events_of(page: ProgrammePage, at: datetime) -> list[Event]:
    """Return all events that are still to come, and the latest of what is over; one query."""
    mine = Event.objects.filter(programme_id=page.pk, awaits_room=False)
    latest = mine.filter(ends_at__lte=at).order_by("-ends_at").values("pk")[:PAST_SHOWN]
    kept = _with_places().filter(Q(ends_at__gt=at) | Q(pk__in=latest), programme_id=page.pk, awaits_room=False)
    return list(kept.order_by("starts_at", "pk")[:MOST_EVENTS])


@cache
def _with_places() -> QuerySet[Event]:
    """Return the query of events with the numbers of their open pool, put together once."""
    pool = FilteredRelation("pools", condition=Q(pools__kind=Pool.Kind.OPEN))
    return Event.objects.order_by().annotate(
        open_pool=pool,
        capacity=F("open_pool__capacity"),
        taken=F("open_pool__taken"),
        waiting=F("open_pool__waiting"),
        required=F("requires__name"),
        required_en=F("requires__name_en"),
    )


@cache
def _session_rows() -> QuerySet:
    return Session.objects.order_by("starts_at", "pk").values_list(*_SESSION_FIELDS)


def sessions_of(event_ids: Collection[int], at: datetime) -> dict[int, list[SessionView]]:
    """Return the sessions of each event, in order; one query."""
    by_event: dict[int, list[SessionView]] = defaultdict(list)
    for row in _session_rows().filter(event_id__in=event_ids) if event_ids else ():
        event_id, pk, number, title, title_en, starts_at, ends_at, place, place_en, room, room_en, *rest = row
        facility_kind, room_code, centre_code, is_step_free, has_lift, has_loop, note, note_en, state = rest
        address = {"centre": centre_code, "kind": facility_kind, "room": room_code}
        by_event[event_id].append(
            SessionView(
                session_id=pk,
                number=number,
                title=in_reader_language(title, title_en),
                starts_at=starts_at,
                ends_at=ends_at,
                place=in_reader_language(room, room_en) if room else in_reader_language(place, place_en),
                facility_kind=facility_kind or "",
                place_url=reverse("organisations:room", kwargs=address) if room_code else "",
                access=tuple(access_words(is_step_free, has_lift, has_loop)) if room_code else (),
                has_steps=is_step_free is False,
                note=in_reader_language(note, note_en),
                is_cancelled=state == EventState.CANCELLED,
                is_past=ends_at <= at,
            )
        )
    return by_event


def event_view(
    event: Event, sessions: list[SessionView], organisations: Mapping[int, Organisation], *, slug: str, at: datetime
) -> EventView:
    """Return one event in the reader's language; ``event`` carries the numbers of its open pool."""
    capacity, taken, waiting = event.capacity or 0, event.taken or 0, event.waiting or 0  # type: ignore[attr-defined]
    left = 0 if waiting else capacity - taken
    coming = [one for one in sessions if not one.is_past and not one.is_cancelled]
    next_session = coming[0] if coming and event.state == EventState.SCHEDULED else None
    organisation, centre = organisations[event.organisation_id], organisations.get(event.centre_id or 0)
    return EventView(
        event_id=event.pk,
        code=event.code,
        label=event.local_label,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        sessions=tuple(sessions),
        next_session=next_session,
        place=(next_session or sessions[0]).place if sessions else "",
        centre_name=centre.local_name if centre else "",
        centre_url=organisation_url(centre.code) if centre else "",
        centre_address=centre.local_address if centre else "",
        centre_phone=centre.phone if centre else "",
        organisation_name=organisation.local_name,
        taken=taken,
        capacity=capacity,
        left=left,
        waiting=waiting,
        sign_up_state=state_of(event, left, at),
        can_wait=event.has_waiting_list,
        allocation=event.allocation,
        only_for=in_reader_language(event.required or "", event.required_en or ""),  # type: ignore[attr-defined]
        ballot_url=reverse("events:ballot", args=[event.pk]) if event.allocation == Allocation.BALLOT else "",
        opens_at=event.opens_at,
        closes_at=event.sign_up_closes_at,
        asked_first_until=event.asked_first_until if event.asked_first_until and at < event.asked_first_until else None,
        state_note=event.state_note,
        page_url=reverse("events:programme", args=[organisation.code, slug]),
        register_url=reverse("events:register", args=[event.pk]),
        calendar_url=reverse("events:event_calendar", args=[event.pk]),
        poster_url=reverse("events:poster", args=[event.pk]),
        short_url=settings.WAGTAILADMIN_BASE_URL + reverse("events:short", args=[event.code]),
    )


def state_of(event: Event, left: int, at: datetime) -> SignUpState:
    """Return where sign-up for an event stands, with so many places left."""
    return sign_up_state(
        at=at,
        state=event.state,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        needs_sign_up=event.needs_sign_up,
        opens_at=event.opens_at,
        closes_at=event.closes_at,
        left=left,
    )


def organisation_url(code: str) -> str:
    """Return the address of an organisation's profile in the reader's language."""
    return reverse("wagtail_serve", args=[f"organisations/{code}/"])
