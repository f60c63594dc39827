"""Staff change several sessions at once: they see what happens to each first; all or none; people are told once."""

import uuid
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.errors import EventOver
from events.models import Registration, Session
from events.planning.many_sessions import CallOff, Move, Note, change_sessions
from events.sign_up.registration import sign_up
from organisations.bookings import book
from organisations.errors import Clash
from organisations.room_clashes import RoomSlot
from portal.outbox.models import Message
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def room(centre):
    return factories.make_room(centre)


@pytest.fixture
def course(organisation, room):
    """A class of four weekly sessions in the hall."""
    return factories.make_event(factories.make_programme(organisation), sessions=4, room=room)


@pytest.fixture
def rows(course):
    return list(course.sessions.select_related("event__organisation", "event__programme", "room__facility"))


@pytest.fixture
def staff(client, organiser):
    client.force_login(organiser, backend=BACKEND)
    return client


def acting(user):
    return {"by": user, "at": timezone.now()}


def test_all_move_together_and_keep_their_length(rows, organiser):
    change_sessions(rows[1:3], Move(days=1, starts=time(9)), **acting(organiser))
    for row in rows[1:3]:
        now = Session.objects.get(pk=row.pk)
        local = timezone.localtime(now.starts_at)
        assert local.date() == timezone.localtime(row.starts_at).date() + timedelta(days=1)
        assert (local.time(), now.ends_at - now.starts_at) == (time(9), timedelta(minutes=90))
    assert Session.objects.get(pk=rows[0].pk).starts_at == rows[0].starts_at


def test_one_that_does_not_fit_keeps_all_where_they_are(rows, organiser, centre, centre_officer, room):
    taken = RoomSlot(rows[2].starts_at + timedelta(days=1), rows[2].ends_at + timedelta(days=1), room)
    book(organisation=centre, slots=[taken], purpose="合唱", **acting(centre_officer))
    with pytest.raises(Clash):
        change_sessions(rows[1:3], Move(days=1), **acting(organiser))
    assert list(Session.objects.order_by("pk").values_list("starts_at", flat=True)) == [row.starts_at for row in rows]


def test_people_are_told_once_for_all_that_was_called_off(rows, course, organiser, resident):
    sign_up(event=course, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    before = list(Message.objects.values_list("pk", flat=True))
    change_sessions(rows[:3], CallOff("台风停课"), **acting(organiser))
    assert Session.objects.filter(state="cancelled", note="台风停课").count() == 3
    assert Message.objects.filter(recipient=resident).exclude(pk__in=before).count() == 1
    course.refresh_from_db()
    assert course.state == "scheduled"


def test_an_event_of_which_nothing_is_left_is_called_off(rows, course, organiser):
    change_sessions(rows, CallOff("台风停课"), **acting(organiser))
    course.refresh_from_db()
    assert course.state == "cancelled"


def test_what_is_over_is_refused_by_name(rows, organiser):
    with pytest.raises(EventOver):
        change_sessions(rows, Note("请带水杯"), by=organiser, at=rows[0].ends_at)
    assert not Session.objects.exclude(note="").exists()


def test_the_preview_says_what_becomes_of_each_and_saves_nothing(staff, rows, centre, centre_officer, room):
    taken = RoomSlot(rows[1].starts_at + timedelta(days=1), rows[1].ends_at + timedelta(days=1), room)
    book(organisation=centre, slots=[taken], purpose="合唱", **acting(centre_officer))
    body = {"session": [row.pk for row in rows[:2]], "act": "move", "days": "1", "show": "1"}
    page = staff.post(reverse("sessions:on_many"), body)
    planned = page.context["planned"]
    assert [bool(one.clash) for one in planned] == [False, True]
    assert 'name="confirmed"' not in page.content.decode()
    assert Session.objects.get(pk=rows[0].pk).starts_at == rows[0].starts_at
    page = staff.post(reverse("sessions:on_many"), {**body, "session": [rows[0].pk]})
    assert 'name="confirmed"' in page.content.decode()
    done = staff.post(reverse("sessions:on_many"), {**body, "session": [rows[0].pk], "confirmed": "1"})
    assert done.status_code == 302
    assert Session.objects.get(pk=rows[0].pk).starts_at == rows[0].starts_at + timedelta(days=1)


def test_a_note_is_put_on_the_chosen_ones_alone(staff, rows):
    body = {"session": [rows[0].pk, rows[2].pk], "act": "note", "note": "请带水杯", "confirmed": "1"}
    assert staff.post(reverse("sessions:on_many"), body).status_code == 302
    assert list(Session.objects.order_by("pk").values_list("note", flat=True)) == ["请带水杯", "", "请带水杯", ""]


def test_foreign_sessions_in_the_form_are_missing(staff, rows, other_organisation):
    foreign = factories.make_event(factories.make_programme(other_organisation)).sessions.get()
    body = {"session": [rows[0].pk, foreign.pk], "act": "call_off", "note": "停", "confirmed": "1"}
    assert staff.post(reverse("sessions:on_many"), body).status_code == 404
    assert not Session.objects.filter(state="cancelled").exists()


def test_whoever_may_only_look_has_no_boxes_and_no_acts(client, course, organisation, rows):
    viewer = factories.make_user("viewer")
    factories.make_member(viewer, organisation, "viewer")
    client.force_login(viewer, backend=BACKEND)
    page = client.get(reverse("sessions:index")).content.decode()
    assert course.programme.title in page
    assert 'name="session"' not in page
    assert 'name="act"' not in page
    body = {"session": [rows[0].pk], "act": "call_off", "note": "停", "confirmed": "1"}
    assert client.post(reverse("sessions:on_many"), body).status_code == 404


def test_the_list_costs_the_same_for_few_and_for_many(staff, course, organisation):
    def queries():
        staff.get(reverse("sessions:index"))
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(reverse("sessions:index")).status_code == 200
        return len(captured)

    few = queries()
    for number in range(3):
        factories.make_event(factories.make_programme(organisation, slug=f"more{number}"), sessions=5)
    assert queries() <= few
    assert Registration.objects.count() == 0
