"""One's sign-ups: the list, one sign-up's page, who may see it, and cancelling by one tap."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from events.models import Party, Registration
from events.readouts.registration import check_in_text, ordinal
from events.sign_up.registration import cancel, sign_up
from events.states import EventState, PartyState
from portal.accounts.household import end_mandate
from portal.accounts.models import Mandate
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, resident):
    client.force_login(resident)
    return client


@pytest.fixture
def party(event, resident, father) -> Party:
    """The resident and her father, confirmed together."""
    return sign_up(event=event, people=[resident.person, father], by=resident, key=uuid4(), at=timezone.now())


def of(party, person) -> Registration:
    return party.registrations.get(person=person)


def page_url(registration) -> str:
    return reverse("events:registration", args=[registration.reference])


def cancel_url(registration) -> str:
    return reverse("events:cancel", args=[registration.reference])


# One sign-up's page


def test_a_place_is_shown_with_its_reference_its_code_and_who_comes_along(signed_in, party, resident, father):
    answer = signed_in.get(page_url(of(party, father)))
    page = answer.content.decode()
    assert of(party, father).reference in page
    assert '<svg viewBox="0 0 25 25" class="qr">' in page
    assert [other.name for other in answer.context["sheet"].others] == ["王小英"]


def test_the_code_says_the_reference_and_nothing_about_the_person(party, father):
    registration = of(party, father)
    assert check_in_text(registration.reference) == f"LINLI:{registration.reference}"


def test_somebody_who_waits_sees_their_position_and_no_code(signed_in, event, resident, neighbour):
    event.pools.update(capacity=0)
    sign_up(event=event, people=[neighbour.person], by=neighbour, key=uuid4(), at=timezone.now())
    party = sign_up(event=event, people=[resident.person], by=resident, key=uuid4(), at=timezone.now())
    page = signed_in.get(page_url(of(party, resident.person))).content.decode()
    assert "候补第 2 位" in page
    assert 'class="qr"' not in page
    english = signed_in.get("/en" + page_url(of(party, resident.person))).content.decode()
    assert "2nd in line" in english


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st"), (113, "113th")],
)
def test_positions_read_well_in_english(number, word):
    with override("en"):
        assert ordinal(number) == word


def test_a_strangers_sign_up_is_missing_to_see_and_to_cancel(client, party, father, neighbour):
    client.force_login(neighbour)
    registration = of(party, father)
    for answer in (
        client.get(page_url(registration)),
        client.get(cancel_url(registration)),
        client.post(cancel_url(registration)),
        client.post(cancel_url(registration), {"everyone": "1"}),
    ):
        assert answer.status_code == 404
        assert father.name not in answer.content.decode()
    registration.refresh_from_db()
    assert registration.state == PartyState.CONFIRMED


def test_a_sign_up_that_does_not_exist_is_missing(signed_in):
    assert signed_in.get(reverse("events:registration", args=["NOSUCH22"])).status_code == 404
    assert signed_in.post(reverse("events:cancel", args=["NOSUCH22"])).status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(client, party, father):
    for answer in (client.get(page_url(of(party, father))), client.post(cancel_url(of(party, father)))):
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("accounts:sign_in"))


def test_somebody_else_with_a_mandate_sees_this_person_and_not_the_others(client, party, resident, father, neighbour):
    Mandate.objects.create(person=father, agent=neighbour, relation="other", starts_on=timezone.localdate())
    client.force_login(neighbour)
    answer = client.get(page_url(of(party, father)))
    assert answer.status_code == 200
    assert answer.context["sheet"].others == ()
    assert "王小英" not in answer.content.decode()
    assert client.get(page_url(of(party, resident.person))).status_code == 404


def test_whoever_made_it_still_sees_it_after_the_mandate_ended_and_cannot_cancel(signed_in, party, resident, father):
    end_mandate(father.pk, by=resident, at=timezone.now())
    answer = signed_in.get(page_url(of(party, father)))
    assert answer.status_code == 200
    assert not answer.context["sheet"].ticket.can_cancel
    assert signed_in.post(cancel_url(of(party, father))).status_code == 404
    assert of(party, father).state == PartyState.CONFIRMED


# Cancelling


def test_cancelling_is_one_tap_and_leads_to_where_it_can_be_undone(signed_in, party, father, resident):
    answer = signed_in.post(cancel_url(of(party, father)), follow=True)
    assert of(party, father).state == PartyState.CANCELLED
    assert of(party, resident.person).state == PartyState.CONFIRMED
    again = reverse("events:register", args=[party.event_id], query={"with": father.pk})
    assert again in answer.content.decode()


def test_cancelling_for_all_takes_everybody_off(signed_in, party, father):
    signed_in.post(cancel_url(of(party, father)), {"everyone": "1"})
    assert {row.state for row in party.registrations.all()} == {PartyState.CANCELLED}


def test_cancelling_again_changes_nothing(signed_in, party, father):
    first = signed_in.post(cancel_url(of(party, father)))
    assert signed_in.post(cancel_url(of(party, father))).url == first.url
    assert party.event.pools.get().taken == 1


def test_looking_at_the_address_of_cancelling_changes_nothing(signed_in, party, father):
    assert signed_in.get(cancel_url(of(party, father))).url == page_url(of(party, father))
    assert of(party, father).state == PartyState.CONFIRMED


def test_cancelling_without_the_forms_token_is_refused(resident, party, father):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(resident)
    assert careful.post(cancel_url(of(party, father))).status_code == 403


def test_a_cancelled_place_goes_to_whoever_waits(signed_in, event, party, father, neighbour):
    event.pools.update(capacity=2)
    waiting = sign_up(event=event, people=[neighbour.person], by=neighbour, key=uuid4(), at=timezone.now())
    signed_in.post(cancel_url(of(party, father)))
    waiting.refresh_from_db()
    assert waiting.state == PartyState.CONFIRMED


def test_what_is_over_cannot_be_cancelled_and_says_so(signed_in, event, party, father):
    with time_machine.travel(event.ends_at + timedelta(minutes=1), tick=False):
        signed_in.force_login(party.made_by)
        page = signed_in.get(page_url(of(party, father)))
        assert not page.context["sheet"].ticket.can_cancel
        answer = signed_in.post(cancel_url(of(party, father)), follow=True)
    assert "活动已经结束" in answer.content.decode()
    assert of(party, father).state == PartyState.CONFIRMED


def test_what_was_called_off_says_so(signed_in, event, party, father):
    type(event).objects.filter(pk=event.pk).update(state=EventState.CANCELLED, state_note="台风来了")
    page = signed_in.get(page_url(of(party, father))).content.decode()
    assert "台风来了" in page
    assert 'class="qr"' not in page


# The list


def make_many(programme, user, count) -> None:
    for number in range(count):
        event = factories.make_event(programme, starts_at=timezone.now() + timedelta(days=1 + number % 30))
        sign_up(event=event, people=[user.person], by=user, key=uuid4(), at=timezone.now())


def test_the_list_has_pages_and_forgives_a_wrong_number(signed_in, programme, resident):
    make_many(programme, resident, 21)
    url = reverse("events:registrations")
    assert len(signed_in.get(url).context["outings"]) == 20
    for page, count in (("2", 1), ("-1", 1), ("99", 1), ("x", 20), ("९" * 50, 1)):
        assert len(signed_in.get(url, {"page": page}).context["outings"]) == count, page


def test_what_is_cancelled_or_over_is_listed_apart(signed_in, event, party, father, resident):
    cancel(registration=of(party, father), by=resident, at=timezone.now())
    url = reverse("events:registrations")
    assert [outing.names for outing in signed_in.get(url).context["outings"]] == [("王小英",)]
    assert [outing.names for outing in signed_in.get(url, {"past": "1"}).context["outings"]] == [("王建国",)]


def test_nobody_elses_sign_ups_are_listed(client, party, neighbour):
    client.force_login(neighbour)
    for query in ({}, {"past": "1"}):
        assert client.get(reverse("events:registrations"), query).context["outings"] == []


def test_the_same_number_of_queries_for_one_and_for_twenty(signed_in, programme, resident, django_assert_num_queries):
    url = reverse("events:registrations")
    make_many(programme, resident, 1)
    signed_in.get(url)
    with CaptureQueriesContext(connection) as few:
        signed_in.get(url)
    make_many(programme, resident, 19)
    with django_assert_num_queries(len(few)):
        signed_in.get(url)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_they_are_kept_by_nobody(signed_in, party, father, prefix):
    urls = [page_url(of(party, father)), reverse("events:registrations")]
    for url in urls:
        kept = signed_in.get(prefix + url)["Cache-Control"]
        assert "private" in kept
        assert "no-store" in kept


@pytest.mark.parametrize("act", ["accept", "cancel"])
def test_whoever_signs_in_on_the_way_to_an_act_comes_back_to_the_sign_up(client, resident, neighbour, event, act):
    """The session had ended: what was pressed is asked again by GET, and does nothing but show where one stands."""
    party = sign_up(event=event, people=[resident.person], by=resident, key=uuid4(), at=timezone.now())
    reference = party.registrations.get().reference
    address = reverse(f"events:{act}", args=[reference])
    assert client.post(address).url.endswith(f"?next={address}")
    client.force_login(resident)
    assert client.get(address).url == reverse("events:registration", args=[reference])
    assert Registration.objects.get().state == PartyState.CONFIRMED
    client.force_login(neighbour)
    assert client.get(address).status_code == 404
