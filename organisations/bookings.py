"""Who has a room when? A centre's officers book at once; everybody else asks, and the room is held until the answer."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import booking_messages
from organisations.errors import AlreadyAnswered, CannotBook, Clash, NotYours
from organisations.models import Booking, Organisation, Room
from organisations.permissions import Act, may
from organisations.room_clashes import RoomSlot, clash_of, enter, lock_rooms, refuse_clash, refuse_found
from organisations.states import BOOKING_MOVES, HOLDING_ROOM, BookingState
from portal import contributions
from portal.audit.recording import record
from portal.contributions import Occupation
from portal.timetable import diaries, working_days
from portal.transactions import repeated_when_lost

SOURCE = "booking"
#: A request is to be answered by the end of so many working days later.
ANSWER_WITHIN_WORKING_DAYS = 2
LONGEST = timedelta(hours=24)
MOST_AT_A_TIME = 400


def decides(by: Any, room: Room) -> bool:
    """Return whether the user (or a named system actor) gives this room away: an officer of its centre."""
    return not hasattr(by, "pk") or may(by, Act.APPROVE, room.facility.centre_id)


@repeated_when_lost
@transaction.atomic
def book(
    *,
    organisation: Organisation,
    slots: Sequence[RoomSlot],
    purpose: str,
    by: Any,
    at: datetime,
    attendance: int | None = None,
    override: str = "",
) -> list[Booking]:
    """Book the slots for an organisation, all or none: confirmed by the room's officer, else asked for.

    ``override`` is why an officer books in spite of what is in the way; it is kept and audited. Raises ``Clash``
    naming all that is in the way, ``CannotBook``, ``NotYours``. Tells the room's officers of a request.
    """
    _refuse_stranger(by, organisation)
    for slot in slots:
        _refuse_nonsense(slot, attendance, at)
    lock_rooms(slot.room for slot in slots if slot.room)
    found = _in_the_way(slots)
    if found and not (override and all(decides(by, slot.room) for slot in slots if slot.room)):
        refuse_found(found)
    series = uuid.uuid4() if len(slots) > 1 else None
    made = []
    for slot in slots:
        state = BookingState.CONFIRMED if decides(by, slot.room) else BookingState.REQUESTED  # type: ignore[arg-type]
        booking = _new(slot, organisation, purpose, state, by, at, attendance=attendance, series=series)
        booking.override_reason = override if found else ""
        booking.save()
        enter(slot, source=SOURCE, source_id=booking.pk)
        made.append(booking)
    _record("booking.made", made, by=by, at=at, state=made[0].state, in_spite_of=len(found))
    booking_messages.asked([booking for booking in made if booking.state == BookingState.REQUESTED], at=at)
    return made


def ask_for_event(slot: RoomSlot, *, organisation: Organisation, purpose: str, by: Any, at: datetime) -> Booking:
    """Ask a room's officer for a session that stands in its diary already. Tells nobody: see ``booking_messages``."""
    booking = _new(slot, organisation, purpose, BookingState.REQUESTED, by, at, is_for_event=True)
    booking.save()
    record("booking.asked_for_event", booking, by=by, at=at, organisation_id=organisation.pk)
    return booking


@repeated_when_lost
@transaction.atomic
def confirm(booking: Booking, *, by: Any, at: datetime, answer: str = "", whole_series: bool = False) -> list[Booking]:
    """Say yes to a request, or to all of its series that still wait; tells who asked. What holds the room, keeps it.

    Confirmed already: the same. Raises ``NotYours``, ``AlreadyAnswered``.
    """
    rows = _lock(booking, by, whole_series)
    if all(row.state == BookingState.CONFIRMED for row in rows):
        return rows
    for row in rows:
        _refuse_answered(row)
        _withdraw_offer(row)
        _answer(row, BookingState.CONFIRMED, answer, at)
        _follow(row, by=by, at=at)
    _record("booking.confirmed", rows, by=by, at=at)
    booking_messages.answered(rows, at=at)
    return rows


