"""Signing up, as a browser without JavaScript sees it: two steps, and what happens when something is amiss."""

from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Party, Pool, Registration
from events.sign_up.registration import cancel_party, sign_up
from events.states import EventState, PartyState
from portal.accounts.models import Consent, Notice
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, resident):
    client.force_login(resident)
    return client


def who_url(event, **query) -> str:
    return reverse("events:register", args=[event.pk], query=query or None)


def check_url(event, *people) -> str:
    return reverse("events:register_check", args=[event.pk], query={"person": [person.pk for person in people]})


def confirm(client, event, *people, key=None, **posted):
    """Press the button of the second step, with the key of the page unless given."""
    url = check_url(event, *people)
    key = key or client.get(url).context["key"]
    return client.post(url, {"key": str(key), **posted})


def fill(event, neighbour, *, capacity=1) -> Party:
    """Let the neighbour take the only place."""
    event.pools.update(capacity=capacity)
    return sign_up(event=event, people=[neighbour.person], by=neighbour, key=uuid4(), at=timezone.now())


# Who is coming


def test_too_many_of_a_household_are_told_before_the_last_step(signed_in, event, resident, father):
    Event.objects.filter(pk=event.pk).update(max_per_household=1)
    answer = signed_in.get(check_url(event, resident.person, father))
    assert (answer.status_code, answer.templates[0].name) == (422, "events/registration/who.html")
    assert "每户最多 1 人参加" in answer.content.decode()


def test_choosing_an_activity_unsigned_asks_the_phone_and_comes_back_to_it(client, event):
    answer = client.get(who_url(event))
    assert answer.status_code == 302
    assert urlsplit(answer.url).path == reverse("accounts:sign_in")
    assert QueryDict(urlsplit(answer.url).query)["next"] == who_url(event)


def test_whoever_signs_in_at_the_second_step_comes_back_with_the_same_people(client, event, father):
    answer = client.post(check_url(event, father), {"key": uuid4()})
    assert QueryDict(urlsplit(answer.url).query)["next"] == check_url(event, father)
    assert not Party.objects.exists()


def test_the_first_step_offers_oneself_chosen_and_the_family(signed_in, event, resident, father):
    choices = signed_in.get(who_url(event)).context["choices"]
    assert [(choice.name, choice.is_chosen) for choice in choices] == [("王小英", True), ("王建国", False)]


def test_somebody_just_added_comes_back_chosen_beside_those_chosen_before(signed_in, event, resident, father):
    child = factories.make_person("王一一", agent=resident, relation="child", birth_date=date(2017, 6, 1))
    answer = signed_in.get(check_url(event, father) + "&add=1")
    assert urlsplit(answer.url).path == reverse("accounts:add_person")
    back = QueryDict(urlsplit(answer.url).query)["next"]
    choices = signed_in.get(f"{back}&person={child.pk}").context["choices"]
    assert [choice.name for choice in choices if choice.is_chosen] == ["王建国", "王一一"]


def test_somebody_too_young_is_shown_with_the_reason_and_cannot_be_chosen(signed_in, event, resident, father):
    event.programme.min_age = 60
    event.programme.save()
    answer = signed_in.get(who_url(event), query_params={"with": [resident.person.pk, father.pk]})
    me, dad = answer.context["choices"]
    assert "60" in str(me.reason)
    assert not me.is_chosen
    assert dad.is_chosen
    assert f'name="person" value="{resident.person.pk}"' not in answer.content.decode()


def test_somebody_without_a_birth_date_is_led_to_where_it_can_be_added(signed_in, event, resident):
    event.programme.min_age = 6
    event.programme.save()
    resident.person.birth_date = None
    resident.person.save()
    answer = signed_in.get(who_url(event))
    assert reverse("accounts:edit_person", args=[resident.person.pk]) in answer.content.decode()


