"""The whole path through pages: a list is decided and shown, a neighbour objects, a team is placed and graduates."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incubator import deciding
from incubator.meetings import Plan, arrange
from incubator.models import Appointment, Meeting, Milestone, Objection, Placement, Proposal, PublicNotice
from incubator.objecting import found_objections
from incubator.placing import pair
from organisations.templatetags.directory import record_of
from portal import contributions
from portal.proofs.models import Proof
from tests import factories
from tests.incubator.applications import appoint
from tests.incubator.deciding import handed_over, let_days_pass, listed, noticed, paper, placed, running, state_of

pytestmark = pytest.mark.django_db


def posted(client, address, act, **data):
    """Post an act from a page that has seen the list as it stands."""
    newest = Proposal.objects.first()
    return client.post(address, {"act": act, "seen": newest.step if newest else 0, **data})


def test_a_list_goes_its_way_on_one_screen(call, operator, client):
    found = listed(call, operator, {"first": "accept", "second": "reserve"})
    first, second = (found[one].pk for one in ("first", "second"))
    client.force_login(operator)
    address = f"/admin/deciding/list/{call.pk}/"
    page = client.get(address).content.decode()
    assert "first的理由" in page
    silent = {f"verdict-{first}": "accept", f"reason-{first}": "", f"verdict-{second}": "", f"rank-{first}": "1"}
    refused = posted(client, address, "hand_over:", **silent)
    assert refused.status_code == 422
    given = {**silent, f"reason-{first}": "写得很清楚的理由", f"verdict-{second}": "reject", f"reason-{second}": "暂缓"}
    assert posted(client, address, "hand_over:", **given).status_code == 302
    assert "写得很清楚的理由" in client.get(address).content.decode()
    assert posted(client, address, "hand_back:", **{"hand_back-reason": ""}).status_code == 422
    assert posted(client, address, "decide:", **{f"verdict-{first}": "accept"}).status_code == 422
    assert posted(client, address, "decide:", **given).status_code == 302
    proposal = Proposal.objects.get()
    assert posted(client, address, f"publish:{proposal.pk}").status_code == 302
    assert posted(client, address, "publish:x").status_code == 404
    assert posted(client, address, "made_up:").status_code == 404
    assert state_of(found["first"]) == "noticed"
    index = client.get("/admin/deciding/").content.decode()
    assert call.name in index


def test_everybody_reads_a_notice_and_a_neighbour_objects(call, operator, neighbour, client):
    found_objections()
    notice, _found = noticed(call, operator, {"first": "accept", "second": "reserve", "third": "reject"})
    address = f"/incubator/notices/{notice.pk}/"
    page = client.get(address).content.decode()
    assert "first队" in page
    assert "third队" not in page
    assert "周敏" not in page
    assert notice.proposal.intake.name in client.get("/incubator/").content.decode()
    client.force_login(neighbour)
    assert client.post(f"{address}object/", {"about": "999999"}).status_code == 422
    answer = client.post(f"{address}object/", {"about": str(notice.listed[0]["application"])})
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/me/cases/{Objection.objects.get().case.reference}/write/")
    assert client.get(answer["Location"]).status_code == 200
    PublicNotice.objects.update(first_on="2020-01-01", last_on="2020-01-02")
    assert client.get(address).status_code == 200
    assert client.get(f"{address}object/").status_code == 404


def test_a_placement_goes_its_way_to_graduation(call, operator, organisation, client, at):
    placement = placed(call, operator)
    writer = placement.application.case.editors.get().user
    factories.make_member(writer, organisation, "owner")
    staff, own = f"/admin/placements/show/{placement.pk}/", f"/incubator/placements/{placement.pk}/"
    client.force_login(operator)
    today = timezone.localdate()
    terms = {"sign-starts_on": str(today), "sign-ends_on": str(today + timedelta(days=365)), "sign-premises": "3 号"}
    assert posted(client, staff, "sign:", **terms).status_code == 422
    assert posted(client, staff, "sign:", **terms, **{"sign-paper": paper()}).status_code == 302
    client.force_login(writer)
    assert placement.name in client.get("/me/").content.decode()
    client.post(f"{own}connect/", {"organisation": organisation.pk})
    for milestone in Milestone.objects.all():
        address = f"{own}milestones/{milestone.pk}/"
        kept = client.post(address, {"answers-done": "写了很多的进展"})
        assert kept.status_code == 422
        assert "写了很多的进展" in kept.content.decode()
        given = {"answers-done": "走访", "answers-people": "42", "answers-evidence": paper("evidence.pdf")}
        assert client.post(address, given).status_code == 302
    [file] = Milestone.objects.first().answers["evidence"]
    assert client.get(f"{own}milestones/{Milestone.objects.first().pk}/files/{file['file']}/").status_code == 200
    assert client.get(f"{own}proof/").status_code == 404
    client.force_login(operator)
    assert client.get(f"{staff}files/{file['file']}/").status_code == 200
    for milestone in Milestone.objects.all():
        assert posted(client, staff, f"accept:{milestone.pk}", **{f"note-{milestone.pk}-note": "好"}).status_code == 302
    assert posted(client, staff, "graduate:", **{"graduate-reason": "达成"}).status_code == 302
    number = Proof.objects.get().number
    client.force_login(writer)
    assert number in client.get(own).content.decode()
    assert client.get(f"{own}proof/")["Content-Type"] == "application/pdf"
    client.logout()
    page = client.get(f"/verify/{number}/").content.decode()
    assert organisation.name in page
    [line] = [one for one in record_of(organisation) if one.count == "已出壳"]
    assert call.base.name in line.words


def test_strangers_find_no_placement(call, operator, organiser, neighbour, client):
    placement = running(call, operator)
    milestone, file = placement.milestones.first(), placement.papers[0]["file"]
    own, staff = f"/incubator/placements/{placement.pk}/", f"/admin/placements/show/{placement.pk}/"
    for user in (organiser, neighbour):
        client.force_login(user)
        for address in (
            *(own, f"{own}milestones/{milestone.pk}/", f"{own}papers/{file}/", f"{own}proof/", f"{own}meet/"),
            *(staff, f"{staff}files/{file}/", f"{staff}proof/", f"/admin/deciding/list/{call.pk}/"),
        ):
            assert client.get(address).status_code == 404, address
            assert client.post(address, {"act": "graduate:"}).status_code in (404, 405), address


def test_a_mentor_arranges_a_talk_and_keeps_its_minutes(call, operator, client, at):
    placement = running(call, operator)
    mentor = appoint(call.base, "mentor", name="顾老师")
    Appointment.objects.filter(user=mentor).update(role="mentor")
    pair(placement, Appointment.objects.get(user=mentor), by=operator, at=at)
    writer = placement.application.case.editors.get().user
    client.force_login(mentor)
    assert placement.name in client.get("/incubator/placements/").content.decode()
    begins = timezone.localtime(at) + timedelta(days=2)
    given = {"kind": "mentor", "starts_at": begins.strftime("%Y-%m-%dT10:00"), "minutes_long": "60", "place": "基地"}
    address = f"/incubator/placements/{placement.pk}/meet/"
    assert client.post(address, given).status_code == 422
    assert client.post(address, {**given, "people": [mentor.pk, writer.pk]}).status_code == 302
    meeting = Meeting.objects.get()
    own = f"/incubator/meetings/{meeting.pk}/"
    assert client.post(own, {"minutes": "太早"}).status_code == 404
    Meeting.objects.update(starts_at=at - timedelta(hours=2), ends_at=at - timedelta(hours=1))
    assert client.post(own, {"minutes": "谈了注册"}).status_code == 302
    client.force_login(writer)
    assert "谈了注册" in client.get(own).content.decode()
    assert client.post(own, {"minutes": "改写"}).status_code == 404
    client.force_login(factories.make_user("anybody"))
    assert client.get(own).status_code == 404


def test_a_panel_is_arranged_moved_and_called_off_in_the_admin(call, operator, client, at):
    listed(call, operator, {"first": "accept"})
    factories.make_person("许文清", user=operator)
    client.force_login(operator)
    begins = (timezone.localtime(at) + timedelta(days=3)).strftime("%Y-%m-%dT10:00")
    when = {"meet-starts_at": begins, "meet-minutes_long": "60", "meet-place": "基地", "meet-kind": "panel"}
    address = f"/admin/deciding/list/{call.pk}/"
    assert posted(client, address, "meet:", **when, **{"meet-people": [operator.pk]}).status_code == 302
    meeting = Meeting.objects.get()
    show = f"/admin/meetings/show/{meeting.pk}/"
    assert client.get("/admin/meetings/").status_code == 200
    moved = {"move-starts_at": begins.replace("T10", "T14"), "move-minutes_long": "60", "move-place": "三楼"}
    assert posted(client, show, "move:", **moved).status_code == 302
    assert posted(client, show, "minutes:", **{"minutes-minutes": "太早"}).status_code == 422
    assert posted(client, show, "call_off:").status_code == 302
    assert posted(client, show, "call_off:").status_code == 422


def waiting(rf, user):
    request = rf.get("/")
    request.user = user
    found = [source(request) for source in contributions.waiting_items]
    return {item.title: item.count for item in found if item}


def test_what_waits_is_on_the_first_page_of_whoever_has_to_do_it(call, operator, organiser, rf, at):
    handed_over(call, operator, {"first": "accept"})
    assert waiting(rf, operator)["待审定的名单"] == 1
    deciding.hand_back(Proposal.objects.get(), reason="再议", by=operator, at=at)
    assert "待审定的名单" not in waiting(rf, operator)
    placement = running(type(call).objects.get(pk=call.pk), operator, "second")
    Milestone.objects.filter(pk=placement.milestones.first().pk).update(due_on="2020-01-01")
    assert waiting(rf, operator)["逾期未交的孵化报告"] == 1
    assert not {"逾期未交的孵化报告", "待审定的名单"} & set(waiting(rf, organiser))


def test_the_board_counts_places_and_takes_the_same_queries_for_two_and_for_ten(call, operator, client):
    notice, _found = noticed(call, operator, {f"a{number}": "accept" for number in range(2)})
    let_days_pass(notice)
    client.force_login(operator)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/admin/placements/").content.decode()
        return len(captured), page

    queries()
    few, page = queries()
    assert re.search(r"共 8 个位子，已用 2 个，还余 6 个", page)
    notice, _found = noticed(call, operator, {f"b{number}": "accept" for number in range(6)})
    let_days_pass(notice)
    assert Placement.objects.count() == 8
    assert queries()[0] == few


def test_a_meeting_of_mine_is_on_my_page(call, operator, client, at):
    listed(call, operator, {"first": "accept"})
    begins = at + timedelta(days=3)
    plan = Plan(begins, begins + timedelta(hours=1), "基地二楼", [operator])
    arrange(call, None, plan, kind="panel", by=operator, at=at)
    client.force_login(operator)
    assert "基地二楼" in client.get("/me/").content.decode()
