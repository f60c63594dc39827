"""Organisers plan dates in the admin; what cannot be is said at the field, and nothing typed is lost."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Session
from events.sign_up.registration import sign_up
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser, backend=BACKEND)
    return client


def address(programme):
    return reverse("planning:add") + f"?programme={programme.pk}"


def filled(day, room=None, rows=1, **fields):
    """What the browser sends for a new event at nine o'clock."""
    data = {
        "capacity": "20",
        "has_waiting_list": "on",
        "max_party_size": "5",
        "label": "",
        "sessions-TOTAL_FORMS": str(rows),
        "sessions-INITIAL_FORMS": "1",
        "sessions-0-day": day.isoformat(),
        "sessions-0-start": "09:00",
        "sessions-0-end": "10:30",
        "sessions-0-room": str(room.pk) if room else "",
        "sessions-0-place": "" if room else "活动室",
    }
    return {**data, **fields}


def weekly(count, **fields):
    """Every week, whatever the calendar says."""
    return {"frequency": "weekly", "count": str(count), "on_holiday": "held", "on_make_up_day": "held", **fields}


def tomorrow(days=1):
    return timezone.localdate() + timedelta(days=days)


def test_a_weekly_class_is_planned_in_one_go(desk, programme, room):
    response = desk.post(address(programme), filled(tomorrow(), room, **weekly(10)))
    assert response.status_code == 302, response.context["form"].errors
    event = Event.objects.get()
    days = [timezone.localtime(session.starts_at).date() for session in event.sessions.all()]
    assert days == [tomorrow(1 + 7 * week) for week in range(10)]
    assert (event.organisation.page, event.pools.get().capacity) == (programme.get_parent().specific, 20)


def test_a_room_that_is_taken_is_said_at_the_room_and_nothing_typed_is_lost(desk, programme, room, event):
    day = timezone.localtime(event.starts_at).date()
    start = f"{timezone.localtime(event.starts_at):%H:%M}"
    end = f"{timezone.localtime(event.ends_at):%H:%M}"
    data = filled(day, room, label="春季班", **{"sessions-0-start": start, "sessions-0-end": end})
    response = desk.post(address(programme), data)
    row = response.context["form"].sessions.forms[0]
    assert programme.title in row.errors["room"][0]
    assert "春季班" in response.content.decode()
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"sessions-0-end": "09:00"}, "end"),
        ({"sessions-0-day": "31.2."}, "day"),
        ({"sessions-0-place": ""}, "room"),
        ({"capacity": "-1"}, "capacity"),
        ({"capacity": "99999999999"}, "capacity"),
        ({"frequency": "weekly", "count": "1000"}, "count"),
        ({"frequency": "weekly"}, "until"),
        ({"frequency": "weekly", "until": "2000-01-01"}, "until"),
        ({"frequency": "weekdays", "count": "3"}, "weekdays"),
        ({"frequency": "every full moon", "count": "3"}, "frequency"),
        ({"frequency": "weekly", "count": "3", "every": "0"}, "every"),
        ({"opens_at": "2030-01-02 10:00", "closes_at": "2030-01-01 10:00"}, "closes_at"),
        ({"label": "长" * 61}, "label"),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field(changes, where, desk, programme):
    response = desk.post(address(programme), filled(tomorrow(), **changes))
    form = response.context["form"]
    assert response.status_code == 200
    assert where in form.errors or where in form.sessions.forms[0].errors or where in form.repeat.errors
    assert not Event.objects.exists()


def test_state_organisation_taken_and_code_in_the_body_are_ignored(desk, programme, other_organisation):
    data = filled(
        tomorrow(), state="cancelled", organisation=other_organisation.pk, taken="7", code="x", starts_at="2000-01-01"
    )
    desk.post(address(programme), data)
    event = Event.objects.get()
    assert (event.state, event.organisation.page_id) == ("scheduled", programme.get_parent().pk)
    assert (event.pools.get().taken, event.code == "x") == (0, False)


def test_a_room_of_another_centre_is_asked_for_and_that_of_a_suspended_one_cannot_be_posted(desk, programme, areas):
    elsewhere = factories.make_organisation("elsewhere", "别的联络所", kind="centre", area=areas["committee"])
    theirs = factories.make_room(elsewhere)
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(state="suspended")
    response = desk.post(address(programme), filled(tomorrow(), theirs))
    assert "room" in response.context["form"].sessions.forms[0].errors
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(state="active")
    assert desk.post(address(programme), filled(tomorrow(), theirs)).status_code == 302
    assert Event.objects.get().awaits_room


