"""How does somebody sign up, and how do they cancel? People who come together stay together."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from events.errors import DifferentRequest, Full, NoMandate, NotEligible, SignUpClosed
from events.messages.telling import tell_party
from events.models import Ballot, Event, GuestPlace, Party, Pool, Registration
from events.permissions import can_cancel_registration, can_manage_event, may_sign_up
from events.seating import commitments, waiting_list
from events.seating.places import Places, give_back, join_queue, leave_queue, take, take_across
from events.seating.reserves import reserves_for
from events.sign_up import asking, eligibility, limits, standby
from events.states import HOLDING, LIVE, PARTY_MOVES, PartyState
from portal.accounts.models import Person
from portal.audit.recording import record
from portal.refusals import Refusal
from portal.transactions import repeated_when_lost

#: Letters and digits that cannot be taken for one another when read aloud; a reference has about 40 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
REFERENCE_LENGTH = 8


class NoPlaceLeft(Exception):
    """Somebody else was quicker; what was written is rolled back."""


@repeated_when_lost
def sign_up(
    *,
    event: Event,
    people: Sequence[Person],
    by: Any,
    key: UUID,
    at: datetime,
    at_desk: bool = False,
    answers: asking.Answers | None = None,
) -> Party:
    """Sign people up together, and tell ``by`` what has come of it.

    All are confirmed or all wait; where places go by ballot or by approval, all are entered or all await it.
    ``at_desk``: done by staff at the window, who may use the places kept for it. The same ``key`` with the same
    people (and the same ``answers``) gives the same party again, whatever has become of it. Raises
    ``NoMandate``, ``SignUpClosed``, ``NotEligible``, ``Full`` (no waiting list), and ``DifferentRequest`` when the
    key was used for something else.
    """
    digest = _digest(event, people, answers)
    try:
        _refuse(event, people, by=by, at=at)
        if at_desk and not can_manage_event(by, event, at):
            raise NoMandate(_("You cannot sign these people up."))
        places = Places.of(event.pk)
        draft = drafted(event, places.open, size=len(people), key=key, digest=digest, by=by, at=at)
        if answers is None:
            return _place(draft, people, places, event=event, at=at, at_desk=at_desk)
        with transaction.atomic():
            party = _place(draft, people, places, event=event, at=at, at_desk=at_desk)
            asking.keep(party, answers, at=at)
        return party
    except (Refusal, IntegrityError) as error:
        # Hardly anybody presses twice: whether this request was answered before is asked only where it fails.
        if answer := answered(by, key, digest):
            return answer
        if isinstance(error, IntegrityError):
            # Another request for the same person was committed meanwhile.
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
    places = Places.lock(registration.event_id)
    registration = Registration.objects.select_related("party", "event__programme", "person").get(pk=registration.pk)
    if registration.state not in LIVE:
        return registration
    if at >= registration.event.ends_at:
        raise SignUpClosed(_("This activity is over."), reason="over")
    _leave([registration], places, by=by, at=at)
    return registration


@repeated_when_lost
@transaction.atomic
def cancel_party(*, party: Party, by: Any, at: datetime) -> Party:
    """Cancel everybody of a party at once, as ``cancel`` does for one."""
    places = Places.lock(party.event_id)
    rows = list(party.registrations.live().select_related("party", "event__programme", "person").order_by("pk"))
    for registration in rows:
        if not can_cancel_registration(by, registration, at):
            raise NoMandate(_("You cannot cancel this sign-up."))
    if rows and at >= rows[0].event.ends_at:
        raise SignUpClosed(_("This activity is over."), reason="over")
    if rows:
        _leave(rows, places, by=by, at=at)
    return Party.objects.get(pk=party.pk)


def _digest(event: Event, people: Sequence[Person], answers: asking.Answers | None) -> str:
    body = f"{event.pk}:{','.join(str(pk) for pk in sorted(person.pk for person in people))}"
    if answers and answers.digest:
        body += f":{answers.digest}"
    return hashlib.sha256(body.encode()).hexdigest()


def answered(by: Any, key: UUID, digest: str) -> Party | None:
    """Return the party that this request made before. Raises ``DifferentRequest`` when the key made another."""
    party = Party.objects.filter(made_by=by, request_key=key).first()
    if party and party.request_digest != digest:
        raise DifferentRequest(_("This page was used for another sign-up already. Please start again."))
    return party


def drafted(event: Event, pool: Pool, *, size: int, key: UUID, digest: str, by: Any, at: datetime) -> Party:
    """Return a party that is not written yet."""
    return Party(event=event, pool=pool, made_by=by, request_key=key, request_digest=digest, size=size, created_at=at)


def _refuse(event: Event, people: Sequence[Person], *, by: Any, at: datetime) -> None:
    """Raise the first reason why this cannot be."""
    ids = {person.pk for person in people}
    if not ids or len(ids) != len(people):
        raise NotEligible(_("Please choose who is coming."), reason="nobody")
    if may_sign_up(by, ids, at) != ids:
        raise NoMandate(_("You cannot sign these people up."))
    if closed := eligibility.closed(event, at):
        raise closed
    if len(people) > event.max_party_size:
        raise NotEligible(
            _("At most %(count)d people can sign up together.") % {"count": event.max_party_size}, reason="too_many"
        )
    for reason in eligibility.refusals(event, people, at, by=by).values():
        raise reason
    limits.refuse_too_many_of_a_household(event, people)


def _place(
    draft: Party, people: Sequence[Person], places: Places, *, event: Event, at: datetime, at_desk: bool
) -> Party:
    """Do with the party what the event's rules say."""
    if event.allocation == Event.Allocation.APPROVAL:
        return _hand_in(draft, people, PartyState.PENDING, event=event, at=at)
    if until := standby.until_for(event, people, at):
        return _stand_by(draft, people, until, event=event, at=at)
    if event.allocation == Event.Allocation.BALLOT:
        return _hand_in(draft, people, PartyState.ENTERED, event=event, at=at)
    kept = reserves_for(places, people, at_desk=at_desk)
    for pool in (*kept, places.open):
        if pool.left >= draft.size:
            try:
                return confirm(draft, people, pool, event=event, at=at)
            except NoPlaceLeft:
                draft.pk = None
    for reserve in kept:
        if reserve.left and places.open.left and reserve.left + places.open.left >= draft.size:
            try:
                return confirm(draft, people, places.open, event=event, at=at, across=reserve)
            except NoPlaceLeft:
                draft.pk, draft.reserve, draft.lent = None, None, 0
    if not event.has_waiting_list:
        raise Full(_("All places are taken."))
    draft.pool, draft.reserve = places.open, kept[0] if kept else None
    return wait(draft, people, event=event, at=at)


