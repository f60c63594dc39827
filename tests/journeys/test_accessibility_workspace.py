"""Does axe find anything in the workspace, on a phone and at a desk? And is nothing wider than the screen?"""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisations import bookings
from organisations.room_clashes import RoomSlot
from tests import factories
from tests.journeys.signing_in import sign_in
from tests.journeys.test_accessibility_personal import troubles_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def addresses(organisation, centre, centre_officer):
    """The pages of an officer's day, with something on each."""
    room = factories.make_room(centre)
    event = factories.make_event(factories.make_programme(organisation), sessions=3, room=room)
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=20)
    slot = RoomSlot(start, start + timedelta(hours=1), room)
    bookings.book(organisation=centre, slots=[slot], purpose="合唱", by=centre_officer, at=timezone.now())
    names = (
        "events sessions staff bookings bookings/planner figures cases history my-rights standings calendar approvals"
    )
    return ["admin/", *(f"admin/{name}/" for name in names.split()), f"admin/events/edit/{event.pk}/"]


@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_axe_finds_nothing_in_the_workspace(visit, live_server, centre_officer, addresses, screen):
    page = visit(screen)
    sign_in(page, live_server, centre_officer)
    assert troubles_of(page, addresses, "/") == ""


def test_the_menu_is_gone_through_by_keyboard_alone(visit, live_server, centre_officer):
    page = visit("desk")
    sign_in(page, live_server, centre_officer)
    page.goto(f"{live_server.url}/admin/")
    head = page.get_by_role("button", name="场地")
    head.focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-expanded") == "true"
    closures = page.get_by_role("link", name="闭馆安排")
    for _press in range(8):
        if closures.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/closures/")
