"""Staff write to everybody of an event: looked at first, sent once, kept in its history."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from events.errors import DifferentRequest, LetterRefused, NotAllowed
from events.messages import letters
from events.messages.letters import Draft, reach, send_letter
from events.models import Attendance, Call, Letter
from events.sign_up.registration import sign_up
from portal.audit.models import Entry
from portal.outbox.models import Message
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def course(programme, room, resident, neighbour, centre_officer, at):
    """Two places: the resident, and somebody from the window who can only be called; the neighbour waits."""
    event = factories.make_event(programme, room=room, capacity=2, sessions=2)
    helper = factories.make_user("helper")
    person = factories.make_person("钱大爷", agent=helper, contact_phone="0512-62880000")
    for user, who in ((resident, resident.person), (helper, person), (neighbour, neighbour.person)):
        sign_up(event=event, people=[who], by=user, key=uuid4(), at=at)
    Message.objects.all().delete()
    return event


def draft(**changes):
    return Draft(**{"to": "confirmed", "subject": "请带剪刀", "body": "明天要用。", "key": uuid4(), **changes})


def letter_messages():
    return Message.objects.filter(kind="event.letter")


def test_it_goes_to_the_inbox_by_a_fixed_sms_and_onto_the_call_list(course, resident, organiser, at):
    assert reach(course, "confirmed", None) == letters.Reach(people=2, accounts=2, calls=1)
    letter = send_letter(course, draft(), by=organiser, at=at)
    assert (letter.told_count, letter.call_count) == (2, 1)
    message = letter_messages().get(recipient=resident)
    assert "请带剪刀" in message.subject
    assert message.body == "明天要用。"
    sms = message.deliveries.get(channel="sms")
    assert sms.template == "staff_message"
    assert "剪刀" not in str(sms.variables)
    assert Call.objects.get().words == "明天要用。"
    assert Entry.objects.get(act="letter.sent").facts == {"to": "confirmed", "accounts": 2, "calls": 1}


def test_sending_the_same_form_again_sends_nothing(course, organiser, at):
    one = draft()
    assert send_letter(course, one, by=organiser, at=at) == send_letter(course, one, by=organiser, at=at)
    assert letter_messages().count() == 2
    with pytest.raises(DifferentRequest):
        send_letter(course, draft(key=one.key, body="别的"), by=organiser, at=at)


def test_those_who_wait_are_written_to_alone(course, neighbour, organiser, at):
    send_letter(course, draft(to="waiting"), by=organiser, at=at)
    assert [message.recipient for message in letter_messages()] == [neighbour]


def test_whoever_is_on_leave_from_a_session_is_not_written_to_about_it(course, resident, organiser, at):
    session = course.sessions.first()
    row = resident.parties.get().registrations.get()
    Attendance.objects.create(
        registration=row, session=session, state="leave", way=Attendance.Way.values[0], marked_at=at
    )
    send_letter(course, draft(to="session", session=session), by=organiser, at=at)
    assert not letter_messages().filter(recipient=resident).exists()


def test_three_a_day_are_enough(course, organiser, at):
    for _time in range(letters.MOST_A_DAY):
        send_letter(course, draft(), by=organiser, at=at)
    with pytest.raises(LetterRefused) as refused:
        send_letter(course, draft(), by=organiser, at=at)
    assert refused.value.reason == "too_many"
    assert send_letter(course, draft(), by=organiser, at=at + timedelta(days=1))


def test_nobody_to_tell_and_an_event_that_is_over_are_refused(programme, organiser, course, at):
    empty = factories.make_event(programme)
    with pytest.raises(LetterRefused):
        send_letter(empty, draft(), by=organiser, at=at)
    with pytest.raises(LetterRefused):
        send_letter(course, draft(), by=organiser, at=course.ends_at)
    assert not Letter.objects.exists()


def test_a_stranger_writes_to_nobody(course, other_organiser, resident, at):
    for user in (other_organiser, resident):
        with pytest.raises(NotAllowed):
            send_letter(course, draft(), by=user, at=at)


def test_the_page_shows_how_many_it_reaches_and_sends_on_the_second_step(course, client, organiser):
    client.force_login(organiser, backend=BACKEND)
    url = f"/admin/events/write/{course.pk}/"
    typed = {"to": "confirmed", "subject": "请带剪刀", "body": "明天要用。", "key": uuid4()}
    assert client.post(url, {**typed, "body": ""}).status_code == 422
    shown = client.post(url, typed).content.decode()
    assert "共涉及2位" in shown
    assert not Letter.objects.exists()
    for _twice in range(2):
        assert client.post(url, {**typed, "send": "1"}).status_code == 302
    assert letter_messages().count() == 2
    assert "请带剪刀" in client.get(url).content.decode()


def test_another_organisation_s_staff_find_no_such_page(course, client, other_organiser):
    client.force_login(other_organiser, backend=BACKEND)
    assert client.get(f"/admin/events/write/{course.pk}/").status_code == 404