@repeated_when_lost
@transaction.atomic
def decline(booking: Booking, *, answer: str, by: Any, at: datetime, whole_series: bool = False) -> list[Booking]:
    """Say no to a request, and why; the room is free again. Tells who asked. Raises as ``confirm`` does."""
    rows = _lock(booking, by, whole_series)
    if all(row.state == BookingState.DECLINED for row in rows):
        return rows
    for row in rows:
        _refuse_answered(row)
        _withdraw_offer(row)
        _answer(row, BookingState.DECLINED, answer, at)
        diaries.release(SOURCE, [row.pk])
        _follow(row, by=by, at=at)
    _record("booking.declined", rows, by=by, at=at)
    booking_messages.answered(rows, at=at)
    return rows


@repeated_when_lost
@transaction.atomic
def offer(booking: Booking, slot: RoomSlot, *, by: Any, at: datetime, answer: str = "") -> Booking:
    """Offer another time or room instead; it is held until it is taken or not. Tells who asked.

    Raises ``Clash`` when what is offered is taken, ``CannotBook``, ``NotYours``, ``AlreadyAnswered``.
    """
    _refuse_nonsense(slot, booking.attendance, at)
    (row,) = _lock(booking, by, False, also=[slot.room])
    _refuse_answered(row)
    if slot.room is None or not decides(by, slot.room):
        raise NotYours(_("You can offer rooms of your own centre only."))
    _withdraw_offer(row)
    refuse_clash(slot, but_not=_own(row))
    row.offered_room, row.offered_starts_at, row.offered_ends_at = slot.room, slot.starts_at, slot.ends_at
    row.answer, row.answered_at = answer, at
    row.save()
    enter(slot, source=SOURCE, source_id=row.pk)
    _record("booking.offered", [row], by=by, at=at)
    booking_messages.offered(row, at=at)
    return row


@repeated_when_lost
@transaction.atomic
def accept_offer(booking: Booking, *, by: Any, at: datetime) -> Booking:
    """Take what the officer offered instead: the booking moves there and is confirmed. Tells the officers.

    Taken already: the same. Raises ``NotYours``, ``AlreadyAnswered``.
    """
    _refuse_stranger(by, booking.organisation)
    lock_rooms(_rooms_of([booking]))
    row = _fresh([booking.pk])[0]
    if row.state == BookingState.CONFIRMED:
        return row
    if not row.has_offer:
        raise AlreadyAnswered(_("This offer is not open any more."))
    diaries.release(SOURCE, [row.pk])
    slot = RoomSlot(row.offered_starts_at, row.offered_ends_at, row.offered_room)  # type: ignore[arg-type]
    row.room, row.starts_at, row.ends_at = slot.room, slot.starts_at, slot.ends_at  # type: ignore[assignment]
    row.offered_room = row.offered_starts_at = row.offered_ends_at = None
    BOOKING_MOVES.move(row, BookingState.CONFIRMED)
    row.save()
    if row.is_for_event:
        _follow(row, by=by, at=at)
    else:
        enter(slot, source=SOURCE, source_id=row.pk)
    _record("booking.offer_taken", [row], by=by, at=at)
    booking_messages.offer_taken(row, by=by, at=at)
    return row


@repeated_when_lost
@transaction.atomic
def cancel(booking: Booking, *, by: Any, at: datetime, answer: str = "", whole_series: bool = False) -> list[Booking]:
    """Give a room back: who asked for it, or the room's officer, who says why. Tells the other side.

    Of a series those that still hold a room and are not over. Cancelled already: the same. Raises ``NotYours``,
    ``CannotBook`` for what is over or is held by an event.
    """
    rows = _lock(booking, None, whole_series)
    is_own = may(by, Act.WRITE, booking.organisation_id) if hasattr(by, "pk") else True
    if not is_own and not decides(by, booking.room):
        raise NotYours(_("Only who booked the room, or its centre, can give it back."))
    if all(row.state == BookingState.CANCELLED for row in rows):
        return rows
    rows = [row for row in rows if row.state in HOLDING_ROOM and row.ends_at > at]
    if not rows:
        raise CannotBook(_("This booking is over, or was answered already."))
    if any(row.is_for_event for row in rows):
        raise CannotBook(_("A session is held there. Please move or call off the session instead."))
    for row in rows:
        _withdraw_offer(row)
        _answer(row, BookingState.CANCELLED, answer, at)
    diaries.release(SOURCE, [row.pk for row in rows])
    _record("booking.cancelled", rows, by=by, at=at)
    booking_messages.cancelled(rows, by=by, at=at)
    return rows