def confirm(
    party: Party,
    people: Sequence[Person],
    pool: Pool,
    *,
    event: Event,
    at: datetime,
    across: Pool | None = None,
    act: str = "party.confirmed",
    is_told: bool = True,
) -> Party:
    """Write a drafted party that takes its places last, in this pool or ``across`` its reserve and this, the open one.

    Raises ``NoPlaceLeft``, and ``NotEligible`` over a limit.
    """
    with transaction.atomic():
        _hold_to_limits(event, people)
        party.state, party.confirmed_at, party.pool = PartyState.CONFIRMED, at, pool
        party.reserve, party.lent = across, across.left if across else 0
        rows = _write(party, people)
        diary_of = {person.pk: person.diary_id for person in people}
        commitments.enter([(row.pk, diary_of[row.person_id]) for row in rows], commitments.spans_of(event))
        _record(party, rows, act, event=event, at=at)
        if is_told:
            tell_party("confirmed", party, rows=rows, event=event, at=at)
        taken = take_across(across, pool, party.size) if across else take(pool.pk, party.size)
        if not taken:
            raise NoPlaceLeft
    return party


def wait(party: Party, people: Sequence[Person], *, event: Event, at: datetime, is_told: bool = True) -> Party:
    """Write a drafted party that joins the queue. Raises ``NotEligible`` over a limit."""
    with transaction.atomic():
        _hold_to_limits(event, people)
        # The ticket is drawn last, under the lock of the pool; 0 is never committed.
        party.state, party.confirmed_at, party.ticket = PartyState.WAITING, None, 0
        rows = _write(party, people)
        _record(party, rows, "party.waiting", event=event, at=at)
        places = Places.lock(event.pk)
        party.ticket = join_queue(places, party)
        party.save(update_fields=["ticket", "reserve"])
        # A place may have become free while this party believed there was none.
        if party in waiting_list.promote(places, event=event, at=at):
            party.refresh_from_db(fields=["state", "confirmed_at", "pool", "lent", "offer_ends_at"])
        elif is_told:
            position = waiting_list.position(party) or 1
            tell_party("waiting", party, rows=rows, event=event, position=position, at=at)
    return party


