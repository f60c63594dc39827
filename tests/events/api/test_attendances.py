"""A door's own program: each mark once, each refusal by itself, and no other door."""

from uuid import uuid4

import pytest
from django.utils import timezone

from events.models import Attendance
from events.sign_up.registration import sign_up
from tests import factories
from tests.events.api.asking import ask
from tests.events.api.conftest import Scope, issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(programme):
    return factories.make_event(programme, starts_at=timezone.now() + timezone.timedelta(minutes=1))


@pytest.fixture
def guest(today, resident):
    party = sign_up(event=today, people=[resident.person], by=resident, key=uuid4(), at=timezone.now())
    return party.registrations.get()


def send(client, event, marks, token, *, status=200, session=None):
    session = session or event.sessions.get()
    body = {"session_id": session.pk, "marks": marks}
    return ask(client, f"/api/v1/events/{event.pk}/attendances", method="post", body=body, token=token, status=status)


def test_marks_count_once_however_often_they_are_sent(client, today, guest, organisers_token):
    marks = [{"reference": guest.reference, "key": str(uuid4())}, {"reference": "ZZZZZZZZ", "key": str(uuid4())}]
    first = send(client, today, marks, organisers_token).json()["marks"]
    again = send(client, today, marks, organisers_token).json()["marks"]
    assert [one["is_taken"] for one in first] == [one["is_taken"] for one in again] == [True, False]
    assert (first[0]["is_new"], again[0]["is_new"]) == (True, False)
    assert (first[0]["state"], first[1]["reason"]) == ("present", "unknown")
    assert Attendance.objects.arrived().count() == 1


def test_one_events_token_marks_at_no_other_door(client, today, guest, others_token, organisers_token, organisation):
    marks = [{"reference": guest.reference, "key": str(uuid4())}]
    send(client, today, marks, others_token, status=404)
    other = factories.make_event(factories.make_programme(organisation, "二"))
    send(client, today, marks, organisers_token, status=404, session=other.sessions.get())
    assert not Attendance.objects.arrived().exists()


def test_the_doors_own_role_may_mark_and_a_viewer_may_not(client, today, guest, organisation):
    marks = [{"reference": guest.reference, "key": str(uuid4())}]
    for role, status in (("viewer", 404), ("door", 200)):
        user = factories.make_user(role)
        factories.make_member(user, organisation, role)
        answer = send(client, today, marks, issue(user, Scope.CHECKIN_WRITE, organisation=organisation), status=status)
        assert answer.status_code == status


def test_a_door_that_is_not_open_says_so(client, event, organisers_token):
    marks = [{"reference": "ZZZZZZZZ", "key": str(uuid4())}]
    assert send(client, event, marks, organisers_token, status=409).json()["reason"] == "too_early"


@pytest.mark.parametrize(
    "mark",
    [
        {},
        {"reference": "x"},
        {"says": "gone"},
        {"way": "system"},
        {"way": "self"},
        {"marked_at": 5},
        {"marked_at": "2026-11-22T09:30:00"},
        {"marked_at": "tomorrow"},
        {"state": "present"},
    ],
)
def test_a_mark_that_makes_no_sense_is_refused_whole(mark, client, today, guest, organisers_token):
    whole = {"reference": guest.reference, "key": str(uuid4()), **mark} if mark else {}
    send(client, today, [whole], organisers_token, status=422)
    assert not Attendance.objects.arrived().exists()


def test_a_moment_at_the_end_of_the_calendar_is_taken_as_now(client, today, guest, organisers_token):
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        marks = [{"reference": guest.reference, "key": str(uuid4()), "marked_at": moment}]
        assert send(client, today, marks, organisers_token).json()["marks"][0]["is_taken"]
