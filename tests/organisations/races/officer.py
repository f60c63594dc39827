"""One officer in a process of their own, who books a room turn by turn in the same moment as another."""

import os
from datetime import datetime, timedelta
from typing import Any

TURNS = 200


def book_each(database_url: str, user_id: int, room_id: int, first: str, start: Any, results: Any) -> None:
    """Book the room for an hour in each turn, both officers from one starting gun; report 1 where it was given."""
    os.environ["DATABASE_URL"] = database_url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.testing")
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from organisations.bookings import book
    from organisations.errors import Clash
    from organisations.models import Room
    from organisations.room_clashes import RoomSlot

    user = get_user_model().objects.get(pk=user_id)
    room = Room.objects.select_related("facility__centre", "parent").get(pk=room_id)
    given = []
    for turn in range(TURNS):
        begins = datetime.fromisoformat(first) + timedelta(hours=turn)
        slot = RoomSlot(begins, begins + timedelta(hours=1), room)
        start.wait(timeout=30)
        try:
            book(organisation=room.facility.centre, slots=[slot], purpose="抢", by=user, at=timezone.now())
        except Clash:
            given.append(0)
        else:
            given.append(1)
    results.put(given)
