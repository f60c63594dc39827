"""Does axe find anything on the public pages? On a phone and at a desk, in both languages, in easy view too."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from events.models import ProgrammeHost, ProgrammeSpeaker
from tests import factories

BODY = [
    {"type": "text", "value": "<h3>带些什么</h3><p>带上血压计。</p>"},
    {"type": "english", "value": "<p>Bring your monitor.</p>"},
    {"type": "questions", "value": [{"question": "要钱吗？", "answer": "<p>不要。</p>"}]},
]


@pytest.fixture
def neighbourhood(live_server, organisation, room):
    """A lecture with a speaker and hosts, a full one, and a course of six sessions."""
    lecture = factories.make_programme(
        organisation, "在家量血压", title_en="Blood pressure at home", body=BODY, slug="bp"
    )
    ProgrammeSpeaker.objects.create(
        page=lecture, name="周文静", credentials="全科医生", checked_by="联络所", checked_on=timezone.localdate()
    )
    ProgrammeHost.objects.create(page=lecture, organisation=organisation)
    factories.make_event(lecture, room=room)
    full = factories.make_programme(organisation, "约满的讲座", category="culture", slug="full", fee_yuan=20)
    factories.make_event(full, starts_at=timezone.now() + timedelta(days=1), capacity=0)
    course = factories.make_programme(organisation, "苏州话课", category="dialect", slug="course", is_demo=True)
    factories.make_event(course, starts_at=timezone.now() + timedelta(days=2), sessions=6)


PAGES = (
    "",
    "programmes/",
    "organisations/",
    "organisations/huiyue/",
    "organisations/huiyue/bp/",
    "organisations/huiyue/full/",
    "organisations/huiyue/course/",
    "accounts/sign-in/",
    "accessibility/",
    "notices/terms/",
    "nowhere/",
)


@pytest.mark.usefixtures("neighbourhood")
@pytest.mark.parametrize(
    ("screen", "language", "is_easy"),
    [("phone", "zh", False), ("desk", "en", False), ("phone", "zh", True), ("desk", "en", True)],
)
def test_axe_finds_nothing_and_nothing_sticks_out(visit: Callable[..., Page], screen, language, is_easy):
    page = visit(screen, language)
    start = "/en/" if language == "en" else "/"
    if is_easy:
        page.goto(start)
        page.locator(".tool-easy").click()
    found = {}
    for path in PAGES:
        page.goto(start + path)
        assert (page.locator("html.easy").count() == 1) is is_easy
        results = Axe().run(page)
        if results.violations_count:
            found[path] = results.generate_report()
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[path + " (wider than the screen)"] = page.evaluate("document.documentElement.scrollWidth")
    assert not found, "\n".join(f"{path}\n{report}" for path, report in found.items())


@pytest.mark.usefixtures("neighbourhood")
def test_targets_in_easy_view_are_large(phone: Page):
    phone.goto("/")
    phone.locator(".tool-easy").click()
    phone.goto("/organisations/huiyue/bp/")
    sizes = phone.evaluate(
        """[...document.querySelectorAll('header a, header button, main .button, summary, .event-links a')]
        .filter(e => e.offsetParent && !e.classList.contains('brand'))
        .map(e => [e.innerText, e.getBoundingClientRect()])
        .map(([words, box]) => [words, Math.round(box.width), Math.round(box.height)])"""
    )
    assert sizes
    assert [size for size in sizes if size[1] < 60 or size[2] < 60] == []


@pytest.mark.usefixtures("neighbourhood")
def test_easy_view_needs_no_script_and_stays(visit: Callable[..., Page]):
    page = visit("phone", java_script_enabled=False)
    page.goto("/organisations/huiyue/bp/")
    page.get_by_role("button", name="长辈版").click()
    assert page.url.endswith("/organisations/huiyue/bp/")
    assert page.locator("html.easy").count() == 1
    page.goto("/programmes/")
    assert page.locator("html.easy").count() == 1
    assert page.get_by_role("button", name="朗读").count() == 0
    page.get_by_role("button", name="标准版").click()
    assert page.locator("html.easy").count() == 0


@pytest.mark.usefixtures("neighbourhood")
def test_keyboard_reaches_the_content_first(desk: Page):
    desk.goto("/")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.textContent") == "跳到正文"
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "main"
