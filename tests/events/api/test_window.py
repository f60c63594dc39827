"""The window: found by all they say or added, told nothing more, signed up that day and no longer."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from events.models import Registration
from events.sign_up.registration import sign_up
from portal.accounts.household import people_one_may_act_for
from portal.accounts.models import Mandate, Person
from portal.audit.models import Entry
from tests import factories
from tests.events.api.asking import ask

pytestmark = pytest.mark.django_db
FATHER = {"name": "王建国", "birth_date": "1951-05-04", "estate": "jinyuan", "phone": "13900000001"}


def receive(client, token, *, status=200, **said):
    body = {name: value for name, value in {**FATHER, **said}.items() if value is not None}
    return ask(client, "/api/v1/people", method="post", body=body, token=token, status=status)


@pytest.fixture
def known(areas):
    return factories.make_person(
        "王建国", birth_date=date(1951, 5, 4), estate_code="jinyuan", contact_phone="13900000001"
    )


def test_somebody_new_is_added_and_the_same_words_find_them_again(client, windows_token, desk):
    first = receive(client, windows_token).json()
    assert first == {**FATHER, "id": first["id"]}
    assert receive(client, windows_token).json() == first
    person = Person.objects.get(pk=first["id"])
    assert (person.estate_code, person.contact_phone) == ("jinyuan", "13900000001")
    mandate = Mandate.objects.get(person=person)
    assert (mandate.basis, mandate.agent) == ("desk", desk)
    assert mandate.ends_on == timezone.localdate() + timedelta(days=1)
    assert set(Entry.objects.filter(beneficiary_id=person.pk).values_list("act", flat=True)) == {
        "person.added",
        "mandate.desk",
    }
    assert "王建国" not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        ({}, True),
        ({"phone": None}, True),
        ({"phone": "13900000009"}, True),
        ({"estate": "tangyuan"}, True),
        ({"estate": None}, True),
        ({"name": " ", "status": 422}, None),
        ({"name": "王建"}, False),
        ({"birth_date": "1951-05-05"}, False),
        ({"estate": "tangyuan", "phone": "13900000009"}, False),
        ({"estate": None, "phone": "13900000009"}, False),
    ],
)
def test_half_of_it_finds_nobody(said, is_found, client, windows_token, known):
    answer = receive(client, windows_token, **said)
    if is_found is not None:
        assert (answer.json()["id"] == known.pk) is is_found


def test_the_answer_holds_nothing_that_was_not_typed(client, windows_token, resident, areas):
    person = resident.person
    person.emergency_phone, person.needs_note = "13711111111", "机密"
    person.save()
    answer = receive(client, windows_token, name="王小英", birth_date="1986-03-01", estate=None, phone="13800000001")
    assert answer.json()["id"] == person.pk
    assert set(answer.json()) == {"id", "name", "birth_date", "estate", "phone"}
    assert answer.json()["estate"] == ""
    assert resident.inbox.filter(kind="mandate.desk").count() == 1
    receive(client, windows_token, name="王小英", birth_date="1986-03-01", estate=None, phone="13800000001")
    assert resident.inbox.filter(kind="mandate.desk").count() == 1


def test_twins_of_one_name_are_told_apart_by_their_number(client, windows_token, known):
    factories.make_person("王建国", birth_date=date(1951, 5, 4), estate_code="jinyuan", contact_phone="0512-62880000")
    assert receive(client, windows_token, phone=None, status=409).json()["reason"] == "several_fit"
    assert receive(client, windows_token).json()["id"] == known.pk


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"birth_date": "2099-01-01"}, 422, "birth_date"),
        ({"birth_date": "1951-02-30"}, 422, "birth_date"),
        ({"birth_date": "1899-01-01"}, 422, "birth_date"),
        ({"estate": "nowhere"}, 404, "estate"),
        ({"estate": None, "phone": None}, 422, "estate"),
        ({"name": "长" * 51}, 422, "name"),
        ({"name": "王\x00国"}, 422, "name"),
        ({"name": "\ud800"}, 422, "name"),
        ({"name": 5}, 422, "name"),
        ({"phone": "x"}, 422, "phone"),
        ({"user": 1}, 422, "user"),
    ],
)
def test_what_makes_no_sense_is_named(said, status, field, client, windows_token):
    problem = receive(client, windows_token, status=status, **said).json()
    assert problem["errors"][0]["field"] == field
    assert not Person.objects.filter(name="王建国").exists()


def test_the_window_signs_up_that_day_and_sees_nothing_else(client, windows_token, desk, event, known, organisation):
    other = factories.make_event(factories.make_programme(organisation, "健康讲座"))
    family = factories.make_user("daughter")
    Mandate.objects.create(person=known, agent=family, basis="family", starts_on=timezone.localdate())
    sign_up(event=other, people=[known], by=family, key=uuid4(), at=timezone.now())
    receive(client, windows_token)
    body, path = {"people": [known.pk]}, f"/api/v1/events/{event.pk}/registrations"
    key = str(uuid4())
    answer = ask(
        client, path, method="post", body=body, token=windows_token, status=201, HTTP_IDEMPOTENCY_KEY=key
    ).json()
    assert answer["state"] == "confirmed"
    now = timezone.now()
    assert not people_one_may_act_for(desk, now).exists()
    assert [one.event for one in Registration.objects.visible_to(desk, now)] == [event]
    with time_machine.travel(now + timedelta(days=1), tick=False):
        ask(client, path, method="post", body=body, token=windows_token, status=404, HTTP_IDEMPOTENCY_KEY=str(uuid4()))


def test_a_day_at_a_window_has_its_limit(client, windows_token, desk, monkeypatch):
    monkeypatch.setattr("portal.accounts.receiving.MOST_A_DAY", 2)
    receive(client, windows_token, name="甲")
    receive(client, windows_token, name="乙")
    assert receive(client, windows_token, name="丙", status=429).json()["reason"] == "too_many_people"
    receive(client, windows_token, name="甲")


def test_whoever_no_longer_serves_receives_nobody(client, windows_token, desk, centre):
    desk.memberships.update(role="viewer")
    assert receive(client, windows_token, status=403).json()["reason"] == "not_yours"
    assert not Person.objects.filter(name="王建国").exists()
