"""What placements have to show is set with the call, in the admin: without it nobody could ever graduate."""

import pytest
from django.urls import reverse
from django.utils import timezone

from incubator import planning
from incubator.errors import ChangedMeanwhile, NotReady, NotYours
from incubator.models import Intake
from incubator.preparing import pattern_of, prepare_call
from tests.incubator.deciding import running
from tests.incubator.posting import boxes
from tests.incubator.test_calls_admin import change, make, officer  # noqa: F401

pytestmark = pytest.mark.django_db
GOAL = {"kind": "goal", "month": 3, "name": "走访两个社区", "name_en": ""}


def names(intake):
    return [row.name for row in intake.planned_milestones.all()]


def test_a_call_has_milestones_and_reports_from_its_template_and_hands_them_on(call, operator, at):
    assert len(names(call)) == 8
    asked = planning.reports_of(call)
    again = prepare_call(
        base=call.base,
        code="again",
        name="再来一期",
        opens_on=call.opens_on,
        closes_on=call.closes_on,
        pattern=pattern_of(call),
        by=operator,
        at=at,
    )
    assert names(again) == names(call)
    own = planning.reports_of(again)
    assert [own[key].newest.definition for key in own] == [asked[key].newest.definition for key in own]
    assert {one.pk for one in own.values()}.isdisjoint(one.pk for one in asked.values())


def test_an_officer_sets_milestones_in_the_admin_and_placements_follow(officer, call, operator):  # noqa: F811
    intake = make(officer)
    page = boxes(officer.get(reverse("intakes:plan", args=[intake.pk])))
    removed = {
        name.replace("-name", "-DELETE"): "on" for name, value in page.items() if name.endswith("-name") and value[0]
    }
    typed = {"milestone-8-name": "结对两个社区", "milestone-8-month": "2", "milestone-8-kind": "goal"}
    assert change(officer, "plan", intake, **removed, **typed).status_code == 302
    assert names(intake) == ["结对两个社区"]
    assert change(officer, "plan", call, **typed).status_code == 422
    assert len(names(call)) == 8
    assert change(officer, "plan", call, **typed, amendment="新增一项约定目标。").status_code == 302
    assert call.amendments.get().words == "新增一项约定目标。"
    placement = running(call, operator)
    assert "结对两个社区" in [one.name for one in placement.milestones.all()]


def test_what_reports_ask_is_edited_and_what_is_planned_keeps_its_questions(officer, call, operator):  # noqa: F811
    placement = running(call, operator)
    address = reverse("intakes:reports", args=[call.pk])
    more = boxes(officer.post(address, {**boxes(officer.get(address)), "arrange": "add"}))
    last = int(more["count"][0]) - 1
    more |= {f"row{last}-label": "媒体报道", f"row{last}-kind": "text", "amendment": "报告多问一题。"}
    assert officer.post(address, {**more, "save": "1"}).status_code == 302
    asked = planning.reports_of(call)[planning.REPORT]
    assert str(list(asked.newest.questions)[-1].label) == "媒体报道"
    assert {one.questions.number for one in placement.milestones.all()} == {1}
    assert officer.get(reverse("questions:change", args=[asked.pk]))["Location"] == address


def test_two_that_are_the_same_a_stale_page_and_a_stranger_are_refused(call, operator, organiser, at):
    acting = {"amendment": "调整目标。", "by": operator, "at": at}
    seen = planning.stamp(call)
    with pytest.raises(NotReady, match="milestones"):
        planning.set_plan(call, [GOAL, GOAL], **acting)
    with pytest.raises(NotYours):
        planning.set_plan(call, [GOAL], **{**acting, "by": organiser})
    planning.set_plan(call, [GOAL], seen=seen, **acting)
    with pytest.raises(ChangedMeanwhile):
        planning.set_plan(call, [], seen=seen, **acting)
    assert names(call) == [GOAL["name"]]


def test_a_call_without_milestones_still_lets_one_be_agreed_with_a_placement(officer, call, operator, at):  # noqa: F811
    planning.set_plan(call, [], amendment="目标另行约定。", by=operator, at=at)
    placement = running(call, operator)
    assert not placement.milestones.exists()
    given = {"act": "add:", "add-name": "办一场义集", "add-due_on": str(timezone.localdate())}
    answer = officer.post(reverse("placements_admin:show", args=[placement.pk]), given)
    assert answer.status_code == 302
    assert placement.milestones.get().questions.questions.by_id()["done"]


def test_a_foreign_call_s_plan_is_missing(call, organiser, client):
    client.force_login(organiser)
    for part in ("plan", "reports", "looks_back"):
        assert client.get(reverse(f"intakes:{part}", args=[call.pk])).status_code == 404
    assert Intake.objects.get(pk=call.pk).planned_milestones.count() == 8