def test_the_first_step_goes_on_only_where_somebody_may_come(signed_in, event, resident, father):
    event.programme.min_age = 70
    event.programme.save()
    assert 'class="bar"' in signed_in.get(who_url(event)).content.decode()
    event.programme.min_age = 90
    event.programme.save()
    page = signed_in.get(who_url(event)).content.decode()
    assert 'class="bar"' not in page
    assert 'name="add"' in page


def test_somebody_signed_up_already_is_led_to_their_sign_up(signed_in, event, resident, father):
    party = sign_up(event=event, people=[father], by=resident, key=uuid4(), at=timezone.now())
    reference = party.registrations.get().reference
    answer = signed_in.get(who_url(event))
    assert reverse("events:registration", args=[reference]) in answer.content.decode()


def test_going_on_with_nobody_asks_again(signed_in, event):
    answer = signed_in.get(check_url(event))
    assert answer.status_code == 422
    assert answer.context["form"].errors["person"]


def test_more_people_than_may_come_together_are_asked_to_choose_again_and_stay_chosen(
    signed_in, event, resident, father
):
    event.max_party_size = 1
    event.save()
    answer = signed_in.get(check_url(event, resident.person, father))
    assert answer.status_code == 422
    assert [choice.is_chosen for choice in answer.context["choices"]] == [True, True]


def test_whoever_was_chosen_in_spite_of_the_reason_is_named_with_it(signed_in, event, resident):
    event.programme.min_age = 60
    event.programme.save()
    answer = signed_in.get(check_url(event, resident.person))
    assert answer.status_code == 422
    assert "王小英" in str(answer.context["form"].errors["person"])


@pytest.mark.parametrize("person", ["0", "-1", "x", "९", "9" * 40, ""])
def test_what_is_not_a_person_is_missing(signed_in, event, person):
    url = reverse("events:register_check", args=[event.pk], query={"person": person})
    assert signed_in.get(url).status_code == 404
    assert signed_in.post(url, {"key": uuid4()}).status_code == 404


@pytest.mark.parametrize("person", ["0", "-1", "x", "९", "9" * 40, ""])
def test_the_first_step_passes_over_what_is_not_a_person(signed_in, event, person):
    assert signed_in.get(who_url(event, person=person)).status_code == 200


def test_a_strangers_person_is_missing_and_not_named(signed_in, event, neighbour):
    for answer in (
        signed_in.get(check_url(event, neighbour.person)),
        signed_in.post(check_url(event, neighbour.person), {"key": uuid4()}),
    ):
        assert answer.status_code == 404
        assert neighbour.person.name not in answer.content.decode()
    assert not Party.objects.exists()


def test_an_event_that_is_not_public_is_missing(signed_in, event, resident):
    event.programme.live = False
    event.programme.save()
    assert signed_in.get(who_url(event)).status_code == 404
    assert signed_in.get(check_url(event, resident.person)).status_code == 404
    assert signed_in.post(check_url(event, resident.person), {"key": uuid4()}).status_code == 404


# Check and confirm


def test_the_second_step_says_what_when_where_and_who(signed_in, event, father):
    page = signed_in.get(check_url(event, father)).content.decode()
    assert "解答“三高”人群的科学用药与健康养生知识" in page
    assert "多功能厅" in page
    assert "王建国" in page
    assert "王小英" not in page


def test_looking_changes_nothing(signed_in, event, resident):
    signed_in.get(who_url(event))
    signed_in.get(check_url(event, resident.person))
    assert not Party.objects.exists()


def test_confirming_leads_to_the_sign_up_of_the_one_chosen(signed_in, event, father):
    answer = confirm(signed_in, event, father)
    registration = Registration.objects.get()
    assert registration.person == father
    assert registration.state == PartyState.CONFIRMED
    assert answer.url == reverse("events:registration", args=[registration.reference])


def test_a_whole_sign_up_takes_three_pages_and_one_post(signed_in, event, resident):
    assert signed_in.get(who_url(event)).status_code == 200
    page = signed_in.get(check_url(event, resident.person))
    answer = signed_in.post(check_url(event, resident.person), {"key": page.context["key"]})
    assert signed_in.get(answer.url).status_code == 200


