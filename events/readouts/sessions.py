"""What is read of a session for cards, calendars and feeds? Rows of plain values, put together here.

Rows of values and not model instances: a list makes dozens, each of six models, and instances cost ten times more.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet
from django.urls import reverse
from wagtail.images.models import Image, Rendition

from events.models import Pool, ProgrammePage, Session
from events.readouts.card import SignUpState, sign_up_state
from organisations.models import Organisation
from portal.languages import in_reader_language

#: How a card's picture is made: wide, and JPEG for old phones.
PICTURE = "fill-640x360|format-jpeg|jpegquality-75"

#: Read of a session with its event, its places and its room.
_OWN = (
    "pk",
    "starts_at",
    "ends_at",
    "state",
    "title",
    "title_en",
    "place",
    "place_en",
    "room__name",
    "room__name_en",
    "event_id",
    "event__code",
    "event__label",
    "event__label_en",
    "event__state",
    "event__state_note",
    "event__revision",
    "event__changed_at",
    "event__starts_at",
    "event__ends_at",
    "event__needs_sign_up",
    "event__opens_at",
    "event__closes_at",
    "event__has_waiting_list",
    "event__allocation",
    "open_pool__capacity",
    "open_pool__taken",
    "open_pool__waiting",
    "event__programme_id",
    "event__organisation_id",
    "event__centre_id",
)
_OF_PROGRAMME = (
    "pk",
    "slug",
    "title",
    "title_en",
    "summary",
    "summary_en",
    "fee_yuan",
    "is_demo",
    "picture_id",
    "category__code",
    "category__name",
    "category__name_en",
    "category__pattern",
)
_OF_ORGANISATION = ("pk", "code", "name", "name_en", "address", "address_en")


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """What a programme is, in both languages."""

    programme_id: int
    slug: str
    title: str
    title_en: str
    summary: str
    summary_en: str
    fee_yuan: Decimal
    is_demo: bool
    picture_id: int | None
    category_code: str
    category: str
    category_en: str
    pattern: str

    @property
    def local_title(self) -> str:
        return in_reader_language(self.title, self.title_en)

    @property
    def local_summary(self) -> str:
        return in_reader_language(self.summary, self.summary_en)

    @property
    def local_category(self) -> str:
        return in_reader_language(self.category, self.category_en)


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """Who holds it or where it is held, in both languages."""

    organisation_id: int
    code: str
    name: str
    name_en: str
    address: str
    address_en: str

    @property
    def local_name(self) -> str:
        return in_reader_language(self.name, self.name_en)

    @property
    def local_address(self) -> str:
        return in_reader_language(self.address, self.address_en)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session with what it belongs to, as the database has it; both languages, moments in UTC."""

    session_id: int
    starts_at: datetime
    ends_at: datetime
    session_state: str
    session_title: str
    session_title_en: str
    place: str
    place_en: str
    room: str | None
    room_en: str | None
    event_id: int
    code: str
    label: str
    label_en: str
    event_state: str
    state_note: str
    revision: int
    changed_at: datetime
    event_starts_at: datetime
    event_ends_at: datetime
    needs_sign_up: bool
    opens_at: datetime | None
    closes_at: datetime | None
    has_waiting_list: bool
    allocation: str
    capacity: int | None
    taken: int | None
    waiting: int | None
    programme: ProgrammeRow
    organisation: OrganisationRow
    centre: OrganisationRow | None

    @property
    def local_place(self) -> str:
        """Where it is: the room's name, or the words."""
        if self.room:
            return in_reader_language(self.room, self.room_en or "")
        return in_reader_language(self.place, self.place_en)

    @property
    def local_label(self) -> str:
        return in_reader_language(self.label, self.label_en)

    @property
    def local_session_title(self) -> str:
        return in_reader_language(self.session_title, self.session_title_en)

    @property
    def left(self) -> int:
        """Places that a newcomer can have now: none while somebody waits."""
        return 0 if self.waiting else (self.capacity or 0) - (self.taken or 0)

    @property
    def is_cancelled(self) -> bool:
        return "cancelled" in (self.session_state, self.event_state)

    def sign_up_state(self, at: datetime) -> SignUpState:
        """Return where sign-up stands; a session that is called off says so, whatever its event."""
        return sign_up_state(
            at=at,
            state="cancelled" if self.is_cancelled else self.event_state,
            starts_at=self.event_starts_at,
            ends_at=self.event_ends_at,
            needs_sign_up=self.needs_sign_up,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            left=self.left,
        )


def rows(session_ids: Collection[int]) -> list[SessionRow]:
    """Return these sessions with what they belong to, in this order: three queries.

    One query would join ten tables, and PostgreSQL then takes longer to plan it than to answer the three.
    """
    if not session_ids:
        return []
    found = {values[0]: values for values in _sessions().filter(pk__in=session_ids)}
    *_others, programme_ids, organisation_ids, centre_ids = zip(*found.values(), strict=True)
    programmes = {
        values[0]: ProgrammeRow(*values)
        for values in ProgrammePage.objects.order_by().filter(pk__in=set(programme_ids)).values_list(*_OF_PROGRAMME)
    }
    organisations: dict[int | None, OrganisationRow] = {
        values[0]: OrganisationRow(*values)
        for values in Organisation.objects.order_by()
        .filter(pk__in={*organisation_ids, *centre_ids} - {None})
        .values_list(*_OF_ORGANISATION)
    }
    rows = []
    for pk in session_ids:
        if pk in found:
            *own, programme_id, organisation_id, centre_id = found[pk]
            belongs_to = programmes[programme_id], organisations[organisation_id], organisations.get(centre_id)
            values: list[Any] = [*own, *belongs_to]
            rows.append(SessionRow(*values))
    return rows


@cache
def _sessions() -> QuerySet:
    """Return the query of sessions, put together once: naming its fields takes longer than running it."""
    open_pool = FilteredRelation("event__pools", condition=Q(event__pools__kind=Pool.Kind.OPEN))
    return Session.objects.order_by().annotate(open_pool=open_pool).values_list(*_OWN)


class ProgrammeAddresses:
    """Addresses of programmes in the reader's language; the pattern is looked up once and filled in often."""

    def __init__(self) -> None:
        self._pattern = reverse("events:programme", args=["organisation-code", "programme-slug"])

    def __call__(self, organisation_code: str, slug: str) -> str:
        return self._pattern.replace("organisation-code", organisation_code).replace("programme-slug", slug)


def picture_urls(image_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the address of each picture's rendition; one query unless one has to be made first."""
    wanted = {image_id for image_id in image_ids if image_id}
    if not wanted:
        return {}
    made = Rendition.objects.filter(image_id__in=wanted, filter_spec=PICTURE)
    urls = {rendition.image_id: rendition.url for rendition in made}
    for image in Image.objects.filter(pk__in=wanted - urls.keys()) if wanted - urls.keys() else ():
        urls[image.pk] = image.get_rendition(PICTURE).url
    return urls
