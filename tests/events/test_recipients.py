"""Whoever signed up hears of it, and whoever comes where that is another account; each account once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from events.messages.announcing import called_off
from events.messages.reminders import remind
from events.models import Call
from events.sign_up.registration import sign_up
from portal.accounts.models import Mandate
from portal.outbox.models import Message
from tests import factories


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def fathers_account(father):
    """The father has a telephone and an account of his own."""
    father.user = factories.make_user("father", "+8613800000055")
    father.save()
    return father.user


@pytest.fixture
def stranger(centre_officer):
    """Somebody without a telephone, received at the window today."""
    person = factories.make_person("钱大爷", contact_phone="0512-62880000")
    today = timezone.localdate()
    Mandate.objects.create(
        person=person, agent=centre_officer, basis="desk", starts_on=today, ends_on=today + timedelta(days=1)
    )
    return person


def join(event, by, people, at, **words):
    return sign_up(event=event, people=people, by=by, key=uuid4(), at=at, **words)


def test_the_attendee_with_an_account_hears_of_their_own_part_alone(event, resident, father, fathers_account, at):
    join(event, resident, [resident.person, father], at)
    mine, his = (Message.objects.get(recipient=user) for user in (resident, fathers_account))
    assert mine.kind == his.kind == "registration.confirmed"
    assert "王小英" in mine.body
    assert "王建国" in mine.body
    assert "王小英" not in his.body
    assert his.path != mine.path
    assert his.deliveries.get().address == fathers_account.phone


def test_ones_own_sign_up_is_told_once(event, resident, at):
    join(event, resident, [resident.person], at)
    assert Message.objects.count() == 1


def test_both_are_reminded_once_and_told_once_that_it_is_off(event, resident, father, fathers_account, at):
    join(event, resident, [resident.person, father], at)
    morning = timezone.localtime(event.starts_at).replace(hour=9) - timedelta(days=1)
    assert remind(morning) == 2
    assert remind(morning) == 0
    called_off(event, "", at=at)
    called_off(event, "", at=at)
    for user in (resident, fathers_account):
        assert Message.objects.filter(recipient=user, kind="reminder").count() == 1
        assert Message.objects.filter(recipient=user, kind="event.called_off").count() == 1


def test_staff_at_the_window_are_told_nothing_and_whoever_stood_there_is_called(event, centre_officer, stranger, at):
    join(event, centre_officer, [stranger], at, at_desk=True)
    assert not Message.objects.exists()
    assert not Call.objects.exists()
    morning = timezone.localtime(event.starts_at).replace(hour=9) - timedelta(days=1)
    assert remind(morning) == 0
    called_off(event, "场地维修", at=at)
    call = Call.objects.get()
    assert not Message.objects.exists()
    assert (call.name, call.numbers, call.reason) == ("钱大爷", ["0512-62880000"], "no_way")
    assert "场地维修" in call.words


def test_an_account_that_is_closed_hears_nothing(event, resident, father, fathers_account, at):
    fathers_account.is_active = False
    fathers_account.save()
    join(event, resident, [father], at)
    assert [message.recipient for message in Message.objects.all()] == [resident]
