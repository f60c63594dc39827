"""Hosts see the people they work with, each by its part; the figures are split so that they make a hundred."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from events.approving.co_hosting import credit_of, shares
from events.models import ProgrammeHost
from events.permissions import can_check_in, can_manage_event
from events.sign_up.registration import sign_up
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def shared(organisation, other_organisation, programme, event, resident):
    """An event of one organisation in which the other has a part, and a resident who comes."""
    sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    return ProgrammeHost.objects.create(page=programme, organisation=other_organisation, role="organiser")


def coming(client, user, event):
    client.force_login(user, backend=BACKEND)
    return client.get(reverse("sign_ups:index"), {"event": event.pk})


def test_an_organiser_s_staff_see_who_is_coming_and_change_nothing(client, shared, event, other_organiser):
    page = coming(client, other_organiser, event).content.decode()
    assert "王小英" in page
    registration = event.registrations.get()
    assert reverse("sign_ups:cancel", args=[registration.pk]) not in page
    assert client.get(reverse("sign_ups:cancel", args=[registration.pk])).status_code == 404
    assert client.get(reverse("sign_ups:hand_out") + f"?event={event.pk}").status_code == 404
    assert client.get(reverse("planning:edit", args=[event.pk])).status_code == 404
    body = {"act": "write", "registration": registration.pk, "event": event.pk}
    assert client.post(reverse("sign_ups:on_many"), body).status_code == 404
    at = timezone.now()
    assert (can_check_in(other_organiser, event, at), can_manage_event(other_organiser, event, at)) == (True, False)


@pytest.mark.parametrize(("part", "dates"), [("partner", True), ("guide", False)])
def test_a_partner_sees_the_dates_alone_and_who_guides_neither(client, shared, event, other_organiser, part, dates):
    ProgrammeHost.objects.filter(pk=shared.pk).update(role=part)
    assert event.programme.title not in coming(client, other_organiser, event).content.decode() or dates
    assert "王小英" not in client.get(reverse("sign_ups:index"), {"event": event.pk}).content.decode()
    listed = event.programme.title in client.get(reverse("planning:index")).content.decode()
    assert listed is dates
    assert not can_check_in(other_organiser, event, timezone.now())


def test_a_draft_shows_a_co_host_nothing(client, shared, event, other_organiser):
    type(event.programme).objects.filter(pk=event.programme_id).update(live=False)
    assert coming(client, other_organiser, event).status_code == 404


@pytest.mark.parametrize(
    ("publisher", "hosts", "split"),
    [
        (1, [], {1: 100}),
        (1, [(2, None), (None, None)], {1: 100}),
        (1, [(2, 40)], {1: 60, 2: 40}),
        (1, [(1, 30), (2, 70)], {1: 30, 2: 70}),
        (1, [(2, 100)], {2: 100}),
        (1, [(2, 20), (3, 30)], {1: 50, 2: 20, 3: 30}),
    ],
)
def test_shares_make_a_hundred(publisher, hosts, split):
    assert shares(publisher, hosts) == split


def test_credit_is_that_of_the_public_words_and_costs_three_queries(
    shared, organisation, other_organisation, programme, django_assert_num_queries
):
    ProgrammeHost.objects.filter(pk=shared.pk).update(share_percent=25)
    second = factories.make_programme(organisation, slug="second")
    with django_assert_num_queries(3):
        credit = credit_of([programme.pk, second.pk])
    assert credit == {
        programme.pk: {organisation.pk: 75, other_organisation.pk: 25},
        second.pk: {organisation.pk: 100},
    }
