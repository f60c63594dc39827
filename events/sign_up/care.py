"""Whom do we call for the old and the young, and who collects a child? A centre's rule; handing over at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import NotAllowed, NotAtThisDoor
from events.messages.recipients import rule_of_centre
from events.models import Attendance, CareRule, DoorLink, Event, HandOver, Registration, Session
from events.permissions import can_check_in
from organisations.models import Organisation
from organisations.permissions import Act, may
from portal.accounts.models import Collector, Person
from portal.audit.recording import record

#: Whoever is younger is a child, for whom somebody has to be reached.
CHILD = 14


@dataclass(frozen=True)
class Lack:
    """What is not known about somebody of whom it is needed."""

    person: Person
    emergency: bool
    collector: bool


def rule_of(event: Event) -> CareRule:
    """Return the rule of the event's centre; the defaults where it set none."""
    return rule_of_centre(event, CareRule) or CareRule()


def is_cared_for(person: Person, rule: CareRule, event: Event) -> bool:
    """Return whether an emergency contact is needed: for children, and from the age that the rule says."""
    age = person.age_on(timezone.localdate(event.starts_at))
    return age is not None and (age < CHILD or age >= rule.elder_from_age)


def is_collected(person: Person, rule: CareRule, event: Event) -> bool:
    """Return whether somebody has to collect this person: a child below the rule's age."""
    age = person.age_on(timezone.localdate(event.starts_at))
    return age is not None and age < rule.collected_below_age


def lacking(event: Event, people: Sequence[Person]) -> list[Lack]:
    """Return who of these people lacks what the event's centre asks; two queries at most."""
    rule = rule_of(event)
    young = [person.pk for person in people if is_collected(person, rule, event)]
    standing = Collector.objects.standing().filter(person__in=young)
    known = set(standing.values_list("person_id", flat=True)) if young else set()
    found = [
        Lack(
            person,
            emergency=is_cared_for(person, rule, event) and not person.emergency_phone,
            collector=person.pk in young and person.pk not in known,
        )
        for person in people
    ]
    return [lack for lack in found if lack.emergency or lack.collector]


@transaction.atomic
def set_rule(centre: Organisation, *, elder_from_age: int, collected_below_age: int, by: Any, at: datetime) -> CareRule:
    """Set a centre's rule. Raises ``NotAllowed`` for who is no officer of it."""
    if not may(by, Act.APPROVE, centre.pk):
        raise NotAllowed(_("Only the centre's officers set its rules."))
    ages = {"elder_from_age": elder_from_age, "collected_below_age": collected_below_age}
    rule, _is_new = CareRule.objects.update_or_create(centre=centre, defaults=ages)
    record("care_rule.set", rule, by=by, at=at, organisation_id=centre.pk, **ages)
    return rule


@transaction.atomic
def hand_over(
    session: Session, reference: str, collector_id: int, *, by: Any, at: datetime, link: DoorLink | None = None
) -> HandOver:
    """Tick that a child was collected by one of those who may; doing it again changes nothing.

    Raises ``NotAllowed``, ``NotAtThisDoor`` for a child who is not here or somebody who may not collect it.
    """
    row = _at_this_door(session, reference, by=by, at=at, link=link)
    if known := HandOver.objects.filter(registration=row, session=session).first():
        return known
    if not Attendance.objects.arrived().filter(registration=row, session=session).exists():
        raise NotAtThisDoor(_("This child was not marked as here. Please check in first."), reason="not_here")
    collector = Collector.objects.standing().filter(pk=collector_id, person=row.person_id).first()
    if collector is None:
        raise NotAtThisDoor(_("This person is not among those who may collect the child."), reason="no_collector")
    done = HandOver.objects.create(registration=row, session=session, collector=collector, by=by, at=at)
    _record("child.handed_over", done, row, session, by=by, at=at, collector=collector.pk)
    return done


@transaction.atomic
def take_back_hand_over(
    session: Session, reference: str, *, by: Any, at: datetime, link: DoorLink | None = None
) -> None:
    """Take a tick back that was a mistake; doing it again changes nothing. Raises as ``hand_over`` does."""
    row = _at_this_door(session, reference, by=by, at=at, link=link)
    if done := HandOver.objects.filter(registration=row, session=session).first():
        _record("child.hand_over_undone", done, row, session, by=by, at=at, collector=done.collector_id)
        done.delete()


def _at_this_door(session: Session, reference: str, *, by: Any, at: datetime, link: DoorLink | None) -> Registration:
    if not can_check_in(by, session.event, at) or (link and link.event_id != session.event_id):
        raise NotAllowed(_("You do not check people in here."))
    locked = Registration.objects.select_for_update(of=("self",), no_key=True)
    row = locked.seated(session).filter(reference=reference).first()
    if row is None:
        raise NotAtThisDoor(_("Nobody with this reference is signed up here."), reason="unknown")
    return row


def _record(
    act: str, done: HandOver, row: Registration, session: Session, *, by: Any, at: datetime, collector: int
) -> None:
    record(
        act,
        done,
        by=by,
        at=at,
        beneficiary_id=row.person_id,
        organisation_id=session.event.organisation_id,
        session=session.pk,
        collector=collector,
    )
