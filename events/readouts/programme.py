"""What does a programme's page need besides its words? Its events, their sessions and places, who holds it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Event, Pool, ProgrammeHost, ProgrammePage, Session
from events.readouts.card import SignUpState, sign_up_state
from events.states import EventState
from organisations.models import Organisation
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
    "note",
    "note_en",
    "state",
)


@dataclass(frozen=True, slots=True)
class SessionView:
    """One meeting; words are in the reader's language. ``facility_kind`` is empty where there is no room of ours."""

    session_id: int
    number: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    facility_kind: str
    note: str
    is_cancelled: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class EventView:
    """What one signs up for. ``next_session`` is None when all are over or called off.

    ``left`` is what a newcomer can have now: none while somebody waits. ``label`` names the class when a
    programme has several.
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
    opens_at: datetime | None
    closes_at: datetime
    state_note: str
    page_url: str
    register_url: str
    calendar_url: str
    short_url: str


@dataclass(frozen=True, slots=True)
class HostView:
    """An organisation's part; ``url`` is empty when the portal does not know it."""

    role: str
    role_name: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """Somebody who speaks, with what is known of them and who checked it."""

    name: str
    credentials: str
    checked_by: str
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """The records beside a programme's words; ``upcoming`` in order of the next session, ``past`` latest first.

    A called-off event stays in ``upcoming`` until its time is over, so that people see that it is called off.
    """

    upcoming: tuple[EventView, ...]
    past: tuple[EventView, ...]
    hosts: tuple[HostView, ...]
    speakers: tuple[SpeakerView, ...]
    languages: tuple[str, ...]
    ages: str
    organisation_name: str
    organisation_url: str


def programme_view(page: ProgrammePage, at: datetime) -> ProgrammeView:
    """Return what stands beside a programme's words; six queries however much it has. Drafts have it too."""
    events = {event.pk: event for event in _events(page, at)}
    sessions = _sessions(events, at)
    views = [event_view(event, sessions[event.pk], slug=page.slug, at=at) for event in events.values()]
    upcoming = [view for view in views if view.ends_at > at]
    past = [view for view in views if view.ends_at <= at]
    hosts, publisher = _hosts(page)
    return ProgrammeView(
        upcoming=tuple(sorted(upcoming, key=_next_start)),
        past=tuple(sorted(past, key=lambda view: view.starts_at, reverse=True)),
        hosts=hosts,
        speakers=tuple(
            SpeakerView(speaker.local_name, speaker.local_credentials, speaker.checked_by, speaker.checked_on)
            for speaker in page.speakers.all()
        ),
        languages=tuple(language.local_name for language in page.languages.all()),
        ages=ages(page.min_age, page.max_age),
        organisation_name=publisher.local_name if publisher else "",
        organisation_url=organisation_url(publisher.code) if publisher else "",
    )


def _next_start(view: EventView) -> datetime:
    return view.next_session.starts_at if view.next_session else view.starts_at


def _events(page: ProgrammePage, at: datetime) -> QuerySet[Event]:
    """Return all that is still to come, and the latest of what is over."""
    mine = Event.objects.filter(programme_id=page.pk)
    latest = mine.filter(ends_at__lte=at).order_by("-ends_at").values("pk")[:PAST_SHOWN]
    kept = mine.filter(Q(ends_at__gt=at) | Q(pk__in=latest)).order_by("starts_at", "pk")
    pool = FilteredRelation("pools", condition=Q(pools__kind=Pool.Kind.OPEN))
    return kept.select_related("centre", "organisation").annotate(
        open_pool=pool, capacity=F("open_pool__capacity"), taken=F("open_pool__taken"), waiting=F("open_pool__waiting")
    )[:MOST_EVENTS]


