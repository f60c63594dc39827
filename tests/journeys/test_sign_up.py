"""A resident signs up for a health lecture with her father, by phone, and finds it all on her page."""

import re

import icalendar
import pytest
from playwright.sync_api import expect

from events.models import Registration
from portal.sms import memory
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lecture(founded):
    areas = factories.make_areas()
    centre = factories.make_organisation("dongshahu", "东沙湖民众联络所", kind="centre", area=areas["committee"])
    organisation = factories.make_organisation(
        "huiyue", "惠悦服务中心", kind="social", area=areas["committee"], home_centre=centre
    )
    programme = factories.make_programme(organisation, "健康养生知识讲座", min_age=14)
    return factories.make_event(programme, room=factories.make_room(centre))


def press(page):
    """Press the one button that leads on."""
    page.locator("#main form button:not([name]):not([aria-hidden]):visible").first.click()


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_a_daughter_signs_up_her_father(lecture, visit, java_script_enabled):
    page = visit("phone", java_script_enabled=java_script_enabled)
    page.goto("/programmes/?category=health")
    page.get_by_role("link", name="健康养生知识讲座").first.click()
    page.get_by_role("link", name="报名", exact=True).first.click()

    page.get_by_label("手机号").fill("139 0000 1234")
    press(page)
    page.get_by_label("验证码").fill(memory.messages[-1].variables["code"])
    press(page)
    page.get_by_label("姓名").fill("林小英")
    press(page)

    page.get_by_role("button", name="添加家人").click()
    page.get_by_label("这位家人是您的").select_option("father")
    page.get_by_label("姓名", exact=False).first.fill("林•建国")
    page.get_by_label("出生日期").fill("1951年5月4日")
    press(page)

    expect(page.locator("#main")).to_contain_text("请先补填出生日期")
    expect(page.get_by_role("checkbox", name="林·建国")).to_be_checked()
    press(page)
    expect(page.locator("#main")).to_contain_text("林·建国")
    press(page)

    registration = Registration.objects.get()
    assert (registration.state, registration.person.name) == ("confirmed", "林·建国")
    expect(page.locator("#main")).to_contain_text(registration.reference)
    page.goto("/me/")
    expect(page.locator("#main")).to_contain_text("健康养生知识讲座")
    page.goto("/me/inbox/")
    expect(page.locator("#main")).to_contain_text("报名成功")
    answer = page.request.get(f"/events/{lecture.pk}.ics")
    (entry,) = icalendar.Calendar.from_ical(answer.body()).walk("VEVENT")
    assert entry.decoded("dtstart") == lecture.starts_at

    page.goto(f"/me/registrations/{registration.reference}/")
    page.get_by_role("button", name=re.compile("取消报名")).click()
    expect(page.locator("#main")).to_contain_text("已取消")
    registration.refresh_from_db()
    assert registration.state == "cancelled"
