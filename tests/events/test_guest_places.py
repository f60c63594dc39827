"""Somebody is on leave: whoever waits may come this once, nobody loses their turn, and no room is too full."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.door.check_in import mark
from events.door.leave import ask_leave, take_back_leave
from events.door.walk_in import walk_in
from events.errors import Full, NoGuestPlace, NoLeave, NoMandate, NotAtThisDoor, TooFewPlaces
from events.models import Attendance, GuestPlace, Registration
from events.readouts.door import guests
from events.readouts.my_calendar import own_sessions
from events.seating import guest_places, waiting_list
from events.sign_up.registration import cancel, sign_up
from portal.outbox.models import Message
from portal.timetable.models import Commitment
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def course(programme, room):
    return factories.make_event(programme, room=room, sessions=3, capacity=1)


@pytest.fixture
def session(course):
    return course.sessions.select_related("event__organisation").get(number=2)


@pytest.fixture
def own(course, resident):
    return signed_up(course, resident)


@pytest.fixture
def waiting(course, own, neighbour):
    return signed_up(course, neighbour)


@pytest.fixture
def last_in_line(course, waiting):
    return signed_up(course, make_resident("third", "+8613700000003", "周阿姨"))


def signed_up(course, user) -> Registration:
    party = sign_up(event=course, people=[user.person], by=user, key=uuid.uuid4(), at=timezone.now())
    return Registration.objects.select_related("person", "event", "party__made_by").get(party=party)


def make_resident(username, phone, name):
    user = factories.make_user(username, phone)
    factories.make_person(name, user=user)
    return user


def names(session) -> set[str]:
    return {guest.name for guest in guests(session)}


def on_leave(own, session) -> None:
    ask_leave(own, session, by=own.party.made_by, at=timezone.now())


def come(row, session):
    return guest_places.take(row, session, by=row.party.made_by, at=timezone.now())


def test_a_leave_frees_this_sessions_place_for_who_waits(own, session, waiting, neighbour):
    on_leave(own, session)
    assert Message.objects.filter(recipient=neighbour, kind="registration.guest_place").count() == 1
    come(waiting, session)
    come(waiting, session)
    assert GuestPlace.objects.count() == 1
    assert names(session) == {"王小英", "李阿婆"}
    assert names(session.event.sessions.get(number=3)) == {"王小英"}
    assert waiting_list.position(waiting.party) == 1
    diary = Commitment.objects.filter(diary=waiting.person.diary_id)
    assert list(diary.values_list("starts_at", flat=True)) == [session.starts_at]
    sessions, whom = own_sessions(neighbour.pk, timezone.now())
    assert list(sessions) == [session]
    assert whom == {session.event_id: "李阿婆"}


def test_without_a_leave_nobody_comes_and_of_two_the_first_does(own, session, waiting, last_in_line):
    with pytest.raises(NoGuestPlace):
        come(waiting, session)
    on_leave(own, session)
    come(last_in_line, session)
    with pytest.raises(NoGuestPlace):
        come(waiting, session)
    with pytest.raises(NoMandate):
        guest_places.take(waiting, session, by=last_in_line.party.made_by, at=timezone.now())
    with pytest.raises(NoGuestPlace):
        come(own, session)


def test_a_leave_cannot_be_taken_back_while_a_guest_comes(own, session, waiting, resident, neighbour):
    on_leave(own, session)
    come(waiting, session)
    with pytest.raises(NoLeave):
        take_back_leave(own, session, by=resident, at=timezone.now())
    guest_places.give_up(waiting, session, by=neighbour, at=timezone.now())
    assert not Commitment.objects.filter(diary=waiting.person.diary_id).exists()
    take_back_leave(own, session, by=resident, at=timezone.now())
    assert names(session) == {"王小英"}


def test_who_moves_up_comes_from_the_next_session_where_a_guest_has_the_place(
    own, session, waiting, last_in_line, resident
):
    on_leave(own, session)
    come(last_in_line, session)
    cancel(registration=own, by=resident, at=timezone.now())
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
    states = dict(Attendance.objects.filter(registration=waiting).values_list("session", "state"))
    assert states == {session.pk: "leave"}
    with pytest.raises(NoLeave):
        take_back_leave(waiting, session, by=waiting.party.made_by, at=timezone.now())


def test_a_guest_who_moves_up_has_the_place_and_is_no_guest_any_more(own, session, waiting, resident):
    on_leave(own, session)
    come(waiting, session)
    cancel(registration=own, by=resident, at=timezone.now())
    assert not GuestPlace.objects.exists()
    assert not Attendance.objects.filter(registration=waiting).exists()
    assert Commitment.objects.filter(diary=waiting.person.diary_id).count() == 3


def test_places_are_not_taken_from_under_a_guest(own, session, waiting, neighbour):
    waiting_list.change_capacity(session.event, 2, by=neighbour, at=timezone.now())
    family = factories.make_person("李大伯", agent=neighbour), factories.make_person("李小妹", agent=neighbour)
    asked = {"event": session.event, "people": family, "by": neighbour, "key": uuid.uuid4(), "at": timezone.now()}
    row = sign_up(**asked).registrations.select_related("party__made_by", "person", "event").first()
    on_leave(own, session)
    come(row, session)
    cancel(registration=own, by=own.party.made_by, at=timezone.now())
    with pytest.raises(TooFewPlaces):
        waiting_list.change_capacity(session.event, 1, by=neighbour, at=timezone.now())


def test_leaving_the_queue_gives_the_session_up(own, session, waiting, neighbour):
    on_leave(own, session)
    come(waiting, session)
    cancel(registration=waiting, by=neighbour, at=timezone.now())
    assert not GuestPlace.objects.exists()
    assert guest_places.free([session]) == {session.pk: 1}


def test_the_door_lets_a_guest_in_to_this_session_alone(own, session, waiting, organiser):
    on_leave(own, session)
    come(waiting, session)
    with time_machine.travel(session.starts_at, tick=False):
        assert mark(session, waiting.reference, "arrived", way="scan", by=organiser, at=timezone.now()).is_new
    last = session.event.sessions.select_related("event").get(number=3)
    with time_machine.travel(last.starts_at, tick=False), pytest.raises(NotAtThisDoor):
        mark(last, waiting.reference, "arrived", way="scan", by=organiser, at=timezone.now())


def test_somebody_at_the_door_of_a_full_course_comes_this_once_and_joins_the_queue(own, session, organiser):
    with time_machine.travel(session.starts_at - timedelta(minutes=20), tick=False):
        asked = {"name": "顾师傅", "phone": "13512345678", "by": organiser, "at": timezone.now()}
        with pytest.raises(Full):
            walk_in(session, key=uuid.uuid4(), **asked)
        on_leave(own, session)
        row = walk_in(session, key=uuid.uuid4(), **asked)
        assert row.state == "waiting"
        assert "顾师傅" in names(session)
        with pytest.raises(Full):
            walk_in(session, key=uuid.uuid4(), **{**asked, "name": "沈阿姨", "phone": "13512345679"})


def test_who_waits_takes_the_place_on_their_page_and_sees_the_code(own, session, waiting, neighbour):
    client = Client()
    client.force_login(neighbour, backend=BACKEND)
    page = reverse("events:registration", args=[waiting.reference])
    press = reverse("events:come_once", args=[waiting.reference, session.pk])
    assert press not in client.get(page).content.decode()
    on_leave(own, session)
    assert press in client.get(page).content.decode()
    assert 'class="qr"' in client.post(press, follow=True).content.decode()
    assert 'name="back"' in client.get(page).content.decode()
    client.post(press, {"back": "1"})
    assert not GuestPlace.objects.exists()
    stranger = Client()
    stranger.force_login(make_resident("other", "+8613700000009", "路人"), backend=BACKEND)
    assert stranger.post(press).status_code == 404
