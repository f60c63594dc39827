"""How does somebody join who came without signing up? By name and number at the door, as far as there are places."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from events.door.check_in import ARRIVED, Way, mark, refuse_closed
from events.errors import DoorClosed, Full, NoGuestPlace, NotAllowed, NotAtThisDoor
from events.models import DoorLink, Party, Pool, Registration, Session
from events.permissions import can_check_in
from events.seating import guest_places
from events.seating.places import Places
from events.sign_up import asking, eligibility
from events.sign_up.asking import Answers
from events.sign_up.registration import NoPlaceLeft, answered, confirm, drafted, wait
from events.states import PartyState
from portal.accounts import receiving
from portal.accounts.models import Person, normalise_name
from portal.accounts.receiving import Visitor
from portal.transactions import repeated_when_lost


@repeated_when_lost
def walk_in(
    session: Session,
    *,
    name: str,
    phone: str,
    key: UUID,
    by: Any,
    at: datetime,
    link: DoorLink | None = None,
    answers: Answers | None = None,
) -> Registration:
    """Give somebody at the door a place and mark them as here; the same ``key`` gives the same registration.

    In a course that is full they come this once, in the place of somebody on leave, and stand in its queue.

    Somebody known by this very name and number is found again, and whoever has a place already is only marked.
    ``answers`` are those of ``SOMEBODY``, kept with the place that they get.
    Nobody is told: they stand there. Raises ``NotAllowed``, ``DoorClosed``, ``NotEligible``, ``Full``,
    ``NotAtThisDoor`` for somebody on the waiting list, ``DifferentRequest``.
    """
    event, name = session.event, normalise_name(name)
    visitor = Visitor(name, phone=phone)
    if not can_check_in(by, event, at) or (link and link.event_id != event.pk):
        raise NotAllowed(_("You do not check people in here."))
    refuse_closed(session, at)
    if at >= session.ends_at:
        raise DoorClosed(_("This session is over. Please enter late names from paper."), reason="over")
    digest = hashlib.sha256(f"walk-in:{session.pk}:{name}:{phone}".encode()).hexdigest()
    try:
        with transaction.atomic():
            registration = _answer(by, key, digest)
            registration = registration or _admit(session, visitor, key, digest, answers, by=by, at=at)
    except IntegrityError:
        # The same tap arrived twice at the same moment.
        if not (known := _answer(by, key, digest)):
            raise
        registration = known
    mark(session, registration.reference, ARRIVED, way=Way.WALK_IN, by=by, at=at, link=link)
    return registration


def _answer(by: Any, key: UUID, digest: str) -> Registration | None:
    party = answered(by, key, digest)
    return party.registrations.get() if party else None


def _admit(
    session: Session, visitor: Visitor, key: UUID, digest: str, answers: Answers | None, *, by: Any, at: datetime
) -> Registration:
    """Give somebody known or new a place; the mandate on which that is done is over at once."""
    event = session.event
    reception = receiving.at_door(event.organisation_id, at)
    person = receiving.find(visitor) or receiving.add(visitor, reception, by=by, at=at)
    if there := Registration.objects.live().filter(event=event, person=person).first():
        return there if there.state == PartyState.CONFIRMED else _as_guest(there, session, by=by, at=at)
    refusal = eligibility.refusal(event, person, at)
    # Nobody shows papers at a door: an age that is not known is for the eyes of whoever stands there.
    if refusal and refusal.reason != "birth_date_missing":
        raise refusal
    receiving.admit(person, reception, by=by, at=at)
    registration = _give_place(session, person, key, digest, by=by, at=at)
    if answers:
        asking.keep(registration.party, answers.given_by(person.pk), at=at)
    return registration


def _as_guest(waiting: Registration, session: Session, *, by: Any, at: datetime) -> Registration:
    """Let somebody who waits come this once. Raises ``NotAtThisDoor`` when nobody is on leave."""
    Places.lock(session.event_id)
    try:
        guest_places.seat(waiting, session, by=by, at=at)
    except NoGuestPlace:
        raise NotAtThisDoor(_("This person has signed up but has no place yet."), reason="waiting") from None
    return waiting


def _give_place(session: Session, person: Person, key: UUID, digest: str, *, by: Any, at: datetime) -> Registration:
    """Sign somebody up as every newcomer is, first into what is kept for the window; nobody waits at a door."""
    event = session.event
    places = Places.of(event.pk)
    kept = next((pool for pool in places.reserves if pool.kind == Pool.Kind.DESK and pool.left), None)
    draft = drafted(event, places.open, size=1, key=key, digest=digest, by=by, at=at)
    try:
        party: Party = confirm(
            draft, [person], kept or places.open, event=event, at=at, act="party.walked_in", is_told=False
        )
    except NoPlaceLeft:
        if not event.has_waiting_list or not guest_places.free([session])[session.pk]:
            raise Full(_("All places are taken.")) from None
        draft.pk, draft.pool = None, places.open
        party = wait(draft, [person], event=event, at=at, is_told=False)
        row = party.registrations.get()
        return row if row.state == PartyState.CONFIRMED else _as_guest(row, session, by=by, at=at)
    return party.registrations.get()
