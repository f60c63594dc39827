"""Two officers book the same room in the same second, 200 times, from processes of their own: never both."""

import multiprocessing
import os
from datetime import timedelta

import pytest
from django.utils import timezone

from organisations.models import Booking
from portal.timetable.models import Commitment
from tests import databases, factories
from tests.organisations.races.officer import TURNS, book_each


@pytest.mark.django_db(transaction=True)
def test_two_officers_never_get_the_same_room_at_the_same_time(centre, centre_officer):
    second = factories.make_user("second_officer", is_staff=True)
    factories.make_member(second, centre, "officer")
    hall = factories.make_room(centre, "大厅")
    half = factories.make_room(centre, "半厅", parent=hall)
    first = (timezone.now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    spawn = multiprocessing.get_context("spawn")
    start, results = spawn.Barrier(2), spawn.Queue()
    officers = [
        spawn.Process(target=book_each, args=(databases.url(), user.pk, room.pk, first.isoformat(), start, results))
        for user, room in ((centre_officer, hall), (second, half))
    ]
    for officer in officers:
        officer.start()
    won = [results.get(timeout=60) for _officer in officers]
    for officer in officers:
        officer.join(timeout=20)
    assert [one + other for one, other in zip(*won, strict=True)] == [1] * TURNS
    assert Booking.objects.count() == TURNS
    assert Commitment.objects.filter(diary=half.diary).count() == TURNS
    assert os.getpid() not in {officer.pid for officer in officers}