@repeated_when_lost
@transaction.atomic
def change(booking: Booking, *, details: Mapping[str, Any], slot: RoomSlot, by: Any, at: datetime) -> Booking:
    """Change when, where or what for. A confirmed one that moves is asked for again, unless an officer moves it.

    Raises ``Clash``, ``CannotBook``, ``NotYours``, ``AlreadyAnswered``; nothing is saved then.
    """
    _refuse_stranger(by, booking.organisation)
    _refuse_nonsense(slot, details.get("attendance"), at)
    lock_rooms([*_rooms_of([booking]), *([slot.room] if slot.room else [])])
    row = _fresh([booking.pk])[0]
    if row.state not in HOLDING_ROOM or row.is_for_event:
        raise AlreadyAnswered(_("This booking cannot be changed any more."))
    before = row.room_id, row.starts_at, row.ends_at
    if before != (slot.room.pk if slot.room else None, slot.starts_at, slot.ends_at):
        _move(row, slot, by, at)
    for name, value in details.items():
        setattr(row, name, value)
    row.save()
    _record("booking.changed", [row], by=by, at=at, fields=sorted(details))
    return row


def _move(row: Booking, slot: RoomSlot, by: Any, at: datetime) -> None:
    refuse_clash(slot, but_not=_own(row))
    _withdraw_offer(row)
    diaries.release(SOURCE, [row.pk])
    row.room, row.starts_at, row.ends_at = slot.room, slot.starts_at, slot.ends_at  # type: ignore[assignment]
    enter(slot, source=SOURCE, source_id=row.pk)
    if row.state == BookingState.CONFIRMED and not decides(by, row.room):
        BOOKING_MOVES.move(row, BookingState.REQUESTED)
        row.answer_by = _answer_by(at)
    if row.state == BookingState.REQUESTED:
        booking_messages.asked([row], at=at)


def withdraw_for_event(booking_ids: Sequence[int], *, by: Any, at: datetime) -> None:
    """Withdraw the questions of sessions that moved or were called off; the sessions free their rooms themselves."""
    for row in Booking.objects.select_for_update(of=("self",)).holding().filter(pk__in=booking_ids, is_for_event=True):
        _withdraw_offer(row)
        BOOKING_MOVES.move(row, BookingState.CANCELLED)
        row.save()
        record("booking.withdrawn", row, by=by, at=at, organisation_id=row.organisation_id)


def lapse_due(at: datetime) -> int:
    """Decline requests that nobody answered before their time came; return how many. Tells who asked."""
    late = list(Booking.objects.filter(state=BookingState.REQUESTED, starts_at__lte=at).values_list("pk", flat=True))
    lapsed = 0
    for booking in Booking.objects.filter(pk__in=late).select_related("room__facility", "organisation"):
        try:
            decline(booking, answer="", by="rooms", at=at)
        except AlreadyAnswered:
            continue
        lapsed += 1
    return lapsed


def remind_due(at: datetime) -> int:
    """Tell the room's officers once of requests whose time to answer is up; return how many."""
    late = Booking.objects.waiting().filter(answer_by__lte=at, starts_at__gt=at)
    rows = late.select_related("room__facility__centre", "organisation")
    return sum(booking_messages.overdue(row, at=at) for row in rows)


def words_of(ids: Any) -> dict[int, Occupation]:
    """Return what these bookings are, for whoever finds them in a room's diary; one query."""
    rows = Booking.objects.filter(pk__in=ids).select_related("organisation")
    return {
        row.pk: Occupation(
            title=row.purpose,
            public_title=_("another booking"),
            organisation_id=row.organisation_id,
            organisation=row.organisation.local_name,
            path=booking_messages.path_of(row),
            is_requested=row.state == BookingState.REQUESTED,
        )
        for row in rows
    }


def _new(
    slot: RoomSlot, organisation: Organisation, purpose: str, state: str, by: Any, at: datetime, **more: Any
) -> Booking:
    return Booking(
        room=slot.room,
        organisation=organisation,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        purpose=purpose,
        state=state,
        made_by=by if hasattr(by, "pk") else None,
        answer_by=_answer_by(at) if state == BookingState.REQUESTED else None,
        **more,
    )


