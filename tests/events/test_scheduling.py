"""An event, its sessions, its places and its rooms are saved together or not at all."""

from datetime import timedelta

import pytest

from events.models import Event
from organisations.errors import Clash
from tests import factories


def test_schedule_event_makes_sessions_places_and_room_commitments(event, room):
    assert event.sessions.count() == 1
    assert event.pools.get().capacity == 20
    assert room.diary.commitments.count() == 1


def test_schedule_event_in_a_taken_room_is_refused_and_leaves_nothing(event, programme, room):
    with pytest.raises(Clash):
        factories.make_event(programme, room=room, starts_at=event.starts_at + timedelta(minutes=60))
    assert Event.objects.count() == 1


def test_halves_of_a_hall_do_not_disturb_each_other_but_the_hall_does(programme, room, centre):
    west = factories.make_room(centre, "西半厅", parent=room)
    east = factories.make_room(centre, "东半厅", parent=room)
    first = factories.make_event(programme, room=west)
    factories.make_event(programme, room=east, starts_at=first.starts_at)
    with pytest.raises(Clash):
        factories.make_event(programme, room=room, starts_at=first.starts_at)
