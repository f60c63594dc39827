"""Who was in a shift and did not come: told, heard, excused; who missed several waits for the coordinator."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.errors import Full, NotAllowed
from events.models import Assignment, NoShow, NoShowRule, VolunteerRule
from events.readouts.no_shows import own_absences
from events.sign_up import no_shows
from events.volunteering import absences, doing, taking
from portal.outbox.models import Message
from tests import factories
from tests.factories.service import make_assignment
from tests.factories.volunteers import make_shift, make_volunteer

DAY = timedelta(days=1)


@pytest.fixture
def volunteer(founded):
    return make_volunteer()


@pytest.fixture
def coordinator(organisation):
    user = factories.make_user("coordinator", "+8613700000001")
    factories.make_member(user, organisation, "organiser")
    return user


def missed(organisation, volunteer, coordinator, days):
    """Return a shift so many days from now that the volunteer missed, noted two days later."""
    row = make_assignment(organisation, volunteer, starts_at=timezone.now() + timedelta(days=days))
    doing.mark(row, "absent", by=coordinator, at=row.shift.starts_at + timedelta(minutes=20))
    absences.count_absences(row.shift.ends_at + DAY)
    return row


def test_where_the_door_was_kept_who_was_not_marked_is_absent_a_day_after(organisation, volunteer, coordinator):
    shift = make_shift(organisation, wished=2)
    row, other = make_assignment(organisation, volunteer, shift=shift), make_assignment(organisation, shift=shift)
    doing.mark(other, "here", by=coordinator, at=shift.starts_at)
    assert absences.count_absences(shift.ends_at + DAY - timedelta(seconds=1)) == 0
    assert absences.count_absences(shift.ends_at + DAY) == 1
    assert absences.count_absences(shift.ends_at + DAY) == 0
    assert Assignment.objects.get(pk=row.pk).mark == "absent"
    assert Message.objects.get(kind="shift.absent").recipient == volunteer.person.user


def test_where_nobody_was_marked_nobody_was_looking(organisation, volunteer):
    row = make_assignment(organisation, volunteer)
    assert absences.count_absences(row.shift.ends_at + 2 * DAY) == 0


def test_absences_as_a_volunteer_do_not_count_against_sign_ups(organisation, volunteer, coordinator):
    missed(organisation, volunteer, coordinator, 3)
    later = timezone.now() + 10 * DAY
    assert NoShow.objects.counting().count() == 1
    rule = NoShowRule.objects.create(centre=organisation, count=1, days=90)
    assert no_shows.waits_only([volunteer.person_id], rule, later) == set()


def test_after_three_the_coordinator_decides_on_the_next(organisation, volunteer, coordinator):
    for days in (3, 6, 9):
        missed(organisation, volunteer, coordinator, days)
    at = timezone.now() + 12 * DAY
    shift = make_shift(organisation, starts_at=timezone.now() + 20 * DAY)
    row = taking.take(shift, volunteer, by=volunteer.person.user, at=at)
    assert row.state == "waiting"
    assert taking.move_up(shift, by=factories.SYSTEM, at=at) == []
    assert taking.place(shift, volunteer, by=coordinator, at=at).state == "confirmed"
    shift.pool.refresh_from_db()
    assert (shift.pool.taken, shift.pool.waiting) == (1, 0)


def test_who_waits_for_a_word_keeps_no_place_from_others(organisation, volunteer, coordinator):
    for days in (3, 6, 9):
        missed(organisation, volunteer, coordinator, days)
    at = timezone.now() + 12 * DAY
    shift = make_shift(organisation, starts_at=timezone.now() + 20 * DAY)
    taking.take(shift, volunteer, by=volunteer.person.user, at=at)
    next_one = make_volunteer()
    assert taking.take(shift, next_one, by=next_one.person.user, at=at).state == "confirmed"
    with pytest.raises(Full):
        taking.place(shift, volunteer, by=coordinator, at=at)


@pytest.mark.parametrize(("most", "days", "waits"), [(2, 90, True), (3, 90, False), (2, 4, False), (None, 90, False)])
def test_the_organisation_says_how_many_count_and_for_how_long(organisation, volunteer, coordinator, most, days, waits):
    VolunteerRule.objects.create(organisation=organisation, absences=most, absence_days=days)
    for day in (3, 6):
        missed(organisation, volunteer, coordinator, day)
    at = timezone.now() + 9 * DAY
    assert absences.need_a_word([volunteer.pk], organisation.pk, at) == ({volunteer.pk} if waits else set())


def test_an_excused_one_and_one_that_was_a_mistake_count_no_more(organisation, volunteer, coordinator):
    VolunteerRule.objects.create(organisation=organisation, absences=1)
    row = missed(organisation, volunteer, coordinator, 3)
    at = timezone.now() + 9 * DAY
    assert absences.need_a_word([volunteer.pk], organisation.pk, at)
    no_show = NoShow.objects.get()
    assert [one.pk for one in own_absences(volunteer.person.user, at)] == [no_show.pk]
    no_shows.reply(no_show, "地铁停运", by=volunteer.person.user, at=timezone.now())
    with pytest.raises(NotAllowed):
        no_shows.excuse(no_show, by=volunteer.person.user, at=at)
    no_shows.excuse(no_show, by=coordinator, at=at)
    assert not absences.need_a_word([volunteer.pk], organisation.pk, at)
    NoShow.objects.update(excused_at=None)
    times = {"came_at": row.shift.starts_at, "left_at": row.shift.ends_at}
    doing.correct(row, **times, reason="漏签", by=coordinator, at=at)
    assert not absences.need_a_word([volunteer.pk], organisation.pk, at)
