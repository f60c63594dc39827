"""In the admin one books by hand, is told what is in the way, takes what is free with one button, and sees the day."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organisations import bookings
from organisations.models import Booking
from organisations.readouts.planner import day_plan, month_sheet, week_plan
from organisations.room_clashes import RoomSlot
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


def at_hour(hour, *, days=3):
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(hour)))


def book(room, organisation, by, start=14, end=16, *, days=3, purpose="例会"):
    slot = RoomSlot(at_hour(start, days=days), at_hour(end, days=days), room)
    return bookings.book(organisation=organisation, slots=[slot], purpose=purpose, by=by, at=timezone.now())[0]


def body(where, organisation, **changes):
    day = timezone.localdate() + timedelta(days=3)
    words = {"organisation": organisation.pk, "purpose": "培训", "attendance": "20", "room": where.pk}
    return {**words, "day": day.isoformat(), "start": "14:00", "end": "16:00", "frequency": "once", **changes}


@pytest.fixture
def officer(client, centre_officer):
    client.force_login(centre_officer, backend=BACKEND)
    return centre_officer


def test_a_clash_names_what_is_free_and_one_button_takes_it(client, officer, room, centre, organisation, organiser):
    book(room, centre, officer)
    client.force_login(organiser, backend=BACKEND)
    refused = client.post(reverse("bookings:add"), body(room, organisation))
    assert refused.status_code == 200
    assert Booking.objects.count() == 1
    assert "培训" in refused.content.decode()
    choice = refused.context["choices"][0]["value"]
    taken = client.post(reverse("bookings:add"), body(room, organisation, take=choice))
    assert taken.status_code == 302
    made = Booking.objects.latest("pk")
    assert (made.state, made.starts_at, made.organisation) == ("requested", at_hour(16), organisation)


def test_nobody_but_an_officer_is_offered_to_book_in_spite_of_a_clash(
    client, officer, room, centre, organisation, organiser
):
    book(room, centre, officer)
    assert client.post(reverse("bookings:add"), body(room, centre)).context["may_override"]
    client.force_login(organiser, backend=BACKEND)
    assert not client.post(reverse("bookings:add"), body(room, organisation)).context["may_override"]


def test_a_booking_is_repeated_by_the_same_rules_as_a_course(client, officer, room, centre):
    rule = {"frequency": "weekly", "every": "1", "count": "3"}
    shown = client.post(reverse("bookings:add"), body(room, centre, show_dates="1", **rule))
    assert len(shown.context["dates"]) == 3
    assert not Booking.objects.exists()
    assert client.post(reverse("bookings:add"), body(room, centre, **rule)).status_code == 302
    assert Booking.objects.values("series").distinct().count() == 1
    assert Booking.objects.count() == 3


@pytest.mark.parametrize(
    "wrong", [{"day": "x"}, {"start": "25:00"}, {"room": "0"}, {"take": "1/2"}, {"take": "a/b/c/d"}]
)
def test_what_cannot_be_read_is_said_at_its_field(wrong, client, officer, room, centre):
    body_with_wrong = body(room, centre, **wrong)
    if wrong.get("take") == "1/2":
        body_with_wrong["purpose"] = ""
    answer = client.post(reverse("bookings:add"), body_with_wrong)
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_the_officer_confirms_declines_with_a_reason_or_offers(client, officer, room, organisation, organiser):
    made = book(room, organisation, organiser)
    address = reverse("bookings:show", args=[made.pk])
    silent = client.post(address, {"decline": "1", "answer": ""})
    assert silent.context["form"].errors["answer"]
    day = timezone.localdate() + timedelta(days=3)
    offer = {"offer-room": room.pk, "offer-day": day.isoformat(), "offer-start": "17:00", "offer-end": "19:00"}
    assert client.post(address, {"offer": "1", "answer": "晚上可以吗", **offer}).status_code == 302
    client.force_login(organiser, backend=BACKEND)
    assert client.get(address).context["may_take_offer"]
    assert client.post(address, {"accept": "1"}).status_code == 302
    assert Booking.objects.get().starts_at == at_hour(17)


def test_an_organiser_cannot_answer_their_own_request(client, room, organisation, organiser, centre_officer):
    made = book(room, organisation, organiser)
    client.force_login(organiser, backend=BACKEND)
    client.post(reverse("bookings:show", args=[made.pk]), {"confirm": "1"})
    assert Booking.objects.get().state == "requested"


def test_the_planner_shows_strangers_that_a_room_is_taken_and_not_by_whom(
    client, officer, room, centre, organisation, other_organiser
):
    book(room, centre, officer, days=0 if timezone.localtime().hour < 13 else 1, purpose="人事谈话")
    address = reverse("bookings:planner") + f"?centre={centre.code}"
    pages = [client.get(f"{address}&on={timezone.localdate() + timedelta(days=n)}").content.decode() for n in (0, 1)]
    assert any("人事谈话" in page for page in pages)
    client.force_login(other_organiser, backend=BACKEND)
    pages = [client.get(f"{address}&on={timezone.localdate() + timedelta(days=n)}").content.decode() for n in (0, 1)]
    assert not any("人事谈话" in page for page in pages)


@pytest.mark.parametrize(
    "odd", ["?on=x", "?view=x", "?view=month&room=x", "?view=month&on=2026-02-29", "?on=0001-01-01"]
)
def test_odd_addresses_of_the_planner_show_something(odd, client, officer, room):
    assert client.get(reverse("bookings:planner") + odd).status_code == 200


def test_the_planner_takes_as_many_queries_for_many_rooms_and_bookings_as_for_few(room, centre, centre_officer):
    half = factories.make_room(centre, "半厅", parent=room)
    day = timezone.localdate() + timedelta(days=3)

    def cost(plan):
        with CaptureQueriesContext(connection) as captured:
            plan(centre, day, viewer=centre_officer)
        return len(captured)

    book(room, centre, centre_officer)
    book(half, centre, centre_officer, 9, 10)
    few = [cost(plan) for plan in (day_plan, week_plan, month_sheet)]
    for number in range(6):
        book(factories.make_room(centre, f"房{number}"), centre, centre_officer)
    assert [cost(plan) for plan in (day_plan, week_plan, month_sheet)] == few
    assert max(few) <= 8


def test_a_half_s_booking_shows_in_its_hall_and_the_hall_s_in_its_halves(room, centre, centre_officer):
    half = factories.make_room(centre, "半厅", parent=room)
    book(half, centre, centre_officer, 9, 10)
    book(room, centre, centre_officer, 14, 16)
    plan = day_plan(centre, timezone.localdate() + timedelta(days=3), viewer=centre_officer)
    through = {row.room: [entry.through for entry in row.entries] for row in plan.rows}
    assert through == {room: ["半厅", ""], half: ["", room.name]}
    assert all(sum(cell.span for cell in row.cells) == 4 * len(plan.hours) for row in plan.rows)


def test_last_season_is_shown_with_its_clashes_before_it_is_booked_again(client, officer, room, centre):
    first, second = book(room, centre, officer, days=3), book(room, centre, officer, days=4)
    book(room, centre, officer, days=17)
    day = timezone.localdate()
    data = {
        "first_on": (day + timedelta(days=3)).isoformat(),
        "last_on": (day + timedelta(days=4)).isoformat(),
        "again_from": (day + timedelta(days=17)).isoformat(),
    }
    shown = client.post(reverse("bookings:copy"), data)
    assert [plan.fits for plan in shown.context["plans"]] == [False, True]
    assert Booking.objects.count() == 3
    refused = client.post(reverse("bookings:copy"), {**data, "book": "1", "chosen": [first.pk, second.pk]})
    assert refused.status_code == 200
    assert Booking.objects.count() == 3
    assert client.post(reverse("bookings:copy"), {**data, "book": "1", "chosen": [second.pk]}).status_code == 302
    assert Booking.objects.latest("pk").starts_at == at_hour(14, days=18)
