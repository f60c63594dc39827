"""The door over HTTP: pages without a script, a device's queue, links without an account, the rotating code."""

import json
import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from events.door.door_code import code_at
from events.door.door_links import WRONG_TRIES, make_link, open_link, revoke_link
from events.errors import NoLink, NotAllowed
from events.models import AnswerSheet, Attendance, AttendanceMark, DoorLink, Registration
from events.sign_up.asking import Answers, ask
from events.sign_up.registration import sign_up
from portal.audit.models import Entry
from portal.questions.versions import make_set
from tests import factories
from tests.portal.questions.conftest import asked, only_if, options

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def session(programme):
    """A session that begins in half an hour."""
    return factories.make_event(programme, starts_at=timezone.now() + timedelta(minutes=30), capacity=60).sessions.get()


@pytest.fixture
def registration(session, resident):
    party = sign_up(event=session.event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    return party.registrations.get()


@pytest.fixture(autouse=True)
def _by_day():
    """Today's door stays today's, also when the tests run at midnight."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(noon, tick=True):
        yield


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def door(session) -> str:
    return f"/checkin/{session.event_id}/"


def send(client, session, *marks):
    return client.post(
        door(session) + "marks/", json.dumps({"session": session.pk, "marks": marks}), content_type="application/json"
    )


def a_mark(registration, says="arrived", **facts):
    at = int(timezone.now().timestamp() * 1000)
    return {
        "reference": registration.reference,
        "says": says,
        "key": str(uuid.uuid4()),
        "at": at,
        "way": "scan",
        **facts,
    }


def test_the_list_shows_names_and_the_last_four_digits_alone(session, registration, organiser):
    text = signed_in(organiser).get(door(session)).content.decode()
    assert "王小英" in text
    assert "…0001" in text
    assert "13800000001" not in text
    assert "138 0000 0001" not in text


@pytest.mark.parametrize(
    ("words", "is_found"), [("小英", True), ("wxy", True), ("0001", True), ("9999", False), ("李", False)]
)
def test_one_searches_by_name_letters_and_last_digits(session, registration, organiser, words, is_found):
    text = signed_in(organiser).get(door(session), {"q": words}).content.decode()
    assert (f'id="p{registration.reference}"' in text) is is_found


def test_a_tap_marks_and_another_takes_it_back(session, registration, organiser):
    client = signed_in(organiser)
    for says, here in [("arrived", 1), ("expected", 0)]:
        facts = {"session": session.pk, "mark": f"{says} {registration.reference}"}
        page = client.post(door(session) + "mark/", facts, follow=True).content.decode()
        assert f"<strong data-here>{here}</strong>" in page


@pytest.mark.parametrize("typed", ["LINLI:{}", " {} ", "linli:{}"])
def test_a_reference_may_be_typed_as_it_stands_on_the_ticket(session, registration, organiser, typed):
    facts = {
        "session": session.pk,
        "reference": typed.format(registration.reference.lower()),
        "says": "arrived",
        "way": "scan",
    }
    signed_in(organiser).post(door(session) + "mark/", facts)
    assert Attendance.objects.get().way == "scan"


@pytest.mark.parametrize("typed", ["", "???", "ABCDEFGH", "\0", "9" * 10_000])
def test_a_wrong_reference_is_answered_with_a_sentence_and_kept_in_its_field(session, organiser, typed):
    answer = signed_in(organiser).post(
        door(session) + "mark/", {"session": session.pk, "reference": typed, "says": "arrived"}
    )
    assert answer.status_code == 422
    assert "notice-danger" in answer.content.decode()


def test_a_device_sends_its_queue_twice(session, registration, organiser):
    client, one = signed_in(organiser), a_mark(registration)
    for _time in range(2):
        told = send(client, session, one).json()
        assert (told["here"], told["all"], told["outcomes"][0]["refused"]) == (1, 1, "")
    assert AttendanceMark.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"marks": 1}',
        '{"marks": [1]}',
        '{"marks": [{"key": "x", "at": 1}]}',
        "[" * 100_000,
        '{"marks": [{"at": -1}]}',
    ],
)
def test_what_no_device_of_ours_sends_is_refused(session, organiser, body):
    answer = signed_in(organiser).post(door(session) + "marks/", body, content_type="application/json")
    assert answer.status_code == 400


def test_a_queue_without_a_token_is_refused(session, registration, organiser):
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser, backend=BACKEND)
    assert send(client, session, a_mark(registration)).status_code == 403
    token = client.get(door(session) + "states/").json()["token"]
    body = json.dumps({"session": session.pk, "marks": [a_mark(registration)]})
    answer = client.post(
        door(session) + "marks/", body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 200


def test_a_foreign_door_is_missing(session, registration, other_organiser, resident, neighbour):
    for client in (signed_in(other_organiser), signed_in(resident), signed_in(neighbour)):
        for path in ("", "states/", "code/", "links/"):
            assert client.get(door(session) + path).status_code == 404
        for path in ("mark/", "walk-in/", "links/make/"):
            assert client.post(door(session) + path, {"mark": f"arrived {registration.reference}"}).status_code == 404
        assert send(client, session, a_mark(registration)).status_code == 404
    assert not Attendance.objects.exists()


def test_a_session_of_another_event_is_missing_at_this_door(session, registration, organiser, programme):
    other = factories.make_event(programme, starts_at=session.starts_at)
    foreign = {"session": session.pk, "mark": f"arrived {registration.reference}"}
    client = signed_in(organiser)
    assert client.post(f"/checkin/{other.pk}/mark/", foreign).status_code == 404
    assert client.get(f"/checkin/{other.pk}/", {"session": session.pk}).status_code == 404
    assert not Attendance.objects.exists()


def test_a_walk_in_over_the_page(session, organiser):
    client = signed_in(organiser)
    page = client.get(door(session)).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    facts = {"session": session.pk, "name": "张三", "phone": "0512-62880000", "key": key}
    for _time in range(2):
        assert client.post(door(session) + "walk-in/", facts).status_code == 302
    assert Registration.objects.get().person.name == "张三"


def test_a_walk_in_with_a_wrong_number_loses_nothing_that_was_typed(session, organiser):
    facts = {"session": session.pk, "name": "张三", "phone": "12", "key": str(uuid.uuid4())}
    answer = signed_in(organiser).post(door(session) + "walk-in/", facts)
    assert answer.status_code == 422
    assert 'value="张三"' in answer.content.decode()


def test_the_list_takes_the_same_queries_for_one_and_for_many(
    session, registration, organiser, django_assert_max_num_queries
):
    client = signed_in(organiser)
    for number in range(20):
        person = factories.make_person(f"居民{number}", agent=organiser)
        sign_up(event=session.event, people=[person], by=organiser, key=uuid.uuid4(), at=timezone.now())
    with django_assert_max_num_queries(11):
        assert client.get(door(session)).content.decode().count('class="guest"') == 21


def test_the_list_of_doors_has_ones_own_alone(session, organiser, other_organiser, resident):
    assert door(session) in signed_in(organiser).get("/checkin/").content.decode()
    for user in (other_organiser, resident):
        assert door(session) not in signed_in(user).get("/checkin/").content.decode()


# Device links


@pytest.fixture
def linked(session, organiser):
    """A link, its secret, and a browser without an account that opened it."""
    link, secret = make_link(session.event, label="门口手机", by=organiser, at=timezone.now())
    client = Client()
    assert client.get(f"/checkin/open/{secret}/")["Location"] == door(session)
    return link, secret, client


def test_a_link_opens_one_door_without_an_account(session, registration, linked, programme):
    link, secret, client = linked
    assert secret not in (link.digest, *map(str, Entry.objects.values_list("facts", flat=True)))
    assert "王小英" in client.get(door(session)).content.decode()
    assert send(client, session, a_mark(registration)).json()["here"] == 1
    assert AttendanceMark.objects.get().link == link
    other = factories.make_event(programme)
    assert client.get(f"/checkin/{other.pk}/").status_code == 302
    assert client.post(f"/checkin/{other.pk}/mark/", {}).status_code == 404


def test_a_device_makes_no_links(session, linked):
    _link, _secret, client = linked
    assert client.get(door(session) + "links/").status_code == 404
    assert client.post(door(session) + "links/make/", {"label": ""}).status_code == 404


def test_a_link_that_was_taken_back_is_out_at_the_next_request(session, registration, linked, organiser):
    link, secret, client = linked
    assert signed_in(organiser).post(door(session) + f"links/{link.pk}/revoke/").status_code == 302
    assert send(client, session, a_mark(registration)).status_code == 404
    assert client.get(door(session) + "states/", headers={"X-Door": "1"}).status_code == 404
    assert Client().get(f"/checkin/open/{secret}/").status_code == 404


def test_a_link_lapses_after_the_event_and_a_clock_set_back_revives_none_that_was_revoked(session, linked, organiser):
    link, secret, _client = linked
    assert link.lapses_at == session.event.ends_at + timedelta(hours=12)
    with pytest.raises(NoLink):
        open_link(secret, address="1.1.1.1", at=link.lapses_at)
    revoke_link(link, by=organiser, at=timezone.now())
    with pytest.raises(NoLink):
        open_link(secret, address="1.1.1.1", at=timezone.now() - timedelta(minutes=1))


def test_the_links_of_somebody_who_left_open_nothing(session, linked, organiser):
    organiser.memberships.all().delete()
    assert linked[2].get(door(session) + "states/", headers={"X-Door": "1"}).status_code == 404


def test_wrong_secrets_are_tried_so_often_and_no_more(session, linked):
    _link, secret, _client = linked
    at = timezone.now()
    for _time in range(WRONG_TRIES):
        with pytest.raises(NoLink):
            open_link("wrong", address="1.1.1.1", at=at)
    with pytest.raises(NoLink) as refusal:
        open_link(secret, address="1.1.1.1", at=at)
    assert refusal.value.reason == "too_many"
    open_link(secret, address="2.2.2.2", at=at)
    open_link(secret, address="1.1.1.1", at=at + timedelta(hours=1, seconds=1))


def test_staff_make_a_link_and_see_it_once(session, organiser):
    client = signed_in(organiser)
    page = client.post(door(session) + "links/make/", {"label": "小李的手机"}).content.decode()
    secret = re.search(r"/checkin/open/([\w-]+)/", page)[1]
    assert len(secret) >= 22
    again = client.get(door(session) + "links/").content.decode()
    assert "小李的手机" in again
    assert secret not in again
    assert DoorLink.objects.get().digest != secret


def test_the_doors_own_role_and_strangers_make_no_links(session, organisation, other_organiser):
    helper = factories.make_user("helper")
    factories.make_member(helper, organisation, "door")
    for user in (helper, other_organiser):
        with pytest.raises(NotAllowed):
            make_link(session.event, label="", by=user, at=timezone.now())


# The rotating code


def scan(client, session, moment):
    return client.get(f"/checkin/scanned/{session.pk}/{code_at(session.pk, moment)}/")


def test_people_scan_the_code_and_tap_who_came(session, registration, resident):
    client = signed_in(resident)
    assert scan(client, session, timezone.now())["Location"] == "/checkin/here/"
    assert registration.reference in client.get("/checkin/here/").content.decode()
    page = client.post("/checkin/here/tap/", {"reference": [registration.reference]}, follow=True).content.decode()
    assert "已到" in page
    assert Attendance.objects.get().way == "self"


def test_the_code_of_the_half_minute_before_still_counts_and_older_ones_do_not(session, resident):
    now = timezone.now()
    for age, status in [(0, 302), (30, 302), (61, 404), (-31, 404)]:
        with time_machine.travel(now, tick=False):
            assert scan(signed_in(resident), session, now - timedelta(seconds=age)).status_code == status


def test_without_having_scanned_nobody_taps(session, registration, resident):
    client = signed_in(resident)
    assert client.get("/checkin/here/").status_code == 404
    assert client.post("/checkin/here/tap/", {"reference": registration.reference}).status_code == 404
    assert not Attendance.objects.exists()


def test_a_scan_is_good_for_a_quarter_of_an_hour(session, registration, resident):
    client, now = signed_in(resident), timezone.now()
    scan(client, session, now)
    with time_machine.travel(now + timedelta(minutes=16)):
        assert client.get("/checkin/here/").status_code == 404


def test_a_neighbour_cannot_tap_for_somebody_else(session, registration, neighbour):
    client = signed_in(neighbour)
    scan(client, session, timezone.now())
    client.post("/checkin/here/tap/", {"reference": registration.reference})
    assert not Attendance.objects.exists()


def test_the_screen_at_the_door_shows_the_code(session, organiser):
    assert "<svg" in signed_in(organiser).get(door(session) + "code/").content.decode()


def test_the_workers_script_is_served_from_the_door(client):
    answer = client.get("/checkin/door-worker.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")


@pytest.fixture
def asking_session(session, organisation, organiser):
    """A session whose event asks one thing that has to be answered, one that has not, and a paper."""
    rows = [
        asked("q1", "choice", "吃什么？", required=True, options=options("鸡肉", "素菜")),
        asked("q2", "text", "对什么过敏？"),
        asked("q3", "text", "过敏严重吗？", required=True, condition=only_if("q2", "filled")),
        asked("q4", "file", "体检报告", required=True, limits={"files": 1, "megabytes": 1}),
        asked("q5", "yes_no", "一起坐大巴吗？", required=True, per="party"),
    ]
    at = timezone.now()
    definition = {"questions": rows}
    made = make_set(organisation_id=organisation.pk, name="问题", definition=definition, by=organiser, at=at)
    ask(event=session.event, version=made.newest, takes_photos=False, by=organiser, at=at)
    return session


def test_a_walk_in_is_asked_only_what_has_to_be_answered(asking_session, organiser):
    page = signed_in(organiser).get(door(asking_session)).content.decode()
    assert "吃什么？" in page
    assert "一起坐大巴吗？" in page
    for left_out in ("对什么过敏？", "过敏严重吗？", "体检报告"):
        assert left_out not in page


def test_what_a_walk_in_answers_is_kept_with_the_place(asking_session, organiser):
    client, key = signed_in(organiser), str(uuid.uuid4())
    facts = {"session": asking_session.pk, "name": "赵阿姨", "phone": "13912345678", "key": key}
    refused = client.post(door(asking_session) + "walk-in/", facts)
    assert refused.status_code == 422
    assert refused.content.decode().count("赵阿姨") == 1
    assert not Registration.objects.exists()
    answers = {"person0-q1": "o2", "all-q5": "yes"}
    for _twice in range(2):
        assert client.post(door(asking_session) + "walk-in/", {**facts, **answers}).status_code == 302
    kept = {sheet.registration_id is None: sheet.answers for sheet in AnswerSheet.objects.all()}
    assert kept == {True: {"q5": "yes"}, False: {"q1": "o2"}}


def test_whoever_had_signed_up_and_walks_in_keeps_what_they_answered(asking_session, organiser, resident):
    answers = Answers(asking_session.event.asking.version, {"q5": "no"}, {resident.person.pk: {"q1": "o1"}})
    at = timezone.now()
    sign_up(event=asking_session.event, people=[resident.person], by=resident, key=uuid.uuid4(), at=at, answers=answers)
    facts = {"session": asking_session.pk, "name": resident.person.name, "phone": resident.phone}
    answers = {"key": str(uuid.uuid4()), "person0-q1": "o2", "all-q5": "yes"}
    assert signed_in(organiser).post(door(asking_session) + "walk-in/", {**facts, **answers}).status_code == 302
    assert {sheet.answers.get("q1") or sheet.answers["q5"] for sheet in AnswerSheet.objects.all()} == {"no", "o1"}