def _hand_in(party: Party, people: Sequence[Person], state: PartyState, *, event: Event, at: datetime) -> Party:
    """Write a party that takes no place and no ticket yet: it is drawn, or looked at by staff."""
    with transaction.atomic():
        _hold_to_limits(event, people)
        party.state = state
        rows = _write(party, people)
        _record(party, rows, f"party.{state}", event=event, at=at)
        # The list of entries is fixed under a lock of the event, which the party's row has to wait for.
        if state == PartyState.ENTERED and Ballot.objects.filter(event=event).exists():
            raise SignUpClosed(_("Sign-up has closed."), reason="closed")
        facts = {"lot": rows[0].reference, "closes": event.sign_up_closes_at}
        tell_party(state.value, party, rows=rows, event=event, at=at, **facts)
    return party


def _stand_by(party: Party, people: Sequence[Person], until: datetime, *, event: Event, at: datetime) -> Party:
    """Write a party that joins the queue later: it overtakes nobody, and nobody waits behind it."""
    if not standby.has_queue(event):
        raise Full(_("After missed activities only the waiting list is open, and this one has none."))
    with transaction.atomic():
        _hold_to_limits(event, people)
        party.state, party.stands_by_until = PartyState.WAITING, until
        rows = _write(party, people)
        _record(party, rows, "party.standing_by", event=event, at=at)
        tell_party("standing_by", party, rows=rows, event=event, until=until, at=at)
    return party


def _hold_to_limits(event: Event, people: Sequence[Person]) -> None:
    """Count once more what this event limits, now that nobody else can sign the same people up."""
    if not event.allowance_id and not event.max_per_household:
        return
    limits.lock(event, people)
    for reason in limits.used_up(event, people).values():
        raise reason
    limits.refuse_too_many_of_a_household(event, people)


def new_reference() -> str:
    """Return the name of a registration, which is on its ticket and can be read aloud."""
    return "".join(secrets.choice(ALPHABET) for _place in range(REFERENCE_LENGTH))


def _write(party: Party, people: Sequence[Person]) -> list[Registration]:
    party.save(force_insert=True)
    rows = Registration.objects.bulk_create(
        [
            Registration(
                party=party,
                event_id=party.event_id,
                person=person,
                state=party.state,
                reference=new_reference(),
            )
            for person in sorted(people, key=lambda person: person.pk)
        ]
    )
    party.references = {row.person_id: row.reference for row in rows}
    return rows


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


def _leave(rows: Sequence[Registration], places: Places, *, by: Any, at: datetime) -> None:
    """Cancel live registrations of one party whose pools are locked, and move the queue up."""
    party, event = rows[0].party, rows[0].event
    before = party.state
    for registration in rows:
        PARTY_MOVES.move(registration, PartyState.CANCELLED)
        registration.cancelled_at = at
    Registration.objects.bulk_update(rows, ["state", "cancelled_at"])
    if before in HOLDING:
        give_back(places, party, len(rows))
    elif before == PartyState.WAITING and party.stands_by_until is None:
        leave_queue(places, party, len(rows))
    if Registration.objects.live().filter(party=party).exists():
        party.size -= len(rows)
    else:
        PARTY_MOVES.move(party, PartyState.CANCELLED)
        party.cancelled_at = at
    party.save(update_fields=["size", "state", "cancelled_at", "lent"])
    commitments.strike_out([row.pk for row in rows])
    GuestPlace.objects.filter(registration__in=rows).delete()
    for row in rows:
        record(
            "registration.cancelled",
            row,
            by=by,
            at=at,
            beneficiary_id=row.person_id,
            organisation_id=event.organisation_id,
        )
    tell_party("cancelled", party, rows=rows, event=event, at=at)
    waiting_list.promote(places, event=event, at=at)
