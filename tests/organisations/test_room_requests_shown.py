"""A request for a room stands on the first page of whoever answers it, and an offer on that of whoever asked."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from organisations import bookings
from organisations.room_clashes import RoomSlot

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_what_waits_is_shown_to_whom_it_waits_for(client, room, organisation, organiser, centre_officer):
    start = timezone.now() + timedelta(days=3)
    slot = RoomSlot(start, start + timedelta(hours=1), room)
    words = {"organisation": organisation, "purpose": "新员工培训", "by": organiser, "at": timezone.now()}
    (made,) = bookings.book(slots=[slot], **words)

    def sees(user):
        client.force_login(user, backend=BACKEND)
        return "新员工培训" in client.get(reverse("wagtailadmin_home")).content.decode()

    assert (sees(centre_officer), sees(organiser)) == (True, False)
    later = RoomSlot(start + timedelta(hours=3), start + timedelta(hours=4), room)
    bookings.offer(made, later, by=centre_officer, at=timezone.now())
    assert (sees(centre_officer), sees(organiser)) == (False, True)


def test_places_are_in_the_sitemap(client, room):
    page = client.get(reverse("sitemap")).content.decode()
    assert f"/places/{room.facility.centre.code}/{room.facility.kind}/{room.code}/" in page
