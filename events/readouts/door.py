"""What does the door screen show? The sessions of one event, who is expected, and who is here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import segno
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from events.models import Attendance, Event, PaperSheet, Registration, Session
from events.permissions import events_at_whose_door
from events.states import ARRIVED, AttendanceState, EventState
from organisations.models import Organisation
from portal.accounts.models import masked

TONES = {
    AttendanceState.EXPECTED: ("", "clock"),
    AttendanceState.PRESENT: ("success", "check"),
    AttendanceState.LATE: ("warning", "clock"),
    AttendanceState.LEAVE: ("info", "calendar"),
    AttendanceState.ABSENT: ("danger", "close"),
}

#: Which sessions the list of doors shows.
LOOKS_BACK, LOOKS_AHEAD = timedelta(days=2), timedelta(days=7)
MOST_DOORS = 60
#: Under this age a name does not lie open.
CHILD = 14


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody with a place. Of their numbers the last four digits are shown, which is what one asks at a door."""

    reference: str
    name: str
    letters: str
    tails: tuple[str, ...]
    state: str
    needs: tuple[str, ...]
    party: str
    party_size: int

    @property
    def has_arrived(self) -> bool:
        return self.state in ARRIVED

    @property
    def word(self) -> str:
        """The state in the reader's language."""
        return str(AttendanceState(self.state).label)

    @property
    def tone(self) -> str:
        return TONES[AttendanceState(self.state)][0]

    @property
    def icon(self) -> str:
        return TONES[AttendanceState(self.state)][1]

    def answers_to(self, words: str) -> bool:
        """Return whether a search for this finds them: part of the name, its first letters, digits, the reference."""
        wanted = words.casefold().replace(" ", "")
        if wanted.isdecimal() and any(tail.endswith(wanted[-4:]) for tail in self.tails):
            return True
        return wanted in self.name.casefold().replace(" ", "") or wanted in (self.letters, self.reference.casefold())


@dataclass(frozen=True, slots=True)
class Choice:
    """A session of the event that the door can be opened for."""

    pk: int
    number: int
    title: str
    starts_at: datetime
    ends_at: datetime
    is_today: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """The door of one session: ``guests`` are all that have a place, in the order of their names."""

    event: Event
    title: str
    session: Session
    choices: tuple[Choice, ...]
    guests: tuple[Guest, ...]

    @property
    def here(self) -> int:
        return sum(guest.has_arrived for guest in self.guests)

    def found(self, words: str) -> tuple[Guest, ...]:
        """Return whom a search finds; everybody for no words, those not here yet first."""
        found = (guest for guest in self.guests if guest.answers_to(words)) if words else self.guests
        return tuple(sorted(found, key=lambda guest: guest.state != AttendanceState.EXPECTED))


def event_at_door(event_id: int) -> Event | None:
    """Return the event as the door needs it, its page public or not; none of a suspended organisation."""
    events = Event.objects.filter(pk=event_id, organisation__state=Organisation.State.ACTIVE)
    return events.select_related("programme", "organisation", "centre").defer("programme__body").first()


def session_at_door(event: Event, asked: str, at: datetime) -> Session | None:
    """Return the session asked for by its id, else today's first that is not over, the next, or the last one."""
    held = list(event.sessions.filter(state=EventState.SCHEDULED).select_related("room"))
    for session in held:
        session.event = event
    if asked:
        return next((session for session in held if str(session.pk) == asked), None)
    coming = (session for session in held if session.ends_at > at)
    return next(coming, held[-1] if held else None)


def doors_of(user: Any, at: datetime) -> list[Session]:
    """Return the sessions from yesterday to a week ahead at whose doors the user may stand, in order; one query."""
    events = Event.objects.filter(events_at_whose_door(user, at), organisation__state=Organisation.State.ACTIVE)
    return list(
        Session.objects.scheduled()
        .between(at - LOOKS_BACK, at + LOOKS_AHEAD)
        .filter(event__in=events)
        .select_related("event__programme", "room")
        .defer("event__programme__body")
        .order_by("starts_at", "pk")[:MOST_DOORS]
    )


