"""When does it happen in the demonstration? Events in the eight weeks from a moment, each made once.

A weekly event is known by programme, label and week; any other one by programme and label, and comes again when
it is over. What is there is never moved.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from events.demo.content import ACTOR, programmes
from events.demo.places import CENTRE
from events.models import Event, ProgrammePage, QualificationKind, Session
from events.planning.scheduling import Slot, schedule_event
from events.seating.reserves import Reserve, keep
from organisations.errors import Clash
from organisations.models import Organisation, Room

DAYS_AHEAD = 56
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Fields of an event that are written as the content has them.
PLAIN = ("label", "label_en", "needs_sign_up", "has_waiting_list", "max_party_size", "allocation", "offer_hours")


@dataclass(frozen=True)
class Made:
    """An event made just now, and what the content says of it."""

    event: Event
    facts: dict[str, Any]
    is_first: bool

    @property
    def is_weekly(self) -> bool:
        return self.facts.get("repeats") == "weekly"


def load_events(at: datetime) -> list[Made]:
    """Schedule the events that are missing and return them with what the content says of each."""
    rooms = {room.code: room for room in Room.objects.filter(facility__centre__code=CENTRE).select_related("facility")}
    made = []
    for facts in programmes():
        organisation = Organisation.objects.select_related("page").get(code=facts["organisation"])
        page = ProgrammePage.objects.child_of(organisation.page).get(slug=facts["slug"])
        for run in facts["held"]:
            for place, slots in enumerate(_missing(page, run, rooms, at)):
                # Whoever tries the portal may have taken the room meanwhile; it stays theirs.
                with suppress(Clash):
                    event = _schedule(page, organisation, run, slots, at)
                    made.append(Made(event, run, is_first=place == 0))
    return made


def slots_of(run: dict[str, Any], week: date, rooms: dict[str, Room]) -> list[Slot]:
    """Return the sessions of one event of this run; ``week`` is the Monday that they are counted from."""
    sessions = run.get("sessions") or [
        {**run, "in_weeks": run.get("in_weeks", 0) + later} for later in range(run.get("times", 1))
    ]
    return [_slot(session, week, rooms) for session in sessions]


def _slot(facts: dict[str, Any], week: date, rooms: dict[str, Room]) -> Slot:
    day = facts.get("date") or week + timedelta(weeks=facts.get("in_weeks", 0), days=WEEKDAYS.index(facts["day"]))
    start, end = (_moment(day, clock) for clock in facts["time"].split("-"))
    words = {name: facts[name] for name in ("place", "place_en", "title", "title_en") if name in facts}
    return Slot(start, end, room=rooms[facts["room"]] if "room" in facts else None, **words)


def _moment(day: date, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def _missing(page: ProgrammePage, run: dict[str, Any], rooms: dict[str, Room], at: datetime) -> Iterator[list[Slot]]:
    """Yield the sessions of each event of this run that is not there."""
    today = timezone.localdate(at)
    there = list(page.events.filter(label=run.get("label", "")).values_list("starts_at", "ends_at"))
    if run.get("repeats") == "weekly":
        weeks = {_monday(timezone.localdate(start)) for start, _end in there}
        until = today + timedelta(days=DAYS_AHEAD)
        for number in range(DAYS_AHEAD // 7 + 1):
            week = _monday(today) + timedelta(weeks=number)
            slots = slots_of(run, week, rooms)
            # One can walk in as long as a session is left; signing up is for the whole week.
            begins = slots[0 if run.get("needs_sign_up", True) else -1].starts_at
            if week not in weeks and begins > at and timezone.localdate(slots[0].starts_at) < until:
                yield slots
    elif not there or (run.get("repeats") != "never" and all(end <= at for _start, end in there)):
        yield slots_of(run, _monday(today), rooms)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _schedule(
    page: ProgrammePage, organisation: Organisation, run: dict[str, Any], slots: list[Slot], at: datetime
) -> Event:
    details = {name: run[name] for name in PLAIN if name in run}
    if run.get("needs_sign_up", True):
        details["fills_from"] = slots[0].starts_at - timedelta(days=1)
    if code := run.get("requires"):
        details["requires"] = QualificationKind.objects.get(code=code)
    if days := run.get("opens_days_before"):
        details["opens_at"] = _before(slots, days, "09:00")
    if days := run.get("closes_days_before"):
        details["closes_at"] = _before(slots, days, "20:00")
    event = schedule_event(
        programme=page, organisation=organisation, slots=slots, capacity=run["capacity"], by=ACTOR, at=at, **details
    )
    if kept := run.get("kept"):
        until = _before(slots, kept["until_days_before"], "09:00")
        keep(event, [Reserve(kept["places"], until, tuple(kept.get("estates", ())))], by=ACTOR, at=at)
    if "note" in run:
        Session.objects.filter(event=event).update(note=run["note"], note_en=run["note_en"])
    return event


def _before(slots: list[Slot], days: int, clock: str) -> datetime:
    """Return a time of day so many days before the first session."""
    return _moment(timezone.localdate(slots[0].starts_at) - timedelta(days=days), clock)
