"""A base sees a call whole: where applications stand, how far they come, how long it takes; and its bases compared."""

from datetime import timedelta

import pytest
from django.utils import timezone

from incubator.models import Base
from incubator.readouts.compared import compare
from incubator.readouts.pipeline import pipeline
from portal.cases.models import Case
from tests import factories
from tests.incubator.applications import under_review
from tests.incubator.deciding import handed_over, running

pytestmark = pytest.mark.django_db


def test_a_board_has_a_column_for_each_state_with_what_is_late(call, operator):
    handed_over(call, operator, {"first": "accept", "second": "reject"})
    late = under_review(call, "late")
    Case.objects.filter(pk=late.case_id).update(due_on=timezone.localdate() - timedelta(days=1))
    page = pipeline(call, day=timezone.localdate())
    columns = {column.name: column for column in page.columns}
    assert {name: column.count for name, column in columns.items()} == {"专家评审中": 1, "待审定": 2}
    assert columns["专家评审中"].overdue == 1
    assert columns["专家评审中"].cards[0].is_overdue
    steps = {step.name: (step.count, step.share) for step in page.funnel}
    assert steps["已提交"] == (3, 100)
    assert steps["进入评审"] == (3, 100)
    assert steps["提交审定"] == (2, 67)


def test_bases_are_compared_by_what_they_did(call, operator):
    running(call, operator)
    [line] = [one for one in compare(Base.objects.filter(pk=call.base_id)).bases]
    assert (line.calls, line.applications, line.held, line.graduated) == (1, 1, 1, 0)
    assert line.mean == pytest.approx(77)


def test_nobody_else_sees_them(call, organiser, client):
    client.force_login(organiser)
    assert client.get(f"/admin/incubator-calls/pipeline/{call.pk}/").status_code == 404
    outsider = factories.make_user("outsider")
    client.force_login(outsider)
    assert client.get("/admin/incubator-calls/compared/").status_code in (302, 404)
