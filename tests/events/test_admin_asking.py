"""Staff write questions, choose them for an event, and read the answers: of their own organisation alone."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Asking
from events.sign_up.asking import Answers, ask
from events.sign_up.registration import sign_up
from organisations.joining.applying import NOBODYS
from portal.questions.models import AnswerFile, QuestionSet
from portal.questions.versions import make_set
from tests import factories
from tests.events.test_asking import BAD, QUESTIONS, confirm, filled
from tests.portal.questions.conftest import asked

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def own_sets():
    """Return the sets that an organisation has made; the district's own are there from the beginning."""
    return QuestionSet.objects.exclude(organisation_id=NOBODYS)


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser, backend=BACKEND)
    return client


@pytest.fixture
def question_set(organisation, organiser):
    definition = {"questions": QUESTIONS}
    return make_set(
        organisation_id=organisation.pk, name="出行", definition=definition, by=organiser, at=timezone.now()
    )


@pytest.fixture
def foreign_set(other_organisation, other_organiser):
    return make_set(
        organisation_id=other_organisation.pk,
        name="别家的机密",
        definition={"questions": [asked("q1", "text", "机密")]},
        by=other_organiser,
        at=timezone.now(),
    )


def row(number=0, **fields):
    """One row of the editor, as the browser sends it."""
    given = {
        "key": "",
        "label": "吃什么？",
        "kind": "text",
        "per": "person",
        "purpose": "订餐",
        "kept_days": "30",
        "join": "all",
        **fields,
    }
    return {f"row{number}-{name}": value for name, value in given.items()}


def page(*rows, name="新问题", seen="0", **rest):
    data = {"name": name, "seen": seen, "count": str(len(rows)), **rest}
    for fields in rows:
        data |= fields
    return data


def made(desk, *rows):
    answer = desk.post(reverse("questions:make"), page(*rows, save="1"))
    assert answer.status_code == 302, [row.errors for row in answer.context["editor"].rows]
    return QuestionSet.objects.latest("pk")


# Writing questions


def test_an_organiser_writes_questions_for_their_organisation(desk, organisation):
    question_set = made(
        desk,
        row(0, kind="choice", options="鸡肉 | Chicken\n素菜｜Vegetables\n", required="on"),
        row(1, key="q2", label="过敏吗？", tests=["q1:o1"]),
        row(2, kind="table", label="预算", columns="*项目 | Item | 文字\n金额 | | 金额\n交通 | 公交/地铁"),
    )
    assert question_set.organisation_id == organisation.pk
    first, second, third = question_set.newest.questions
    assert [(option.id, option.label.zh, option.label.en) for option in first.options] == [
        ("o1", "鸡肉", "Chicken"),
        ("o2", "素菜", "Vegetables"),
    ]
    assert first.required
    assert (second.condition.tests[0].question, second.condition.tests[0].values) == ("q1", ("o1",))
    assert [(column.label.zh, column.kind, column.required) for column in third.columns] == [
        ("项目", "text", True),
        ("金额", "money", False),
        ("交通", "choice", False),
    ]


def test_saving_makes_a_new_version_and_leaves_the_old_one(desk, question_set):
    answer = desk.get(reverse("questions:change", args=[question_set.pk]))
    data = page(
        *[
            {f"{row.prefix}-{name}": value for name, value in row.raw().items() if value not in (None, False)}
            for row in answer.context["editor"].rows
        ],
        name="出行",
        seen="1",
    )
    data["row1-options"] = "素菜\n牛肉\n鸡肉"
    assert desk.post(reverse("questions:change", args=[question_set.pk]), {**data, "save": "1"}).status_code == 302
    old, new = question_set.versions.order_by("number")
    assert old.definition == {"questions": QUESTIONS}
    changed = new.questions.by_id()["q2"]
    assert {option.label.zh: option.id for option in changed.options} == {"素菜": "o2", "牛肉": "o3", "鸡肉": "o1"}
    assert new.questions.by_id()["q3"].condition.tests[0].values == ("o1",)


def test_saving_what_is_the_same_makes_no_version(desk):
    question_set = made(desk, row(0))
    rows = desk.get(reverse("questions:change", args=[question_set.pk])).context["editor"].rows
    data = {f"{one.prefix}-{name}": value for one in rows for name, value in one.raw().items() if value}
    answer = desk.post(reverse("questions:change", args=[question_set.pk]), page(data, seen="1", save="1"))
    assert answer.status_code == 302
    assert question_set.versions.count() == 1


def test_two_who_save_at_once_do_not_overwrite_each_other(desk, question_set):
    address = reverse("questions:change", args=[question_set.pk])
    assert desk.post(address, page(row(0), seen="1", save="1")).status_code == 302
    late = desk.post(address, page(row(0, label="后来的人写的"), seen="1", save="1"))
    assert late.status_code == 422
    assert "后来的人写的" in late.content.decode()
    assert question_set.versions.count() == 2


