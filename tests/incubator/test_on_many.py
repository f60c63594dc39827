"""Staff act on many applications at once: what becomes of each is shown first, and done to nothing that has changed."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incubator.call_templates import workflow_definition
from incubator.models import Review
from portal.cases.models import Case, HistoryEntry
from portal.cases.moving import move_case
from portal.cases.returning import tick
from portal.cases.versions import save_workflow
from portal.outbox.models import Message
from tests import factories
from tests.incubator.applications import appoint, many_under_review, under_review
from tests.incubator.deciding import state_of

pytestmark = pytest.mark.django_db
MANY = "/admin/reviews/on-many/"


def checking(call, username, *, by=None, **answers):
    """Return an application whose papers are being checked."""
    application = under_review(call, username, **answers)
    Case.objects.filter(pk=application.case_id).update(state="checking")
    case = Case.objects.get(pk=application.case_id)
    if by:
        for check in case.where.checks:
            tick(case, check.id, is_done=True, by=by, at=timezone.now())
    return application


def shown(client, act, *rows, query="", **given):
    """Return the page that foresees an act on these rows."""
    return client.post(f"{MANY}{query}", {"act": act, "pick": [row.pk for row in rows], "show": "1", **given})


def fates(page):
    return {one.application.case.title: (one.happens, one.said) for one in page.context["outcomes"]}


def confirm(client, act, page, **given):
    done = re.findall(r'name="do" value="([^"]+)"', page.content.decode())
    return client.post(MANY, {"act": act, "confirmed": "1", "do": done, **given})


def test_a_move_shows_what_becomes_of_each_and_does_just_that(call, operator, client):
    ready, unticked = checking(call, "a", by=operator, name="齐的队"), checking(call, "b", name="没核完的队")
    elsewhere = under_review(call, "c", name="已在评审的队")
    client.force_login(operator)
    page = client.post(MANY, {"act": "move:admit", "pick": [ready.pk, unticked.pk, elsewhere.pk]})
    assert fates(page) == {
        "齐的队": (True, "从“材料核对中”转到“专家评审中”"),
        "没核完的队": (False, fates(page)["没核完的队"][1]),
        "已在评审的队": (False, "在当前环节不能这样做。"),
    }
    assert "申请主体符合征集范围" in fates(page)["没核完的队"][1]
    assert state_of(ready) == "checking"
    assert not HistoryEntry.objects.filter(act="moved").exists()
    answer = confirm(client, "move:admit", page)
    assert answer.status_code == 200
    assert [state_of(one) for one in (ready, unticked, elsewhere)] == ["reviewing", "checking", "reviewing"]
    entry = HistoryEntry.objects.get(act="moved")
    assert (entry.case_id, entry.actor_id, entry.move) == (ready.case_id, operator.pk, "admit")
    again = confirm(client, "move:admit", page)
    assert again.status_code == 200
    assert HistoryEntry.objects.filter(act="moved").count() == 1


def test_a_row_that_changed_in_between_is_left_alone_with_its_reason(call, operator, client):
    moved = checking(call, "a", by=operator, name="抢先的队")
    ready = checking(call, "b", by=operator, name="照办的队")
    client.force_login(operator)
    given = {"reason": "不在征集范围"}
    page = shown(client, "move:exclude", moved, ready, **given)
    colleague = factories.make_user("colleague")
    factories.make_member(colleague, call.base.organisation, "officer")
    move_case(moved.case, "admit", seen=moved.case.step, by=colleague, at=timezone.now())
    answer = confirm(client, "move:exclude", page, **given)
    assert [one.application.pk for one in answer.context["done"]] == [ready.pk]
    [left] = answer.context["skipped"]
    assert (left.application.pk, left.said) == (moved.pk, "您打开页面之后，这个办件有了新进展，请重新查看。")
    assert [state_of(one) for one in (moved, ready)] == ["reviewing", "excluded"]


def test_a_reason_that_the_move_wants_is_asked_once_and_nothing_happens_without(call, operator, client):
    row = checking(call, "a")
    client.force_login(operator)
    page = client.post(MANY, {"act": "move:exclude", "pick": [row.pk]})
    assert (page.status_code, page.context["outcomes"]) == (200, None)
    assert shown(client, "move:exclude", row, reason=" ").status_code == 422
    assert client.post(MANY, {"act": "move:exclude", "confirmed": "1", "do": [f"{row.pk}:0"]}).status_code == 422
    assert state_of(row) == "checking"


def test_only_moves_that_ask_nothing_of_the_single_one_can_be_made_of_many(call, operator, client):
    row = checking(call, "a")
    client.force_login(operator)
    offered = client.get("/admin/reviews/", {"intake": call.pk}).context["view"].many_acts["moves"]
    assert {key for key, _name in offered} == {"move:admit", "move:exclude", "move:strike", "move:call_up"}
    for act in ("move:return", "move:propose", "move:accept", "move:submit", "move:withdraw", "move:lapse", "x", ""):
        assert shown(client, act, row).status_code == 404
        assert client.post(MANY, {"act": act, "confirmed": "1", "do": [f"{row.pk}:0"]}).status_code == 404
    assert state_of(row) == "checking"


def test_reviewers_are_asked_as_proposed_or_by_name_and_conflicts_keep_them_out(call, operator, client):
    call.reviews_wanted = 1
    call.save()
    first, second = appoint(call.base, "first", name="张评审"), appoint(call.base, "second", name="李评审")
    known = under_review(call, "a", name="有关系的队", team=[{"who": "张评审", "does": "顾问", "full_time": "no"}])
    free = under_review(call, "b", name="没关系的队")
    client.force_login(operator)
    page = shown(client, "ask", known, free, reviewer=first.pk)
    assert [happens for happens, _said in fates(page).values()] == [False, True]
    assert "申请材料中有其姓名" in fates(page)["有关系的队"][1]
    page = shown(client, "ask", known, free, reviewer="proposed")
    assert fates(page) == {
        "有关系的队": (True, "请以下专家评审：李评审"),
        "没关系的队": (True, "请以下专家评审：张评审"),
    }
    assert not Review.objects.exists()
    confirm(client, "ask", page, reviewer="proposed")
    assert set(Review.objects.values_list("application", "reviewer")) == {(known.pk, second.pk), (free.pk, first.pk)}
    page = shown(client, "ask", known, reviewer="proposed")
    assert fates(page)["有关系的队"] == (False, "评审专家已够征集要求的人数。")


def test_what_is_smuggled_into_the_confirmation_meets_the_same_refusals(call, operator, client):
    """Neither a conflict, nor somebody who reviews nothing here, nor another step gets in with the marks."""
    reviewer = appoint(call.base, "first", name="张评审")
    row = under_review(call, "a", team=[{"who": "张评审", "does": "顾问", "full_time": "no"}])
    client.force_login(operator)
    for mark in (f"{row.case.step}/{reviewer.pk}", f"{row.case.step}/{operator.pk}", "7/1", "x", ""):
        answer = client.post(MANY, {"act": "ask", "confirmed": "1", "reviewer": "proposed", "do": [f"{row.pk}:{mark}"]})
        assert len(answer.context["skipped"]) == 1
    assert not Review.objects.exists()


def test_a_message_reaches_everybody_who_writes_once_and_stands_in_the_history(call, operator, client):
    row = checking(call, "a")
    client.force_login(operator)
    given = {"subject": "说明会", "body": "周五下午两点，二楼会议室。", "key": "0c3de8a4-7d7e-4f65-8a2e-6d1a53b1d2f0"}
    page = shown(client, "write", row, **given)
    assert fates(page)[row.case.title] == (True, "1 人会收到消息")
    confirm(client, "write", page, **given)
    confirm(client, "write", page, **given)
    message = Message.objects.get(kind="case.message")
    assert (message.recipient.username, message.subject) == ("a", "说明会")
    assert HistoryEntry.objects.filter(case=row.case_id, act="written_to").count() == 1


def test_all_that_match_are_those_of_the_filters_and_no_more_than_can_be_looked_through(call, operator, client):
    found = many_under_review(call, 302)
    Case.objects.filter(pk=found[0].case_id).update(due_on=timezone.localdate() - timedelta(days=3))
    client.force_login(operator)
    given = {"act": "move:admit", "all": "1"}
    page = client.post(f"{MANY}?late=yes", given)
    assert [one.application.pk for one in page.context["outcomes"]] == [found[0].pk]
    page = client.post(MANY, given)
    assert (len(page.context["outcomes"]), page.context["left_out"]) == (300, 2)
    assert client.post(f"{MANY}?state=made_up", given).status_code == 404


def test_what_is_ticked_leaves_as_a_list_through_the_one_way_out(call, operator, client):
    first, _second = under_review(call, "a", name="要导出的"), under_review(call, "b", name="不导出的")
    client.force_login(operator)
    answer = client.post(f"{MANY}?intake={call.pk}", {"act": "export", "pick": [first.pk]})
    assert answer.url == f"/admin/reviews/hand-out/?intake={call.pk}&only={first.pk}"
    assert client.get(answer.url).context["count"] == 1
    assert client.get("/admin/reviews/hand-out/?q=不导出").context["count"] == 1
    assert client.get("/admin/reviews/hand-out/?late=yes").context["count"] == 0
    assert client.post(f"{MANY}?late=yes", {"act": "export", "all": "1"}).url == "/admin/reviews/hand-out/?late=yes"


def test_another_bases_applications_are_missing_in_both_steps(call, operator, client, areas):
    row = checking(call, "a")
    stranger = factories.make_user("stranger")
    elsewhere = factories.make_organisation("elsewhere", "别处", kind="centre", area=areas["committee"])
    factories.make_member(stranger, elsewhere, "officer")
    client.force_login(stranger)
    assert shown(client, "ask", row, reviewer="proposed").status_code == 404
    answer = client.post(MANY, {"act": "write", "confirmed": "1", "do": [f"{row.pk}:0"], "subject": "x", "body": "x"})
    assert "暖邻" not in answer.content.decode()
    assert not Message.objects.filter(kind="case.message").exists()


def test_where_two_decide_the_first_word_is_foreseen_and_kept(call, operator, client):
    row = checking(call, "a")
    definition = workflow_definition()
    moves = [{**move, "people": 2} if move["id"] == "exclude" else move for move in definition["moves"]]
    changed = {**definition, "moves": moves}
    save_workflow(call.workflow, definition=changed, seen=1, by=factories.SYSTEM, at=timezone.now())
    Case.objects.filter(pk=row.case_id).update(workflow=call.workflow.versions.latest("number"))
    client.force_login(operator)
    page = shown(client, "move:exclude", row, reason="不在范围")
    assert fates(page)[row.case.title] == (True, "您的意见已记下，还需另一人确认。")
    answer = confirm(client, "move:exclude", page, reason="不在范围")
    assert [one.said for one in answer.context["done"]] == ["您的意见已记下，还需另一人确认。"]
    assert state_of(row) == "checking"


@pytest.mark.parametrize("sent", ["9" * 30, "9" * 5000])
def test_a_number_that_no_record_can_have_breaks_no_page(call, operator, client, sent):
    client.force_login(operator)
    assert client.post(MANY, {"act": "ask", "pick": sent}).status_code == 302
    assert (
        client.post(MANY, {"act": "ask", "confirmed": "1", "do": f"{sent}:1", "reviewer": "proposed"}).status_code < 500
    )
    assert client.get(f"/admin/reviews/?only={sent[:40]}").status_code == 200
    assert client.get(f"/admin/reviews/?intake={sent[:40]}").status_code < 500


@pytest.mark.parametrize(
    ("act", "state", "given"),
    [
        ("move:admit", "checking", {}),
        ("move:exclude", "checking", {"reason": "不在征集范围"}),
        ("ask", "reviewing", {"reviewer": "proposed"}),
        ("write", "reviewing", {"subject": "补充", "body": "请看通知", "key": str(UUID(int=7))}),
    ],
)
def test_what_becomes_of_thirty_is_foreseen_with_as_many_queries_as_of_three(call, operator, client, act, state, given):
    appoint(call.base, "judge", name="评审")
    client.force_login(operator)

    def queries(count):
        rows = many_under_review(call, count)
        Case.objects.filter(pk__in=[row.case_id for row in rows]).update(state=state)
        with CaptureQueriesContext(connection) as captured:
            page = shown(client, act, *rows, **given)
        assert len(page.context["outcomes"]) == count
        return len(captured)

    queries(3)
    assert queries(30) == queries(3)
