"""A volunteer's whole road: a certificate she lacked, a swap, the code, hours that count, a proof that is checked."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.learning.courses import StepFacts, set_course
from events.models import Assignment, HoursEntry, QualificationKind, ServiceProof, StandIn
from events.sign_up.registration import sign_up
from tests import factories
from tests.factories.service import at_clock
from tests.factories.volunteers import make_role, make_shift, make_volunteer, make_welcome
from tests.journeys.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organisation(founded):
    areas = factories.make_areas()
    return factories.make_organisation("wuyun", "吴韵传承文化服务中心", kind="social", area=areas["committee"])


@pytest.fixture
def leader(organisation):
    user = factories.make_user("leader", "+8613900009999", is_staff=True)
    factories.make_member(user, organisation, "organiser")
    return user


@pytest.fixture
def daughter(founded):
    user = factories.make_user("daughter", "+8613900001234")
    factories.make_person("林小英", user=user, birth_date=date(1986, 3, 1))
    return user


@pytest.fixture
def colleague(organisation):
    """A tutor who holds the certificate, and belongs to the organisation."""
    volunteer = make_volunteer(name="陈阿姨")
    factories.make_qualification(volunteer.person, organisation, kind="dialect_tutor")
    make_welcome(volunteer, organisation)
    return volunteer.person.user


@pytest.fixture
def course(organisation, leader, daughter):
    """The course for tutors, with the daughter in it."""
    training = factories.make_programme(organisation, "苏州话辅导师培训", category="dialect")
    # Days after the shifts: it would be in the way of them, at whatever hour the tests run.
    event = factories.make_event(training, starts_at=timezone.now() + timedelta(days=10))
    now, kind = timezone.now(), QualificationKind.objects.get(code="dialect_tutor")
    made = set_course(event, kind=kind, steps=[StepFacts("examination", "试讲")], by=leader, at=now)
    sign_up(event=event, people=[daughter.person], by=daughter, key=uuid.uuid4(), at=now)
    return made


@pytest.fixture
def shifts(organisation, leader, course):
    """A morning and an afternoon in a role that asks for the certificate, and for the organisation's word."""
    role = make_role("苏州话课堂助教", requires=[course.kind], swaps_are_approved=True)
    morning = make_shift(organisation, role, supervisor=leader)
    afternoon = at_clock(morning.starts_at, 14)
    return morning, make_shift(organisation, role, supervisor=leader, starts_at=afternoon)


def test_from_a_certificate_that_is_missing_to_a_proof_that_a_stranger_checks(
    organisation, leader, daughter, colleague, course, shifts, visit, live_server
):
    morning, afternoon = shifts
    hers, theirs, office = visit("phone"), visit("phone"), visit("desk")
    for page, user in ((hers, daughter), (theirs, colleague), (office, leader)):
        sign_in(page, live_server, user)

    become_a_volunteer(hers)
    hers.goto(f"/volunteer/shifts/{morning.pk}/")
    expect(hers.locator("#main")).to_contain_text("暂时还不能报这个班次")
    pass_the_course(office, course)
    hers.goto("/volunteer/mine/")
    expect(hers.locator("#main")).to_contain_text(course.kind.name)

    book_a_lecture_for_the_father(organisation, daughter, morning)
    hers.goto(f"/volunteer/shifts/{morning.pk}/")
    expect(hers.locator("#main")).to_contain_text("您为 林建国 报了上午9:00的“健康讲座”")
    hers.get_by_role("button", name="仍然报这个班次").click()
    expect(hers.locator("#main")).to_contain_text("林小英 已排上这个班次")

    swap(hers, theirs, office)
    assert list(morning.assignments.confirmed().values_list("volunteer__person__name", flat=True)) == ["陈阿姨"]
    hers.goto(f"/volunteer/shifts/{afternoon.pk}/")
    hers.get_by_role("button", name="报这个班次").click()
    expect(hers.locator("#main")).to_contain_text("林小英 已排上这个班次")

    for begins, button, said in ((True, "签到", "签到成功"), (False, "签退", "已签退")):
        with time_machine.travel(afternoon.starts_at if begins else afternoon.ends_at):
            tap(hers, office, live_server, leader, afternoon, button)
            expect(hers.locator("body")).to_contain_text(said)
    assert Assignment.objects.get(shift=afternoon).mark == "present"

    with time_machine.travel(afternoon.ends_at + timedelta(hours=1)):
        sign_in(office, live_server, leader)
        approve_the_hours(hers, office)
        proof = ask_for_a_proof(hers, office)
        check_as_a_stranger(visit("phone"), "/verify/", proof.number, "真实有效", organisation.name)
        office.goto(reverse("proofs_admin:revoke", args=[proof.pk]))
        office.locator("input[name=why]").first.check()
        office.get_by_role("button", name="撤销").click()
        expect(office.locator(".messages")).to_contain_text("已撤销")
        check_as_a_stranger(visit("phone", "en"), "/en/verify/", proof.number, "was revoked on")


