"""What may a machine ask of the lists? The keys of /programmes/, checked by the same filters."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field
from pydantic_core import core_schema

from events.filters import SessionFilter
from events.models import ProgrammePage, Session
from events.models.event import SessionQuerySet
from events.readouts.calendar import FIRST_DAY, LAST_DAY
from events.readouts.choices import current_choices
from events.readouts.programme_list import from_now_on, of_words
from organisations.models import Facility, Organisation
from organisations.models.organisation import PAGE_PATH_LENGTH
from portal.api.days import day_pattern
from portal.api.paging import LARGEST_ID, Paging
from portal.api.problems import FieldProblem, Refused
from portal.search.words import LONGEST_QUERY


class OneOf:
    """One of these values and no other, as a model's choices have them."""

    def __init__(self, values: Sequence[str]):
        self.values = list(values)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.literal_schema(self.values)


Code = Annotated[str, Field(pattern="^[a-zA-Z0-9_-]{1,40}$")]
Day = Annotated[str, Field(pattern=day_pattern(FIRST_DAY.year, LAST_DAY), examples=["2026-11-22"])]


class Asked(Schema):
    """The same keys as the list for people. A code that nobody has is answered with 404."""

    category: Code | None = Field(None, description="Code of a category, see /categories")
    audience: Annotated[str, OneOf(ProgrammePage.Audience.values)] | None = None
    age: int | None = Field(None, ge=0, le=120, description="For somebody of this age")
    estate: Code | None = Field(None, description="Near this estate, by its code")
    centre: Code | None = Field(None, description="Held in this community centre, by its code")
    organisation: Code | None = Field(None, description="Published by this organisation or with a part of it, by code")
    facility: Annotated[str, OneOf(Facility.Kind.values)] | None = Field(None, description="Where to go")
    language: Code | None = Field(None, description="Code of a spoken language")
    first_day: Day | None = Field(None, alias="from", description="From this day on (local), else from now on")
    to: Day | None = Field(None, description="Up to and with this day (local)")
    weekday: Annotated[str, OneOf("1234567")] | None = Field(None, description="1 is Monday")
    open: Literal["1"] | None = Field(None, description="1: only with places left, or without sign-up")


class AskedProgrammes(Paging, Asked):
    q: str | None = Field(
        None, max_length=LONGEST_QUERY, pattern=r"^[^\x00]*$", description="Words, in Chinese, pinyin or English"
    )

    @property
    def words(self) -> str:
        return (self.q or "").strip()


class AskedEvents(Paging, Asked):
    programme: int | None = Field(None, ge=1, le=LARGEST_ID, description="Of this programme, by its id")


def sessions_asked(request: HttpRequest, asked: Asked) -> SessionQuerySet:
    """Return the public sessions that fit; none when the last day is before the first.

    Raises ``Refused`` (404) for a code that nobody has, with the sentence that people get.
    """
    at = timezone.now()
    given: dict[str, Any] = {name: value for name, value in asked.dict(by_alias=True).items() if value is not None}
    found = SessionFilter(given, Session.objects.public(), choices=current_choices(), at=at)
    found.form.is_valid()
    errors = [
        FieldProblem(where="query", field=name, code="unknown", message=str(sentences[0]))
        for name, sentences in found.form.errors.items()
        if name != "to"
    ]
    if errors:
        raise Refused(404, _("Something that was asked for does not exist here."), reason="unknown", errors=errors)
    sessions: SessionQuerySet = found.qs
    if "to" in found.form.errors:
        return sessions.none()
    first = found.form.cleaned_data.get("from")
    if first is None or first >= timezone.localdate(at):
        sessions = from_now_on(sessions, at)
    return sessions


def with_words(sessions: SessionQuerySet, words: str) -> SessionQuerySet:
    """Keep the sessions of programmes that answer the words, if there are any."""
    return of_words(sessions, words) if words else sessions


def with_one_of(events: QuerySet, sessions: SessionQuerySet) -> QuerySet:
    """Keep the events that have one of these sessions."""
    return events.filter(Exists(sessions.order_by().filter(event_id=OuterRef("pk"))))


def public_programmes() -> QuerySet[ProgrammePage]:
    """Return the programmes whose page is live and whose organisation is not suspended."""
    publisher = Organisation.objects.active().filter(page__path=Substr(OuterRef("path"), 1, PAGE_PATH_LENGTH))
    return ProgrammePage.objects.live().filter(Exists(publisher))
