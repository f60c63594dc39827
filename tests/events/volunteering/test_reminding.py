"""Reminded the evening before and two hours before, once each."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from events.volunteering import reminding, shifts, taking
from portal.outbox.models import Delivery, Message
from tests import factories
from tests.factories.volunteers import make_shift, make_volunteer


def moment(day, hour, minute=0):
    return timezone.make_aware(datetime.combine(date(2027, 3, day), time(hour, minute)))


@pytest.fixture
def row(organisation, founded):
    volunteer = make_volunteer()
    shift = make_shift(organisation, starts_at=moment(10, 14))
    return taking.take(shift, volunteer, by=volunteer.person.user, at=moment(1, 9))


def kinds():
    return list(Message.objects.filter(kind__startswith="shift.reminder").order_by("pk").values_list("kind", flat=True))


def test_the_evening_before_and_two_hours_before_once_each(row):
    for at in (moment(9, 17, 59), moment(10, 11, 59)):
        assert reminding.remind(at) == 0
    assert [reminding.remind(moment(9, 18)), reminding.remind(moment(9, 22))] == [1, 0]
    assert [reminding.remind(moment(10, 12)), reminding.remind(moment(10, 13))] == [1, 0]
    assert kinds() == ["shift.reminder_tomorrow", "shift.reminder_soon"]


def test_after_the_start_nobody_is_reminded(row):
    assert reminding.remind(moment(10, 14)) == 0


def test_who_has_just_taken_it_knows(organisation, founded):
    volunteer = make_volunteer()
    shift = make_shift(organisation, starts_at=moment(10, 14))
    taking.take(shift, volunteer, by=volunteer.person.user, at=moment(10, 12, 30))
    assert reminding.remind(moment(10, 12, 40)) == 0


def test_what_is_called_off_or_left_reminds_nobody(row):
    taking.step_back(row, by=row.volunteer.person.user, at=moment(9, 9))
    assert reminding.remind(moment(9, 18)) == 0
    shifts.cancel(row.shift, note="", by=factories.SYSTEM, at=moment(9, 10))
    assert reminding.remind(moment(10, 12)) == 0


def test_late_in_the_evening_it_waits_for_the_morning(row, settings):
    settings.QUIET_FROM, settings.QUIET_UNTIL = "22:00", "07:00"
    row.volunteer.person.user.email = "a@example.org"
    row.volunteer.person.user.save()
    reminding.remind(moment(9, 23))
    due = Delivery.objects.get(message__kind="shift.reminder_tomorrow", channel="sms").due_at
    assert due == moment(10, 7)
    assert due - moment(9, 23) == timedelta(hours=8)