def become_a_volunteer(page):
    page.goto("/volunteer/")
    page.get_by_role("link", name="成为志愿者", exact=True).click()
    page.get_by_label("苏州话").check()
    page.get_by_role("button", name="成为志愿者").click()
    expect(page.locator("h1")).to_contain_text("我的班次")


def pass_the_course(office, course):
    office.goto(reverse("sign_ups:results", args=[course.event_id]))
    office.get_by_label("林小英").select_option("1")
    office.locator("button[name=publish]").click()
    expect(office.locator(".messages")).to_contain_text("1")


def book_a_lecture_for_the_father(organisation, daughter, shift):
    father = factories.make_person("林建国", agent=daughter, relation="father", birth_date=date(1951, 5, 4))
    lecture = factories.make_event(factories.make_programme(organisation, "健康讲座"), starts_at=shift.starts_at)
    sign_up(event=lecture, people=[father], by=daughter, key=uuid.uuid4(), at=timezone.now())


def swap(hers, theirs, office):
    """She asks everybody who may; the colleague says yes from the message, and the leader approves from theirs."""
    hers.get_by_role("link", name="找人替班").click()
    hers.get_by_role("button", name="邀请").click()
    expect(hers.locator("#main")).to_contain_text("林小英 已排上这个班次")
    answer(theirs, "好，我来替")
    assert StandIn.objects.get().state == "taken"
    answer(office, "通过")
    assert StandIn.objects.get().state == "done"


def answer(page, button):
    """Open the newest message, go where it leads, and press the button there."""
    page.goto("/me/inbox/")
    page.locator(".inbox h2 a").first.click()
    page.get_by_role("link", name="查看详情").click()
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("body")).to_contain_text("谢谢，已记下")


def tap(hers, office, live_server, leader, shift, button):
    """She types the six digits that the leader's screen shows."""
    sign_in(office, live_server, leader)
    office.goto(f"/volunteer/shifts/{shift.pk}/door/code/")
    digits = office.locator(".door-digits").inner_text()
    hers.goto(f"/volunteer/shifts/{shift.pk}/here/")
    hers.get_by_label("六位").fill("".join(filter(str.isdigit, digits)))
    hers.get_by_role("button", name=button).click()


def approve_the_hours(hers, office):
    hers.goto("/volunteer/hours/")
    expect(hers.locator(".service-total")).to_contain_text("0")
    office.goto(f"{reverse('hours:month')}?month={HoursEntry.objects.get().on:%Y-%m}")
    office.get_by_role("button", name="确认勾选的记录").click()
    expect(office.locator(".messages")).to_contain_text("已有 1 条记录生效")
    hers.reload()
    expect(hers.locator(".service-total")).to_contain_text("2小时")


def ask_for_a_proof(hers, office):
    hers.get_by_role("link", name="申请证明").click()
    hers.get_by_role("button", name="提交申请").click()
    expect(hers.locator("body")).to_contain_text("已提交申请")
    asked = ServiceProof.objects.get()
    office.goto(reverse("service_proofs:decide", args=[asked.pk]))
    for name, value in (("in_charge", "徐静"), ("handler", "沈芳"), ("phone", "0512-6288 0000")):
        office.locator(f"[name={name}]").fill(value)
    office.get_by_role("button", name="出具证明").click()
    expect(office.locator(".messages")).to_contain_text("已出具")
    return ServiceProof.objects.select_related("proof").get().proof


def check_as_a_stranger(page, address, number, *said):
    """The number alone says whether it counts and who issued it; the name stays masked."""
    page.goto(address)
    page.locator("input[name=number]").fill(number)
    page.locator(".proof-ask button").click()
    for words in said:
        expect(page.locator("#main")).to_contain_text(words)
    expect(page.locator("#main")).not_to_contain_text("林小英")