def test_adding_and_moving_keeps_everything_typed_and_saves_nothing(desk):
    rows = [row(0, key="q1", label="第一"), row(1, key="q2", label="第二", options="甲\n乙", kind="choice")]
    moved = desk.post(reverse("questions:make"), page(*rows, arrange="up-1"))
    assert [one["label"].value() for one in moved.context["editor"].rows] == ["第二", "第一"]
    assert moved.context["editor"].rows[0]["options"].value() == "甲\n乙"
    added = desk.post(reverse("questions:make"), page(*rows, arrange="add"))
    assert [one["key"].value() for one in added.context["editor"].rows] == ["q1", "q2", "q3"]
    assert not own_sets().exists()


@pytest.mark.parametrize("act", ["up-0", "down-1", "down-99", "up--1", "x", "up-९", "down-" + "9" * 30])
def test_a_move_that_leads_nowhere_changes_nothing(desk, act):
    rows = [row(0, key="q1", label="第一"), row(1, key="q2", label="第二")]
    answer = desk.post(reverse("questions:make"), page(*rows, arrange=act))
    assert [one["label"].value() for one in answer.context["editor"].rows] == ["第一", "第二"]


def test_a_removed_question_takes_its_id_with_it(desk):
    question_set = made(desk, row(0, key="q1"), row(1, key="q2", label="第二"))
    address = reverse("questions:change", args=[question_set.pk])
    assert (
        desk.post(
            address, page(row(0, key="q1"), row(1, key="q2", is_removed="on", label=""), seen="1", save="1")
        ).status_code
        == 302
    )
    desk.post(address, page(row(0, key="q1"), row(1, key="q2", label="第三"), seen="2", save="1"))
    assert [question.id for question in question_set.versions.latest("number").questions] == ["q1", "q3"]


