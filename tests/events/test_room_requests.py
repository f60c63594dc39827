"""A class in another centre's room asks its officer, stays hidden until the yes, and loses the room by a no."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Session
from events.planning.rescheduling import Plan, call_off_event, change_event
from events.planning.scheduling import Slot, schedule_event
from organisations import bookings
from organisations.models import Booking
from organisations.room_clashes import RoomSlot
from tests import factories


@pytest.fixture
def elsewhere(areas):
    return factories.make_organisation("elsewhere", "别的联络所", kind="centre", area=areas["committee"])


@pytest.fixture
def their_officer(elsewhere):
    user = factories.make_user("their_officer", is_staff=True)
    factories.make_member(user, elsewhere, "officer")
    return user


@pytest.fixture
def theirs(elsewhere):
    return factories.make_room(elsewhere, "别处大厅")


@pytest.fixture
def asked(programme, organisation, organiser, theirs):
    first = (timezone.now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    slots = [Slot(first + timedelta(weeks=n), first + timedelta(weeks=n, hours=1), theirs) for n in range(2)]
    return schedule_event(
        programme=programme, organisation=organisation, slots=slots, capacity=20, by=organiser, at=timezone.now()
    )


def fresh(event):
    return Event.objects.get(pk=event.pk)


def shows(client, event):
    address = reverse("events:programme", args=[event.organisation.code, event.programme.slug])
    return f"/events/{event.pk}/register/" in client.get(address).content.decode()


def test_the_room_is_held_the_officer_asked_and_the_event_hidden_until_all_dates_are_given(
    asked, theirs, their_officer, client
):
    assert asked.awaits_room
    assert theirs.diary.commitments.count() == 2
    assert Booking.objects.filter(is_for_event=True, state="requested").count() == 2
    assert not Event.objects.public().exists()
    assert not Session.objects.public().exists()
    assert not shows(client, asked)
    one, _other = Booking.objects.all()
    bookings.confirm(one, by=their_officer, at=timezone.now())
    assert fresh(asked).awaits_room
    for booking in Booking.objects.all():
        bookings.confirm(booking, by=their_officer, at=timezone.now())
    assert Event.objects.public().get() == asked
    assert shows(client, asked)
    assert theirs.diary.commitments.count() == 2


def test_a_no_frees_the_room_and_the_organiser_finds_another(asked, theirs, their_officer, room, organiser):
    for booking in Booking.objects.all():
        bookings.decline(booking, answer="装修", by=their_officer, at=timezone.now())
    assert not theirs.diary.commitments.exists()
    session = asked.sessions.first()
    assert (session.room, fresh(asked).awaits_room) == (None, True)
    moved = {one.pk: Slot(one.starts_at, one.ends_at, room) for one in asked.sessions.all()}
    changed = change_event(fresh(asked), plan=Plan(moved=moved), by=organiser, at=timezone.now())
    assert not fresh(changed).awaits_room
    assert not Session.objects.exclude(booking=None).exists()


def test_what_is_offered_and_taken_moves_the_session(asked, theirs, their_officer, organiser):
    booking = Booking.objects.earliest("starts_at")
    later = RoomSlot(booking.starts_at + timedelta(hours=3), booking.ends_at + timedelta(hours=3), theirs)
    bookings.offer(booking, later, by=their_officer, at=timezone.now())
    assert theirs.diary.commitments.count() == 3
    bookings.accept_offer(booking, by=organiser, at=timezone.now())
    session = asked.sessions.get(number=1)
    assert session.starts_at == later.starts_at == fresh(asked).starts_at
    assert sorted(theirs.diary.commitments.values_list("source", flat=True)) == ["session", "session"]


def test_a_session_that_moves_asks_anew_and_one_that_is_called_off_withdraws(asked, theirs, organiser):
    session = asked.sessions.first()
    later = Slot(session.starts_at + timedelta(hours=2), session.ends_at + timedelta(hours=2), theirs)
    change_event(asked, plan=Plan(moved={session.pk: later}), by=organiser, at=timezone.now())
    assert sorted(Booking.objects.values_list("state", flat=True)) == ["cancelled", "requested", "requested"]
    call_off_event(fresh(asked), note="不办了", by=organiser, at=timezone.now())
    assert set(Booking.objects.values_list("state", flat=True)) == {"cancelled"}
    assert not theirs.diary.commitments.exists()


def test_the_home_centre_s_room_and_an_officer_s_own_are_not_asked_for(event, organiser, room):
    assert not event.awaits_room
    assert not Booking.objects.exists()


def test_the_same_question_is_not_asked_twice(asked, organiser):
    change_event(asked, capacity=30, by=organiser, at=timezone.now())
    assert Booking.objects.count() == 2


def test_a_session_cannot_be_given_back_as_a_booking(asked, organiser):
    with pytest.raises(bookings.CannotBook):
        bookings.cancel(Booking.objects.first(), by=organiser, at=timezone.now())


def test_the_form_says_how_it_stands_with_each_room(asked, their_officer, organiser, client):
    first, second = asked.sessions.order_by("number")
    bookings.decline(first.booking, answer="那天有选举", by=their_officer, at=timezone.now())
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("planning:edit", args=[asked.pk])).content.decode()
    assert "那天有选举" in page
    assert [page.count(reverse("bookings:show", args=[one.booking_id])) for one in (first, second)] == [1, 1]
