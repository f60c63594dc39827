"""Who is at the window? Found by what they say of themselves, or added; never looked up by half a name.

Staff learn nothing that was not told to them: the answer is an id, whether the person was known or not. What they
may do with it is sign the person up, that day; the mandate on which they do lapses at midnight.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.accounts.errors import SeveralFit, TooManyPeople
from portal.accounts.models import Household, Mandate, Person, normalise_name
from portal.accounts.phone_numbers import parse_contact, parse_mobile
from portal.audit.recording import record
from portal.outbox.queueing import tell
from portal.timetable.models import Diary

#: More than come to any window in a day; whoever has a list of names and birthdays gets no further.
MOST_A_DAY = 300


@dataclass(frozen=True)
class Visitor:
    """What somebody at the window says of themselves. One of the last two is given."""

    name: str
    birth_date: date
    estate_code: str = ""
    phone: str = ""


@transaction.atomic
def receive(visitor: Visitor, *, organisation_id: int, by: Any, at: datetime) -> Person:
    """Find or add the person and let ``by`` sign them up today; tells a person who has an account.

    Whoever calls has seen to it that ``by`` serves at this organisation's window. Raises ``SeveralFit`` and
    ``TooManyPeople``. Doing it again on the same day returns the same person and tells nobody twice.
    """
    today = timezone.localdate(at)
    type(by).objects.select_for_update().get(pk=by.pk)
    received = Mandate.objects.of_agent(by).filter(basis=Mandate.Basis.DESK, starts_on=today)
    person = _find(visitor)
    if person is not None and received.filter(person=person).exists():
        return person
    if received.count() >= MOST_A_DAY:
        raise TooManyPeople(_("This account has received as many people today as it may."))
    if person is None:
        person = Person.objects.create(
            name=normalise_name(visitor.name),
            birth_date=visitor.birth_date,
            contact_phone=visitor.phone,
            household=Household.objects.create(estate_code=visitor.estate_code),
            diary=Diary.objects.create(),
        )
        record("person.added", person, by=by, at=at, beneficiary_id=person.pk, organisation_id=organisation_id)
    mandate = Mandate.objects.create(
        person=person, agent=by, basis=Mandate.Basis.DESK, starts_on=today, ends_on=today + timedelta(days=1)
    )
    record("mandate.desk", mandate, by=by, at=at, beneficiary_id=person.pk, organisation_id=organisation_id)
    _tell(person, mandate, by=by, at=at)
    return person


def _find(visitor: Visitor) -> Person | None:
    """Return who has this name and birth date, and this home or this number; the other one tells twins apart."""
    same = Person.objects.select_related("household", "user").filter(
        name=normalise_name(visitor.name), birth_date=visitor.birth_date, erased_at=None
    )
    number = _number(visitor.phone)
    fitting: dict[int, list[Person]] = {1: [], 2: []}
    for person in same.order_by("pk"):
        has_home = bool(visitor.estate_code) and person.estate_code == visitor.estate_code
        has_number = bool(number) and number in (_number(person.contact_phone), person.user and person.user.phone)
        if facts := has_home + has_number:
            fitting[facts].append(person)
    found = fitting[2] or fitting[1]
    if len(found) > 1:
        raise SeveralFit(_("Several people fit. Please ask for the telephone number as well."))
    return found[0] if found else None


def _number(phone: str) -> str:
    """Return a number as it can be compared: a mobile one as E.164."""
    for parse in (parse_mobile, parse_contact):
        try:
            return parse(phone)
        except ValidationError:
            continue
    return ""


def _tell(person: Person, mandate: Mandate, *, by: Any, at: datetime) -> None:
    """Let a person with an account know that a window acts for them."""
    if person.user is None or person.user_id == by.pk:
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
