"""A decided list is shown in public; only after its days, and with every objection answered, is it final."""

from datetime import timedelta

import pytest
from django.utils import timezone

from incubator import deciding, notices
from incubator.errors import NotDecided, NotOpen, NotYours
from incubator.models import Objection, Placement
from incubator.objecting import begin_objection, found_objections
from incubator.objection_kind import roles_of, visible_to
from portal.cases import lateness
from portal.cases.drafting import save_draft
from portal.cases.errors import NotReady
from portal.cases.models import Case
from portal.cases.moving import Given, move_case
from portal.outbox.models import Message
from tests import factories
from tests.incubator.deciding import as_proposed, handed_over, let_days_pass, noticed, state_of

pytestmark = pytest.mark.django_db
THREE = {"first": "accept", "second": "reserve", "third": "reject"}


@pytest.fixture(autouse=True)
def _founded(db):
    found_objections()


def objected(notice, application, user, at):
    """Hand an objection in; return its case."""
    objection = begin_objection(notice, application, by=user, at=at)
    answers = {"ground": "所写的场地不是他们的", "name": "李某", "phone": "13900000000"}
    case = save_draft(objection.case, answers=answers, asked=set(answers), base={}, by=user, at=at).case
    return move_case(case, "submit", seen=case.step, by=user, at=at)


def test_a_result_is_final_only_when_its_days_are_over(call, operator, at):
    notice, found = noticed(call, operator, THREE)
    assert [(one["name"], one["verdict"]) for one in notice.listed] == [("first队", "accept"), ("second队", "reserve")]
    assert {state_of(one) for one in found.values()} == {"noticed"}
    assert {Case.objects.get(pk=one.case_id).due_on for one in found.values()} == {notice.last_on}
    lateness.move_on(at + timedelta(days=(notice.last_on - notice.first_on).days))
    assert {state_of(one) for one in found.values()} == {"noticed"}
    let_days_pass(notice)
    assert [state_of(one) for one in found.values()] == ["accepted", "reserve", "refused"]
    assert Placement.objects.get().application == found["first"]


def test_the_letter_is_laid_into_the_case_for_the_applicant(call, operator):
    notice, found = noticed(call, operator, {"first": "accept", "third": "reject"})
    let_days_pass(notice)
    for username, words in (("first", "入驻"), ("third", "申请")):
        document = found[username].case.documents.get()
        assert document.is_shared
        assert words in document.title
        assert document.file.content_type == "application/pdf"


def test_a_list_is_published_once_by_whoever_works_for_the_base(call, operator, organiser, at):
    proposal, _found = handed_over(call, operator, THREE)
    with pytest.raises(NotDecided):
        notices.publish(proposal, by=operator, at=at)
    deciding.decide(proposal, as_proposed(proposal), by=operator, at=at)
    with pytest.raises(NotYours):
        notices.publish(proposal, by=organiser, at=at)
    notice = notices.publish(proposal, by=operator, at=at)
    assert notices.publish(proposal, by=operator, at=at) == notice


def test_an_open_objection_keeps_its_application_back_and_no_other(call, operator, neighbour, at):
    notice, found = noticed(call, operator, {"first": "accept", "other": "accept"})
    case = objected(notice, found["first"], neighbour, at)
    let_days_pass(notice)
    assert (state_of(found["first"]), state_of(found["other"])) == ("noticed", "accepted")
    move_case(case, "dismiss", seen=case.step, given=Given(reason="查无此事"), by=operator, at=at)
    let_days_pass(notice)
    assert state_of(found["first"]) == "accepted"


def test_an_objection_to_the_list_keeps_all_of_it_back(call, operator, neighbour, at):
    notice, found = noticed(call, operator, THREE)
    objected(notice, None, neighbour, at)
    let_days_pass(notice)
    assert {state_of(one) for one in found.values()} == {"noticed"}


def test_an_objection_that_is_upheld_strikes_the_name_off(call, operator, neighbour, at):
    notice, found = noticed(call, operator, {"first": "accept"})
    case = objected(notice, found["first"], neighbour, at)
    move_case(case, "uphold", seen=case.step, given=Given(reason="场地证明不实"), by=operator, at=at)
    assert state_of(found["first"]) == "refused"
    let_days_pass(notice)
    assert not Placement.objects.exists()
    writer = found["first"].case.editors.get().user
    assert "场地证明不实" in Message.objects.filter(recipient=writer, kind="case.moved").latest("pk").body


def test_nobody_objects_after_the_days_or_to_what_is_not_listed(call, operator, neighbour, at):
    notice, found = noticed(call, operator, THREE)
    with pytest.raises(NotOpen):
        begin_objection(notice, found["third"], by=neighbour, at=at)
    assert begin_objection(notice, found["first"], by=neighbour, at=at) == begin_objection(
        notice, found["first"], by=neighbour, at=at
    )
    type(notice).objects.update(first_on="2020-01-01", last_on="2020-01-09")
    notice.refresh_from_db()
    with pytest.raises(NotOpen):
        begin_objection(notice, found["first"], by=neighbour, at=at)
    case = Objection.objects.get().case
    answers = {"ground": "晚了", "name": "李某", "phone": "13900000000"}
    case = save_draft(case, answers=answers, asked=set(answers), base={}, by=neighbour, at=at).case
    with pytest.raises(NotReady):
        move_case(case, "submit", seen=case.step, by=neighbour, at=at)


def test_only_the_authority_reads_an_objection(call, operator, neighbour, areas, at):
    notice, found = noticed(call, operator, THREE)
    district = factories.make_organisation("district", "园区主管部门", kind="authority", area=areas["district"])
    type(call.base).objects.update(overseen_by=district)
    authority = factories.make_user("authority")
    factories.make_member(authority, district, "officer")
    case = objected(notice, found["first"], neighbour, at)
    operator = factories.at_the_next_request(operator)
    assert (roles_of(operator, case), roles_of(authority, case)) == (frozenset(), frozenset({"authority"}))
    for user, count in ((operator, 0), (authority, 1)):
        assert Case.objects.filter(visible_to(user), kind="objection").count() == count
    assert Message.objects.filter(recipient=authority, kind="case.waits").count() >= 1


def test_whoever_is_in_reserve_is_called_up_while_there_is_a_place(call, operator, at):
    type(call).objects.filter(pk=call.pk).update(place_count=1)
    notice, found = noticed(call, operator, {"first": "accept", "second": "reserve"})
    let_days_pass(notice)
    case = Case.objects.get(pk=found["second"].case_id)
    call_up = {"seen": case.step, "given": Given(reason="递补"), "by": operator, "at": at}
    with pytest.raises(NotReady, match="no_place"):
        move_case(case, "call_up", **call_up)
    Placement.objects.update(state="not_taken_up")
    assert move_case(case, "call_up", **call_up).state == "accepted"
    assert Placement.objects.filter(application=found["second"]).exists()


def test_today_is_the_first_day(call, operator):
    notice, _found = noticed(call, operator, THREE)
    assert notice.is_running(timezone.localdate())
    assert notice.is_running(notice.last_on)
    assert not notice.is_running(notice.last_on + timedelta(days=1))
