"""How does somebody join who came without signing up? By name and number at the door, as far as there are places."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events import commitments, eligibility, places
from events.check_in import ARRIVED, Way, mark, refuse_closed
from events.errors import DifferentRequest, DoorClosed, Full, NotAllowed, NotAtThisDoor
from events.models import DoorLink, Event, Party, Pool, Registration, Session
from events.permissions import can_check_in
from events.registration import new_reference
from events.states import PartyState
from portal.accounts.models import Household, Mandate, Person, normalise_name
from portal.accounts.phone_numbers import parse_mobile
from portal.audit.recording import record
from portal.timetable.models import Diary
from portal.transactions import repeated_when_lost


@repeated_when_lost
def walk_in(
    session: Session, *, name: str, phone: str, key: UUID, by: Any, at: datetime, link: DoorLink | None = None
) -> Registration:
    """Give somebody at the door a place and mark them as here; the same ``key`` gives the same registration.

    Somebody known by this very name and number is found again, and whoever has a place already is only marked.
    Nobody is told: they stand there. Raises ``NotAllowed``, ``DoorClosed``, ``NotEligible``, ``Full``,
    ``NotAtThisDoor`` for somebody on the waiting list, ``DifferentRequest``.
    """
    event, name = session.event, normalise_name(name)
    if not can_check_in(by, event, at) or (link and link.event_id != event.pk):
        raise NotAllowed(_("You do not check people in here."))
    refuse_closed(session, at)
    if at >= session.ends_at:
        raise DoorClosed(_("This session is over. Please enter late names from paper."), reason="over")
    digest = hashlib.sha256(f"walk-in:{session.pk}:{name}:{phone}".encode()).hexdigest()
    try:
        with transaction.atomic():
            registration = _answered(by, key, digest) or _admit(event, name, phone, key, digest, by=by, at=at)
    except IntegrityError:
        # The same tap arrived twice at the same moment.
        if not (answered := _answered(by, key, digest)):
            raise
        registration = answered
    mark(session, registration.reference, ARRIVED, way=Way.WALK_IN, by=by, at=at, link=link)
    return registration


def _answered(by: Any, key: UUID, digest: str) -> Registration | None:
    party = Party.objects.filter(made_by=by, request_key=key).first()
    if party and party.request_digest != digest:
        raise DifferentRequest(_("This page was used for another sign-up already. Please start again."))
    return party.registrations.get() if party else None


def _admit(event: Event, name: str, phone: str, key: UUID, digest: str, *, by: Any, at: datetime) -> Registration:
    person = known_person(name, phone) or _new_person(name, phone, by=by, at=at)
    if there := Registration.objects.live().filter(event=event, person=person).first():
        if there.state == PartyState.CONFIRMED:
            return there
        raise NotAtThisDoor(_("This person has signed up but has no place yet."), reason="waiting")
    refusal = eligibility.refusal(event, person, at)
    # Nobody shows papers at a door: an age that is not known is for the eyes of whoever stands there.
    if refusal and refusal.reason != "birth_date_missing":
        raise refusal
    return _give_place(event, person, key, digest, by=by, at=at)


def known_person(name: str, phone: str) -> Person | None:
    """Return whoever has both this name and this number; a number alone is shared in families and tells nobody."""
    try:
        account = parse_mobile(phone)
    except ValidationError:
        account = ""
    same = Q(contact_phone=phone) | (Q(user__phone=account) if account else Q())
    return Person.objects.filter(same, name=name, erased_at=None).order_by("user", "pk").first()


def _new_person(name: str, phone: str, *, by: Any, at: datetime) -> Person:
    person = Person.objects.create(
        name=name, contact_phone=phone, household=Household.objects.create(), diary=Diary.objects.create()
    )
    record("person.added", person, by=by, at=at, beneficiary_id=person.pk, relation="other")
    return person


def _give_place(event: Event, person: Person, key: UUID, digest: str, *, by: Any, at: datetime) -> Registration:
    """Write party and registration, and take the place last, as every newcomer does; first one kept for the window."""
    today = timezone.localdate(at)
    # The act is on record as the window's, and the right to act is over with it.
    Mandate.objects.create(
        person=person,
        agent=by,
        relation=Mandate.Relation.OTHER,
        basis=Mandate.Basis.DESK,
        starts_on=today,
        ends_on=today,
    )
    pools = {pool.kind: pool for pool in event.pools.filter(kind__in=[Pool.Kind.DESK, Pool.Kind.OPEN])}
    kept = pools.get(Pool.Kind.DESK)
    pool = kept if kept and kept.left else pools[Pool.Kind.OPEN]
    party = Party.objects.create(
        event=event,
        pool=pool,
        made_by=by,
        request_key=key,
        request_digest=digest,
        state=PartyState.CONFIRMED,
        size=1,
        created_at=at,
        confirmed_at=at,
    )
    registration = Registration.objects.create(
        party=party,
        event=event,
        person=person,
        state=party.state,
        reference=new_reference(),
    )
    commitments.enter([(registration.pk, person.diary_id)], commitments.spans_of(event))
    record(
        "party.walked_in",
        party,
        by=by,
        at=at,
        beneficiary_id=person.pk,
        organisation_id=event.organisation_id,
        people=[person.pk],
        size=1,
    )
    if not places.take(pool.pk, 1):
        raise Full(_("All places are taken."))
    return registration
