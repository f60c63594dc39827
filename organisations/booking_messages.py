"""Who hears of a booking? The officers of the room's centre of what is asked, whoever asked of the answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.models import Booking
from organisations.permissions import Act, staff_for
from organisations.states import BookingState
from portal.outbox.queueing import tell
from portal.templatetags import when


def path_of(booking: Booking) -> str:
    """Return where the booking is shown to whom it concerns."""
    return reverse("bookings:show", args=[booking.pk])


def asked(rows: Sequence[Booking], *, at: datetime) -> None:
    """Tell the officers of the room's centre that a request waits: once for a series."""
    if not rows:
        return
    for user in _officers(rows[0], at):
        with translation.override(user.language):
            body = _("%(organisation)s asks for %(room)s, %(when)s: %(purpose)s.") % _facts(rows[0])
            if len(rows) > 1:
                more = ngettext("And %(n)s more date.", "And %(n)s more dates.", len(rows) - 1)
                body = f"{body} {more % {'n': len(rows) - 1}}"
            _tell(user, "booking.asked", rows[0], _("Room asked for: %(room)s"), body, at)


def answered(rows: Sequence[Booking], *, at: datetime) -> None:
    """Tell who asked what became of it: once for a series."""
    first = rows[0]
    if first.made_by is None or not first.made_by.is_active:
        return
    with translation.override(first.made_by.language):
        is_yes = first.state == BookingState.CONFIRMED
        subject = _("You have the room: %(room)s") if is_yes else _("You cannot have the room: %(room)s")
        body = _("%(when)s: %(purpose)s.") % _facts(first)
        if len(rows) > 1:
            more = ngettext("And %(n)s more date.", "And %(n)s more dates.", len(rows) - 1)
            body = f"{body} {more % {'n': len(rows) - 1}}"
        if not is_yes and first.starts_at <= at:
            body = f"{body} {_('Nobody answered in time. We are sorry.')}"
        _tell(first.made_by, f"booking.{first.state}", first, subject, _joined(body, first.answer), at)


def offered(booking: Booking, *, at: datetime) -> None:
    """Tell who asked what is offered instead."""
    if booking.made_by is None or not booking.made_by.is_active:
        return
    with translation.override(booking.made_by.language):
        words = {
            "room": booking.offered_room.local_name if booking.offered_room else "",
            "when": when.day_and_time(booking.offered_starts_at) if booking.offered_starts_at else "",
        }
        body = _("Instead you can have %(room)s, %(when)s. It is kept for you; please take it or say no.") % words
        subject = _("Another time for your room: %(room)s")
        _tell(booking.made_by, "booking.offered", booking, subject, _joined(body, booking.answer), at)


def offer_taken(booking: Booking, *, by: Any, at: datetime) -> None:
    """Tell the officers that their offer was taken."""
    for user in _officers(booking, at):
        if user != by:
            with translation.override(user.language):
                body = _("%(organisation)s takes %(room)s, %(when)s: %(purpose)s.") % _facts(booking)
                _tell(user, "booking.offer_taken", booking, _("Your offer was taken: %(room)s"), body, at)


def cancelled(rows: Sequence[Booking], *, by: Any, at: datetime) -> None:
    """Tell the other side that the room is given back."""
    first = rows[0]
    others = [*_officers(first, at), *([first.made_by] if first.made_by else [])]
    for user in {user.pk: user for user in others if user != by and user.is_active}.values():
        with translation.override(user.language):
            body = _joined(_("%(when)s: %(purpose)s.") % _facts(first), first.answer)
            _tell(user, "booking.cancelled", first, _("Booking cancelled: %(room)s"), body, at)


def overdue(booking: Booking, *, at: datetime) -> int:
    """Remind the officers of a request that should have been answered; return 1 when somebody was told now."""
    told = 0
    for user in _officers(booking, at):
        with translation.override(user.language):
            body = _("%(organisation)s asks for %(room)s, %(when)s: %(purpose)s.") % _facts(booking)
            subject = _("Still waiting for an answer: %(room)s")
            told |= bool(_tell(user, "booking.overdue", booking, subject, body, at, once=True))
    return int(told)


def _officers(booking: Booking, at: datetime) -> Iterable[Any]:
    day = timezone.localdate(at)
    return [member.user for member in staff_for(booking.room.facility.centre_id, Act.APPROVE, day)]


def _facts(booking: Booking) -> dict[str, str]:
    return {
        "organisation": booking.organisation.local_name,
        "room": booking.room.local_name,
        "when": when.span(booking),
        "purpose": booking.purpose,
    }


def _joined(body: str, answer: str) -> str:
    return f"{body}\n{answer}" if answer else body


def _tell(user: Any, kind: str, booking: Booking, subject: str, body: str, at: datetime, *, once: bool = False) -> Any:
    key = f"{kind}:{booking.pk}:{user.pk}" if once else None
    subject = subject % {"room": booking.room.local_name}
    return tell(user, kind=kind, key=key, subject=subject, body=body, at=at, path=path_of(booking))
