"""Who comes, in the demonstration? Made-up neighbours sign up for what was just scheduled, as residents would."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils import timezone

from events.demo.content import ACTOR
from events.demo.events import Made
from events.demo.people import Agent, agent, neighbours
from events.door.leave import ask_leave
from events.models import Event, Pool, ProgrammePage, Registration, Session
from events.planning.rescheduling import Plan, change_event
from events.seating import commitments
from events.sign_up import eligibility
from events.sign_up.registration import sign_up
from portal.accounts.models import Person

#: Names the request of a household for an event, so that it is the same request again.
KEYS = uuid.UUID("6d1f7c52-0d0c-4f3e-9a53-6c1d3f1f0d11")
CHILD, OF_AGE, SENIOR = 14, 18, 60
Audience = ProgrammePage.Audience
#: Ages for whom a programme is meant, half-open; nobody else is signed up for it here.
AGES = {
    Audience.SENIORS: range(SENIOR, 120),
    Audience.CHILDREN: range(3, CHILD),
    Audience.YOUTH: range(CHILD, 36),
    Audience.ADULTS: range(OF_AGE, 120),
}


def fill(made: Iterable[Made], at: datetime) -> None:
    """Sign people up for the events that were just made, and call off the sessions that the content calls off."""
    households = neighbours(at)
    for one in sorted(made, key=lambda one: (one.event.starts_at, one.event.pk)):
        if eligibility.closed(one.event, at) is None:
            _sign_up_cast(one, "first", at)
            _sign_up_neighbours(one, households, at)
            _sign_up_cast(one, "last", at)
            _ask_leave(one, at)
        _call_off(one, at)


def _sign_up_cast(one: Made, when: str, at: datetime) -> None:
    """Sign up the people of the demonstration's own accounts, for the nearest event alone."""
    if one.is_first and one.event.starts_at < at + timedelta(weeks=2 if one.is_weekly else 8):
        for username, *names in one.facts.get(when, []):
            who = agent(username, at)
            named = [person for person in who.people if person.name in names]
            if party := _allowed(one.event, who, named, at):
                _ask(one.event, who, party, at)


def _sign_up_neighbours(one: Made, households: Sequence[Agent], at: datetime) -> None:
    """Sign up households, in an order of the event's own, until as many people came as the content wants."""
    wanted = _wanted(one, at) - sum(party.size for party in one.event.parties.all())
    for who in sorted(households, key=lambda who: _shuffled(one.event, who)):
        if wanted < 1:
            return
        free = one.event.pools.get(kind=Pool.Kind.OPEN).left
        party = _party(one.event, who, at)[: min(wanted, free or wanted, one.event.max_party_size)]
        if party and not commitments.warnings(one.event, party, at):
            _ask(one.event, who, party, at)
            wanted -= len(party)


def _wanted(one: Made, at: datetime) -> int:
    """Return how many sign up: for a weekly event all in the next two weeks, half in the two after, then nobody."""
    count = one.facts.get("sign_ups", 0)
    if not one.is_weekly or one.event.starts_at < at + timedelta(weeks=2):
        return count
    return count // 2 if one.event.starts_at < at + timedelta(weeks=4) else 0


def _shuffled(event: Event, who: Agent) -> str:
    week = timezone.localdate(event.starts_at).isocalendar().week
    return sha256(f"{event.programme.slug}:{week}:{who.user.username}".encode()).hexdigest()


def _party(event: Event, who: Agent, at: datetime) -> list[Person]:
    """Return those of a household for whom the event is meant and who may join it."""
    day = timezone.localdate(event.starts_at)
    audience = event.programme.audience
    meant = [person for person in who.people if person.age_on(day) in AGES.get(audience, range(120))]
    if audience == Audience.FAMILIES and not any(person.age_on(day) in range(CHILD) for person in meant):
        return []
    return _allowed(event, who, meant, at)


def _allowed(event: Event, who: Agent, people: Sequence[Person], at: datetime) -> list[Person]:
    refused = eligibility.refusals(event, people, at, by=who.user)
    return [person for person in people if person.pk not in refused]


def _ask(event: Event, who: Agent, people: Sequence[Person], at: datetime) -> None:
    sign_up(event=event, people=people, by=who.user, key=uuid.uuid5(KEYS, f"{event.pk}:{who.user.pk}"), at=at)


def _ask_leave(one: Made, at: datetime) -> None:
    """Let somebody of the cast miss one session, so that whoever waits may come that once."""
    for username, name, number in one.facts.get("leave", []) if one.is_first else []:
        registration = Registration.objects.confirmed().filter(event=one.event, person__name=name).first()
        if registration:
            ask_leave(registration, one.event.sessions.get(number=number), by=agent(username, at).user, at=at)


def _call_off(one: Made, at: datetime) -> None:
    """Call off the sessions that the content calls off; everybody signed up is told."""
    for number, facts in enumerate(one.facts.get("sessions", []), start=1):
        if note := facts.get("cancelled"):
            session = one.event.sessions.get(number=number)
            change_event(one.event, by=ACTOR, at=at, plan=Plan(called_off={session.pk: note["note"]}))
            Session.objects.filter(pk=session.pk).update(note_en=note["note_en"])
