"""One session changes, or one and all that follow; whoever is concerned is told once."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.errors import EventOver, NotAllowed
from events.models import Session
from events.planning.following import Wish, change_session, planned, slot_of
from events.planning.scheduling import Slot, schedule_each
from events.sign_up.registration import sign_up
from organisations.errors import Clash
from portal.outbox.models import Message
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def course(programme, room, resident):
    event = factories.make_event(programme, room=room, sessions=4)
    sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    return event


def moved(session, *, later=timedelta(0), longer=timedelta(0), **fields):
    slot = slot_of(session)
    words = {**vars(slot), "starts_at": slot.starts_at + later, "ends_at": slot.ends_at + later + longer, **fields}
    return Slot(**words)


def change(session, organiser, slot=None, **wish):
    return change_session(session, Wish(slot or slot_of(session), **wish), by=organiser, at=timezone.now())


def starts(event):
    return list(event.sessions.order_by("number").values_list("starts_at", flat=True))


def test_all_that_follow_keep_their_distance_and_people_are_told_once(course, organiser, resident, room):
    before = starts(course)
    day = timedelta(days=1, hours=1)
    change(
        course.sessions.get(number=2),
        organiser,
        moved(course.sessions.get(number=2), later=day),
        reaches_following=True,
    )
    assert starts(course) == [before[0], *(start + day for start in before[1:])]
    message = Message.objects.get(kind="event.changed")
    assert (message.recipient, message.body.count("\n")) == (resident, 2)
    assert sorted(row.starts_at for row in room.diary.commitments.all()) == starts(course)
    assert sorted(row.starts_at for row in resident.person.diary.commitments.all()) == starts(course)


def test_only_this_session_leaves_the_others_where_they_are(course, organiser):
    before = starts(course)
    change(course.sessions.get(number=2), organiser, moved(course.sessions.get(number=2), later=timedelta(hours=1)))
    assert starts(course) == [before[0], before[1] + timedelta(hours=1), *before[2:]]


def test_a_course_may_move_onto_its_own_days(course, organiser):
    first = course.sessions.get(number=1)
    before = starts(course)
    change(first, organiser, moved(first, later=timedelta(weeks=1)), reaches_following=True)
    assert starts(course) == [start + timedelta(weeks=1) for start in before]


def test_every_room_that_is_taken_is_named_and_nothing_is_saved(course, organiser, programme, room):
    before = starts(course)
    for start in before[2:]:
        factories.make_event(programme, room=room, starts_at=start + timedelta(days=1))
    second = course.sessions.get(number=2)
    with pytest.raises(Clash) as refused:
        change(second, organiser, moved(second, later=timedelta(days=1)), reaches_following=True)
    assert len(refused.value.each) == str(refused.value.sentence).count(programme.title) == 2
    assert starts(course) == before
    assert not Message.objects.filter(kind="event.changed").exists()


def test_a_note_shows_on_the_programme_s_page_and_is_told(course, organiser, programme, client):
    change(course.sessions.get(number=2), organiser, note="请带剪刀", note_en="Bring scissors")
    assert "请带剪刀" in Message.objects.get(kind="event.changed").body
    page = f"/organisations/huiyue/{programme.slug}/"
    assert "请带剪刀" in client.get(page).content.decode()
    assert "Bring scissors" in client.get(f"/en{page}").content.decode()


def test_calling_off_all_that_follow_frees_their_rooms(course, organiser, room):
    change(course.sessions.get(number=3), organiser, is_called_off=True, note="老师休假", reaches_following=True)
    assert room.diary.commitments.count() == 2
    assert list(course.sessions.order_by("number").values_list("state", flat=True)) == [
        *["scheduled"] * 2,
        *["cancelled"] * 2,
    ]
    assert Message.objects.get(kind="event.changed").body.count("老师休假") == 2


def test_events_planned_in_one_go_follow_each_other_and_are_told_of_together(programme, room, organiser, resident):
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    slots = [Slot(start + timedelta(weeks=n), start + timedelta(weeks=n, hours=1), room=room) for n in range(3)]
    events = schedule_each(
        programme=programme,
        organisation=programme.get_parent().specific.organisation,
        slots=slots,
        capacity=5,
        by=organiser,
        at=timezone.now(),
    )
    for event in events:
        sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    second = Session.objects.select_related("event__organisation").get(event=events[1])
    change(second, organiser, moved(second, later=timedelta(hours=2)), reaches_following=True)
    assert [event.sessions.get().starts_at - start for event in events] == [
        timedelta(0),
        timedelta(weeks=1, hours=2),
        timedelta(weeks=2, hours=2),
    ]
    assert Message.objects.get(kind="event.changed").body.count("\n") == 1
    second.refresh_from_db()
    change(second, organiser, is_called_off=True, note="停办", reaches_following=True)
    states = [type(event).objects.get(pk=event.pk).state for event in events]
    assert states == ["scheduled", "cancelled", "cancelled"]
    assert Message.objects.filter(kind="event.changed").count() == 2
    assert not Message.objects.filter(kind="event.called_off").exists()


def test_what_follows_may_not_end_before_it_begins(course, organiser):
    first, second = course.sessions.order_by("number")[:2]
    Session.objects.filter(pk=second.pk).update(ends_at=second.starts_at + timedelta(minutes=30))
    with pytest.raises(NotAllowed):
        change(first, organiser, moved(first, longer=-timedelta(minutes=60)), reaches_following=True)


def test_what_is_over_or_called_off_stays(course, organiser, other_organiser):
    first = course.sessions.get(number=1)
    with pytest.raises(EventOver):
        change_session(first, Wish(slot_of(first)), by=organiser, at=first.ends_at)
    with pytest.raises(NotAllowed):
        change(first, other_organiser, moved(first, later=timedelta(hours=1)))
    change(first, organiser, is_called_off=True)
    with pytest.raises(EventOver):
        change(course.sessions.get(number=1), organiser)


def test_a_look_ahead_names_each_session_and_writes_nothing(course, programme, room):
    before = starts(course)
    factories.make_event(programme, room=room, starts_at=before[3] + timedelta(days=1))
    second = course.sessions.get(number=2)
    wish = Wish(moved(second, later=timedelta(days=1)), reaches_following=True)
    rows = planned(second, wish, timezone.now())
    assert [bool(row.clash) for row in rows] == [False, False, True]
    assert starts(course) == before


# In the admin.


def typed(session, **fields):
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    data = {
        "session": session.pk,
        "day": start.date().isoformat(),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "room": session.room_id or "",
        "reach": "this",
    }
    return {**data, **fields}


def test_the_form_shows_what_changes_first_and_saves_then(client, course, organiser):
    client.force_login(organiser, backend=BACKEND)
    session = course.sessions.get(number=2)
    address = reverse("planning:session", args=[course.pk, 2])
    assert client.get(address).status_code == 200
    later = timezone.localtime(session.starts_at).date() + timedelta(days=1)
    body = typed(session, day=later.isoformat(), reach="following")
    shown = client.post(address, {**body, "show_dates": "1"})
    assert len(shown.context["planned"]) == 3
    assert course.sessions.get(number=2).starts_at == session.starts_at
    assert client.post(address, body).status_code == 302
    assert course.sessions.get(number=4).starts_at - session.starts_at == timedelta(weeks=2, days=1)


def test_a_session_of_somebody_else_or_none_is_missing(client, course, other_organiser, organiser):
    client.force_login(other_organiser, backend=BACKEND)
    assert client.get(reverse("planning:session", args=[course.pk, 2])).status_code == 404
    client.force_login(organiser, backend=BACKEND)
    assert client.get(reverse("planning:session", args=[course.pk, 99])).status_code == 404


def test_dates_are_shown_before_anything_is_saved(client, organiser, programme, room):
    client.force_login(organiser, backend=BACKEND)
    day = timezone.localdate() + timedelta(days=1)
    body = {
        "capacity": "20",
        "max_party_size": "5",
        "frequency": "weekly",
        "count": "3",
        "on_holiday": "held",
        "on_make_up_day": "held",
        "sign_up_for": "each",
        "sessions-TOTAL_FORMS": "1",
        "sessions-INITIAL_FORMS": "1",
        "sessions-0-day": day.isoformat(),
        "sessions-0-start": "09:00",
        "sessions-0-end": "10:00",
        "sessions-0-room": room.pk,
    }
    address = reverse("planning:add") + f"?programme={programme.pk}"
    shown = client.post(address, {**body, "show_dates": "1"})
    assert [one.day.held_on for one in shown.context["form"].occasions] == [day + timedelta(weeks=n) for n in range(3)]
    assert not programme.events.exists()
    assert client.post(address, body).status_code == 302
    assert programme.events.count() == 3
    assert client.post(address, {**body, "sign_up_for": "none", "sessions-0-start": "12:00", "sessions-0-end": "13:00"})
    assert programme.events.latest("pk").needs_sign_up is False
