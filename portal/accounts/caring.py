"""Whom do we call in an emergency, and who may collect a child? Given by whoever acts for the person."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.errors import NotYourPerson, TooManyCollectors
from portal.accounts.models import Collector, Person, normalise_name
from portal.accounts.permissions import may_act_for
from portal.audit.recording import record

MOST_COLLECTORS = 6


@transaction.atomic
def note_emergency_contact(person: Person, *, name: str, phone: str, by: Any, at: datetime) -> Person:
    """Write down whom to call; the same again changes nothing. Raises ``NotYourPerson``."""
    person = _locked(person, by, at)
    wanted = {"emergency_name": normalise_name(name), "emergency_phone": phone}
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    if changed:
        Person.objects.filter(pk=person.pk).update(**wanted)
        record("person.changed", person, by=by, at=at, beneficiary_id=person.pk, fields=changed)
        person.refresh_from_db(fields=list(wanted))
    return person


@transaction.atomic
def add_collector(person: Person, *, name: str, phone: str, by: Any, at: datetime) -> Collector:
    """Let somebody collect the child; the same name and number again is the same one.

    Raises ``NotYourPerson`` and ``TooManyCollectors``.
    """
    person = _locked(person, by, at)
    standing = Collector.objects.standing().filter(person=person)
    if known := standing.filter(name=normalise_name(name), phone=phone).first():
        return known
    if standing.count() >= MOST_COLLECTORS:
        sentence = _("At most %(count)d people, please. Take somebody off first.")
        raise TooManyCollectors(sentence % {"count": MOST_COLLECTORS})
    collector = Collector.objects.create(
        person=person, name=normalise_name(name), phone=phone, added_by=by, added_at=at
    )
    record("collector.added", collector, by=by, at=at, beneficiary_id=person.pk)
    return collector


@transaction.atomic
def remove_collector(collector: Collector, *, by: Any, at: datetime) -> Collector:
    """Let somebody collect the child no more; doing it again changes nothing. Raises ``NotYourPerson``."""
    person = _locked(collector.person, by, at)
    if Collector.objects.standing().filter(pk=collector.pk).update(removed_at=at):
        record("collector.removed", collector, by=by, at=at, beneficiary_id=person.pk)
    collector.refresh_from_db()
    return collector


def _locked(person: Person, by: Any, at: datetime) -> Person:
    found = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not may_act_for(by, found, on=timezone.localdate(at)):
        raise NotYourPerson(_("There is nobody here whom you may act for."))
    return found
