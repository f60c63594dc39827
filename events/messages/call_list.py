"""Who has to be called? Whoever no message can reach, or whose message did not arrive; until staff have ticked it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from events.errors import CallOver, NotAllowed
from events.models import Assignment, Call, Event, Registration
from events.permissions import can_manage_event, can_roster
from events.states import CALL_MOVES, LIVE, LIVE_ASSIGNMENTS, AssignmentState, CallState, PartyState
from portal.audit.recording import SYSTEM, record
from portal.outbox.models import Delivery, Message
from portal.outbox.states import TROUBLED, DeliveryState

#: Facts that somebody is called for when no message reaches them, and the kinds of message that bring each.
WORTH_A_CALL = {
    "moved_up": ("registration.moved_up",),
    "offered": ("registration.offered",),
    "drawn": ("registration.drawn",),
    "not_drawn": ("registration.not_drawn",),
    "accepted": ("registration.accepted",),
    "declined": ("registration.declined",),
    "cancelled_by_staff": ("registration.cancelled_by_staff",),
    "event_changed": ("event.changed",),
    "event_called_off": ("event.called_off",),
    "letter": ("event.letter", "sign_ups.message"),
    "shift_placed": ("shift.placed",),
    "shift_moved_up": ("shift.moved_up",),
    "shift_invited": ("shift.invited",),
    "shift_released": ("shift.released",),
    "shift_moved": ("shift.moved",),
    "shift_cancelled": ("shift.cancelled",),
}
FACT_OF_KIND = {kind: fact for fact, kinds in WORTH_A_CALL.items() for kind in kinds}
#: Facts that hold only while the sign-up does.
OF_THE_LIVING = ("moved_up", "offered", "drawn", "not_drawn", "accepted", "event_changed", "letter")
#: Facts that hold only while a volunteer is asked, waits or is in the shift.
OF_THE_ROSTERED = ("shift_placed", "shift_moved_up", "shift_invited", "shift_moved")
#: Facts that a later one about the same event makes old news.
REPLACED_BY = {
    "event_called_off": ("event_changed", "moved_up", "offered", "drawn", "not_drawn", "accepted", "letter"),
    "event_changed": ("event_changed",),
    "lapsed": ("offered",),
    "shift_moved": ("shift_moved",),
    "shift_released": OF_THE_ROSTERED,
    "shift_cancelled": OF_THE_ROSTERED,
}
#: An SMS that failed is looked for this far back.
LOOKED_BACK = timedelta(days=3)
BATCH = 200
REACHED = (Call.Answer.REACHED, Call.Answer.COMES, Call.Answer.STAYS_AWAY)


@dataclass(frozen=True)
class Wanted:
    """A call to be made: ``key`` names the fact and whom it is for; ``row`` is their sign-up, or their shift."""

    key: str
    fact: str
    row: Registration | Assignment
    subject: str
    words: str
    due_at: datetime | None = None
    reason: str = Call.Reason.NO_WAY
    message: Message | None = None


def enter(wanted: Wanted, *, event: Event | None = None, at: datetime) -> Call | None:
    """Put a call on the list of the organisation; return None when it stands there already.

    ``event`` is that of a sign-up.
    """
    about = _about(wanted.row)
    if Call.objects.filter(key=wanted.key).exists():
        return None
    try:
        with transaction.atomic():
            call = Call.objects.create(
                **about,
                event=event,
                organisation_id=event.organisation_id if event else about["assignment"].shift.organisation_id,
                message=wanted.message,
                key=wanted.key,
                fact=wanted.fact,
                reason=wanted.reason,
                subject=wanted.subject[:200],
                words=wanted.words,
                due_at=wanted.due_at,
                created_at=at,
            )
    except IntegrityError:
        # Another run put it there at this very moment.
        if Call.objects.filter(key=wanted.key).exists():
            return None
        raise
    if old := REPLACED_BY.get(wanted.fact):
        older = Call.objects.filter(**about, fact__in=old, state=CallState.OPEN)
        recipient_id = wanted.message.recipient_id if wanted.message else None
        _lapse(older.filter(message__recipient=recipient_id).exclude(pk=call.pk), at=at)
    return call


@transaction.atomic
def answer(call: Call, *, answer: str, note: str = "", by: Any, at: datetime) -> Call:
    """Note what came of a call: reached ends it, no answer and a wrong number leave it on the list.

    Saying the same again changes nothing. Raises ``NotAllowed``, ``CallOver`` for one that has lapsed or was answered.
    """
    call = Call.objects.select_for_update(of=("self",)).with_whom().get(pk=call.pk)
    if not (can_manage_event(by, call.event, at) if call.event else can_roster(by, call.organisation_id)):
        raise NotAllowed(_("You cannot answer for this call."))
    if call.state == CallState.DONE and call.answer == answer:
        return call
    if call.state != CallState.OPEN:
        raise CallOver(_("This call is not on the list any more."))
    if answer in REACHED:
        CALL_MOVES.move(call, CallState.DONE)
    call.answer, call.note, call.called_by, call.called_at = answer, note, by, at
    call.tries += 1
    call.save(update_fields=["state", "answer", "note", "called_by", "called_at", "tries"])
    record(
        "call.answered",
        call,
        by=by,
        at=at,
        beneficiary_id=call.person.pk,
        organisation_id=call.organisation_id,
        answer=answer,
        tries=call.tries,
    )
    return call


def take_up_failed(at: datetime) -> int:
    """Put on the list whose important message did not arrive by any way, and return how many; safe to run twice."""
    count = 0
    for delivery in _failed(at)[:BATCH]:
        message = delivery.message
        event = _found(Event.objects.all(), message.about, "event:")
        row = _row_of(message, event) if event else _found(_assignments(), message.about, "assignment:")
        if row is None:
            continue
        reason = Call.Reason.UNCLEAR if delivery.state == DeliveryState.UNCLEAR else Call.Reason.FAILED
        fact = FACT_OF_KIND[message.kind]
        wanted = Wanted(
            f"message:{message.pk}",
            fact,
            row,
            message.subject,
            message.body,
            _due(row, fact, at),
            reason,
            message,
        )
        with transaction.atomic():
            count += enter(wanted, event=event, at=at) is not None
    return count


def _about(row: Registration | Assignment) -> dict[str, Any]:
    return {"assignment": row} if isinstance(row, Assignment) else {"registration": row}


def _due(row: Registration | Assignment, fact: str, at: datetime) -> datetime | None:
    """Return by when somebody has to know: the offer's end, else when it begins."""
    if isinstance(row, Assignment):
        return max(row.shift.starts_at, at)
    return row.party.offer_ends_at if fact == "offered" else max(row.event.starts_at, at)


