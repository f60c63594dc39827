"""How do last season's bookings come again? The same weekdays and hours so many weeks later, clashes shown first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.bookings import MOST_AT_A_TIME, book
from organisations.errors import CannotBook
from organisations.models import Booking
from organisations.repeating import on_day
from organisations.room_clashes import RoomSlot, clash_of
from organisations.states import BookingState
from portal.timetable import holidays
from portal.transactions import repeated_when_lost


@dataclass(frozen=True)
class Copied:
    """A booking of last season and when it would be now; ``clash`` is what is in the way, ``holiday`` a name."""

    booking: Booking
    slot: RoomSlot
    clash: str
    holiday: str

    @property
    def fits(self) -> bool:
        return not self.clash


def planned(
    bookings: QuerySet[Booking], *, first_on: date, last_on: date, again_from: date, at: datetime
) -> list[Copied]:
    """Return the confirmed bookings of these days as they would be, counted from the week of ``again_from``.

    Writes nothing. Raises ``CannotBook``, naming the field, for days that make no sense.
    """
    if last_on < first_on:
        raise CannotBook(_("The last day is before the first."), field="last_on")
    weeks = (again_from - first_on).days // 7
    if weeks < 1:
        raise CannotBook(_("The new season begins before the old one did."), field="again_from")
    later = timedelta(weeks=weeks)
    start, end = _midnight(first_on), _midnight(last_on + timedelta(days=1))
    rows = bookings.filter(state=BookingState.CONFIRMED, is_for_event=False, starts_at__gte=start, starts_at__lt=end)
    rows = rows.select_related("room__facility__centre", "room__parent", "organisation").order_by("starts_at", "pk")
    found = list(rows[: MOST_AT_A_TIME + 1])
    if len(found) > MOST_AT_A_TIME:
        sentence = _("At most %(most)s bookings can be copied at a time. Please choose fewer days.")
        raise CannotBook(sentence % {"most": MOST_AT_A_TIME}, field="last_on")
    special = holidays.between(first_on + later, last_on + later)
    return [_copied(row, later, special, at) for row in found]


def _copied(booking: Booking, later: timedelta, special: Any, at: datetime) -> Copied:
    slot = RoomSlot(booking.starts_at, booking.ends_at, booking.room)
    day = timezone.localdate(booking.starts_at) + later
    slot = on_day(slot, day)
    clash = _("This lies in the past.") if slot.starts_at <= at else clash_of(slot)
    return Copied(booking, slot, clash, special[day].local_name if day in special else "")


@repeated_when_lost
@transaction.atomic
def copy_bookings(plans: Sequence[Copied], *, chosen: Collection[int], by: Any, at: datetime) -> list[Booking]:
    """Book again what was chosen, by the ids of the old bookings, all or none.

    Raises ``Clash`` when one is in the way by now, ``CannotBook`` when nothing was chosen, ``NotYours``.
    """
    wanted = [plan for plan in plans if plan.booking.pk in chosen]
    if not wanted:
        raise CannotBook(_("Please choose at least one booking."))
    made = []
    for plan in wanted:
        old = plan.booking
        made += book(
            organisation=old.organisation,
            slots=[plan.slot],
            purpose=old.purpose,
            attendance=old.attendance,
            by=by,
            at=at,
        )
    return made


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
