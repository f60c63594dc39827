"""When is somebody taken by what they signed up for? Confirmed registrations stand in their people's diaries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Event, Party, Registration, Session
from events.states import PartyState
from portal.accounts.models import Person
from portal.timetable import diaries
from portal.timetable.models import Commitment

SOURCE = "registration"
#: Less time than this between two places is worth a warning.
TRAVEL_GAP = timedelta(minutes=15)


@dataclass(frozen=True)
class Warning:
    """Something a person should know before they confirm; it refuses nothing."""

    person_id: int
    sentence: str | Promise
    starts_at: datetime
    ends_at: datetime


def spans_of(event: Event) -> list[tuple[datetime, datetime]]:
    """Return the spans of the event's sessions that take place; no query where its sessions are at hand."""
    if event.state != Event.State.SCHEDULED:
        return []
    held = [session for session in event.sessions.all() if session.state == Event.State.SCHEDULED]
    return [(session.starts_at, session.ends_at) for session in held]


def enter(registrations: Iterable[tuple[int, int]], spans: Sequence[tuple[datetime, datetime]]) -> None:
    """Enter the spans into the diaries of confirmed people, given as (registration id, diary id)."""
    diaries.commit_each(
        [(diary, start, end, registration) for registration, diary in registrations for start, end in spans],
        source=SOURCE,
    )


def enter_party(party: Party, event: Event) -> None:
    """Enter the event's sessions into the diaries of a confirmed party's people."""
    rows = party.registrations.filter(state=PartyState.CONFIRMED).values_list("pk", "person__diary_id")
    enter(rows, spans_of(event))


def enter_guest(registration: Registration) -> None:
    """Enter the single sessions to which somebody comes as a guest into their diary, and take out the others."""
    strike_out([registration.pk])
    held = Session.objects.scheduled().filter(guest_places__registration=registration)
    enter([(registration.pk, registration.person.diary_id)], list(held.values_list("starts_at", "ends_at")))


def strike_out(registration_ids: Sequence[int]) -> None:
    """Strike out what these registrations had entered."""
    diaries.release(SOURCE, registration_ids)


def warnings(
    event: Event, people: Sequence[Person], at: datetime, *, spans: Sequence[tuple[datetime, datetime]] | None = None
) -> list[Warning]:
    """Return what clashes with this event in these people's diaries, travel gap included.

    ``spans`` are those of its sessions, for whoever has read them already.
    """
    spans = [span for span in (spans_of(event) if spans is None else spans) if span[1] > at]
    owners = {person.diary_id: person.pk for person in people}
    found: list[Commitment] = diaries.clashes(owners, spans, gap=TRAVEL_GAP)
    return [
        Warning(owners[row.diary_id], _("has something else at that time"), row.starts_at, row.ends_at) for row in found
    ]
