"""The day before a session whoever signed up is reminded once, by day, of what takes place."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from events.door.leave import ask_leave
from events.messages import reminders as reminding
from events.messages.reminders import key_of, remind
from events.models import Event, Session
from events.seating import guest_places
from events.sign_up.registration import cancel_party, sign_up
from events.states import EventState
from portal.outbox.models import Delivery, Message
from tests import factories

DAY = timezone.localdate() + timedelta(days=4)


def local(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    """Return a local time, ``days`` after the day of the sessions."""
    moment = datetime.combine(DAY + timedelta(days=days), time(hour, minute))
    return timezone.make_aware(moment)


#: The morning of the day before.
MORNING = local(9, days=-1)


@pytest.fixture
def lecture(programme) -> Event:
    return factories.make_event(programme, starts_at=local(9, 30), capacity=200)


def join(event: Event, user, people=None, at: datetime | None = None):
    return sign_up(event=event, people=people or [user.person], by=user, key=uuid4(), at=at or timezone.now())


def reminders() -> list[Message]:
    return list(Message.objects.filter(kind="reminder").order_by("pk"))


def test_whoever_has_a_place_is_reminded_once_in_the_inbox_and_by_sms(lecture, resident, father):
    party = join(lecture, resident, [resident.person, father])
    assert remind(MORNING) == 1
    assert remind(MORNING + timedelta(minutes=1)) == 0
    (message,) = reminders()
    session = lecture.sessions.get()
    assert message.key == key_of(session.pk, resident.pk)
    assert "王小英" in message.body
    assert "王建国" in message.body
    assert "上午9:30" in message.body
    assert message.path == f"/me/registrations/{party.registrations.order_by('pk').first().reference}/"
    delivery = Delivery.objects.get(message=message)
    assert (delivery.template, delivery.address) == ("reminder", resident.phone)
    assert "王" not in str(delivery.variables)


def test_an_english_reader_is_reminded_in_english(lecture, resident):
    resident.language = "en"
    resident.save()
    join(lecture, resident)
    remind(MORNING)
    (message,) = reminders()
    assert "9:30" in message.body
    assert "see you on" in message.body
    assert Delivery.objects.get(message=message).template == "reminder.en"


def test_two_sign_ups_of_one_account_are_one_reminder_that_names_everybody(lecture, resident, father):
    join(lecture, resident)
    join(lecture, resident, [father])
    assert remind(MORNING) == 1
    assert all(name in reminders()[0].body for name in ("王小英", "王建国"))


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (local(7, 59, days=-1), 0),
        (local(8, days=-1), 1),
        (local(20, 59, days=-1), 1),
        (local(21, days=-1), 0),
        (local(9, days=-2), 0),
        (local(8), 0),
    ],
)
def test_reminders_go_out_by_day_on_the_local_day_before(lecture, resident, moment, count):
    join(lecture, resident, at=moment - timedelta(hours=12))
    assert remind(moment) == count


@pytest.mark.parametrize(("hour", "count"), [(0, 1), (23, 1)])
def test_the_day_of_a_session_is_the_local_one(programme, resident, hour, count):
    """Half past midnight here is still the day before in UTC."""
    join(factories.make_event(programme, starts_at=local(hour, 30)), resident)
    assert remind(MORNING) == count


def test_who_has_just_been_told_of_their_place_is_reminded_later(lecture, resident):
    join(lecture, resident, at=MORNING)
    assert remind(MORNING + timedelta(hours=2, minutes=59)) == 0
    assert remind(MORNING + timedelta(hours=3)) == 1


def test_each_session_of_a_class_reminds_on_its_own_day(programme, resident):
    course = factories.make_event(programme, starts_at=local(9, 30), sessions=3)
    join(course, resident)
    assert remind(MORNING) == 1
    assert remind(MORNING + timedelta(weeks=1)) == 1
    assert len({message.key for message in reminders()}) == 2


def test_a_session_that_is_called_off_reminds_nobody(lecture, resident):
    join(lecture, resident)
    Session.objects.update(state=EventState.CANCELLED)
    assert remind(MORNING) == 0


def test_an_event_that_is_called_off_reminds_nobody(lecture, resident):
    join(lecture, resident)
    Event.objects.update(state=EventState.CANCELLED)
    assert remind(MORNING) == 0


def test_who_waits_or_has_cancelled_is_not_reminded(programme, resident, neighbour):
    lecture = factories.make_event(programme, starts_at=local(9, 30), capacity=1)
    party = join(lecture, resident)
    join(lecture, neighbour)
    assert remind(MORNING) == 1
    assert reminders()[0].recipient == resident
    Message.objects.all().delete()
    lecture = factories.make_event(programme, starts_at=local(9, 30))
    party = join(lecture, resident)
    cancel_party(party=party, by=resident, at=timezone.now())
    Message.objects.all().delete()
    remind(MORNING)
    assert str(lecture.sessions.get().pk) not in [message.key.split(":")[2] for message in reminders()]


def test_those_who_left_do_not_hold_up_the_others(lecture, resident, neighbour, monkeypatch):
    monkeypatch.setattr(reminding, "BATCH", 1)
    cancel_party(party=join(lecture, resident), by=resident, at=timezone.now())
    join(lecture, neighbour)
    assert remind(MORNING) == 1


def test_reminding_many_takes_as_many_statements_as_reminding_few(programme, django_assert_max_num_queries):
    def fill(event: Event, count: int, first: int) -> None:
        for number in range(first, first + count):
            user = factories.make_user(f"guest{number}", f"+861390000{number:04}")
            factories.make_person(f"客人{number}", user=user)
            join(event, user)

    fill(factories.make_event(programme, starts_at=local(9, 30)), 2, 0)
    with django_assert_max_num_queries(12):
        assert remind(MORNING) == 2
    for hour in (10, 14):
        fill(factories.make_event(programme, starts_at=local(hour)), 15, hour * 100)
    with django_assert_max_num_queries(12):
        assert remind(MORNING) == 30


def test_who_is_on_leave_is_not_reminded_and_the_guest_in_their_place_is(programme, resident, father, neighbour):
    course = factories.make_event(programme, starts_at=local(9, 30), sessions=2, capacity=2)
    join(course, resident, [resident.person, father])
    waiting = join(course, neighbour)
    session = course.sessions.get(number=1)
    leaving = course.registrations.get(person=father)
    ask_leave(leaving, session, by=resident, at=timezone.now())
    guest_places.take(waiting.registrations.get(), session, by=neighbour, at=timezone.now())
    assert remind(MORNING) == 2
    to_resident, to_neighbour = reminders()
    assert (to_resident.recipient, to_neighbour.recipient) == (resident, neighbour)
    assert "王小英" in to_resident.body
    assert "王建国" not in to_resident.body
    assert "李阿婆" in to_neighbour.body
    assert remind(MORNING + timedelta(minutes=1)) == 0


def test_who_is_on_leave_from_one_session_is_reminded_of_the_next(programme, resident):
    course = factories.make_event(programme, starts_at=local(9, 30), sessions=2)
    party = join(course, resident)
    ask_leave(party.registrations.get(), course.sessions.get(number=1), by=resident, at=timezone.now())
    assert remind(MORNING) == 0
    assert remind(MORNING + timedelta(weeks=1)) == 1
