"""What does a programme's page need besides its words? Its events, their sessions and places, who holds it."""

from dataclasses import dataclass
from datetime import date, datetime

from events.readouts.card import SignUpState


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
