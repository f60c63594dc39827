"""A volunteer at the door: taps, a dead network in between, and a phone that opens the page without one."""

import uuid
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from events.door.paper import print_sheet
from events.models import Attendance, AttendanceMark
from events.sign_up.registration import sign_up
from tests import factories
from tests.journeys.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(programme):
    return factories.make_event(programme, starts_at=timezone.now() + timedelta(minutes=1)).sessions.get()


@pytest.fixture
def guests(session, resident, father):
    party = sign_up(
        event=session.event, people=[resident.person, father], by=resident, key=uuid.uuid4(), at=timezone.now()
    )
    return {row.person.name: row for row in party.registrations.select_related("person")}


def guest(page, name):
    return page.locator(f'.guest[data-name="{name}"]')


def test_marks_made_without_a_network_are_sent_when_it_is_back(visit, live_server, session, guests, organiser):
    page = visit("phone", service_workers="allow")
    sign_in(page, live_server, organiser)
    page.goto(f"/checkin/{session.event_id}/")
    guest(page, "王小英").get_by_role("button", name="签到").click()
    expect(page.locator("[data-here]")).to_have_text("1")
    expect(guest(page, "王小英")).not_to_have_attribute("data-waiting", "")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function(
        f"caches.open('linli-door-{session.event_id}').then((kept) => kept.match(location.href)).then(Boolean)"
    )

    page.context.set_offline(True)
    guest(page, "王建国").get_by_role("button", name="签到").click()
    expect(page.locator("[data-here]")).to_have_text("2")
    expect(page.locator("[data-line]")).to_contain_text("待发送：1")
    assert Attendance.objects.count() == 1

    # The page itself opens again, from what this phone has kept, and still knows both.
    page.reload()
    expect(page.locator("[data-here]")).to_have_text("2")
    expect(guest(page, "王建国")).to_have_attribute("data-waiting", "")

    page.context.set_offline(False)
    expect(guest(page, "王建国")).not_to_have_attribute("data-waiting", "", timeout=20_000)
    assert Attendance.objects.filter(state="present").count() == AttendanceMark.objects.count() == 2


def test_the_door_works_without_a_script(visit, live_server, session, guests, organiser):
    page = visit("phone", java_script_enabled=False)
    sign_in(page, live_server, organiser)
    page.goto(f"/checkin/{session.event_id}/")
    guest(page, "王小英").get_by_role("button", name="签到").click()
    expect(page.get_by_text("王小英：已到")).to_be_visible()
    expect(page.locator("[data-here]")).to_have_text("1")
    guest(page, "王小英").get_by_role("button", name="撤销").click()
    expect(page.locator("[data-here]")).to_have_text("0")
    page.get_by_text("现场报名").first.click()
    page.get_by_label("姓名", exact=True).fill("张三")
    page.get_by_label("电话", exact=True).fill("13800001234")
    page.get_by_role("button", name="登记并签到").click()
    expect(page.locator("[data-here]")).to_have_text("1")


def test_one_finds_somebody_by_the_last_digits_and_a_typed_reference(visit, live_server, session, guests, organiser):
    page = visit("phone", "en")
    sign_in(page, live_server, organiser)
    page.goto(f"/en/checkin/{session.event_id}/")
    page.get_by_placeholder("Name or last 4 digits").fill("wjg")
    expect(page.locator(".guest:visible")).to_have_count(1)
    page.get_by_placeholder("Name or last 4 digits").fill("0001")
    expect(page.locator(".guest:visible")).to_have_count(2)
    page.get_by_text("Type the reference").click()
    page.get_by_placeholder("AB23CD45").fill(f"LINLI:{guests['王建国'].reference}")
    page.get_by_role("button", name="Check in", exact=True).click()
    expect(page.locator("[data-here]")).to_have_text("1")
    expect(guest(page, "王建国")).not_to_have_attribute("data-waiting", "")
    assert Attendance.objects.get().way == "scan"


@pytest.mark.parametrize(("screen", "language", "is_easy"), [("phone", "zh", False), ("phone", "en", True)])
def test_axe_finds_nothing_at_the_door(visit, live_server, session, guests, organiser, screen, language, is_easy):
    page = visit(screen, language)
    sign_in(page, live_server, organiser)
    if is_easy:
        page.context.add_cookies([{"name": "easy_view", "value": "1", "url": live_server.url}])
    sheet = print_sheet(session, by=organiser, at=timezone.now())
    start = ("/en" if language == "en" else "") + "/checkin/"
    door = f"{start}{session.event_id}/"
    for path in (start, door, f"{door}code/", f"{door}links/", f"{door}sheets/", f"{door}sheets/{sheet.pk}/"):
        page.goto(path)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_code_on_the_screen_goes_when_it_would_be_old_and_comes_back(visit, live_server, session, organiser):
    page = visit("desk")
    sign_in(page, live_server, organiser)
    page.clock.install()
    page.goto(f"/checkin/{session.event_id}/code/")
    page.context.set_offline(True)
    page.clock.run_for(11_000)
    expect(page.get_by_text("暂时没有签到码")).to_be_visible()
    expect(page.locator(".qr")).to_be_hidden()
    page.context.set_offline(False)
    page.clock.run_for(11_000)
    expect(page.locator(".qr")).to_be_visible()
