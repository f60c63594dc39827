"""A volunteer whom no message reaches is called: not told in silence, and not left out."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.errors import NotAllowed
from events.messages.call_list import answer, lapse_due, take_up_failed
from events.models import Assignment, Call
from events.volunteering import inviting, shifts, taking
from portal.outbox.models import Delivery, Message
from portal.outbox.states import DeliveryState
from tests import factories
from tests.factories.volunteers import make_shift, make_volunteer, make_welcome

BACKEND = "django.contrib.auth.backends.ModelBackend"
NOW = timezone.now


@pytest.fixture
def at():
    return NOW()


@pytest.fixture
def shift(organisation):
    return make_shift(organisation, wished=3)


@pytest.fixture
def by_phone(organisation):
    """A volunteer without an account, with a landline."""
    volunteer = make_volunteer(
        factories.make_person("钱大爷", birth_date=date(1955, 5, 1), contact_phone="0512-62880000")
    )
    make_welcome(volunteer, organisation)
    return volunteer


@pytest.fixture
def staff(client, organiser):
    client.force_login(organiser, backend=BACKEND)
    return client


def test_whoever_is_entered_is_called_and_whoever_took_it_themselves_is_not(shift, by_phone, organiser, at):
    own = make_volunteer()
    taking.take(shift, own, by=own.person.user, at=at)
    row = taking.place(shift, by_phone, by=organiser, at=at)
    call = Call.objects.get()
    assert (call.assignment, call.fact, call.reason, call.name) == (row, "shift_placed", "no_way", "钱大爷")
    assert call.numbers == ["0512-62880000"]
    assert (call.due_at, call.organisation) == (shift.starts_at, shift.organisation)
    assert "钱大爷" in call.words


def test_the_later_word_takes_the_place_of_the_earlier_and_both_lapse(shift, by_phone, organiser, at):
    row = taking.place(shift, by_phone, by=organiser, at=at)
    shifts.move(
        shift, starts_at=shift.starts_at + timedelta(hours=1), ends_at=shift.ends_at + timedelta(hours=1),
        by=organiser, at=at,
    )  # fmt: skip
    assert {one.fact for one in Call.objects.untold()} == {"shift_placed", "shift_moved"}
    taking.let_go(row, reason="人数已够", by=organiser, at=at)
    assert [one.fact for one in Call.objects.untold()] == ["shift_released"]
    assert lapse_due(at) == 0
    shift.refresh_from_db()
    assert lapse_due(shift.ends_at) == 1


def test_a_call_lapses_with_the_shift_that_is_left_or_the_invitation_that_is_answered(
    shift, by_phone, organiser, other_organiser, at
):
    row = inviting.invite(shift, [by_phone], answer_by=None, by=organiser, at=at)[0]
    call = Call.objects.get()
    with pytest.raises(NotAllowed):
        answer(call, answer="comes", by=other_organiser, at=at)
    assert lapse_due(at) == 0
    Assignment.objects.filter(pk=row.pk).update(state="declined")
    assert lapse_due(at) == 1


def test_asking_all_says_who_has_to_be_called_and_the_call_leads_on(shift, by_phone, organisation, staff):
    other = make_volunteer()
    make_welcome(other, organisation)
    shown = staff.get(reverse("rosters:show", args=[shift.pk])).content.decode()
    assert "邀请列出的全部 2 人" in shown
    answered = staff.post(
        reverse("rosters:invite", args=[shift.pk]), {"shown": f"{by_phone.pk},{other.pk}"}, follow=True
    )
    assert shift.assignments.filter(state="invited").count() == 2
    assert "其中 1 人收不到消息" in answered.content.decode()
    call = Call.objects.get()
    assert "钱大爷" in staff.get(reverse("calls:index")).content.decode()
    told = staff.post(reverse("calls:answer", args=[call.pk]), {"answer": "comes"})
    assert told.url == reverse("rosters:assigned", args=[call.assignment_id])
    staff.post(reverse("rosters:put", args=[shift.pk]), {"put": by_phone.pk})
    assert shift.assignments.get(volunteer=by_phone).state == "confirmed"


def test_an_sms_goes_out_and_one_that_did_not_arrive_is_called_for(shift, organiser, at):
    volunteer = make_volunteer()
    taking.place(shift, volunteer, by=organiser, at=at)
    message = Message.objects.get(recipient=volunteer.person.user, kind="shift.placed")
    assert message.deliveries.get(channel="sms").template == "shift_in"
    assert not Call.objects.exists()
    Delivery.objects.filter(message=message).update(state=DeliveryState.FAILED)
    assert take_up_failed(at) == 1
    assert take_up_failed(at) == 0
    assert (Call.objects.get().reason, Call.objects.get().name) == ("failed", volunteer.person.name)
