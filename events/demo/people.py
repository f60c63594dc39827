"""Who takes part in the demonstration? Nine accounts to sign in with, and the households that fill the activities."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from events.demo.content import born, read
from organisations.models import Membership, Organisation
from portal.accounts.household import PersonDetails, add_person, become_resident, change_person, people_one_may_act_for
from portal.accounts.models import Person

PASSWORD = "linli-demo"  # noqa: S105 (of the demonstration, printed for whoever starts it)
FIRST_PHONE = 13800000001


@dataclass(frozen=True)
class Account:
    """One of the nine accounts, as the command prints it."""

    username: str
    phone: str
    does: str
    does_en: str


@dataclass(frozen=True)
class Agent:
    """Somebody who signs people up: an account and the people it acts for, oneself first."""

    user: Any
    people: list[Person]


def accounts() -> list[Account]:
    """Return the nine accounts in the order of their phones."""
    return [
        Account(facts["username"], str(FIRST_PHONE + place), facts["does"]["zh"], facts["does"]["en"])
        for place, facts in enumerate(read("people")["accounts"])
    ]


def load_people(at: datetime) -> None:
    """Make the accounts, persons, families and memberships that are missing."""
    # Slow by intent, and the same for all: once is enough.
    password = make_password(PASSWORD)
    for place, facts in enumerate(read("people")["accounts"]):
        if user := _new_account(facts["username"], facts, at, phone=f"+86{FIRST_PHONE + place}", password=password):
            _settle(user, [facts, *facts.get("family", [])], facts.get("estate", ""), at)
            for member in [facts.get("member"), *facts.get("also", [])]:
                _make_member(user, member, at)
    for username, facts in _households():
        if user := _new_account(username, facts["people"][0], at):
            # They have no mobile of their own here: whatever matters, the centre calls them.
            contact = f"0512-6288{user.pk % 10000:04}"
            _settle(user, facts["people"], facts["estate"], at, contact=contact)


def agent(username: str, at: datetime) -> Agent:
    """Return the account of this name with the people it acts for."""
    user = get_user_model().objects.get(username=username)
    return Agent(user, list(people_one_may_act_for(user, at)))


def neighbours(at: datetime) -> list[Agent]:
    """Return the households that fill the activities, in the order of the content."""
    return [agent(username, at) for username, _facts in _households()]


def _households() -> Iterator[tuple[str, dict]]:
    for number, facts in enumerate(read("people")["households"], start=1):
        yield f"demo-{number:02}", facts


def _new_account(
    username: str, facts: dict, at: datetime, *, phone: str | None = None, password: str | None = None
) -> Any | None:
    """Return the account made now, or None when it was there. ``password`` is hashed; without one nobody signs in."""
    accounts = get_user_model().objects
    if accounts.filter(username=username).exists():
        return None
    is_superuser = facts.get("is_superuser", False)
    return accounts.create(
        username=username,
        password=password or make_password(None),
        phone=phone,
        phone_verified_at=at if phone else None,
        is_staff=is_superuser or "member" in facts,
        is_superuser=is_superuser,
    )


def _settle(user: Any, people: list[dict], estate: str, at: datetime, *, contact: str = "") -> None:
    """Make the person that the user is, at home in the estate, and the family."""
    first, *family = (
        PersonDetails(facts["name"], born(age=facts["age"], birthday=facts["birthday"], at=at), estate)
        for facts in people
    )
    person = become_resident(user, name=first.name, birth_date=first.birth_date, at=at)
    if estate:
        change_person(person.pk, replace(first, contact_phone=contact), by=user, at=at)
    for details, facts in zip(family, people[1:], strict=True):
        add_person(details, relation=facts["relation"], by=user, at=at)


def _make_member(user: Any, facts: dict | None, at: datetime) -> None:
    if facts:
        Membership.objects.create(
            user=user,
            organisation=Organisation.objects.get(code=facts["organisation"]),
            role=facts["role"],
            starts_on=timezone.localdate(at),
        )
