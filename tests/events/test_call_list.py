"""Whoever cannot be messaged stands on the call list, once, until staff have ticked it or its reason is gone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from events.errors import CallOver, NotAllowed
from events.messages.announcing import called_off
from events.messages.call_list import answer, lapse_due, take_up_failed
from events.models import Call
from events.planning.rescheduling import call_off_event
from events.seating.waiting_list import change_capacity
from events.sign_up.registration import cancel_party, sign_up
from portal.audit.models import Entry
from portal.outbox.models import Delivery, Message
from portal.outbox.states import DeliveryState
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def helper(centre):
    """An account of the family that has no telephone: staff accounts have none."""
    return factories.make_user("helper")


@pytest.fixture
def queue(programme, room, resident, helper, at):
    """One place, taken; behind it waits somebody whom no message reaches."""
    event = factories.make_event(programme, room=room, capacity=1)
    sign_up(event=event, people=[resident.person], by=resident, key=uuid4(), at=at)
    person = factories.make_person("钱大爷", agent=helper, contact_phone="0512-62880000")
    party = sign_up(event=event, people=[person], by=helper, key=uuid4(), at=at)
    assert not Call.objects.exists()
    change_capacity(event, 2, by="test", at=at)
    party.refresh_from_db()
    return party


@pytest.fixture
def call(queue):
    return Call.objects.get()


def failed(resident, event, at, state=DeliveryState.FAILED):
    called_off(event, "", at=at)
    message = Message.objects.get(recipient=resident, kind="event.called_off")
    message.deliveries.update(state=state)
    return message


def test_moved_up_without_a_way_to_be_told_is_to_be_called(call, queue):
    assert (call.fact, call.reason, call.state, call.name) == ("moved_up", "no_way", "open", "钱大爷")
    assert call.numbers == ["0512-62880000"]
    assert call.due_at == queue.event.starts_at
    assert "钱大爷" in call.words


def test_reached_ticks_it_and_is_audited_without_names(call, organiser, at):
    done = answer(call, answer="comes", note="很高兴", by=organiser, at=at)
    assert (done.state, done.tries, done.called_by) == ("done", 1, organiser)
    assert answer(call, answer="comes", by=organiser, at=at).tries == 1
    entry = Entry.objects.get(act="call.answered")
    assert entry.facts == {"answer": "comes", "tries": 1}
    with pytest.raises(CallOver):
        answer(call, answer="no_answer", by=organiser, at=at)


@pytest.mark.parametrize("what", ["no_answer", "wrong_number"])
def test_whoever_was_not_reached_stays_untold(call, organiser, at, what):
    answer(call, answer=what, by=organiser, at=at)
    again = answer(call, answer=what, by=organiser, at=at)
    assert (again.state, again.tries, again.answer) == ("open", 2, what)
    assert list(Call.objects.untold()) == [call]


def test_a_stranger_ticks_nothing(call, other_organiser, resident, at):
    for user in (other_organiser, resident):
        with pytest.raises(NotAllowed):
            answer(call, answer="comes", by=user, at=at)


def test_a_call_lapses_when_the_sign_up_is_cancelled(call, queue, helper, at):
    assert lapse_due(at) == 0
    cancel_party(party=queue, by=helper, at=at)
    assert lapse_due(at) == 1
    assert lapse_due(at) == 0
    call.refresh_from_db()
    assert call.state == "lapsed"


def test_a_call_lapses_when_the_event_is_over(call, queue):
    assert lapse_due(queue.event.ends_at) == 1


def test_a_later_fact_takes_the_place_of_an_earlier_one(call, queue, organiser, at):
    call_off_event(queue.event, note="场地维修", by=organiser, at=at)
    assert [one.fact for one in Call.objects.untold()] == ["event_called_off"]
    lapse_due(at)
    assert Call.objects.untold().count() == 1


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.UNCLEAR])
def test_an_important_sms_that_did_not_arrive_is_called_for_once(event, resident, at, state):
    sign_up(event=event, people=[resident.person], by=resident, key=uuid4(), at=at)
    failed(resident, event, at, state)
    assert take_up_failed(at) == 1
    assert take_up_failed(at) == 0
    call = Call.objects.get()
    assert (call.reason, call.fact, call.name) == (str(state), "event_called_off", "王小英")
    assert call.numbers[0] == resident.phone


def test_what_arrived_by_another_way_or_was_read_needs_no_call(event, resident, at):
    sign_up(event=event, people=[resident.person], by=resident, key=uuid4(), at=at)
    message = failed(resident, event, at)
    Delivery.objects.create(message=message, channel="email", address="a@b.c", due_at=at, state=DeliveryState.SENT)
    assert take_up_failed(at) == 0
    Delivery.objects.filter(channel="email").update(state=DeliveryState.FAILED)
    Message.objects.filter(pk=message.pk).update(read_at=at)
    assert take_up_failed(at) == 0


def test_a_call_lapses_when_the_message_is_read_after_all(event, resident, at):
    sign_up(event=event, people=[resident.person], by=resident, key=uuid4(), at=at)
    message = failed(resident, event, at)
    take_up_failed(at)
    assert lapse_due(at) == 0
    Message.objects.filter(pk=message.pk).update(read_at=at)
    assert lapse_due(at) == 1


def test_what_is_not_worth_a_call_is_not_called_for(event, resident, at):
    sign_up(event=event, people=[resident.person], by=resident, key=uuid4(), at=at)
    Delivery.objects.update(state=DeliveryState.FAILED)
    assert take_up_failed(at) == 0


def test_staff_see_it_first_print_it_and_tick_it(call, client, organiser):
    client.force_login(organiser, backend=BACKEND)
    for address in ("/admin/", "/admin/calls/?state=open", "/admin/calls/print/", f"/admin/calls/answer/{call.pk}/"):
        assert "钱大爷" in client.get(address).content.decode(), address
    assert client.post(f"/admin/calls/answer/{call.pk}/", {}).status_code == 422
    response = client.post(f"/admin/calls/answer/{call.pk}/", {"answer": "stays_away", "note": ""})
    assert response["Location"] == f"/admin/sign_ups/cancel/{call.registration_id}/"
    assert "钱大爷" not in client.get("/admin/calls/print/").content.decode()


def test_another_organisation_s_staff_see_none(call, client, other_organiser):
    client.force_login(other_organiser, backend=BACKEND)
    assert "钱大爷" not in client.get("/admin/calls/").content.decode()
    assert client.get(f"/admin/calls/answer/{call.pk}/").status_code == 404


def test_the_list_asks_as_often_for_many_as_for_one(call, client, organiser, at, django_assert_max_num_queries):
    client.force_login(organiser, backend=BACKEND)
    client.get("/admin/calls/print/")
    with django_assert_max_num_queries(40) as few:
        client.get("/admin/calls/print/")
    for number in range(5):
        Call.objects.create(
            **{
                name: getattr(call, name)
                for name in ("organisation", "event", "registration", "fact", "reason", "subject", "words", "due_at")
            },
            key=f"more:{number}",
            created_at=at + timedelta(seconds=number),
        )
    with django_assert_max_num_queries(len(few)):
        client.get("/admin/calls/print/")