def test_one_button_takes_what_is_free_instead_of_a_room_that_is_taken(desk, programme, room):
    assert desk.post(address(programme), filled(tomorrow(), room)).status_code == 302
    refused = desk.post(address(programme), filled(tomorrow(), room))
    choice = refused.context["form"].sessions.forms[0].choices[0]
    taken = {**filled(tomorrow(), room), "take": f"0/{choice['value']}"}
    assert desk.post(address(programme), taken).status_code == 302
    assert Event.objects.latest("pk").starts_at == choice["slot"].starts_at


def edited(event, **fields):
    session = event.sessions.get()
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    data = filled(start.date(), session.room, rows=2)
    return {
        **data,
        "sessions-INITIAL_FORMS": "2",
        "sessions-0-session": session.pk,
        "sessions-0-start": f"{start:%H:%M}",
        "sessions-0-end": f"{end:%H:%M}",
        "needs_sign_up": "on",
        **fields,
    }


def test_saving_without_a_change_changes_nothing(desk, event):
    before = Session.objects.values().get()
    response = desk.post(reverse("planning:edit", args=[event.pk]), edited(event))
    assert response.status_code == 302, response.context["form"].sessions.errors
    assert Session.objects.values().get() == before
    assert event.pools.get().capacity == 20


def test_a_session_of_another_event_cannot_be_smuggled_in(desk, event, programme):
    other = factories.make_event(programme)
    response = desk.post(
        reverse("planning:edit", args=[event.pk]), edited(event, **{"sessions-0-session": other.sessions.get().pk})
    )
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


def test_fewer_places_than_taken_is_said_at_the_places(desk, event, resident):
    event.pools.update(taken=5)
    response = desk.post(reverse("planning:edit", args=[event.pk]), edited(event, capacity="4"))
    assert "5" in response.context["form"].errors["capacity"][0]
    assert event.pools.get().capacity == 20


def test_an_event_is_called_off_with_a_reason(desk, event):
    call_off = reverse("planning:call_off", args=[event.pk])
    assert desk.post(call_off, {"note": ""}).status_code == 200
    assert desk.post(call_off, {"note": "场地维修"}).status_code == 302
    event.refresh_from_db()
    assert (event.state, event.state_note) == ("cancelled", "场地维修")


def test_publishing_the_words_never_touches_the_dates(client, centre_officer, programme, event):
    client.force_login(centre_officer, backend=BACKEND)
    before = (Event.objects.values().get(), Session.objects.values().get())
    programme.save_revision().publish()
    assert (Event.objects.values().get(), Session.objects.values().get()) == before


def test_a_programme_with_people_signed_up_is_not_taken_down(desk, programme, event, resident):
    sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    desk.post(reverse("wagtailadmin_pages:unpublish", args=[programme.pk]))
    programme.refresh_from_db()
    assert programme.live


def test_a_programme_with_dates_is_not_deleted(desk, programme, event):
    programme.unpublish()
    assert desk.post(reverse("wagtailadmin_pages:delete", args=[programme.pk])).status_code == 302
    assert type(programme).objects.filter(pk=programme.pk).exists()


def test_a_list_names_its_events_and_its_columns_in_the_reader_s_language(client, organiser, programme):
    type(programme).objects.filter(pk=programme.pk).update(title_en="Living with high blood pressure")
    event = factories.make_event(programme, label="周二班", label_en="Tuesdays")
    organiser.language = "en"
    organiser.save()
    client.force_login(organiser, backend=BACKEND)
    page = client.get(reverse("planning:index")).content.decode()
    assert "Living with high blood pressure Tuesdays" in page
    heads = [re.sub(r"<[^>]*>", "", head).strip() for head in re.findall(r"(?s)<th\b.*?</th>", page)]
    assert "Organisation" in heads
    assert all(head[:1] == head[:1].upper() for head in heads)
    assert (
        "Living with high blood pressure Tuesdays"
        in client.get(reverse("planning:edit", args=[event.pk])).content.decode()
    )


def test_what_is_to_come_is_listed_first_and_the_next_on_top(desk, programme):
    at = timezone.now()
    later, over, soon, long_over = (
        factories.make_event(programme, starts_at=at + timedelta(days=days)) for days in (9, -2, 3, -30)
    )
    listed = desk.get(reverse("planning:index")).context["object_list"]
    assert [event.pk for event in listed] == [event.pk for event in (soon, later, over, long_over)]
