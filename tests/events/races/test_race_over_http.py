"""Two hundred residents, a hundred places, sixteen clients, and workers that are killed in between."""

from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from events.models import Party, Registration
from tests import factories
from tests.events.races import rush
from tests.events.races.client import Resident

PLACES, RESIDENTS = 100, 200

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowded_event():
    call_command("found")
    areas = factories.make_areas()
    organisation = factories.make_organisation("huiyue", "惠悦服务中心", kind="social", area=areas["committee"])
    programme = factories.make_programme(organisation, "健康养生知识讲座")
    return factories.make_event(programme, capacity=PLACES, starts_at=timezone.now() + timedelta(days=3))


@pytest.fixture
def crowd():
    with transaction.atomic():
        return [signed_in_resident(number) for number in range(RESIDENTS)]


def signed_in_resident(number: int) -> Resident:
    user = factories.make_user(f"crowd{number}", f"+861370000{number:04d}")
    person = factories.make_person(f"居民{number}", user=user)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return Resident(person.pk, session.session_key)


def confirm_path(event) -> str:
    return reverse("events:register_check", args=[event.pk])


def test_a_hundred_places_for_two_hundred_residents_while_workers_are_killed(crowded_event, crowd):
    with rush.server() as (port, master):
        rush.run(port, confirm_path(crowded_event), crowd, kill_workers_of=master)
    states = Counter(Party.objects.values_list("state", flat=True))
    assert states == {"confirmed": PLACES, "waiting": RESIDENTS - PLACES}
    pool = crowded_event.pools.get()
    assert (pool.taken, pool.waiting) == (PLACES, RESIDENTS - PLACES)
    people = Registration.objects.live().values_list("person_id", flat=True)
    assert sorted(people) == sorted(resident.person_id for resident in crowd)
    tickets = Party.objects.filter(state="waiting").order_by("ticket").values_list("ticket", flat=True)
    assert len(set(tickets)) == RESIDENTS - PLACES
    assert pool.next_ticket == max(tickets) + 1


def test_the_race_is_lost_when_places_are_counted_before_the_transaction(crowded_event, crowd):
    """The negative control: the same rush finds the planted bug; an odd number of places, since two count at once."""
    crowded_event.pools.update(capacity=PLACES - 1)
    with rush.server("tests.events.races.planted_bug:application") as (port, _master):
        rush.run(port, confirm_path(crowded_event), crowd)
    assert Party.objects.filter(state="confirmed").count() > PLACES - 1


def test_fifty_posts_for_the_last_place_confirm_one(crowded_event, crowd):
    crowded_event.pools.update(capacity=1)
    with rush.server() as (port, _master):
        rush.run(port, confirm_path(crowded_event), crowd[:50])
    assert Party.objects.filter(state="confirmed").count() == 1
    assert Party.objects.filter(state="waiting").count() == 49
