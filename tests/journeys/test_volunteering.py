"""A resident becomes a volunteer, lacks the tutor's certificate, gets it, is warned of her father's lecture, goes."""

import uuid
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.models import Assignment, Course, QualificationKind, Volunteer
from events.sign_up.registration import sign_up
from tests import factories
from tests.factories.volunteers import make_role, make_shift
from tests.journeys.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organisation(founded):
    areas = factories.make_areas()
    return factories.make_organisation("wuyun", "吴韵传承文化服务中心", kind="social", area=areas["committee"])


@pytest.fixture
def daughter(founded):
    user = factories.make_user("daughter", "+8613900001234")
    factories.make_person("林小英", user=user, birth_date=date(1986, 3, 1))
    return user


@pytest.fixture
def shift(organisation):
    kind = QualificationKind.objects.get(code="dialect_tutor")
    course = factories.make_event(factories.make_programme(organisation, "苏州话辅导师培训", category="dialect"))
    Course.objects.create(event=course, kind=kind)
    return make_shift(organisation, make_role("苏州话课堂助教", requires=[kind]))


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_from_a_stranger_to_a_tutor_in_a_shift(organisation, daughter, shift, visit, live_server, java_script_enabled):
    page = visit("phone", java_script_enabled=java_script_enabled)
    sign_in(page, live_server, daughter)
    page.goto("/volunteer/")
    page.get_by_role("link", name="成为志愿者", exact=True).click()
    page.get_by_label("陪伴", exact=False).first.check()
    page.get_by_label("周六 上午").check()
    page.get_by_label("苏州话").check()
    page.get_by_role("button", name="成为志愿者").click()
    volunteer = Volunteer.objects.get()
    expect(page.locator("body")).to_contain_text(volunteer.number)

    page.goto("/volunteer/shifts/")
    page.get_by_role("link", name="苏州话课堂助教").click()
    expect(page.locator("#main")).to_contain_text("暂时还不能报这个班次")
    expect(page.get_by_role("link", name="苏州话辅导师培训", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="报这个班次")).to_have_count(0)

    factories.make_qualification(daughter.person, organisation, kind="dialect_tutor")
    father = factories.make_person("林建国", agent=daughter, relation="father", birth_date=date(1951, 5, 4))
    lecture = factories.make_event(factories.make_programme(organisation, "健康讲座"), starts_at=shift.starts_at)
    sign_up(event=lecture, people=[father], by=daughter, key=uuid.uuid4(), at=timezone.now())

    page.reload()
    expect(page.locator("#main")).to_contain_text("您为 林建国 报了上午9:00的“健康讲座”")
    page.get_by_role("button", name="仍然报这个班次").click()
    expect(page.locator("#main")).to_contain_text("林小英 已排上这个班次")
    assert Assignment.objects.get().state == "confirmed"
    page.goto("/me/")
    expect(page.locator("#main")).to_contain_text("苏州话课堂助教")

    page.goto(f"/volunteer/shifts/{shift.pk}/")
    page.get_by_role("link", name="退出班次").click()
    expect(page.get_by_role("heading", name="要退出这个班次吗")).to_be_visible()
    page.get_by_role("link", name="不，我会来").click()
    assert Assignment.objects.get().state == "confirmed"
