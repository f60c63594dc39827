"""An event changes as a whole or not at all, its room follows, and whoever signed up is told."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from events.errors import EventOver, NotAllowed, TooFewPlaces
from events.models import Event, Session
from events.planning.rescheduling import Plan, call_off_event, change_event
from events.planning.scheduling import Slot
from events.sign_up.registration import sign_up
from organisations.errors import Clash
from portal.outbox.models import Message
from tests import factories


def slot_of(session, **changes):
    known = {name: getattr(session, name) for name in vars(Slot(session.starts_at, session.ends_at))}
    return Slot(**{**known, **changes})


def change(event, by, **arguments):
    return change_event(event, by=by, at=timezone.now(), **arguments)


def move(event, by, hours=2, **changes):
    session = event.sessions.first()
    wanted = slot_of(
        session,
        starts_at=session.starts_at + timedelta(hours=hours),
        ends_at=session.ends_at + timedelta(hours=hours),
        **changes,
    )
    return change(event, by, plan=Plan(moved={session.pk: wanted}))


@pytest.fixture
def signed_up(event, resident):
    return sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())


def test_moving_a_session_moves_the_event_and_its_room(event, organiser, room):
    before = event.starts_at
    event = move(event, organiser)
    assert event.starts_at == before + timedelta(hours=2)
    assert [row.starts_at for row in room.diary.commitments.all()] == [event.starts_at]


def test_moving_a_session_by_less_than_its_length_does_not_clash_with_itself(event, organiser, room):
    session = event.sessions.get()
    later = session.starts_at + timedelta(minutes=15)
    change(event, organiser, plan=Plan(moved={session.pk: slot_of(session, starts_at=later)}))
    assert room.diary.commitments.get().starts_at == later


def test_a_move_into_a_taken_room_is_refused_and_names_what_is_in_the_way(event, programme, organiser, room):
    other = factories.make_event(programme, room=room, starts_at=event.starts_at + timedelta(hours=2))
    with pytest.raises(Clash) as refused:
        move(event, organiser)
    assert programme.title in str(refused.value.sentence)
    assert room.name in str(refused.value.sentence)
    assert event.sessions.get().starts_at == event.starts_at
    assert room.diary.commitments.count() == 2
    assert other.sessions.get().starts_at == other.starts_at


def test_a_draft_that_is_in_the_way_keeps_its_name(event, other_organisation, organiser, room):
    secret = factories.make_programme(other_organisation, "未公开的活动", live=False)
    factories.make_event(secret, room=room, starts_at=event.starts_at + timedelta(hours=2))
    with pytest.raises(Clash) as refused:
        move(event, organiser)
    assert "未公开" not in str(refused.value.sentence)


def test_added_sessions_may_not_clash_with_each_other(event, organiser, room):
    start = event.starts_at + timedelta(days=1)
    slot = Slot(start, start + timedelta(hours=1), room=room)
    with pytest.raises(Clash):
        change(event, organiser, plan=Plan(added=[slot, slot]))
    assert event.sessions.count() == 1


def test_whoever_signed_up_is_told_of_a_move_once_and_their_diary_follows(event, signed_up, resident, organiser):
    event = move(event, organiser)
    message = Message.objects.get(kind="event.changed")
    assert message.recipient == resident
    assert resident.person.diary.commitments.get().starts_at == event.starts_at


def test_a_new_name_or_window_is_not_announced(event, signed_up, organiser):
    session = event.sessions.get()
    change(
        event,
        organiser,
        plan=Plan(moved={session.pk: slot_of(session, title="第一讲")}),
        details={"label": "春季班"},
    )
    assert not Message.objects.filter(kind="event.changed").exists()
    assert Session.objects.get(pk=session.pk).title == "第一讲"


def test_a_called_off_session_frees_its_room_and_is_told(programme, room, organiser, resident):
    event = factories.make_event(programme, room=room, sessions=2)
    sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    first, second = event.sessions.all()
    event = change(event, organiser, plan=Plan(called_off={first.pk: "老师生病"}))
    assert event.starts_at == second.starts_at
    assert room.diary.commitments.count() == 1
    assert "老师生病" in Message.objects.get(kind="event.changed").body
    assert resident.person.diary.commitments.count() == 1


def test_the_last_session_cannot_be_called_off_alone(event, organiser):
    with pytest.raises(NotAllowed):
        change(event, organiser, plan=Plan(called_off={event.sessions.get().pk: ""}))
    assert event.sessions.scheduled().count() == 1


def test_a_session_of_another_event_is_refused(event, programme, organiser):
    other = factories.make_event(programme)
    session = other.sessions.get()
    with pytest.raises(NotAllowed):
        change(event, organiser, plan=Plan(moved={session.pk: slot_of(session, title="x")}))
    with pytest.raises(NotAllowed):
        change(event, organiser, plan=Plan(called_off={session.pk: "x"}))


def test_fewer_places_than_taken_are_refused_and_nothing_else_is_saved(event, signed_up, organiser):
    with pytest.raises(TooFewPlaces):
        change(event, organiser, capacity=0, details={"label": "新名字"})
    event.refresh_from_db()
    assert (event.label, event.pools.get().capacity) == ("", 20)


def test_staff_of_another_organisation_are_refused(event, other_organiser):
    with pytest.raises(NotAllowed):
        move(event, other_organiser)
    with pytest.raises(NotAllowed):
        call_off_event(event, note="", by=other_organiser, at=timezone.now())


def test_a_room_of_a_strange_centre_is_asked_for_before_anybody_is_signed_up_and_refused_after(
    event, organiser, areas, resident
):
    elsewhere = factories.make_organisation("elsewhere", "别的联络所", kind="centre", area=areas["committee"])
    theirs = factories.make_room(elsewhere)
    sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    with pytest.raises(NotAllowed):
        move(event, organiser, room=theirs)
    assert Event.objects.get(pk=event.pk).awaits_room is False


def test_calling_off_frees_rooms_and_diaries_tells_everybody_and_keeps_the_sign_ups(
    event, signed_up, resident, organiser, room
):
    for _twice in range(2):
        called_off = call_off_event(event, note="场地维修", by=organiser, at=timezone.now())
    assert called_off.state == "cancelled"
    assert room.diary.commitments.count() == resident.person.diary.commitments.count() == 0
    assert Message.objects.get(kind="event.called_off").body == "场地维修"
    assert signed_up.registrations.get().state == "confirmed"
    with pytest.raises(EventOver):
        move(event, organiser)


def test_what_is_over_cannot_be_called_off(event, organiser):
    with pytest.raises(EventOver):
        call_off_event(event, note="", by=organiser, at=event.ends_at)