WRONG = {
    "no words": ({"label": ""}, "中文"),
    "no purpose": ({"purpose": ""}, "用途"),
    "no days": ({"kept_days": ""}, "请填写此项"),
    "one option": ({"kind": "choice", "options": "甲"}, "2"),
    "a limit of another kind": ({"limit_rows": "3"}, "rows"),
    "a condition on a later question": ({"tests": ["q9:"]}, "没有"),
    "ten thousand characters": ({"label": "长" * 10_000}, "200"),
    "a NUL": ({"label": "a\x00b"}, "字符"),
    "an unknown kind": ({"kind": "essay"}, "essay"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_said_at_its_question_with_everything_typed(desk, wrong):
    fields, word = WRONG[wrong]
    answer = desk.post(
        reverse("questions:make"), page(row(0, label="第一"), row(1, **{"label": "第二", **fields}), save="1")
    )
    assert answer.status_code == 422
    second = answer.context["editor"].rows[1]
    assert word in str(second.faults) + str(second.errors)
    assert "第一" in answer.content.decode()
    assert not own_sets().exists()


@pytest.mark.parametrize("count", ["", "x", "-1", "९", "9" * 30, "99999"])
def test_a_count_of_rows_that_is_none_is_no_error(desk, count):
    assert desk.post(reverse("questions:make"), {"name": "a", "count": count, "save": "1"}).status_code in (302, 422)


def test_the_preview_shows_what_residents_see(desk, question_set):
    page = desk.get(reverse("questions:preview", args=[question_set.pk])).content.decode()
    assert "一起坐大巴吗？" in page
    assert "安排当天" in page


def test_a_copy_parts_ways_with_its_source(desk, question_set, organisation):
    desk.post(reverse("questions:copy", args=[question_set.pk]))
    copy = own_sets().exclude(pk=question_set.pk).get()
    assert copy.organisation_id == organisation.pk
    assert copy.newest.definition == question_set.newest.definition


def test_another_organisations_questions_are_missing(desk, foreign_set, other_organisation):
    for name in ("change", "copy", "preview"):
        address = reverse(f"questions:{name}", args=[foreign_set.pk])
        for answer in (desk.get(address), desk.post(address, page(row(0), seen="1", save="1"))):
            assert answer.status_code in (404, 405)
            assert "机密" not in answer.content.decode()
    assert "机密" not in desk.get(reverse("questions:index")).content.decode()
    address = reverse("questions:make") + f"?organisation={other_organisation.pk}"
    assert desk.get(address).status_code == 404
    assert desk.post(address, page(row(0), save="1")).status_code == 404
    assert foreign_set.versions.count() == 1


def test_the_window_writes_no_questions(client, organisation, question_set):
    user = factories.make_user("window")
    factories.make_member(user, organisation, "desk")
    client.force_login(user, backend=BACKEND)
    for address in (reverse("questions:index"), reverse("questions:change", args=[question_set.pk])):
        assert client.get(address).status_code == 404


# Asking them


def test_an_event_asks_the_version_chosen_until_a_newer_one_is_taken(desk, event, question_set, organiser):
    address = reverse("planning:ask", args=[event.pk])
    assert "出行" in desk.get(address).content.decode()
    assert desk.post(address, {"question_set": question_set.pk, "takes_photos": "on"}).status_code == 302
    asking = Asking.objects.get()
    assert (asking.version.number, asking.takes_photos) == (1, True)
    desk.post(reverse("questions:change", args=[question_set.pk]), page(row(0), seen="1", save="1"))
    desk.post(address, {"question_set": question_set.pk})
    asking.refresh_from_db()
    assert (asking.version.number, asking.takes_photos) == (1, False)
    desk.post(address, {"question_set": question_set.pk, "takes_newest": "on"})
    asking.refresh_from_db()
    assert asking.version.number == 2
    desk.post(address, {"question_set": ""})
    asking.refresh_from_db()
    assert asking.version is None


def test_a_foreign_set_or_event_cannot_be_named(desk, event, foreign_set, other_organisation):
    address = reverse("planning:ask", args=[event.pk])
    assert desk.post(address, {"question_set": foreign_set.pk}).status_code == 422
    theirs = factories.make_event(factories.make_programme(other_organisation, "别家的"))
    assert desk.get(reverse("planning:ask", args=[theirs.pk])).status_code == 404
    assert desk.post(reverse("planning:ask", args=[theirs.pk]), {"takes_photos": "on"}).status_code == 404
    assert not Asking.objects.exists()


# Reading the answers


@pytest.fixture
def answered_event(event, question_set, organiser, resident):
    ask(event=event, version=question_set.newest, takes_photos=False, by=organiser, at=timezone.now())
    given = Answers(question_set.newest, {"q1": "yes"}, {resident.person.pk: {"q2": "o1", "q3": BAD}})
    sign_up(event=event, people=[resident.person], by=resident, key=uuid4(), at=timezone.now(), answers=given)
    return event


def test_staff_read_the_answers_in_the_list_and_in_detail_and_nothing_runs(desk, answered_event, resident):
    listed = desk.get(reverse("sign_ups:index") + f"?event={answered_event.pk}").content.decode()
    registration = answered_event.registrations.get()
    shown = desk.get(reverse("sign_ups:answers", args=[registration.pk])).content.decode()
    for text in (listed, shown):
        assert "鸡肉" in text
        assert BAD not in text
        assert "&lt;script&gt;" in text


def test_staff_of_another_organisation_read_nothing(client, answered_event, other_organiser):
    client.force_login(other_organiser, backend=BACKEND)
    registration = answered_event.registrations.get()
    assert client.get(reverse("sign_ups:answers", args=[registration.pk])).status_code == 404
    assert client.get(reverse("sign_ups:answer_file", args=[registration.pk, uuid4()])).status_code == 404


def test_staff_save_a_file_and_another_organisation_does_not(
    client, event, question_set, organiser, other_organiser, resident
):
    ask(event=event, version=question_set.newest, takes_photos=False, by=organiser, at=timezone.now())
    client.force_login(resident)
    me = resident.person
    upload = SimpleUploadedFile("<b>报告.pdf", b"%PDF-1.4\n%%EOF")
    confirm(client, event, me, **filled(me, **{f"person{me.pk}-q5": upload}))
    address = reverse("sign_ups:answer_file", args=[event.registrations.get().pk, AnswerFile.objects.get().key])
    client.force_login(organiser, backend=BACKEND)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert "<b>" not in client.get(reverse("sign_ups:answers", args=[event.registrations.get().pk])).content.decode()
    client.force_login(other_organiser, backend=BACKEND)
    assert client.get(address).status_code == 404


def test_the_list_runs_the_same_queries_for_one_and_for_many(desk, answered_event, question_set):
    address = reverse("sign_ups:index") + f"?event={answered_event.pk}"
    desk.get(address)
    with CaptureQueriesContext(connection) as for_one:
        desk.get(address)
    for number in range(6):
        user = factories.make_user(f"r{number}", f"+86138111100{number:02}")
        person = factories.make_person(f"居民{number}", user=user)
        given = Answers(question_set.newest, {"q1": "no"}, {person.pk: {"q2": "o2"}})
        sign_up(event=answered_event, people=[person], by=user, key=uuid4(), at=timezone.now(), answers=given)
    with CaptureQueriesContext(connection) as for_many:
        assert "居民5" in desk.get(address).content.decode()
    assert len(for_many) == len(for_one)
