"""Chains in and out: matched to whom one knows, asked, confirmed, each line's fate told, the same twice over."""

import uuid
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from events.helping.chain_reading import read_chain
from events.helping.chains import HelperCircle, StaffCircle, Wanted, match, sign_up_chain
from events.helping.neighbours import Agreed
from events.models import HelpedSignUp, Party, Registration
from events.readouts.helping import masked_list
from events.sign_up.asking import ask
from events.sign_up.registration import sign_up
from portal.accounts.models import Person
from portal.accounts.receiving import Visitor
from portal.audit.models import Entry
from portal.questions.versions import make_set
from tests import factories
from tests.portal.questions.conftest import asked

BACKEND = "django.contrib.auth.backends.ModelBackend"
CHAIN = "#接龙\n手工课\n1. 王小英 2人\n2. 李阿婆\n3. 张伟\n4. 👍"


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def regulars(programme, resident, neighbour, at):
    """The resident and the neighbour, who have both been to something of this organisation."""
    before = factories.make_event(programme)
    for user in (resident, neighbour):
        sign_up(event=before, people=[user.person], by=user, key=uuid.uuid4(), at=at)
    return resident.person, neighbour.person


@pytest.fixture
def staff(event, organiser, at):
    return StaffCircle(event, organiser, at)


@pytest.fixture
def helper(centre, areas):
    leader = factories.make_user("leader", "+8613800000088")
    return factories.make_helper(centre, areas["estate"], leader)


def signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_staff_know_who_has_come_to_their_organisation_and_nobody_else(staff, regulars, areas):
    factories.make_person("张伟", estate_code="jinyuan")
    found = match(read_chain(CHAIN), staff)
    people = [[[one.person for one in some] for some in line.candidates] for line in found]
    assert people == [[[regulars[0]]], [[regulars[1]]], [[]], []]


def test_several_of_a_name_are_all_offered_and_a_second_line_of_a_name_is_marked(staff, regulars, programme, at):
    agent = factories.make_user("agent")
    other = factories.make_person("李阿婆", agent=agent, birth_date=date(1960, 1, 1))
    sign_up(event=factories.make_event(programme), people=[other], by=agent, key=uuid.uuid4(), at=at)
    first, second = match(read_chain("1. 李阿婆\n2. 李阿婆"), staff)
    assert len(first.candidates[0]) == 2
    assert (first.is_twice, second.is_twice) == (False, True)


def test_matching_costs_two_queries_however_long_the_chain(staff, regulars, django_assert_num_queries):
    long = "\n".join(f"{number}. {name}" for number, name in enumerate(["王小英", "李阿婆"] * 40, start=1))
    with django_assert_num_queries(2):
        match(read_chain(long), staff)


def test_each_line_has_its_fate_and_one_that_is_refused_stops_no_other(staff, regulars, event, organiser, at):
    sign_up(event=event, people=[regulars[1]], by=regulars[1].user, key=uuid.uuid4(), at=at)
    wanted = [
        Wanted(1, (regulars[0], Visitor("王小弟", phone="13900000007"))),
        Wanted(2, (regulars[1],)),
        Wanted(3, tuple(Visitor(f"某某{place}", date(1990, 1, 1)) for place in range(6))),
        Wanted(4, (Visitor("张伟", phone="13900000009"),)),
    ]
    key = uuid.uuid4()
    fates = sign_up_chain(wanted, staff, key=key, by=organiser, at=at)
    assert [fate.reason or fate.party.state for fate in fates] == ["confirmed", "already", "too_many", "confirmed"]
    assert fates[0].party.size == 2
    assert not Person.objects.filter(name__startswith="某某").exists()
    again = sign_up_chain(wanted, staff, key=key, by=organiser, at=at)
    assert [fate.party for fate in again] == [fate.party for fate in fates]
    assert Registration.objects.filter(event=event).count() == 4


def test_a_helper_knows_whom_they_helped_and_signs_up_within_the_quota(helper, event, programme, at):
    agreed = Agreed("in_group", timezone.localdate())
    circle = HelperCircle(event, helper, agreed, helper.user, at)
    stranger = factories.make_person("李阿婆", birth_date=date(1950, 1, 1), estate_code="jinyuan")
    chain = read_chain("1. 李阿婆")
    assert match(chain, circle)[0].candidates == ((),)
    wanted = [Wanted(1, (Visitor("李阿婆", date(1950, 1, 1)),))]
    fates = sign_up_chain(wanted, circle, key=uuid.uuid4(), by=helper.user, at=at)
    assert fates[0].party.registrations.get().person == stranger
    assert HelpedSignUp.objects.get().way == "in_group"
    later = HelperCircle(factories.make_event(programme), helper, agreed, helper.user, at)
    assert match(chain, later)[0].candidates[0][0].person == stranger


