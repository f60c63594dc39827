"""How do the journeys see the portal? In a real Chromium, on a phone or at a desk, in Chinese or English.

Whatever page a journey opens is watched: a request to a foreign host, an error of a script, a breach of the content
policy or an answer of 500 and more fails the journey, whatever it was about.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, Response, Route

from tests.browser import ADVICE, chromium

# Playwright keeps an event loop in this thread, in which Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 900}}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder as journeys."""
    for item in items:
        if "tests/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Tell playwright which Chromium to start: the system's when there is one."""
    path = chromium()
    if path is None:
        pytest.fail(ADVICE)
    return {"executable_path": path, "args": list(QUIET)}


@pytest.fixture
def visit(new_context: Callable, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Return a maker of pages: ``visit("phone")``, ``visit("desk", "en", java_script_enabled=False)``.

    Each is a visitor of their own, with addresses relative to the portal: ``page.goto("/programmes/")``.
    """
    troubles: list[str] = []

    def make(screen: str = "phone", language: str = "zh", **options: Any) -> Page:
        context = new_context(
            **{"phone": PHONE, "desk": DESK}[screen],
            base_url=live_server.url,
            locale=LOCALES[language],
            timezone_id="Asia/Shanghai",
            **options,
        )
        context.set_default_timeout(15_000)
        context.route("**/*", lambda route: _keep_home(route, live_server.url, troubles))
        page = context.new_page()
        page.on("console", lambda message: _hear(message, troubles))
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        page.on("response", lambda response: _judge(response, troubles))
        return page

    yield make
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def phone(visit: Callable[..., Page]) -> Page:
    """A visitor on a phone, in Chinese."""
    return visit("phone")


@pytest.fixture
def desk(visit: Callable[..., Page]) -> Page:
    """A visitor at a desk, in Chinese."""
    return visit("desk")


def _keep_home(route: Route, home: str, troubles: list[str]) -> None:
    if urlsplit(route.request.url).netloc == urlsplit(home).netloc or route.request.url.startswith("data:"):
        route.continue_()
    else:
        troubles.append(f"foreign host: {route.request.url}")
        route.abort()


def _hear(message: ConsoleMessage, troubles: list[str]) -> None:
    # An answer of 404 or 422 that a journey asks for is also told as an error of the console.
    # A journey that cuts its network off asks for that, too.
    asked_for = ("the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")
    if message.type == "error" and not any(words in message.text for words in asked_for):
        troubles.append(f"console: {message.text}")


def _judge(response: Response, troubles: list[str]) -> None:
    if response.status >= 500:
        troubles.append(f"{response.status}: {response.url}")