def _answer_by(at: datetime) -> datetime:
    """Return the end of the last working day on which an answer is in time."""
    last = working_days.after(timezone.localdate(at), ANSWER_WITHIN_WORKING_DAYS).on
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def _in_the_way(slots: Sequence[RoomSlot]) -> list[Clash]:
    """Return what is in the way of each slot, another slot of the same wish included."""
    found = [Clash(sentence, slot=slot) for slot in slots if (sentence := clash_of(slot))]
    in_order = sorted(slots, key=lambda slot: slot.starts_at)
    for before, after in pairwise(in_order):
        if before.room == after.room and after.starts_at < before.ends_at:
            found.append(Clash(_("Two of these times overlap."), slot=after))
    return found


def _lock(booking: Booking, by: Any, whole_series: bool, also: Sequence[Room | None] = ()) -> list[Booking]:
    """Lock the diaries and then the booking, or all of its series; refuse whoever does not give the room away."""
    if by is not None and not decides(by, booking.room):
        raise NotYours(_("Only the officers of the room's centre answer for it."))
    ids = [booking.pk]
    if whole_series and booking.series:
        mates = Booking.objects.filter(series=booking.series, state=booking.state, room=booking.room_id)
        ids = list(mates.values_list("pk", flat=True)) or ids
    lock_rooms([*_rooms_of(Booking.objects.filter(pk__in=ids)), *(room for room in also if room)])
    return _fresh(ids)


def _rooms_of(bookings: Any) -> list[Room]:
    ids = {pk for booking in bookings for pk in (booking.room_id, booking.offered_room_id) if pk}
    return list(Room.objects.filter(pk__in=ids))


def _fresh(ids: Sequence[int]) -> list[Booking]:
    rows = Booking.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    return list(rows.select_related("room__facility__centre", "organisation", "made_by", "offered_room").order_by("pk"))


def _own(row: Booking) -> tuple[str, list[int]]:
    return SOURCE, [row.pk]


def _withdraw_offer(row: Booking) -> None:
    """Let go of what was offered instead; what was asked for stays held."""
    if row.offered_starts_at is None:
        return
    diaries.release(SOURCE, [row.pk])
    row.offered_room = row.offered_starts_at = row.offered_ends_at = None
    if not row.is_for_event:
        enter(RoomSlot(row.starts_at, row.ends_at, row.room), source=SOURCE, source_id=row.pk)


def _answer(row: Booking, state: str, answer: str, at: datetime) -> None:
    BOOKING_MOVES.move(row, state)
    row.answer, row.answered_at = answer, at
    row.save()


def _follow(row: Booking, *, by: Any, at: datetime) -> None:
    if row.is_for_event:
        for follow in contributions.room_answers:
            follow(row.pk, by=by, at=at)


def _record(act: str, rows: Sequence[Booking], *, by: Any, at: datetime, **facts: Any) -> None:
    ids = [row.pk for row in rows]
    record(act, rows[0], by=by, at=at, organisation_id=rows[0].organisation_id, bookings=ids, **facts)


def _refuse_stranger(by: Any, organisation: Organisation) -> None:
    if hasattr(by, "pk") and not may(by, Act.WRITE, organisation.pk):
        raise NotYours(_("You cannot book rooms for this organisation."))


def _refuse_answered(row: Booking) -> None:
    if row.state != BookingState.REQUESTED:
        raise AlreadyAnswered(_("This request was answered or withdrawn already."))


def _refuse_nonsense(slot: RoomSlot, attendance: int | None, at: datetime) -> None:
    if slot.room is None:
        raise CannotBook(_("Please choose a room."), field="room")
    if slot.ends_at <= slot.starts_at:
        raise CannotBook(_("The end is not after the start."), field="end")
    if slot.ends_at - slot.starts_at > LONGEST:
        raise CannotBook(_("A booking lasts a day at most. Please book each day by itself."), field="end")
    if slot.starts_at <= at:
        day = timezone.localdate(slot.starts_at)
        field = "day" if day < timezone.localdate(at) else "start"
        raise CannotBook(_("This lies in the past."), field=field)
    if attendance and attendance > slot.room.capacity:
        words = {"room": slot.room.local_name, "capacity": slot.room.capacity}
        raise CannotBook(_("%(room)s holds %(capacity)s people.") % words, field="attendance")