def test_pressing_twice_signs_up_once_and_leads_to_the_same_page(signed_in, event, resident, father):
    key = uuid4()
    first = confirm(signed_in, event, resident.person, father, key=key)
    second = confirm(signed_in, event, resident.person, father, key=key)
    assert first.url == second.url
    assert Party.objects.count() == 1


def test_going_back_and_confirming_again_signs_up_once(signed_in, event, resident):
    first = confirm(signed_in, event, resident.person)
    again = signed_in.get(check_url(event, resident.person))
    assert again.url == first.url
    assert confirm(signed_in, event, resident.person, key=uuid4()).url == first.url
    assert Party.objects.count() == 1


def test_the_key_of_a_cancelled_sign_up_leads_to_it_and_revives_nothing(signed_in, event, resident):
    key = uuid4()
    first = confirm(signed_in, event, resident.person, key=key)
    cancel_party(party=Party.objects.get(), by=resident, at=timezone.now())
    assert confirm(signed_in, event, resident.person, key=key).url == first.url
    assert Party.objects.get().state == PartyState.CANCELLED


def test_the_key_of_another_sign_up_is_refused_with_a_new_key(signed_in, event, resident, father):
    key = uuid4()
    confirm(signed_in, event, resident.person, key=key)
    answer = confirm(signed_in, event, father, key=key)
    assert answer.status_code == 422
    assert answer.context["key"] != key
    assert confirm(signed_in, event, father, key=answer.context["key"]).status_code == 302


@pytest.mark.parametrize("key", ["", "x", "1234"])
def test_a_key_that_cannot_be_read_asks_to_press_again(signed_in, event, resident, key):
    answer = signed_in.post(check_url(event, resident.person), {"key": key})
    assert answer.status_code == 422
    assert answer.context["key"]
    assert not Party.objects.exists()


def test_posted_state_capacity_and_people_are_ignored(signed_in, event, resident, neighbour):
    fill(event, neighbour)
    confirm(signed_in, event, resident.person, state="confirmed", capacity="99", person=neighbour.person.pk, ticket="0")
    registration = Registration.objects.get(party__made_by=resident)
    assert registration.person == resident.person
    assert registration.state == PartyState.WAITING
    assert event.pools.get().capacity == 1


def test_when_full_the_position_is_told_before_and_the_queue_joined(signed_in, event, resident, neighbour):
    fill(event, neighbour)
    page = signed_in.get(check_url(event, resident.person))
    assert page.context["outlook"].position == 1
    assert "候补第 1 位" in page.content.decode()
    confirm(signed_in, event, resident.person)
    assert Registration.objects.get(party__made_by=resident).state == PartyState.WAITING


def test_when_the_last_place_goes_while_one_checks_one_waits_and_is_told_so(signed_in, event, resident, neighbour):
    page = signed_in.get(check_url(event, resident.person))
    fill(event, neighbour)
    answer = signed_in.post(check_url(event, resident.person), {"key": page.context["key"]}, follow=True)
    assert answer.context["sheet"].position == 1
    assert "候补第 1 位" in answer.content.decode()


def test_when_full_without_a_queue_nothing_is_offered(signed_in, event, resident, neighbour):
    page = signed_in.get(check_url(event, resident.person))
    fill(event, neighbour)
    event.has_waiting_list = False
    event.save()
    answer = signed_in.post(check_url(event, resident.person), {"key": page.context["key"]})
    assert answer.status_code == 409
    assert 'name="key"' not in answer.content.decode()
    assert not Party.objects.filter(made_by=resident).exists()


def test_a_clash_with_something_else_warns_and_does_not_refuse(signed_in, event, programme, resident):
    other = factories.make_event(programme, starts_at=event.starts_at)
    sign_up(event=other, people=[resident.person], by=resident, key=uuid4(), at=timezone.now())
    page = signed_in.get(check_url(event, resident.person))
    assert page.context["companions"][0].warnings
    assert confirm(signed_in, event, resident.person).status_code == 302


