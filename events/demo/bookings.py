"""Which rooms are booked in the demonstration, beside the programmes? A week of them, and one request that waits."""

from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from events.demo.content import ACTOR, read
from events.demo.places import CENTRE
from organisations.bookings import book
from organisations.errors import CannotBook, Clash, NotYours
from organisations.models import Booking, Organisation, Room
from organisations.room_clashes import RoomSlot


def load_bookings(at: datetime) -> None:
    """Book what is missing in the week from this moment; what is taken by something else stays so."""
    rooms = Room.objects.filter(facility__centre__code=CENTRE).select_related("facility", "parent")
    by_code = {room.code: room for room in rooms}
    for facts in read("places")["bookings"]:
        there = Booking.objects.filter(purpose=facts["purpose"], room__facility__centre__code=CENTRE)
        if not there.upcoming(at).exists():
            with suppress(Clash, CannotBook, NotYours):
                _load(facts, by_code[facts["room"]], at)


def _load(facts: dict[str, Any], room: Room, at: datetime) -> None:
    day = timezone.localdate(at) + timedelta(days=facts["in_days"])
    start, end = (
        timezone.make_aware(datetime.combine(day, time(*map(int, clock.split(":")))))
        for clock in facts["time"].split("-")
    )
    book(
        organisation=Organisation.objects.get(code=facts["organisation"]),
        slots=[RoomSlot(start, end, room)],
        purpose=facts["purpose"],
        attendance=facts["attendance"],
        by=get_user_model().objects.get(username=facts["asks"]) if "asks" in facts else ACTOR,
        at=at,
    )
