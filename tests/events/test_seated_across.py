"""A family for whom places are kept, and too few of them: they sit across what is kept and what is open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Event, Party
from events.seating import offers
from events.seating.reserves import Reserve, keep, release_due
from events.sign_up import admission
from events.sign_up.registration import cancel, cancel_party
from portal.audit.recording import SYSTEM
from tests import factories
from tests.events.test_sharing_places import join, lives_in, rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(programme, room):
    return factories.make_event(programme, room=room, capacity=1)


@pytest.fixture
def at():
    return timezone.now()


def family(event, resident, father, at) -> tuple[Event, Party]:
    """One open place and one kept for the estate where both live; they sign up together."""
    lives_in(resident.person, "jinyuan")
    keep(event, [Reserve(1, at + timedelta(days=1), ("jinyuan",))], by=SYSTEM, at=at)
    return rule(event), join(rule(event), resident.person, father, by=resident, at=at)


def sizes(event) -> dict[str, tuple[int, int]]:
    return {pool.kind: (pool.taken, pool.capacity) for pool in event.pools.all()}


def test_a_family_is_seated_across_a_kept_and_an_open_place(event, resident, father, at):
    event, party = family(event, resident, father, at)
    assert (party.state, party.lent) == ("confirmed", 1)
    assert sizes(event) == {"open": (2, 2), "estate": (0, 0)}


def test_what_was_lent_goes_back_to_the_estate(event, resident, father, neighbour, at):
    event, party = family(event, resident, father, at)
    waiting = join(event, neighbour.person, by=neighbour, at=at)
    cancel(registration=party.registrations.get(person=father), by=resident, at=at)
    waiting.refresh_from_db()
    assert (sizes(event), waiting.state) == ({"open": (1, 1), "estate": (0, 1)}, "waiting")
    cancel_party(party=party, by=resident, at=at)
    waiting.refresh_from_db()
    assert (sizes(event), waiting.state) == ({"open": (1, 1), "estate": (0, 1)}, "confirmed")


def test_nobody_who_waits_is_overtaken_across_two_pools(event, resident, father, neighbour, organiser, at):
    couple = [factories.make_person(name, agent=neighbour) for name in ("沈阿大", "沈阿二")]
    waiting = join(event, *couple, by=neighbour, at=at)
    event, party = family(event, resident, father, at)
    assert (waiting.state, party.state) == ("waiting", "waiting")
    cancel_party(party=waiting, by=neighbour, at=at)
    party.refresh_from_db()
    assert (party.state, party.lent) == ("confirmed", 1)
    assert sizes(event) == {"open": (2, 2), "estate": (0, 0)}


def test_what_was_lent_stays_open_once_the_reserve_is_released(event, resident, father, at):
    event, party = family(event, resident, father, at)
    release_due(at + timedelta(days=1))
    cancel_party(party=Party.objects.get(pk=party.pk), by=resident, at=at)
    assert sizes(event) == {"open": (0, 2), "estate": (0, 0)}


def test_an_offer_across_two_pools_lapses_to_where_it_came_from(event, resident, father, neighbour, at):
    first = join(event, neighbour.person, by=neighbour, at=at)
    event, party = family(rule(event, offer_hours=24), resident, father, at)
    cancel_party(party=first, by=neighbour, at=at)
    party.refresh_from_db()
    assert (party.state, sizes(event)) == ("offered", {"open": (2, 2), "estate": (0, 0)})
    offers.lapse_due(party.offer_ends_at)
    assert sizes(event) == {"open": (0, 1), "estate": (0, 1)}


def test_accepted_into_what_is_kept_for_their_estate(event, resident, centre_officer, at):
    pending = join(rule(event, allocation="approval"), resident.person, by=resident, at=at)
    keep(event, [Reserve(1, at + timedelta(days=1), ("jinyuan",))], by=centre_officer, at=at)
    lives_in(resident.person, "jinyuan")
    assert admission.accept(pending, by=centre_officer, at=at).state == "confirmed"
    assert sizes(event) == {"open": (0, 1), "estate": (1, 1)}
