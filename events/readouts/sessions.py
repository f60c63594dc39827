"""What is read of a session for cards, calendars and feeds? One row with all its joins, as plain values.

Rows of values and not model instances: a list makes dozens, each of six models, and instances cost ten times more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import FilteredRelation, Q
from django.urls import reverse
from wagtail.images.models import Image, Rendition

from events.models import Pool
from events.models.event import SessionQuerySet
from events.readouts.card import SignUpState, sign_up_state
from portal.languages import in_reader_language

#: How a card's picture is made: wide, and JPEG for old phones.
PICTURE = "fill-640x360|format-jpeg|jpegquality-75"

FIELDS = {
    "session_id": "pk",
    "starts_at": "starts_at",
    "ends_at": "ends_at",
    "session_state": "state",
    "session_title": "title",
    "session_title_en": "title_en",
    "place": "place",
    "place_en": "place_en",
    "room": "room__name",
    "room_en": "room__name_en",
    "event_id": "event_id",
    "code": "event__code",
    "label": "event__label",
    "label_en": "event__label_en",
    "state_note": "event__state_note",
    "revision": "event__revision",
    "changed_at": "event__changed_at",
    "event_state": "event__state",
    "event_starts_at": "event__starts_at",
    "event_ends_at": "event__ends_at",
    "needs_sign_up": "event__needs_sign_up",
    "opens_at": "event__opens_at",
    "closes_at": "event__closes_at",
    "has_waiting_list": "event__has_waiting_list",
    "capacity": "open_pool__capacity",
    "taken": "open_pool__taken",
    "waiting": "open_pool__waiting",
    "centre": "event__centre__name",
    "centre_en": "event__centre__name_en",
    "address": "event__centre__address",
    "address_en": "event__centre__address_en",
    "organisation": "event__organisation__name",
    "organisation_en": "event__organisation__name_en",
    "organisation_code": "event__organisation__code",
    "programme_id": "event__programme_id",
    "slug": "event__programme__slug",
    "title": "event__programme__title",
    "title_en": "event__programme__title_en",
    "summary": "event__programme__summary",
    "summary_en": "event__programme__summary_en",
    "fee_yuan": "event__programme__fee_yuan",
    "is_demo": "event__programme__is_demo",
    "picture_id": "event__programme__picture_id",
    "category_code": "event__programme__category__code",
    "category": "event__programme__category__name",
    "category_en": "event__programme__category__name_en",
    "pattern": "event__programme__category__pattern",
}
_NAMES, _PATHS = tuple(FIELDS), tuple(FIELDS.values())


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
    state_note: str
    revision: int
    changed_at: datetime
    event_state: str
    event_starts_at: datetime
    event_ends_at: datetime
    needs_sign_up: bool
    opens_at: datetime | None
    closes_at: datetime | None
    has_waiting_list: bool
    capacity: int | None
    taken: int | None
    waiting: int | None
    centre: str | None
    centre_en: str | None
    address: str | None
    address_en: str | None
    organisation: str
    organisation_en: str
    organisation_code: str
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

    def local(self, name: str) -> str:
        """Return a wording in the reader's language."""
        return in_reader_language(getattr(self, name) or "", getattr(self, f"{name}_en") or "")

    @property
    def local_place(self) -> str:
        """Where it is: the room's name, or the words."""
        return self.local("room") if self.room else self.local("place")

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


def rows(sessions: SessionQuerySet) -> Iterator[SessionRow]:
    """Return the sessions with what they belong to: one query."""
    joined = sessions.annotate(
        open_pool=FilteredRelation("event__pools", condition=Q(event__pools__kind=Pool.Kind.OPEN))
    )
    return (SessionRow(*values) for values in joined.values_list(*_PATHS))


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
