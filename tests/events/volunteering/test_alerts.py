"""A shift short of people is told at the chosen lead times, once each, to who is in charge."""

from datetime import timedelta

from django.utils import timezone

from events.models import VolunteerRule
from events.volunteering import alerts, taking
from portal.outbox.models import Message
from tests import factories
from tests.factories.volunteers import make_role, make_shift, make_volunteer


def told(user):
    return list(Message.objects.filter(recipient=user, kind="shift.short").order_by("pk"))


def at_hours_before(shift, hours):
    return shift.starts_at - timedelta(hours=hours) + timedelta(minutes=1)


def test_the_person_in_charge_is_told_at_each_lead_time_once(organisation, organiser):
    in_charge = factories.make_user("in-charge")
    shift = make_shift(organisation, minimum=2, wished=2, supervisor=in_charge, starts_at=timezone.now() + timedelta(9))
    assert alerts.alert_due(at_hours_before(shift, 80)) == 0
    for hours, count in ((72, 1), (60, 1), (24, 2), (5, 2)):
        alerts.alert_due(at_hours_before(shift, hours))
        assert len(told(in_charge)) == count
    assert "缺 2 人" in told(in_charge)[0].body
    assert told(organiser) == []


def test_without_one_the_coordinators_are_told_and_several_shifts_make_one_message(organisation, organiser):
    start = timezone.now() + timedelta(days=9)
    first = make_shift(organisation, starts_at=start)
    make_shift(organisation, make_role("摄影"), starts_at=start + timedelta(minutes=5))
    assert alerts.alert_due(at_hours_before(first, 70)) == 2
    (message,) = told(organiser)
    assert message.subject == "2 个班次缺人"
    assert "摄影" in message.body


def test_the_organisation_chooses_when(organisation, organiser):
    VolunteerRule.objects.create(organisation=organisation, alert_hours=[6])
    shift = make_shift(organisation, starts_at=timezone.now() + timedelta(days=9))
    alerts.alert_due(at_hours_before(shift, 24))
    assert told(organiser) == []
    alerts.alert_due(at_hours_before(shift, 6))
    assert len(told(organiser)) == 1


def test_what_has_people_enough_or_is_no_longer_open_is_not_told(organisation, organiser):
    volunteer, start = make_volunteer(), timezone.now() + timedelta(days=9)
    filled = make_shift(organisation, starts_at=start)
    taking.take(filled, volunteer, by=volunteer.person.user, at=timezone.now())
    make_shift(organisation, make_role("草稿"), starts_at=start, is_open=False)
    assert alerts.alert_due(at_hours_before(filled, 10)) == 0
    assert alerts.short_soon(start - timedelta(days=1), [organisation]).count() == 0
    assert told(organiser) == []
