"""What do the answers about programmes, events and sessions look like? The API's document is made of these."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.utils import timezone
from ninja import Schema
from pydantic import Field, PlainSerializer, WithJsonSchema

from events.readouts.card import SignUpState

#: A moment, written with the offset of local time, so that one can read it and a machine cannot mistake it.
Moment = Annotated[
    datetime,
    PlainSerializer(lambda moment: timezone.localtime(moment).isoformat(timespec="seconds"), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-22T09:30:00+08:00"]}),
]
Yuan = Annotated[
    Decimal,
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d+\.\d\d$", "examples": ["15.00"]}),
]


class Named(Schema):
    """Something with a code that never changes and a name in both languages (English may be empty)."""

    code: str
    name: str
    name_en: str


class Host(Named):
    """An organisation's part in a programme; ``code`` is empty for one that the portal does not know."""

    role: str


class Speaker(Schema):
    name: str
    name_en: str
    credentials: str
    credentials_en: str


class Places(Schema):
    """``left`` is what a newcomer can have now: none while somebody waits. ``sign_up`` says where sign-up stands."""

    capacity: int
    taken: int
    left: int
    waiting: int
    has_waiting_list: bool
    sign_up: SignUpState


class SessionOut(Schema):
    """One meeting: a date, a time and a place. Its places are those of the event that it belongs to."""

    id: int
    event_id: int
    programme_id: int
    title: str
    title_en: str
    programme_title: str
    programme_title_en: str
    starts_at: Moment
    ends_at: Moment
    place: str
    place_en: str
    organisation: Named
    centre: Named | None
    is_cancelled: bool
    places: Places


class SessionOfEvent(Schema):
    id: int
    number: int
    title: str
    title_en: str
    starts_at: Moment
    ends_at: Moment
    place: str
    place_en: str
    note: str
    note_en: str
    is_cancelled: bool


class ProgrammeName(Schema):
    id: int
    title: str
    title_en: str
    url: str
    url_en: str


class EventOut(Schema):
    """What one signs up for as a whole: a lecture, a term's class, one week's drop-in."""

    id: int
    code: str = Field(description="The short address on posters: /e/<code>")
    programme: ProgrammeName
    organisation: Named
    centre: Named | None
    label: str
    label_en: str
    state: Literal["scheduled", "cancelled"]
    state_note: str
    starts_at: Moment
    ends_at: Moment
    needs_sign_up: bool
    opens_at: Moment | None
    closes_at: Moment
    max_party_size: int
    places: Places


class EventDetail(EventOut):
    sessions: list[SessionOfEvent]


class ProgrammeOut(ProgrammeName):
    """What is on, by its words, with the next session that fits what was asked."""

    summary: str
    summary_en: str
    category: Named
    audience: str
    min_age: int | None
    max_age: int | None
    fee_yuan: Yuan
    languages: list[str]
    organisation: Named
    next_session: SessionOut


class ProgrammeDetail(ProgrammeName):
    summary: str
    summary_en: str
    category: Named
    audience: str
    min_age: int | None
    max_age: int | None
    fee_yuan: Yuan
    bring: str
    bring_en: str
    is_outing: bool
    is_wheelchair_accessible: bool
    access_note: str
    access_note_en: str
    languages: list[str]
    organisation: Named
    hosts: list[Host]
    speakers: list[Speaker]
    events: list[EventOut]
