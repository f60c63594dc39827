"""A standing duty's shifts come four weeks ahead, without holidays and closures, once, and end with notice."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from events.errors import NotAllowed, ShiftRefused
from events.volunteering import duties, shifts, taking
from organisations.closures import close
from portal.outbox.models import Message
from portal.timetable.models import Holiday
from tests import factories
from tests.factories.volunteers import make_role, make_volunteer


@pytest.fixture(autouse=True)
def no_holidays(founded):
    """Whatever day the tests run on, only the holidays that they enter are there."""
    Holiday.objects.all().delete()


def make(organisation, by, **facts):
    own = {
        "name": "图书角值班",
        "role": make_role("图书角值班"),
        "weekdays": list(range(7)),
        "starts": time(9),
        "minutes": 120,
        "minimum": 1,
        "wished": 2,
        "starts_on": timezone.localdate() + timedelta(days=1),
    }
    return duties.make_duty(organisation, facts=own | facts, by=by, at=timezone.now())


def days_of(duty):
    return [timezone.localdate(one.starts_at) for one in duty.shifts.order_by("starts_at")]


def test_shifts_are_made_four_weeks_ahead_and_only_once(organisation, organiser):
    duty = make(organisation, organiser)
    today = timezone.localdate()
    assert days_of(duty) == [today + timedelta(days=number) for number in range(1, 29)]
    assert duties.make_ahead(timezone.now()) == 0
    assert duties.make_ahead(timezone.now() + timedelta(days=2)) == 2


def test_what_was_called_off_or_moved_does_not_come_back(organisation, organiser):
    duty = make(organisation, organiser)
    first, second = duty.shifts.order_by("starts_at")[:2]
    shifts.cancel(first, by=organiser, at=timezone.now())
    later = second.starts_at + timedelta(hours=5)
    shifts.move(second, starts_at=later, ends_at=later + second.length, by=organiser, at=timezone.now())
    duties.make_ahead(timezone.now() + timedelta(days=1))
    assert duty.shifts.count() == 29
    assert len(set(days_of(duty))) == 29


def test_public_holidays_and_closures_of_the_centre_are_skipped(organisation, centre, centre_officer, organiser):
    today = timezone.localdate()
    holiday, shut = today + timedelta(days=4), today + timedelta(days=6)
    Holiday.objects.update_or_create(on=holiday, defaults={"name": "节日", "kind": Holiday.Kind.HOLIDAY})
    begins = timezone.make_aware(datetime.combine(shut, time(0)))
    details = {"centre": centre, "starts_at": begins, "ends_at": begins + timedelta(days=1), "reason": "检修"}
    close(details=details, by=centre_officer, at=timezone.now())
    days = days_of(make(organisation, organiser))
    assert holiday not in days
    assert shut not in days
    assert shut + timedelta(days=1) in days


def test_ending_a_duty_calls_its_later_shifts_off_and_tells_who_is_in_them(organisation, organiser):
    duty = make(organisation, organiser)
    early, *_between, late = duty.shifts.order_by("starts_at")
    volunteer = make_volunteer()
    for shift in (early, late):
        taking.take(shift, volunteer, by=volunteer.person.user, at=timezone.now())
    last = timezone.localdate() + timedelta(days=7)
    duties.end_duty(duty, last_day=last, note="图书角搬家了", by=organiser, at=timezone.now())
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == ("open", "cancelled")
    told = Message.objects.filter(recipient=volunteer.person.user, kind="shift.cancelled")
    assert [one.body for one in told] == ["图书角搬家了"]
    assert duties.make_ahead(timezone.now() + timedelta(days=3)) == 0


def test_numbers_and_meeting_point_reach_the_shifts_to_come(organisation, organiser):
    duty = make(organisation, organiser)
    duties.change_duty(duty, facts={"wished": 4, "meeting_point": "新服务台"}, by=organiser, at=timezone.now())
    assert {(one.pool.capacity, one.meeting_point) for one in duty.shifts.select_related("pool")} == {(4, "新服务台")}


def test_nonsense_and_strangers_are_refused(organisation, other_organisation, other_organiser, organiser):
    for facts, field in (
        ({"weekdays": []}, "weekdays"),
        ({"minimum": 3}, "minimum"),
        ({"role": make_role(organisation=other_organisation)}, "role"),
        ({"ends_on": timezone.localdate()}, "ends_on"),
    ):
        with pytest.raises(ShiftRefused) as refused:
            make(organisation, organiser, **facts)
        assert refused.value.field == field
    duty = make(organisation, organiser)
    with pytest.raises(NotAllowed):
        duties.end_duty(duty, last_day=timezone.localdate(), by=other_organiser, at=timezone.now())


def test_a_centre_s_own_closures_concern_its_own_duties(centre):
    assert duties.centre_of(centre) == centre
    assert duties.centre_of(factories.make_organisation("x", "外组织", kind="social", area=centre.area)) is None
