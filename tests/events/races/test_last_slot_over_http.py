"""Sixteen volunteers press at once, for the last place of a shift or to stand in for somebody: one has it."""

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from events.models import Assignment, StandIn, Volunteer
from events.volunteering import stand_ins
from portal.accounts.models import Person
from portal.timetable.models import Commitment
from tests import factories
from tests.events.races import rush
from tests.events.races.shift_client import opened, stand_in, take
from tests.events.races.test_race_over_http import signed_in_resident
from tests.factories.service import make_assignment
from tests.factories.volunteers import make_shift, make_volunteer, make_welcome

CLIENTS = 16

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shift():
    call_command("found")
    areas = factories.make_areas()
    organisation = factories.make_organisation("huiyue", "惠悦服务中心", kind="social", area=areas["committee"])
    return make_shift(organisation, wished=1)


@pytest.fixture
def crowd():
    with transaction.atomic():
        residents = [signed_in_resident(number) for number in range(CLIENTS)]
        Person.objects.update(birth_date=date(1980, 1, 1))
        people = Person.objects.in_bulk([one.person_id for one in residents])
        return [(make_volunteer(people[one.person_id]).pk, one) for one in residents]


def test_sixteen_presses_for_the_last_place_confirm_one(shift, crowd):
    path = reverse("events:shift", args=[shift.pk])
    spawn = multiprocessing.get_context("spawn")
    with rush.server() as (port, _master), ProcessPoolExecutor(CLIENTS, mp_context=spawn) as pool:
        ids, residents = zip(*crowd, strict=True)
        statuses = list(pool.map(take, [port] * CLIENTS, [path] * CLIENTS, ids, residents))
    assert statuses == [302] * CLIENTS
    assert Counter(Assignment.objects.values_list("state", flat=True)) == {"confirmed": 1, "waiting": CLIENTS - 1}
    shift.pool.refresh_from_db()
    assert (shift.pool.taken, shift.pool.waiting) == (1, CLIENTS - 1)
    assert Commitment.objects.filter(source="shift").count() == 1
    tickets = Assignment.objects.filter(state="waiting").values_list("ticket", flat=True)
    assert len(set(tickets)) == CLIENTS - 1


def test_sixteen_who_say_yes_to_standing_in_are_one(shift, crowd):
    for pk, _resident in crowd:
        make_welcome(Volunteer.objects.get(pk=pk), shift.organisation)
    row = make_assignment(shift.organisation, shift=shift)
    sought = stand_ins.ask(row, asked=None, note="", by=row.volunteer.person.user, at=timezone.now())
    path = reverse("events:stand_in_answer", args=[sought.pk])
    spawn = multiprocessing.get_context("spawn")
    with rush.server() as (port, _master), ProcessPoolExecutor(CLIENTS, mp_context=spawn) as pool:
        ids, residents = zip(*crowd, strict=True)
        there = [port] * CLIENTS, [path] * CLIENTS
        # All have the page open before the first of them presses.
        pages = list(pool.map(opened, *there, residents))
        statuses = Counter(pool.map(stand_in, *there, ids, pages))
    # Whoever came too late is told so, or finds the page gone: their yes counts for nothing.
    assert set(statuses) <= {302, 404}
    assert Counter(Assignment.objects.values_list("state", flat=True)) == {"left": 1, "confirmed": 1}
    done = StandIn.objects.select_related("becomes").get()
    assert (done.state, done.becomes.volunteer_id) == ("done", done.taker_id)
    shift.pool.refresh_from_db()
    assert (shift.pool.taken, shift.pool.waiting) == (1, 0)
    assert Commitment.objects.filter(source="shift").count() == 1
