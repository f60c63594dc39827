"""Who stands before us? Found by what they say of themselves, or added; never looked up by half a name.

The window, the door and a helper ask the same question. Whoever asks learns nothing that was not told to them: the
answer is a person, known before or not. With it they may sign the person up, for as long as the mandate says.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.accounts.errors import SeveralFit, TooManyPeople
from portal.accounts.models import Household, Mandate, Person, User, normalise_name
from portal.accounts.phone_numbers import parse_contact, parse_mobile
from portal.audit.recording import record
from portal.outbox.queueing import tell
from portal.timetable.models import Diary

#: More than come to any window in a day; whoever has a list of names and birthdays gets no further.
MOST_A_DAY = 300


@dataclass(frozen=True)
class Visitor:
    """What somebody says of themselves: the name, and of the rest as much as they are asked where they stand."""

    name: str
    birth_date: date | None = None
    estate_code: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Reception:
    """In which capacity people are received: on what basis, for whom, until which day (the first without the right).

    ``most_a_day`` is how many one account may receive, None where the place itself is the limit.
    """

    basis: str
    organisation_id: int
    ends_on: date
    most_a_day: int | None = None


def at_window(organisation_id: int, at: datetime) -> Reception:
    """Return how people are received at a window: the right to sign them up lapses at midnight."""
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    return Reception(Mandate.Basis.DESK, organisation_id, tomorrow, MOST_A_DAY)


def at_door(organisation_id: int, at: datetime) -> Reception:
    """Return how people are received at a door: the act is on record as the window's, and the right is over with it."""
    return Reception(Mandate.Basis.DESK, organisation_id, timezone.localdate(at))


@transaction.atomic
def receive(visitor: Visitor, reception: Reception, *, by: Any, at: datetime) -> Person:
    """Find or add the person and let ``by`` sign them up; tells a person who has an account.

    Whoever calls has seen to it that ``by`` may receive people so. Raises ``SeveralFit`` and ``TooManyPeople``.
    Doing it again while the right stands returns the same person and tells nobody twice.
    """
    User.objects.select_for_update().get(pk=by.pk)
    person = find(visitor)
    if person is not None and _standing(person, reception, by, at).exists():
        return person
    _refuse_too_many(reception, by, at)
    if person is None:
        person = add(visitor, reception, by=by, at=at)
    elif person.birth_date is None and visitor.birth_date and person.user is None:
        person.birth_date = visitor.birth_date
        person.save(update_fields=["birth_date"])
        record("person.changed", person, by=by, at=at, beneficiary_id=person.pk, fields=["birth_date"])
    admit(person, reception, by=by, at=at)
    return person


@transaction.atomic
def admit(person: Person, reception: Reception, *, by: Any, at: datetime) -> Mandate:
    """Let ``by`` sign up somebody who is known; tells a person who has an account. Raises ``TooManyPeople``."""
    if known := _standing(person, reception, by, at).first():
        return known
    _refuse_too_many(reception, by, at)
    mandate = Mandate.objects.create(
        person=person,
        agent=by,
        basis=reception.basis,
        starts_on=timezone.localdate(at),
        ends_on=reception.ends_on,
    )
    record(
        f"mandate.{reception.basis}",
        mandate,
        by=by,
        at=at,
        beneficiary_id=person.pk,
        organisation_id=reception.organisation_id,
    )
    if reception.ends_on > timezone.localdate(at):
        _tell(person, mandate, by=by, at=at)
    return mandate


def find(visitor: Visitor) -> Person | None:
    """Return who this is: by name and birth date, with this home or this number; the other one tells twins apart.

    Whoever gives no birth date is found by name and number: a number alone is shared in families and tells nobody.
    Raises ``SeveralFit``.
    """
    number = comparable_number(visitor.phone)
    same = Person.objects.select_related("household", "user").filter(name=normalise_name(visitor.name), erased_at=None)
    if visitor.birth_date is None:
        fitting = [person for person in same.order_by("user", "pk") if number and number in _numbers(person)]
        return fitting[0] if fitting else None
    by_facts: dict[int, list[Person]] = {1: [], 2: []}
    for person in same.filter(birth_date=visitor.birth_date).order_by("pk"):
        has_home = bool(visitor.estate_code) and person.estate_code == visitor.estate_code
        has_number = bool(number) and number in _numbers(person)
        if facts := has_home + has_number:
            by_facts[facts].append(person)
    found = by_facts[2] or by_facts[1]
    if len(found) > 1:
        raise SeveralFit(_("Several people fit. Please ask for the telephone number as well."))
    return found[0] if found else _without_birth_date(same, number)


def add(visitor: Visitor, reception: Reception, *, by: Any, at: datetime) -> Person:
    """Add somebody who is not known yet, with a household of their own."""
    person = Person.objects.create(
        name=normalise_name(visitor.name),
        birth_date=visitor.birth_date,
        contact_phone=visitor.phone,
        household=Household.objects.create(estate_code=visitor.estate_code),
        diary=Diary.objects.create(),
    )
    record("person.added", person, by=by, at=at, beneficiary_id=person.pk, organisation_id=reception.organisation_id)
    return person


def comparable_number(phone: str) -> str:
    """Return a number as it can be compared: a mobile one as E.164, nothing for what is none."""
    for parse in (parse_mobile, parse_contact):
        try:
            return parse(phone)
        except ValidationError:
            continue
    return ""


def _without_birth_date(same: QuerySet[Person], number: str) -> Person | None:
    """Return who was added without a birth date, at a door perhaps, and has this very name and number."""
    unborn = [person for person in same.filter(birth_date=None, user=None).order_by("pk")] if number else []
    return next((person for person in unborn if number in _numbers(person)), None)


def _numbers(person: Person) -> tuple[str, ...]:
    """Return the numbers somebody answers to, as they can be compared."""
    return comparable_number(person.contact_phone), (person.user.phone if person.user else "") or ""


def _standing(person: Person, reception: Reception, by: Any, at: datetime) -> QuerySet[Mandate]:
    in_force = Mandate.objects.of_agent(by).valid_on(timezone.localdate(at))
    return in_force.filter(basis=reception.basis, person=person)


def _refuse_too_many(reception: Reception, by: Any, at: datetime) -> None:
    received = Mandate.objects.of_agent(by).filter(basis=reception.basis, starts_on=timezone.localdate(at))
    if reception.most_a_day is not None and received.count() >= reception.most_a_day:
        raise TooManyPeople(_("This account has received as many people today as it may."))


def _tell(person: Person, mandate: Mandate, *, by: Any, at: datetime) -> None:
    """Let a person with an account know that a window acts for them; a helper's acts are told one by one."""
    if person.user is None or person.user_id == by.pk or mandate.basis != Mandate.Basis.DESK:
        return
    with translation.override(person.user.language):
        tell(
            person.user,
            kind="mandate.desk",
            key=f"mandate:{mandate.pk}",
            subject=_("You were at a window today"),
            body=_("Staff at a window may sign you up until midnight. If this was not you, please tell us."),
            at=at,
            path="/me/",
        )
