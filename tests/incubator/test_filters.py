"""A base looks through its applications by state, track, field, reviews and lateness: in the table and on the board."""

from datetime import timedelta

import pytest
from django.utils import timezone

from incubator.assigning import assign
from incubator.models import Application, Base, Track
from incubator.reviewing import recuse
from organisations.models import Area, DefaultView, SavedView
from portal.audit.models import Entry
from portal.cases.models import Case
from tests import factories
from tests.incubator.applications import appoint, correct, handed_in, under_review

pytestmark = pytest.mark.django_db
INDEX = "/admin/reviews/"


@pytest.fixture
def several(call):
    """Four applications that differ in all that they can be told apart by."""
    call.reviews_wanted = 1
    call.save()
    judge, other = appoint(call.base, "judge", name="评审"), appoint(call.base, "other", name="另一位")
    found = {
        "judged": under_review(call, "a", name="评过的队"),
        "late": under_review(call, "b", name="逾期的队", field="children"),
        "recused": under_review(call, "c", name="回避的队"),
        "excluded": under_review(call, "d", name="没受理的队"),
    }
    handed_in(assign(found["judged"], judge, by=factories.SYSTEM, at=timezone.now()))
    assign(found["late"], other, by=factories.SYSTEM, at=timezone.now())
    Case.objects.filter(pk=found["late"].case_id).update(due_on=timezone.localdate() - timedelta(days=1))
    review = assign(found["recused"], other, by=factories.SYSTEM, at=timezone.now())
    recuse(review, reason="认识负责人", by=other, at=timezone.now())
    other_way = Track.objects.create(intake=call, code="outside", position=9, name="不进驻", months=12)
    Application.objects.filter(pk=found["recused"].pk).update(track=other_way)
    Case.objects.filter(pk=found["excluded"].case_id).update(
        state="excluded", phase="closed", closed_at=timezone.now(), due_on=None
    )
    return found


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"评过的队", "逾期的队", "回避的队"}),
        ({"state": "excluded"}, {"没受理的队"}),
        ({"state": "reviewing"}, {"评过的队", "逾期的队", "回避的队"}),
        ({"late": "yes"}, {"逾期的队"}),
        ({"answer": "field=children"}, {"逾期的队"}),
        ({"reviews": "missing"}, {"回避的队"}),
        ({"reviews": "awaited"}, {"逾期的队", "回避的队"}),
        ({"reviews": "complete"}, {"评过的队"}),
        ({"recused": "yes"}, {"回避的队"}),
        ({"at_least": "70"}, {"评过的队"}),
        ({"at_most": "70"}, set()),
        ({"at_least": "70", "at_most": "80"}, {"评过的队"}),
        ({"applicant_kind": "registered"}, set()),
        ({"q": "逾期"}, {"逾期的队"}),
        ({"late": "yes", "recused": "yes"}, set()),
    ],
)
def test_each_filter_keeps_what_it_says_in_the_table_and_on_the_board(call, operator, client, several, given, expected):
    client.force_login(operator)
    page = client.get(INDEX, {"intake": call.pk, **given})
    assert {row.case.title for row in page.context["object_list"]} == expected
    if given and "q" not in given:
        board = client.get(f"/admin/incubator-calls/pipeline/{call.pk}/", given).context["page"]
        assert {card.title for column in board.columns for card in column.cards} == expected
        assert board.total == len(expected)


def test_the_newest_answer_counts_and_the_track_is_one_of_the_calls(call, operator, client, several):
    client.force_login(operator)
    correct(several["late"], field="elderly")
    assert not client.get(INDEX, {"answer": "field=children"}).context["object_list"]
    rows = client.get(INDEX, {"track": call.tracks.last().pk}).context["object_list"]
    assert [row.case.title for row in rows] == ["回避的队"]


def test_a_base_is_looked_through_with_those_that_lean_on_it(call, operator, client, several):
    client.force_login(operator)
    above, beside = call.base.parent or call.base, Base.objects.filter(parent=call.base).first()
    assert len(client.get(INDEX, {"base": above.pk}).context["object_list"]) == 3
    assert not client.get(INDEX, {"base": beside.pk}).context["object_list"]


def test_a_score_tells_nothing_of_an_application_that_one_reviews(call, operator, client, several):
    """Neither the table nor the board answers by a score that its reader must not know yet."""
    appointed = call.base.appointments.get(user__username="judge")
    appointed.pk, appointed.user = None, operator
    appointed.save()
    assign(several["judged"], operator, by=factories.SYSTEM, at=timezone.now())
    client.force_login(operator)
    assert not client.get(INDEX, {"at_least": "70"}).context["object_list"]
    board = client.get(f"/admin/incubator-calls/pipeline/{call.pk}/", {"at_least": "70"}).context["page"]
    assert board.total == 0


def save(client, name, query="", **given):
    address = f"{INDEX}views/{query}"
    return client.post(address, {"act": "save", "name": name, "audience": "", **given})


