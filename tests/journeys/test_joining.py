"""An organisation joins, mends what was returned, invites a colleague, and gets the hall at the next free time."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from events.models import ProgrammePage, Session
from organisations import bookings
from organisations.models import Membership, Organisation, Room, Standing
from organisations.room_clashes import RoomSlot
from portal.cases.models import Case
from portal.sms import memory
from tests import factories
from tests.journeys.signing_in import sign_in
from tests.organisations.joining import CODE

pytestmark = pytest.mark.django_db(transaction=True)
PDF = {"name": "登记证书.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\nmade up\n%%EOF"}
NAME, TITLE = "暖邻社会服务中心", "重阳手作课"
#: Wagtail opens a new page's editor with its scripts and the catalogue of all texts.
PATIENT = 30_000


@pytest.fixture
def centre(founded) -> Organisation:
    """A centre whose hall has two halves; a neighbour's choir has one of them in nine days, from two to three."""
    areas, at = factories.make_areas(), timezone.now()
    centre = factories.make_organisation("dongshahu", "东沙湖民众联络所", kind="centre", area=areas["committee"])
    hall = factories.make_room(centre, "大厅", capacity=60)
    half = factories.make_room(centre, "大厅东侧", capacity=30, parent=hall)
    factories.make_room(centre, "大厅西侧", capacity=30, parent=hall)
    officer = factories.make_user("officer", is_staff=True)
    factories.make_person("陆晨", user=officer)
    factories.make_member(officer, centre, "officer")
    slot = RoomSlot(_on(14), _on(15), half)
    bookings.book(organisation=centre, slots=[slot], purpose="合唱队排练", by=officer, at=at)
    return centre


