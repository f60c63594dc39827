"""What do the pages show about a household, and what is in a copy of somebody's data? Plain values, few queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from portal import contributions
from portal.accounts.consents import OPTIONAL, current_notice
from portal.accounts.household import people_one_may_act_for
from portal.accounts.models import Consent, Mandate, Notice, Person

CHILD = 14


@dataclass(frozen=True)
class ConsentLine:
    """One optional purpose: the notice and whether the person agreed to it."""

    notice: Notice
    is_given: bool


@dataclass(frozen=True)
class Member:
    """Somebody on the household page."""

    person: Person
    relation: str
    is_self: bool
    age: int | None
    estate: str
    needs: list[str]
    consents: list[ConsentLine]

    @property
    def is_child(self) -> bool:
        """Whether somebody else collects them, perhaps."""
        return self.age is not None and self.age < CHILD


def household_of(user: Any, at: datetime) -> list[Member]:
    """Return the people one may act for as the page shows them; five queries for any number of people."""
    people = list(people_one_may_act_for(user, at))
    notices = [notice for purpose in OPTIONAL if (notice := current_notice(purpose, at=at))]
    given = defaultdict(set)
    for person_id, notice_id in Consent.objects.filter(
        person__in=[person.pk for person in people], notice__in=notices, withdrawn_at=None
    ).values_list("person_id", "notice_id"):
        given[person_id].add(notice_id)
    estates = {estate.code: estate.name for source in contributions.estates for estate in source()}
    today = timezone.localdate(at)
    return [
        _member(
            person,
            estate=estates.get(person.estate_code, ""),
            consents=[ConsentLine(notice, notice.pk in given[person.pk]) for notice in notices],
            today=today,
        )
        for person in people
    ]


def _member(person: Person, *, estate: str, consents: list[ConsentLine], today: date) -> Member:
    relation = Mandate.Relation(person.relation)  # type: ignore[attr-defined]  # annotated by the query
    return Member(
        person=person,
        relation=str(relation.label),
        is_self=relation == Mandate.Relation.SELF,
        age=person.age_on(today),
        estate=estate,
        needs=[str(Person.Need(need).label) for need in person.needs if need in Person.Need.values],
        consents=consents,
    )


def account_data(user: Any) -> dict[str, Any]:
    """Return what is held about the account itself, as plain data."""
    return {
        "phone": user.phone,
        "email": user.email,
        "language": user.language,
        "joined": user.date_joined.isoformat(),
    }


def copy_of(person: Person) -> dict[str, Any]:
    """Return everything the portal and its apps hold about one person, as plain data."""
    copy: dict[str, Any] = {}
    for source in contributions.personal_data:
        copy |= source(person.pk)
    return copy


def personal_data(person_id: int) -> dict[str, Any]:
    """Return what accounts hold about a person: their details, who may act for them, and their consents."""
    person = Person.objects.select_related("household").get(pk=person_id)
    fields = ("name", "contact_phone", "emergency_name", "emergency_phone", "needs", "needs_note", "estate_code")
    consents = Consent.objects.filter(person=person).select_related("notice").order_by("given_at")
    return {
        "person": {field: getattr(person, field) for field in fields}
        | {"birth_date": person.birth_date.isoformat() if person.birth_date else None},
        "mandates": [
            {"relation": row.relation, "basis": row.basis, "from": str(row.starts_on), "until": str(row.ends_on or "")}
            for row in person.mandates.order_by("starts_on", "pk")
        ],
        "numbers_given_at_a_window": [
            {"given": row.given_at.isoformat(), "shown": row.seen, "why": row.because}
            for row in person.numbers_given.all()
        ],
        "consents": [
            {
                "purpose": row.notice.purpose,
                "version": row.notice.version,
                "given": row.given_at.isoformat(),
                "withdrawn": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
            }
            for row in consents
        ],
    }
