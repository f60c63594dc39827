"""An organisation writes a programme, its centre approves it, and a resident finds it by a word inside its title."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from events.models import ProgrammePage
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "秋冬季节老年人呼吸道疾病的预防与家庭护理"
#: Wagtail opens a new page's editor with its scripts and the catalogue of all texts.
PATIENT = 30_000


@pytest.fixture
def staff(founded):
    areas = factories.make_areas()
    centre = factories.make_organisation("dongshahu", "东沙湖民众联络所", kind="centre", area=areas["committee"])
    organisation = factories.make_organisation(
        "huiyue", "惠悦服务中心", kind="social", area=areas["committee"], home_centre=centre
    )
    factories.make_room(centre)
    for username, of, role in (("ngo", organisation, "organiser"), ("centre", centre, "officer")):
        factories.make_member(factories.make_user(username, is_staff=True), of, role)


def enter(page: Page, username: str) -> None:
    page.goto("/accounts/password/?next=/admin/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill("linli-demo")
    page.locator("#main form button[type=submit], #main form button:not([name])").first.click()
    page.wait_for_url("**/admin/")


def test_from_the_draft_to_the_reader(staff, visit):
    ngo = visit("desk")
    enter(ngo, "ngo")
    ngo.get_by_role("link", name="新建活动").click()
    ngo.locator("#id_title").fill(TITLE)
    ngo.locator("#id_summary").fill("换季时节，跟着护士学会照顾好家里的老人。")
    ngo.locator("#id_category").select_option(label="健康讲座")
    ngo.locator("footer").get_by_role("button", name="更多动作").click()
    ngo.get_by_role("button", name="提交审核").click()
    expect(ngo.locator(".messages")).to_contain_text(TITLE, timeout=PATIENT)
    page_id = ProgrammePage.objects.get(title=TITLE).pk
    ngo.goto(f"/admin/events/new/?programme={page_id}")
    ngo.locator("#id_sessions-0-day").fill((timezone.localdate() + timedelta(days=9)).isoformat())
    ngo.locator("#id_sessions-0-start").fill("14:00")
    ngo.locator("#id_sessions-0-end").fill("15:30")
    ngo.locator("#id_sessions-0-room").select_option(index=1)
    ngo.locator("#id_capacity").fill("30")
    ngo.get_by_role("button", name="查看日期").click()
    expect(ngo.locator("main")).to_contain_text("共1个日期，尚未保存")
    ngo.get_by_role("button", name="创建").click()
    expect(ngo.locator(".messages")).to_contain_text("已安排")
    reader = visit("phone")
    address = ProgrammePage.objects.get(pk=page_id).get_url()
    assert reader.goto(address).status == 404

    centre = visit("desk")
    enter(centre, "centre")
    centre.get_by_role("region").or_(centre.locator(".linli-panel--attention")).get_by_role("link", name=TITLE).click()
    expect(centre.frame_locator("iframe").locator("h1")).to_contain_text(TITLE, timeout=PATIENT)
    for tick in centre.locator("input[type=checkbox][name^='check-']").all():
        tick.check()
    centre.locator("[name='check-filing:why']").fill("普通讲座，不属于义诊")
    centre.get_by_role("button", name="通过").click()
    expect(centre.locator(".messages")).to_contain_text("已通过")

    assert reader.goto(address).status == 200
    call_command("db_worker", "--batch", "--no-startup-delay")
    reader.goto("/programmes/")
    reader.get_by_role("searchbox").first.fill("呼吸道")
    reader.get_by_role("searchbox").first.press("Enter")
    expect(reader.locator("#main")).to_contain_text(TITLE)
    ngo.goto("/me/inbox/")
    expect(ngo.locator("#main")).to_contain_text("审核通过")