def _assignments() -> QuerySet[Assignment]:
    return Assignment.objects.select_related("shift")


def _found[Row: Model](rows: QuerySet[Row], about: str, prefix: str) -> Row | None:
    """Return the record that a message is about, when it is of this kind and still there."""
    number = about.removeprefix(prefix)
    return rows.filter(pk=number).first() if about.startswith(prefix) and number.isdecimal() else None


def _failed(at: datetime) -> QuerySet[Delivery]:
    """Return SMS that failed or are unclear, of messages that nothing else has brought and nobody has read."""
    others = Delivery.objects.filter(message=OuterRef("message"), state=DeliveryState.SENT)
    return (
        Delivery.objects.filter(
            channel=Delivery.Channel.SMS,
            state__in=TROUBLED,
            due_at__gte=at - LOOKED_BACK,
            message__kind__in=FACT_OF_KIND,
            message__read_at=None,
            message__call=None,
        )
        .exclude(Exists(others))
        .select_related("message__recipient")
        .order_by("due_at", "pk")
    )


def _row_of(message: Message, event: Event) -> Registration | None:
    """Return the registration by which somebody hears of this event: the newest they made, or their own."""
    rows = Registration.objects.filter(event=event).select_related("party", "event")
    mine = rows.filter(Q(party__made_by=message.recipient_id) | Q(person__user=message.recipient_id))
    return mine.filter(state__in=LIVE).first() or mine.order_by("-pk").first()


def lapse_due(at: datetime) -> int:
    """Take calls off the list whose reason is gone, and return how many: the event is over, the sign-up or the offer
    ended, or the message was read or has arrived after all."""
    gone = Q(event__ends_at__lte=at) | Q(assignment__shift__ends_at__lte=at)
    gone |= Q(fact__in=OF_THE_ROSTERED) & ~Q(assignment__state__in=LIVE_ASSIGNMENTS)
    gone |= Q(fact="shift_invited") & ~Q(assignment__state=AssignmentState.INVITED)
    gone |= Q(fact__in=OF_THE_LIVING) & ~Q(registration__state__in=LIVE)
    gone |= Q(fact="offered") & ~Q(registration__state=PartyState.OFFERED)
    arrived = Delivery.objects.filter(message=OuterRef("message"), state=DeliveryState.SENT)
    gone |= Q(message__read_at__isnull=False) | Q(Exists(arrived))
    return _lapse(Call.objects.filter(gone, state=CallState.OPEN).order_by("pk")[:BATCH], at=at)


@transaction.atomic
def _lapse(calls: Iterable[Call], *, at: datetime) -> int:
    rows = list(Call.objects.select_for_update(of=("self",)).filter(pk__in=[call.pk for call in calls]))
    rows = [row for row in rows if row.state == CallState.OPEN]
    for row in rows:
        CALL_MOVES.move(row, CallState.LAPSED)
        row.save(update_fields=["state"])
        record("call.lapsed", row, by=SYSTEM, at=at, organisation_id=row.organisation_id, fact=row.fact)
    return len(rows)