def _on(hour: int) -> datetime:
    """Return the hour on the day of the class."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=9), time(hour)))


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def press(page: Page) -> None:
    """Press the one button that leads on."""
    page.locator("#main form button:not([name]):not([aria-hidden]):visible").first.click()


def come_in(page: Page, number: str, name: str) -> None:
    """Sign in with a new number, from wherever one was asked to."""
    page.get_by_label("手机号").fill(number)
    press(page)
    page.get_by_label("验证码").fill(memory.messages[-1].variables["code"])
    press(page)
    page.get_by_label("姓名").fill(name)
    press(page)


def test_from_applying_to_a_class_in_the_hall(centre, visit, live_server):
    applicant, officer, colleague = visit("phone"), visit("desk"), visit("phone")
    sign_in(officer, live_server, Membership.objects.get(role="officer").user)
    case = apply(applicant)
    return_one_field(officer, case)
    mend(applicant)
    verify(officer, case)
    invite(applicant)
    accept(colleague)
    programme = write(colleague)
    plan(colleague, programme)
    approve(officer)
    assert visit("phone").goto(programme.get_url()).status == 200
    colleague.goto("/me/inbox/")
    expect(colleague.locator("#main")).to_contain_text("审核通过")


def apply(applicant: Page) -> Case:
    """Somebody without an account chooses the centre, and is asked for no more than a number and a name on the way."""
    applicant.goto("/organisations/")
    applicant.get_by_role("link", name="没有找到您的组织？申请入驻").click()
    fits(applicant)
    applicant.get_by_label("民众联络所").select_option(label="东沙湖民众联络所")
    applicant.get_by_role("button", name="登录后开始填写").click()
    come_in(applicant, "13900004201", "周敏")
    expect(applicant.get_by_label("民众联络所").locator("option:checked")).to_have_text("东沙湖民众联络所")
    applicant.get_by_role("button", name="开始填写").click()
    fits(applicant)
    applicant.get_by_role("radio", name="社会服务机构").or_(applicant.get_by_label("社会服务机构")).first.check()
    for key, text in {
        "name": NAME,
        "credit_code": CODE[:-1],
        "registrar": "苏州工业园区社会事业局",
        "certificate_until": (timezone.localdate() + timedelta(days=900)).isoformat(),
        "summary": "陪伴独居老人",
        "phone": "0512-6000",
        "contact_name": "周敏",
        "contact_phone": "13900004201",
    }.items():
        fill(applicant, key, text)
    applicant.locator("[name='answers-listed'][value=no]").check()
    applicant.get_by_label("为老服务").check()
    applicant.locator("[name='answers-truthful']").check()
    applicant.locator("[name='answers-certificate']").set_input_files(PDF)
    applicant.get_by_role("button", name="提交申请").click()
    expect(applicant.locator("#main")).to_contain_text("统一社会信用代码")
    expect(applicant.locator("[name='answers-name']")).to_have_value(NAME)
    fill(applicant, "credit_code", CODE)
    applicant.get_by_role("button", name="提交申请").click()
    expect(applicant.locator("#main")).to_contain_text("核验中")
    fits(applicant)
    return Case.objects.get()


def fill(page: Page, key: str, text: str) -> None:
    page.locator(f"[name='answers-{key}']").fill(text)


def return_one_field(officer: Page, case: Case) -> None:
    """The officer finds the application on the first page, and returns the telephone number alone."""
    officer.goto("/admin/")
    officer.locator(".linli-panel--attention").get_by_role("link", name=NAME).click()
    field = officer.locator("#field-phone")
    field.locator("summary").click()
    field.locator("input[type=checkbox]").check()
    field.locator("textarea").fill("号码少了几位。")
    officer.get_by_role("button", name="退回补正").click()
    expect(officer.locator(".messages")).to_contain_text("退回补正")


def mend(applicant: Page) -> None:
    """The applicant sees it on the page of their own; only that field is open."""
    applicant.goto("/me/")
    applicant.get_by_role("link", name=NAME).first.click()
    expect(applicant.locator("#main")).to_contain_text("号码少了几位。")
    applicant.get_by_role("link", name="现在补正").click()
    assert applicant.locator("[name^='answers-']").count() == 1
    fill(applicant, "phone", "0512-60000000")
    fits(applicant)
    applicant.get_by_role("button", name="提交补正").click()
    expect(applicant.locator("#main")).to_contain_text("核验中")


def verify(officer: Page, case: Case) -> None:
    """The officer sees both sides, ticks everything, and verifies until a day."""
    officer.goto(f"/admin/cases/case/{case.pk}/")
    expect(officer.locator("#field-phone")).to_contain_text("0512-60000000")
    for word in ("核对确认", "核对无误"):
        ticks = officer.get_by_role("button", name=word)
        while ticks.count():
            with officer.expect_navigation():
                ticks.first.click()
    form = officer.locator("form:has(button[value='move:verify'])")
    form.locator("[name$='until']").fill((timezone.localdate() + timedelta(days=365)).isoformat())
    form.locator("[name$='code']").fill("nuanlin")
    form.get_by_role("button", name="核验通过").click()
    expect(officer.locator(".messages")).to_contain_text("核验通过")
    assert Standing.objects.get().organisation.page.live


def invite(owner: Page) -> None:
    """The applicant is the owner now, and asks a colleague by number, on the same phone."""
    owner.goto("/admin/staff/")
    fits(owner)
    owner.get_by_role("link", name="邀请成员").first.click()
    owner.get_by_label("手机号").fill("13900004202")
    owner.locator("[name=name]").fill("顾芳")
    owner.get_by_label("角色").select_option(label="活动专员")
    fits(owner)
    owner.locator("form button[type=submit]:visible").last.click()
    expect(owner.locator("main")).to_contain_text("顾芳")


def accept(colleague: Page) -> None:
    """The colleague comes in with that number, finds the invitation, reads what it means, and accepts."""
    colleague.goto("/me/")
    come_in(colleague, "13900004202", "顾芳")
    colleague.goto("/me/")
    colleague.get_by_role("link", name="查看邀请").click()
    expect(colleague.locator("#main")).to_contain_text(NAME)
    fits(colleague)
    colleague.get_by_role("button", name="接受邀请").click()
    expect(colleague.locator("main")).to_contain_text(NAME)


def write(colleague: Page) -> ProgrammePage:
    """The words of the class, sent for approval."""
    colleague.goto("/admin/")
    fits(colleague)
    colleague.get_by_role("link", name="新建活动").click()
    colleague.locator("#id_title").fill(TITLE)
    colleague.locator("#id_summary").fill("和邻居一起做一件带得走的小东西。")
    colleague.locator("#id_category").select_option(label="文化手作")
    colleague.locator("footer").get_by_role("button", name="更多动作").click()
    colleague.get_by_role("button", name="提交审核").click()
    expect(colleague.locator(".messages")).to_contain_text(TITLE, timeout=PATIENT)
    return ProgrammePage.objects.get(title=TITLE)


def plan(colleague: Page, programme: ProgrammePage) -> None:
    """The hall is taken, because half of it is: the form says by what, and one tap takes the nearest free time."""
    colleague.goto(f"/admin/events/new/?programme={programme.pk}")
    day = timezone.localdate(_on(14)).isoformat()
    colleague.locator("#id_sessions-0-day").fill(day)
    colleague.locator("#id_sessions-0-start").fill("14:30")
    colleague.locator("#id_sessions-0-end").fill("16:00")
    hall = Room.objects.get(name="大厅")
    colleague.locator("#id_sessions-0-room").select_option(value=str(hall.pk))
    colleague.locator("#id_capacity").fill("30")
    colleague.get_by_role("button", name="创建").click()
    row = colleague.locator(".linli-session").first
    expect(row).to_contain_text("大厅东侧")
    expect(row).not_to_contain_text("合唱队排练")
    fits(colleague)
    assert not Session.objects.exists()
    offered = row.get_by_role("group", name="可以改约的时间").get_by_role("button")
    expect(offered.first).to_contain_text("下午3:00")
    offered.first.click()
    expect(colleague.locator(".messages")).to_contain_text("已安排")
    session = Session.objects.get()
    assert (session.starts_at, session.ends_at, session.room) == (_on(15), _on(15) + timedelta(minutes=90), hall)


def approve(officer: Page) -> None:
    """The officer finds the class on the first page, looks at it as people will, and approves."""
    officer.goto("/admin/")
    officer.locator(".linli-panel--attention").get_by_role("link", name=TITLE).click()
    expect(officer.frame_locator("iframe").locator("h1")).to_contain_text(TITLE, timeout=PATIENT)
    for tick in officer.locator("input[type=checkbox][name^='check-']").all():
        tick.check()
    officer.get_by_role("button", name="通过").click()
    expect(officer.locator(".messages")).to_contain_text("已通过")
