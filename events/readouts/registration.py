"""Where does a sign-up stand? The chip, the ticket with its code for the door, and who comes along."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.db.models import Exists, F, OuterRef, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from events.models import AnswerSheet, Event, GuestPlace, Registration
from events.permissions import may_act_for, may_sign_up
from events.readouts.occasion import Occasion, event_to_show, occasion
from events.seating.waiting_list import positions
from events.sign_up import eligibility
from events.states import LIVE, PartyState
from portal.languages import in_reader_language

#: Not signed up any more.
GONE = (PartyState.CANCELLED, PartyState.LAPSED)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a sign-up stands, as a chip says it: never by colour alone."""

    state: str
    tone: str
    icon: str
    word: str

    @property
    def is_live(self) -> bool:
        """Whether it can still be cancelled."""
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class Ticket:
    """One person's part in a party."""

    reference: str
    person_id: int
    name: str
    standing: Standing
    can_cancel: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sign-up's own page; ``others`` came along and are the reader's people too.

    ``code`` is empty unless there is a place, be it for one session. ``can_return`` when it was cancelled and sign-up
    is still open. ``has_answers`` when something is or was asked about this person.
    """

    ticket: Ticket
    others: tuple[Ticket, ...]
    occasion: Occasion
    code: SafeString | str
    position: int | None
    offer_ends_at: datetime | None
    stands_by_until: datetime | None
    closes_at: datetime
    note: str
    can_cancel_all: bool
    can_return: bool
    has_answers: bool
    is_course: bool


def sheet(reference: str, *, reader: Any, at: datetime) -> Sheet | None:
    """Return the page of a sign-up, or None unless the reader made it or acts for the person.

    Of those who came along only the reader's people are on it.
    """
    answered = AnswerSheet.objects.filter(
        Q(registration=OuterRef("pk")) | Q(registration=None, party=OuterRef("party"))
    )
    beside = Registration.objects.beside(reference).select_related("party", "person")
    # What most sign-ups do not have is learned here, rather than with a query each that finds nothing.
    party = list(
        beside.annotate(asked=F("event__asking__version"), course=F("event__course__pk"), has_answers=Exists(answered))
    )
    acting_for = may_act_for(reader, [row.person_id for row in party], at)
    party = [row for row in party if row.party.made_by_id == reader.pk or row.person_id in acting_for]
    first = next((row for row in party if row.reference == reference), None)
    if any(row.person_id not in acting_for for row in party):
        # A helper or a window that made the sign-up may also cancel it, while they may sign the person up.
        acting_for |= may_sign_up(reader, [row.person_id for row in party if row.party.made_by_id == reader.pk], at)
    return _sheet(first, party, acting_for=acting_for, at=at) if first else None


def _sheet(first: Any, party: Sequence[Registration], *, acting_for: Collection[int], at: datetime) -> Sheet:
    event = event_to_show(first.event_id)
    position = positions([first.party]).get(first.party_id) if first.state == PartyState.WAITING else None
    tickets = {row.reference: _ticket(row, event, position, acting_for, at) for row in party}
    ticket = tickets.pop(first.reference)
    return Sheet(
        ticket=ticket,
        others=tuple(tickets.values()),
        occasion=occasion(event, at),
        code=check_in_code(first.reference) if _is_let_in(first, ticket, at) else "",
        position=position,
        offer_ends_at=first.party.offer_ends_at,
        stands_by_until=first.party.stands_by_until,
        closes_at=event.sign_up_closes_at,
        note=first.party.note,
        can_cancel_all=ticket.can_cancel and any(other.can_cancel for other in tickets.values()),
        can_return=first.state in GONE and first.person_id in acting_for and not eligibility.closed(event, at),
        has_answers=first.asked is not None or first.has_answers,
        is_course=first.course is not None,
    )


def _is_let_in(row: Registration, ticket: Ticket, at: datetime) -> bool:
    """Return whether the door lets this person in: with a place, or as a guest of a session to come."""
    waits = row.state == PartyState.WAITING
    return ticket.standing.state == PartyState.CONFIRMED or (
        waits and GuestPlace.objects.filter(registration=row, session__ends_at__gt=at).exists()
    )


def _ticket(row: Registration, event: Event, position: int | None, acting_for: Collection[int], at: datetime) -> Ticket:
    where = standing(
        row.state,
        position=position,
        is_called_off=event.state == event.State.CANCELLED,
        is_over=event.ends_at <= at,
    )
    can_cancel = where.is_live and row.person_id in acting_for
    return Ticket(row.reference, row.person_id, row.person.name, where, can_cancel)


def standing(
    state: str, *, position: int | None = None, is_called_off: bool = False, is_over: bool = False
) -> Standing:
    """Return the chip of a sign-up in this state; ``position`` of one that waits, 1 for the head of the queue."""
    if is_called_off:
        return Standing("called_off", "danger", "close", _("Called off"))
    if is_over and state in LIVE:
        return Standing("over", "", "calendar", _("Over"))
    if state == PartyState.WAITING:
        word = _("%(position)s in line") % {"position": ordinal(position)} if position else _("On the waiting list")
        return Standing(state, "warning", "queue", word)
    tone, icon, word = {
        PartyState.ENTERED: ("warning", "ticket", _("In the ballot")),
        PartyState.PENDING: ("warning", "clock", _("Awaiting approval")),
        PartyState.DECLINED: ("", "close", _("Not accepted")),
        PartyState.CONFIRMED: ("success", "check", _("Signed up")),
        PartyState.OFFERED: ("warning", "queue", _("A place is offered")),
        PartyState.LAPSED: ("", "close", _("Offer lapsed")),
        PartyState.CANCELLED: ("", "close", _("Cancelled")),
    }[PartyState(state)]
    return Standing(state, tone, icon, word)


def ordinal(number: int) -> str:
    """Return 3rd for an English sentence; the Chinese one says 第 … 位 around the bare number."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return in_reader_language(str(number), f"{number}{ending}")


def check_in_code(reference: str) -> SafeString:
    """Return the QR code that the door scans, as SVG; it holds the reference and nothing about the person."""
    # A given mask: any is valid, and trying all eight for the evenest picture costs three times as much.
    code = segno.make(check_in_text(reference), micro=False, error="m", mask=2)
    drawing = code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    return SafeString(drawing)


def check_in_text(reference: str) -> str:
    """Return what the code says: capitals, digits and a colon alone, which keeps the code coarse and quick to read."""
    return f"LINLI:{reference}"