def test_a_view_keeps_filters_order_and_columns_and_one_opens_first(call, operator, client, several):
    client.force_login(operator)
    client.post(f"{INDEX}columns/", {"column": ["mean"]})
    answer = save(client, "逾期的", "?late=yes&ordering=-mean&p=2&q=", is_default="on")
    view = SavedView.objects.get()
    assert (view.query, view.columns) == ("late=yes&ordering=-mean", ["mean"])
    assert answer.url == f"{INDEX}?late=yes&ordering=-mean&view={view.pk}"
    client.post(f"{INDEX}columns/", {"all": "1"})
    shown = client.get(answer.url)
    assert [row.case.title for row in shown.context["object_list"]] == ["逾期的队"]
    assert [column.name for column in shown.context["view"].columns] == ["title", "pick", "mean"]
    assert client.get(INDEX).url == answer.url
    assert len(client.get(f"{INDEX}?view=").context["object_list"]) == 3
    client.post(f"{INDEX}views/", {"act": f"change:{view.pk}", f"view-{view.pk}-name": "晚了的"})
    view.refresh_from_db()
    assert view.name == "晚了的"
    assert not DefaultView.objects.exists()
    assert client.get(INDEX).status_code == 200
    client.post(f"{INDEX}views/", {"act": f"drop:{view.pk}"})
    assert not SavedView.objects.exists()
    assert not Entry.objects.filter(act__startswith="view.").exists()


def test_a_view_is_shared_with_the_staff_of_a_base_and_with_nobody_else(call, operator, client, areas, several):
    colleague = factories.make_user("colleague")
    factories.make_member(colleague, call.base.organisation, "officer")
    client.force_login(operator)
    save(client, "自己的", "?late=yes")
    save(client, "大家的", "?reviews=missing", audience=f"base:{call.base_id}")
    shared = SavedView.objects.get(name="大家的")
    client.force_login(colleague)
    shown = client.get(f"{INDEX}?view=").context["view"].views_bar()
    assert [name for name, _url, _is_shown in shown] == ["全部", "大家的"]
    own = SavedView.objects.get(name="自己的")
    assert client.post(f"{INDEX}views/", {"act": f"drop:{own.pk}"}).status_code == 404
    named = f"view-{shared.pk}"
    refused = client.post(
        f"{INDEX}views/", {"act": f"change:{shared.pk}", f"{named}-name": "我的", f"{named}-audience": ""}
    )
    assert refused.status_code == 422
    taken = {f"{named}-name": "缺评审的", f"{named}-audience": shared.audience, f"{named}-is_default": "on"}
    client.post(f"{INDEX}views/", {"act": f"change:{shared.pk}", **taken})
    shared.refresh_from_db()
    assert (shared.name, shared.owner) == ("缺评审的", operator)
    assert client.get(INDEX).status_code == 302
    client.force_login(operator)
    assert client.get(INDEX).status_code == 200
    acts = Entry.objects.filter(act__startswith="view.").order_by("pk").values_list("act", "organisation_id")
    assert list(acts) == [("view.shared", call.base.organisation_id), ("view.changed", call.base.organisation_id)]
    stranger = factories.make_user("stranger")
    elsewhere = factories.make_organisation("elsewhere", "别处", kind="centre", area=areas["committee"])
    factories.make_member(stranger, elsewhere, "officer")
    client.force_login(stranger)
    assert client.post(f"{INDEX}views/", {"act": f"drop:{shared.pk}"}).status_code == 404
    assert SavedView.objects.count() == 2


def test_a_view_cannot_be_shared_with_a_base_of_others_nor_take_a_name_twice(call, operator, client, areas):
    foreign = Base.objects.create(
        code="foreign",
        name="别的基地",
        level="core",
        organisation=factories.make_organisation("far", "远处", kind="social", area=areas["committee"]),
    )
    client.force_login(operator)
    assert save(client, "外面的", audience=f"base:{foreign.pk}").status_code == 422
    assert not SavedView.objects.exists()
    save(client, "甲")
    save(client, "乙")
    second = SavedView.objects.get(name="乙")
    answer = client.post(f"{INDEX}views/", {"act": f"change:{second.pk}", f"view-{second.pk}-name": "甲"})
    assert answer.status_code == 422
    assert SavedView.objects.filter(name="乙").exists()


def test_an_area_keeps_the_organisations_in_it_and_in_what_lies_in_it(call, operator, client, several, areas):
    elsewhere = Area.objects.create(code="far", name="远处街道", level=Area.Level.SUBDISTRICT, parent=areas["district"])
    host = factories.make_organisation("near", "近邻中心", kind="social", area=areas["committee"])
    Application.objects.filter(pk=several["late"].pk).update(organisation=host)
    client.force_login(operator)
    for area, expected in ((areas["district"], {"逾期的队"}), (areas["committee"], {"逾期的队"}), (elsewhere, set())):
        rows = client.get(INDEX, {"area": area.pk}).context["object_list"]
        assert {row.case.title for row in rows} == expected
    for odd in ("x", "９", "9" * 40, "-1"):
        assert client.get(INDEX, {"area": odd, "intake": odd, "base": odd}).status_code == 200
