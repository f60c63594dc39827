"""How does somebody sign up, and how do they cancel? People who come together stay together."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from events import commitments, eligibility, places, telling, waiting_list
from events.errors import DifferentRequest, Full, NoMandate, NotEligible, SignUpClosed
from events.models import Event, Party, Pool, Registration
from events.permissions import can_cancel_registration, may_act_for
from events.states import HOLDING, LIVE, PARTY_MOVES, PartyState
from portal.accounts.models import Person
from portal.audit.recording import record
from portal.transactions import repeated_when_lost

#: Letters and digits that cannot be taken for one another when read aloud; a reference has about 40 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
REFERENCE_LENGTH = 8


class _NoPlaceLeft(Exception):
    """Somebody else was quicker; what was written is rolled back."""


@repeated_when_lost
def sign_up(*, event: Event, people: Sequence[Person], by: Any, key: UUID, at: datetime) -> Party:
    """Sign people up together: all confirmed, or all on the waiting list. Tells ``by`` which.

    The same ``key`` with the same people gives the same party again, whatever has become of it.
    Raises ``NoMandate``, ``SignUpClosed``, ``NotEligible``, ``Full`` (no waiting list), and
    ``DifferentRequest`` when the key was used for something else.
    """
    digest = _digest(event, people)
    if answer := _answered(by, key, digest):
        return answer
    _refuse(event, people, by=by, at=at)
    pool = event.pools.get(kind=Pool.Kind.OPEN)
    draft = Party(
        event=event, pool=pool, made_by=by, request_key=key, request_digest=digest, size=len(people), created_at=at
    )
    try:
        if pool.left >= draft.size:
            try:
                return _confirm(draft, people, event=event, at=at)
            except _NoPlaceLeft:
                draft.pk = None
        if not event.has_waiting_list:
            raise Full(_("All places are taken."))
        return _wait(draft, people, event=event, at=at)
    except IntegrityError:
        # The same request, or another one for the same person, was committed meanwhile.
        if answer := _answered(by, key, digest):
            return answer
        _refuse(event, people, by=by, at=at)
        raise


@repeated_when_lost
@transaction.atomic
def cancel(*, registration: Registration, by: Any, at: datetime) -> Registration:
    """Cancel one person's part; the place goes to the queue at once. Doing it again changes nothing.

    Raises ``NoMandate`` for whoever may not, ``SignUpClosed`` once the event is over.
    """
    if not can_cancel_registration(by, registration, at):
        raise NoMandate(_("You cannot cancel this sign-up."))
    pool = places.lock(registration.party.pool_id)
    registration = Registration.objects.select_related("party", "event__programme", "person").get(pk=registration.pk)
    if registration.state not in LIVE:
        return registration
    if at >= registration.event.ends_at:
        raise SignUpClosed(_("This activity is over."), reason="over")
    _leave([registration], pool=pool, by=by, at=at)
    return registration


@repeated_when_lost
@transaction.atomic
def cancel_party(*, party: Party, by: Any, at: datetime) -> Party:
    """Cancel everybody of a party at once, as ``cancel`` does for one."""
    pool = places.lock(party.pool_id)
    rows = list(party.registrations.live().select_related("party", "event__programme", "person").order_by("pk"))
    for registration in rows:
        if not can_cancel_registration(by, registration, at):
            raise NoMandate(_("You cannot cancel this sign-up."))
    if rows and at >= rows[0].event.ends_at:
        raise SignUpClosed(_("This activity is over."), reason="over")
    if rows:
        _leave(rows, pool=pool, by=by, at=at)
    return Party.objects.get(pk=party.pk)


def _digest(event: Event, people: Sequence[Person]) -> str:
    body = f"{event.pk}:{','.join(str(pk) for pk in sorted(person.pk for person in people))}"
    return hashlib.sha256(body.encode()).hexdigest()


def _answered(by: Any, key: UUID, digest: str) -> Party | None:
    party = Party.objects.filter(made_by=by, request_key=key).first()
    if party and party.request_digest != digest:
        raise DifferentRequest(_("This page was used for another sign-up already. Please start again."))
    return party


def _refuse(event: Event, people: Sequence[Person], *, by: Any, at: datetime) -> None:
    """Raise the first reason why this cannot be."""
    ids = {person.pk for person in people}
    if not ids or len(ids) != len(people):
        raise NotEligible(_("Please choose who is coming."), reason="nobody")
    if may_act_for(by, ids, at) != ids:
        raise NoMandate(_("You cannot sign these people up."))
    if closed := eligibility.closed(event, at):
        raise closed
    if len(people) > event.max_party_size:
        raise NotEligible(
            _("At most %(count)d people can sign up together.") % {"count": event.max_party_size}, reason="too_many"
        )
    for reason in eligibility.refusals(event, people, at).values():
        raise reason


def _confirm(party: Party, people: Sequence[Person], *, event: Event, at: datetime) -> Party:
    with transaction.atomic():
        party.state, party.confirmed_at = PartyState.CONFIRMED, at
        rows = _write(party, people)
        diary_of = {person.pk: person.diary_id for person in people}
        commitments.enter([(row.pk, diary_of[row.person_id]) for row in rows], commitments.spans_of(event))
        _record(party, rows, "party.confirmed", event=event, at=at)
        telling.confirmed(party, rows=rows, event=event, at=at)
        if not places.take(party.pool_id, party.size):
            raise _NoPlaceLeft
    return party


def _wait(party: Party, people: Sequence[Person], *, event: Event, at: datetime) -> Party:
    with transaction.atomic():
        # The ticket is drawn last, under the lock of the pool; 0 is never committed.
        party.state, party.confirmed_at, party.ticket = PartyState.WAITING, None, 0
        rows = _write(party, people)
        _record(party, rows, "party.waiting", event=event, at=at)
        party.ticket = places.queue(party.pool_id, party.size)
        party.save(update_fields=["ticket"])
        # A place may have become free while this party believed there was none.
        if party not in waiting_list.promote(places.lock(party.pool_id), event=event, at=at):
            position = waiting_list.position(party) or 1
            telling.waiting(party, rows=rows, event=event, position=position, at=at)
        party.refresh_from_db(fields=["state", "confirmed_at"])
    return party


def _write(party: Party, people: Sequence[Person]) -> list[Registration]:
    party.save(force_insert=True)
    return Registration.objects.bulk_create(
        [
            Registration(
                party=party,
                event_id=party.event_id,
                person=person,
                state=party.state,
                reference="".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LENGTH)),
            )
            for person in sorted(people, key=lambda person: person.pk)
        ]
    )


def _record(party: Party, rows: Sequence[Registration], act: str, *, event: Event, at: datetime) -> None:
    record(
        act,
        party,
        by=party.made_by,
        at=at,
        beneficiary_id=rows[0].person_id if len(rows) == 1 else None,
        organisation_id=event.organisation_id,
        people=[row.person_id for row in rows],
        size=party.size,
    )


def _leave(rows: Sequence[Registration], *, pool: Pool, by: Any, at: datetime) -> None:
    """Cancel live registrations of one party whose pool is locked, and move the queue up."""
    party, event = rows[0].party, rows[0].event
    held = party.state in HOLDING
    for registration in rows:
        PARTY_MOVES.move(registration, PartyState.CANCELLED)
        registration.cancelled_at = at
    Registration.objects.bulk_update(rows, ["state", "cancelled_at"])
    if Registration.objects.live().filter(party=party).exists():
        party.size -= len(rows)
    else:
        PARTY_MOVES.move(party, PartyState.CANCELLED)
        party.cancelled_at = at
    party.save(update_fields=["size", "state", "cancelled_at"])
    commitments.strike_out([row.pk for row in rows])
    for row in rows:
        record(
            "registration.cancelled",
            row,
            by=by,
            at=at,
            beneficiary_id=row.person_id,
            organisation_id=event.organisation_id,
        )
    telling.cancelled(party, rows=rows, event=event, at=at)
    (places.give_back if held else places.leave_queue)(pool, len(rows))
    waiting_list.promote(pool, event=event, at=at)