CLOSED = {
    "called off": {"state": EventState.CANCELLED},
    "no sign-up": {"needs_sign_up": False},
    "not yet": {"opens_at": timezone.now() + timedelta(days=1)},
    "closed": {"closes_at": timezone.now() - timedelta(minutes=1)},
}


@pytest.mark.parametrize("reason", CLOSED)
def test_what_cannot_be_signed_up_for_says_why_at_every_step(signed_in, event, resident, reason):
    key = signed_in.get(check_url(event, resident.person)).context["key"]
    type(event).objects.filter(pk=event.pk).update(**CLOSED[reason])
    for answer in (signed_in.get(who_url(event)), signed_in.get(check_url(event, resident.person))):
        assert str(answer.context["refusal"].sentence) in answer.content.decode()
    assert signed_in.post(check_url(event, resident.person), {"key": key}).status_code == 409
    assert not Party.objects.exists()


# What is asked besides


@pytest.fixture
def health_notice(founded):
    return Notice.objects.filter(purpose=Notice.Purpose.HEALTH).latest("version")


def test_a_health_activity_asks_for_consent_unticked_and_does_without(signed_in, event, resident, health_notice):
    page = signed_in.get(check_url(event, resident.person)).content.decode()
    assert '<input type="checkbox" name="health_consent">' in page
    assert confirm(signed_in, event, resident.person).status_code == 302
    assert not Consent.objects.exists()


def test_consent_is_noted_for_each_who_comes_and_not_asked_again(signed_in, event, resident, father, health_notice):
    confirm(signed_in, event, resident.person, father, health_consent="on")
    assert set(Consent.objects.values_list("person", "notice")) == {
        (resident.person.pk, health_notice.pk),
        (father.pk, health_notice.pk),
    }
    cancel_party(party=Party.objects.get(), by=resident, at=timezone.now())
    assert not signed_in.get(check_url(event, resident.person)).context["asks_health_consent"]


def test_other_activities_ask_for_no_consent(signed_in, organisation, resident, health_notice):
    event = factories.make_event(factories.make_programme(organisation, "评弹", category="dialect"))
    assert not signed_in.get(check_url(event, resident.person)).context["asks_health_consent"]


# Everywhere


def test_the_steps_are_kept_by_nobody(signed_in, event, resident):
    for answer in (signed_in.get(who_url(event)), signed_in.get(check_url(event, resident.person))):
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]


def test_confirming_without_the_forms_token_is_refused(resident, event):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(resident)
    assert careful.post(check_url(event, resident.person), {"key": uuid4()}).status_code == 403
    assert not Party.objects.exists()


@pytest.mark.parametrize("size", [2, 12])
def test_the_first_step_asks_as_much_for_a_large_family_as_for_a_small(
    signed_in, event, resident, size, django_assert_max_num_queries
):
    for number in range(size - 1):
        factories.make_person(f"亲友{number}", agent=resident)
    signed_in.get(who_url(event))
    with django_assert_max_num_queries(11):
        signed_in.get(who_url(event))


def test_checking_and_confirming_ask_no_more_than_they_need(signed_in, event, resident, django_assert_max_num_queries):
    url = check_url(event, resident.person)
    key = signed_in.get(url).context["key"]
    with django_assert_max_num_queries(9):
        signed_in.get(url)
    with django_assert_max_num_queries(18):
        answer = signed_in.post(url, {"key": key})
    assert Party.objects.get().state == PartyState.CONFIRMED
    with django_assert_max_num_queries(6):
        signed_in.get(answer["Location"])


def test_joining_the_queue_asks_no_more_than_it_needs(signed_in, event, resident, django_assert_max_num_queries):
    Pool.objects.filter(event=event).update(capacity=0)
    url = check_url(event, resident.person)
    key = signed_in.get(url).context["key"]
    with django_assert_max_num_queries(20):
        signed_in.post(url, {"key": key})
    assert Party.objects.get().ticket == 1
