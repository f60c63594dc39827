"""A volunteer at the door: taps, a dead network in between, and a phone that opens the page without one."""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import expect

from events.models import Attendance, AttendanceMark
from events.registration import sign_up
from tests import factories

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


def sign_in(page, live_server, user):
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": store.session_key, "url": live_server.url}]
    )


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
