"""What an event asks is answered by machine too, checked as the page checks it, every fault named."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from events.models import AnswerSheet, Event, Party
from events.sign_up.asking import ask as ask_at_sign_up
from portal.questions.versions import make_set
from tests.events.api.asking import ask
from tests.events.api.test_registrations import post
from tests.portal.questions.conftest import asked, only_if, options

pytestmark = pytest.mark.django_db

QUESTIONS = [
    asked("bus", "yes_no", "一起坐大巴吗？", per="party", required=True, kept_days=10),
    asked("meal", "choice", "吃什么？", required=True, options=options("鸡肉", "素菜"), kept_days=30),
    asked("stop", "text", "哪站上车？", condition=only_if("bus", "equals", "yes"), required=True),
    asked("likes", "choices", "想学什么？", options=options("昆曲", "评弹", "吴语")),
    asked("age", "number", "几岁开始学的？"),
    asked("known", "declaration", "已读安全须知"),
    asked(
        "tools",
        "table",
        "自带工具",
        columns=[{"id": "what", "kind": "text", "label": {"zh": "名称"}, "required": True}],
        limits={"rows": 2},
    ),
    asked("report", "file", "体检报告", limits={"files": 1, "megabytes": 1}),
]


@pytest.fixture
def asking_event(event, organisation, organiser):
    made = make_set(
        organisation_id=organisation.pk,
        name="出行问题",
        definition={"questions": QUESTIONS},
        by=organiser,
        at=timezone.now(),
    )
    ask_at_sign_up(event=event, version=made.newest, takes_photos=False, by=organiser, at=timezone.now())
    return event


def send(client, event, people, answers, token, **more):
    body = {"people": [person.pk for person in people], "answers": answers}
    headers = {"HTTP_IDEMPOTENCY_KEY": str(more.pop("key", None) or uuid4())}
    path = f"/api/v1/events/{event.pk}/registrations"
    return ask(client, path, method="post", body=body, token=token, **{"status": 201, **more}, **headers)


def named(answer) -> dict[str, str]:
    assert answer.json()["reason"] == "answers"
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


def full(person) -> dict:
    return {
        "party": {"bus": False},
        "people": {
            str(person.pk): {
                "meal": "o2",
                "likes": ["o3", "o1"],
                "age": 7,
                "known": True,
                "tools": [{"what": "笔"}],
            }
        },
    }


def test_whoever_asks_reads_the_questions(client, asking_event):
    shown = ask(client, f"/api/v1/events/{asking_event.pk}/questions").json()["questions"]
    assert [one["id"] for one in shown] == [one["id"] for one in QUESTIONS]
    stop = next(one for one in shown if one["id"] == "stop")
    assert stop["only_if"] == [{"question": "bus", "comparison": "equals", "values": ["yes"]}]
    assert [one["id"] for one in shown[1]["options"]] == ["o1", "o2"]


def test_an_event_that_asks_nothing_or_is_not_public_shows_nothing(client, event, programme):
    assert ask(client, f"/api/v1/events/{event.pk}/questions").json()["questions"] == []
    type(programme).objects.filter(pk=programme.pk).update(live=False)
    ask(client, f"/api/v1/events/{event.pk}/questions", status=404)


def test_answers_are_kept_as_those_of_the_page(client, asking_event, resident, residents_token):
    person, key = resident.person, uuid4()
    first = send(client, asking_event, [person], full(person), residents_token, key=key)
    assert send(client, asking_event, [person], full(person), residents_token, key=key).json() == first.json()
    sheets = {sheet.registration_id is None: sheet.answers for sheet in AnswerSheet.objects.all()}
    assert sheets[True] == {"bus": "no"}
    expected = {"meal": "o2", "likes": ["o1", "o3"], "age": "7", "known": "yes", "tools": [{"what": "笔"}]}
    assert sheets[False] == expected


def test_every_answer_that_is_amiss_is_named_and_nobody_is_signed_up(client, asking_event, resident, residents_token):
    pk = resident.person.pk
    answers = {
        "party": {"bus": True, "nope": "x"},
        "people": {
            str(pk): {"meal": "o9", "likes": "o1", "age": "viele", "tools": [{}, {}, {}], "report": "x"},
            "999999": {"meal": "o1"},
        },
    }
    answer = send(client, asking_event, [resident.person], answers, residents_token, status=422)
    assert named(answer) == {
        "answers.party.nope": "unknown",
        "answers.people.999999": "unknown",
        f"answers.people.{pk}.likes": "unknown",
        f"answers.people.{pk}.tools": "unknown",
        f"answers.people.{pk}.report": "unknown",
        f"answers.people.{pk}.meal": "invalid",
        f"answers.people.{pk}.age": "invalid",
        f"answers.people.{pk}.known": "invalid",
        f"answers.people.{pk}.stop": "invalid",
    }
    assert not Party.objects.exists()


def test_without_answers_what_has_to_be_answered_is_named(client, asking_event, resident, residents_token):
    pk = resident.person.pk
    answer = post(client, asking_event, [resident.person], residents_token, status=422)
    assert named(answer).keys() == {"answers.party.bus", f"answers.people.{pk}.meal", f"answers.people.{pk}.known"}


def test_answers_to_nothing_are_refused(client, event, resident, residents_token):
    answer = send(client, event, [resident.person], {"party": {"bus": True}}, residents_token, status=422)
    assert named(answer) == {"answers.party.bus": "unknown"}


def test_other_answers_under_the_same_key_are_another_request(client, asking_event, resident, residents_token):
    person, key = resident.person, uuid4()
    send(client, asking_event, [person], full(person), residents_token, key=key)
    other = full(person) | {"party": {"bus": True}}
    other["people"][str(person.pk)]["stop"] = "南门"
    answer = send(client, asking_event, [person], other, residents_token, key=key, status=422)
    assert answer.json()["reason"] == "different_request"


def test_foreign_people_look_missing_before_any_answer_is_read(client, asking_event, neighbour, residents_token):
    send(client, asking_event, [neighbour.person], {}, residents_token, status=404)


def test_the_window_answers_for_whoever_stands_there(client, asking_event, windows_token, centre, organisation):
    organisation.home_centre = centre
    organisation.save()
    Event.objects.filter(pk=asking_event.pk).update(centre=centre, closes_at=timezone.now() + timedelta(hours=1))
    told = {"name": "王建国", "birth_date": "1951-05-04", "phone": "13900000001"}
    person = ask(client, "/api/v1/people", method="post", body=told, token=windows_token).json()["id"]
    answers = {"party": {"bus": False}, "people": {str(person): {"meal": "o1", "known": True}}}
    body = {"people": [person], "answers": answers}
    path, key = f"/api/v1/events/{asking_event.pk}/registrations", str(uuid4())
    ask(client, path, method="post", body=body, token=windows_token, status=201, HTTP_IDEMPOTENCY_KEY=key)
    assert AnswerSheet.objects.get(registration__person=person).answers == {"meal": "o1", "known": "yes"}