def screen(session: Session, at: datetime) -> Screen:
    """Return the door of a session; three queries however many come."""
    event, today = session.event, timezone.localdate(at)
    held = event.sessions.filter(state=EventState.SCHEDULED)
    choices = tuple(
        Choice(
            row.pk, row.number, row.local_title, row.starts_at, row.ends_at, timezone.localdate(row.starts_at) == today
        )
        for row in held
    )
    return Screen(event, event.programme.local_title, session, choices, guests(session))


def guests(session: Session) -> tuple[Guest, ...]:
    """Return everybody with a place in the order of their names as one says them; two queries."""
    states = dict(Attendance.objects.filter(session=session).values_list("registration_id", "state"))
    rows = (
        Registration.objects.seated(session)
        .select_related("person__user", "party__made_by__person")
        .only(
            *("reference", "party__size", "party__made_by__phone", "party__made_by__person__household"),
            *(f"person__{field}" for field in ("name", "contact_phone", "needs", "household", "user__phone")),
        )
    )
    found = [_guest(row, states.get(row.pk, AttendanceState.EXPECTED)) for row in rows]
    return tuple(sorted(found, key=lambda guest: (guest.letters, guest.name, guest.reference)))


def _guest(row: Registration, state: str) -> Guest:
    person = row.person
    words = dict(type(person).Need.choices)
    return Guest(
        reference=row.reference,
        name=person.name,
        letters="".join(lazy_pinyin(person.name, style=Style.FIRST_LETTER)).casefold().replace(" ", ""),
        tails=tuple(dict.fromkeys(tail for number in row.phones if (tail := last_four(number)))),
        state=state,
        needs=tuple(str(words.get(need, need)) for need in person.needs),
        party=str(row.party_id),
        party_size=row.party.size,
    )


def last_four(number: str) -> str:
    """Return the last four digits of a number, or nothing of a shorter one."""
    digits = re.sub(r"\D", "", number)
    return digits[-4:] if len(digits) >= 4 else ""


def told(guests: Sequence[Guest], session: Session, at: datetime) -> dict[str, object]:
    """Return what a device is told of a session: states by reference, and the count."""
    return {
        "session": session.pk,
        "at": int(at.timestamp() * 1000),
        "states": {guest.reference: guest.state for guest in guests},
        "here": sum(guest.has_arrived for guest in guests),
        "all": len(guests),
    }


def announce(name: str, state: str) -> str:
    """Return the sentence that says what has just been marked."""
    return _("%(name)s: %(state)s") % {"name": name, "state": AttendanceState(state).label}


def words_for_device(event: Event, session: Session) -> dict[str, object]:
    """Return what the device needs to say by itself without a network, in the reader's language."""
    return {
        "event": event.pk,
        "session": session.pk,
        "states": {
            state.value: {"word": str(state.label), "tone": TONES[state][0], "icon": TONES[state][1]}
            for state in AttendanceState
        },
        "offline": _("No network. Marks are kept on this device and sent as soon as it is back."),
        "waiting": _("Waiting to be sent: %(count)s"),
        "sent": _("All marks are sent."),
        "closed": _("This device may no longer open this door. What was kept here has been deleted."),
        "unknown": _("Nobody with this reference is on the list. Please look for the name."),
        "noCamera": _("The camera could not be opened. Please type the reference instead."),
        "marked": _("%(name)s: %(state)s"),
    }


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of a printed sheet; children's names are masked, as the sheet lies open on a table."""

    number: int
    name: str
    tail: str
    state: str

    @property
    def has_arrived(self) -> bool:
        return self.state in ARRIVED


def paper_rows(sheet: PaperSheet) -> list[PaperRow]:
    """Return the rows of a sheet as they were printed; who has cancelled since keeps the number. Two queries."""
    people = Registration.objects.select_related("person__user", "party__made_by__person").in_bulk(sheet.rows)
    states = dict(Attendance.objects.filter(session=sheet.session_id).values_list("registration_id", "state"))
    day = timezone.localdate(sheet.session.starts_at)
    rows = []
    for number, pk in enumerate(sheet.rows, start=1):
        person = people[pk].person
        age = person.age_on(day)
        name = masked(person.name) if age is not None and age < CHILD else person.name
        rows.append(PaperRow(number, name, last_four(people[pk].phone), states.get(pk, AttendanceState.EXPECTED)))
    return rows


def drawn_code(text: str) -> SafeString:
    """Return a QR code as SVG, large enough in its modules to be read from a screen across a table."""
    code = segno.make(text, micro=False, error="m")
    return SafeString(code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None))