def post(client, url, **body):
    return client.post(url, {"text": CHAIN, **body})


def test_staff_paste_see_complete_and_confirm_and_nothing_is_written_before(event, organiser, regulars):
    client, url, key = signed_in(organiser), f"/checkin/{event.pk}/chain/", str(uuid.uuid4())
    before = Person.objects.count(), Party.objects.count()
    assert client.get(url).status_code == 200
    preview = post(client, url, key=key)
    assert preview.status_code == 200
    assert "No" not in preview.headers.get("Location", "")
    assert [form.is_taken for form in preview.context["lines"]] == [True, True, True, False]
    assert (Person.objects.count(), Party.objects.count()) == before
    body = {
        **{"key": key, "confirm": "1", "take1": "on", "take2": "on", "take3": "on"},
        **{"line1-0-who": regulars[0].pk, "line1-1-name": "", "line2-0-who": regulars[1].pk, "line3-0-name": "张伟"},
    }
    asked = post(client, url, **body)
    assert asked.status_code == 422
    assert [form.line.number for form in asked.context["lines"].faulty] == [3]
    assert (Person.objects.count(), Party.objects.count()) == before
    assert 'value="张伟"' in asked.content.decode()
    body["line3-0-phone"] = "139 0000 0009"
    for _twice in range(2):
        told = post(client, url, **body)
        assert [fate.standing.state for fate in told.context["fates"]] == ["confirmed"] * 3 + ["left_out"]
    assert Registration.objects.filter(event=event).count() == 3
    assert "1. 王*英" in client.get(url).content.decode()


def test_a_helper_has_to_say_how_they_agreed(helper, event):
    client, url = signed_in(helper.user), f"/me/helping/{helper.pk}/events/{event.pk}/chain/"
    body = {
        "key": str(uuid.uuid4()),
        "confirm": "1",
        "take2": "on",
        "line2-0-name": "李阿婆",
        "line2-0-phone": "13900000001",
    }
    assert post(client, url, **body).status_code == 422
    assert not Party.objects.exists()
    told = post(client, url, **body, way="in_group", agreed_on=str(timezone.localdate()))
    assert told.context["fates"][1].standing.state == "confirmed"
    assert HelpedSignUp.objects.count() == 1


@pytest.mark.parametrize("text", ["", "你好", "1. x\0"])
def test_what_is_no_chain_is_shown_again_with_a_sentence(text, event, organiser):
    answer = signed_in(organiser).post(f"/checkin/{event.pk}/chain/", {"text": text, "key": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]


def test_a_posted_candidate_whom_one_does_not_know_is_not_taken(event, organiser, resident):
    client, url = signed_in(organiser), f"/checkin/{event.pk}/chain/"
    body = {
        "key": str(uuid.uuid4()),
        "confirm": "1",
        "take1": "on",
        "line1-0-who": resident.person.pk,
        "line1-0-name": "王小英",
    }
    assert post(client, url, **body).status_code == 422
    assert not Registration.objects.exists()


def test_nobody_from_elsewhere_pastes_here(event, other_organiser, resident):
    for user in (other_organiser, resident):
        assert signed_in(user).get(f"/checkin/{event.pk}/chain/").status_code == 404


def test_the_list_for_the_group_is_masked_and_says_who_waits(programme, room, resident, father, neighbour, at):
    event = factories.make_event(programme, room=room, capacity=1)
    for user in (resident, neighbour):
        sign_up(event=event, people=[user.person], by=user, key=uuid.uuid4(), at=at)
    text = masked_list(event, Registration.objects.all(), at)
    assert "【解答“三高”人群的科学用药与健康养生知识】" in text
    assert "多功能厅" in text
    assert text.endswith("1. 王*英\n\n候补 1 人：\n1. 李*婆")
    assert "王小英" not in text


def test_a_chain_answers_no_questions_so_that_each_line_is_refused(staff, regulars, event, organisation, organiser, at):
    definition = {"questions": [asked("q1", "yes_no", "要吃午饭吗？", required=True)]}
    version = make_set(organisation_id=organisation.pk, name="午饭", definition=definition, by=organiser, at=at).newest
    ask(event=event, version=version, takes_photos=False, by=organiser, at=at)
    (fate,) = sign_up_chain([Wanted(1, (regulars[0],))], staff, key=uuid.uuid4(), by=organiser, at=at)
    assert fate.reason == "questions"
    assert not Registration.objects.filter(event=event, person=regulars[0]).exists()


def test_a_chain_is_on_record_without_a_name(staff, regulars, organiser, at):
    sign_up_chain([Wanted(1, (regulars[0],))], staff, key=uuid.uuid4(), by=organiser, at=at)
    assert Entry.objects.get(act="chain.signed_up").facts == {"lines": 1, "parties": 1}
    assert "王小英" not in str(list(Entry.objects.values()))
