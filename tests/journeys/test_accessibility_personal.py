"""Does axe find anything on the pages of somebody who is signed in, at the door, on a poster's page or a ballot's?"""

import uuid
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from events.sign_up.registration import sign_up
from tests import factories
from tests.journeys.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def addresses(live_server, programme, room, resident, father):
    """Everything that a resident with a family opens, with something on each page."""
    now = timezone.now()
    event = factories.make_event(programme, room=room, sessions=3)
    full = factories.make_event(programme, starts_at=now + timedelta(days=5), capacity=0)
    drawn = factories.make_event(programme, starts_at=now + timedelta(days=9), allocation="ballot")
    party = sign_up(event=event, people=[resident.person, father], by=resident, key=uuid.uuid4(), at=now)
    sign_up(event=full, people=[father], by=resident, key=uuid.uuid4(), at=now)
    reference = party.registrations.first().reference
    return [
        *("me/", "me/registrations/", f"me/registrations/{reference}/", "me/inbox/", "me/calendar/"),
        *("me/household/", "me/household/add/", f"me/household/{father.pk}/", "me/profile/"),
        *(f"events/{drawn.pk}/register/", f"events/{drawn.pk}/ballot/", f"events/{event.pk}/poster/"),
        *("programmes/month/dongshahu/", "incubator/"),
    ]


def troubles_of(page, addresses, start):
    """Return what axe finds, and what is wider than the screen, by address."""
    found = {}
    for address in addresses:
        page.goto(start + address)
        results = Axe().run(page)
        if results.violations_count:
            found[address] = results.generate_report()
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[f"{address} (wider than the screen)"] = page.evaluate("document.documentElement.scrollWidth")
    return "\n".join(f"{address}\n{report}" for address, report in found.items())


@pytest.mark.parametrize(("screen", "language", "is_easy"), [("phone", "zh", False), ("desk", "en", True)])
def test_axe_finds_nothing_where_a_resident_is_signed_in(
    visit, live_server, resident, addresses, screen, language, is_easy
):
    page = visit(screen, language)
    start = "/en/" if language == "en" else "/"
    if is_easy:
        page.goto(start)
        page.locator(".tool-easy").click()
    sign_in(page, live_server, resident)
    assert troubles_of(page, addresses, start) == ""


def test_axe_finds_nothing_at_the_door_in_english(visit, live_server, event, organiser):
    page = visit("phone", "en")
    sign_in(page, live_server, organiser)
    door = f"checkin/{event.pk}/"
    assert troubles_of(page, ["checkin/", door, f"{door}code/", f"{door}links/", f"{door}sheets/"], "/en/") == ""


def test_a_centre_is_chosen_and_a_poster_found_without_a_script(visit, event):
    page = visit("phone", java_script_enabled=False)
    page.goto("/")
    page.locator("#near form button").first.click()
    assert page.locator("#near .card").count() == 1
    page.locator("#near .card a").first.click()
    page.get_by_role("link", name="海报分享").click()
    page.wait_for_load_state("load")
    assert page.locator(".poster img").evaluate("picture => picture.naturalWidth") == 1080
