"""Where to go: every place of an active centre has its page, with how one gets in and what is on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisations.closures import close
from organisations.opening_hours import BadHours, read
from organisations.readouts.places import hours_rows
from tests import factories


def address(room):
    return reverse("organisations:room", args=[room.facility.centre.code, room.facility.kind, room.code])


def test_a_room_s_page_says_how_one_gets_in_when_it_is_open_and_what_is_on(client, event, room):
    room.has_hearing_loop = True
    room.opening_hours = {str(day): [["09:00", "18:00"]] for day in range(5)}
    room.save()
    shut = {"centre": room.facility.centre, "starts_at": event.ends_at, "ends_at": event.ends_at + timedelta(1)}
    close(
        details={**shut, "reason": "检修"},
        by=factories.SYSTEM,
        at=event.starts_at,
    )
    page = client.get(address(room)).content.decode()
    for words in ("助听环路", "09:00–18:00", "周一–周五", "检修", event.programme.title):
        assert words in page
    assert "Step-free access" in client.get(f"/en{address(room)}").content.decode()


def test_the_programme_s_page_tells_of_steps_from_its_room(client, event, room):
    page = reverse("events:programme", args=[event.organisation.code, event.programme.slug])
    assert "轮椅暂时无法到达" not in client.get(page).content.decode()
    room.is_step_free = False
    room.save()
    html = client.get(page).content.decode()
    assert html.count("轮椅") >= 2
    assert address(room) in html


def test_places_of_a_suspended_centre_are_missing(client, room, centre):
    type(centre).objects.filter(pk=centre.pk).update(state="suspended")
    assert client.get(address(room)).status_code == 404
    assert centre.name not in client.get(reverse("organisations:places")).content.decode()


def test_a_facility_takes_as_many_queries_for_many_rooms_as_for_few(client, room, centre):
    page = reverse("organisations:facility", args=[centre.code, "club"])

    def cost():
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    few = cost()
    for number in range(8):
        factories.make_room(centre, f"房{number}")
    assert cost() == few


def test_hours_are_read_as_people_write_them():
    assert read("9:00-12:00，13:30~20:30") == [["09:00", "12:00"], ["13:30", "20:30"]]
    assert read("") == []
    for words in ("早上", "12:00-9:00", "25:00-26:00", "9:00-12:00, 11:00-13:00"):
        with pytest.raises(BadHours):
            read(words)


def test_days_in_a_row_with_the_same_hours_stand_together(room):
    room.opening_hours = {str(day): [["09:00", "18:00"]] for day in range(5)}
    assert [(row.days, row.hours) for row in hours_rows(room)] == [
        ("周一–周五", "09:00–18:00"),
        ("周六–周日", "闭馆"),
        ("法定节假日", "闭馆"),
    ]