def _sessions(events: Collection[int], at: datetime) -> dict[int, list[SessionView]]:
    by_event: dict[int, list[SessionView]] = defaultdict(list)
    found = Session.objects.filter(event_id__in=list(events)).order_by("starts_at", "pk")
    for row in found.values_list(*_SESSION_FIELDS) if events else ():
        event_id, pk, number, title, title_en, starts_at, ends_at, place, place_en, room, room_en, *rest = row
        facility_kind, note, note_en, state = rest
        by_event[event_id].append(
            SessionView(
                session_id=pk,
                number=number,
                title=in_reader_language(title, title_en),
                starts_at=starts_at,
                ends_at=ends_at,
                place=in_reader_language(room, room_en) if room else in_reader_language(place, place_en),
                facility_kind=facility_kind or "",
                note=in_reader_language(note, note_en),
                is_cancelled=state == EventState.CANCELLED,
                is_past=ends_at <= at,
            )
        )
    return by_event


def event_view(event: Event, sessions: list[SessionView], *, slug: str, at: datetime) -> EventView:
    """Return one event in the reader's language; ``event`` carries the numbers of its open pool."""
    capacity, taken, waiting = event.capacity or 0, event.taken or 0, event.waiting or 0  # type: ignore[attr-defined]
    left = 0 if waiting else capacity - taken
    coming = [one for one in sessions if not one.is_past and not one.is_cancelled]
    next_session = coming[0] if coming and event.state == EventState.SCHEDULED else None
    centre = event.centre
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
        organisation_name=event.organisation.local_name,
        taken=taken,
        capacity=capacity,
        left=left,
        waiting=waiting,
        sign_up_state=sign_up_state(
            at=at,
            state=event.state,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            needs_sign_up=event.needs_sign_up,
            opens_at=event.opens_at,
            closes_at=event.closes_at,
            left=left,
        ),
        can_wait=event.has_waiting_list,
        opens_at=event.opens_at,
        closes_at=event.sign_up_closes_at,
        state_note=event.state_note,
        page_url=reverse("events:programme", args=[event.organisation.code, slug]),
        register_url=reverse("events:register", args=[event.pk]),
        calendar_url=reverse("events:event_calendar", args=[event.pk]),
        short_url=settings.WAGTAILADMIN_BASE_URL + reverse("events:short", args=[event.code]),
    )


def _hosts(page: ProgrammePage) -> tuple[tuple[HostView, ...], Organisation | None]:
    """Return the hosts in the page's order, and the organisation whose page this one lies under."""
    hosts = list(page.hosts.all())
    above = page.path[: -page.steplen]
    known = Q(pk__in=[host.organisation_id for host in hosts if host.organisation_id]) | Q(page__path=above)
    organisations = Organisation.objects.filter(known).annotate(is_publisher=Q(page__path=above))
    by_id = {organisation.pk: organisation for organisation in organisations}
    publisher = next((one for one in by_id.values() if one.is_publisher), None)
    return tuple(_host(host, by_id) for host in hosts), publisher


def _host(host: ProgrammeHost, organisations: Mapping[int, Organisation]) -> HostView:
    organisation = organisations.get(host.organisation_id)
    return HostView(
        role=host.role,
        role_name=host.get_role_display(),
        name=organisation.local_name if organisation else in_reader_language(host.name, host.name_en),
        url=organisation_url(organisation.code) if organisation and organisation.state == "active" else "",
    )


def organisation_url(code: str) -> str:
    """Return the address of an organisation's profile in the reader's language."""
    return reverse("wagtail_serve", args=[f"organisations/{code}/"])


def ages(youngest: int | None, oldest: int | None) -> str:
    """Return for which ages it is, in words; nothing when it is for all."""
    if youngest is not None and oldest is not None:
        return _("%(youngest)d to %(oldest)d years old") % {"youngest": youngest, "oldest": oldest}
    if youngest is not None:
        return _("%(youngest)d and older") % {"youngest": youngest}
    return _("up to %(oldest)d years old") % {"oldest": oldest} if oldest is not None else ""
