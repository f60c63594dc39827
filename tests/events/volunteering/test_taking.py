"""Who takes a shift, waits for it, steps back: the places are counted as an event's are."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from events.errors import Full, NoShift, NotAllowed, TooFewPlaces
from events.models import Assignment, QualificationKind, Shift, Volunteer, VolunteerRule
from events.volunteering import inviting, shifts, taking
from portal.outbox.models import Message
from portal.timetable.models import Commitment
from tests import factories
from tests.factories.volunteers import make_role, make_shift, make_volunteer, make_welcome


@pytest.fixture
def volunteer(founded):
    return make_volunteer()


@pytest.fixture
def coordinator(organisation):
    user = factories.make_user("coordinator", "+8613700000001")
    factories.make_member(user, organisation, "organiser")
    return user


def take(shift, volunteer, at=None):
    return taking.take(shift, volunteer, by=volunteer.person.user, at=at or timezone.now())


def counted(shift):
    shift.pool.refresh_from_db()
    return shift.pool.taken, shift.pool.waiting


def test_a_shift_is_taken_once_and_stands_in_the_diary(organisation, volunteer):
    shift = make_shift(organisation)
    row = take(shift, volunteer)
    assert take(shift, volunteer) == row
    assert (row.state, counted(shift)) == ("confirmed", (1, 0))
    entered = Commitment.objects.get(source="shift", source_id=row.pk)
    assert (entered.starts_at, entered.ends_at, entered.diary_id) == (*shift.span, volunteer.person.diary_id)
    assert Message.objects.get(recipient=volunteer.person.user).kind == "shift.in"


def test_a_full_shift_is_waited_for_and_who_waits_moves_up_in_order(organisation, volunteer):
    shift = make_shift(organisation)
    others = [make_volunteer(name=f"等候{n}") for n in range(2)]
    first = take(shift, volunteer)
    waiting = [take(shift, one) for one in others]
    assert [(row.state, row.ticket) for row in waiting] == [("waiting", 1), ("waiting", 2)]
    assert counted(shift) == (1, 2)
    taking.step_back(first, by=volunteer.person.user, at=timezone.now())
    assert counted(shift) == (1, 1)
    assert [Assignment.objects.get(pk=row.pk).state for row in waiting] == ["confirmed", "waiting"]
    assert not Commitment.objects.filter(source="shift", source_id=first.pk).exists()


def test_who_waits_and_can_no_longer_come_is_passed_over(organisation, volunteer):
    shift = make_shift(organisation)
    busy, free = make_volunteer(name="有事"), make_volunteer(name="有空")
    first = take(shift, volunteer)
    waits, next_in_line = take(shift, busy), take(shift, free)
    take(make_shift(organisation, starts_at=shift.starts_at), busy)
    taking.step_back(first, by=volunteer.person.user, at=timezone.now())
    assert Assignment.objects.get(pk=next_in_line.pk).state == "confirmed"
    assert Assignment.objects.get(pk=waits.pk).state == "waiting"
    assert counted(shift) == (1, 1)


def test_nobody_is_in_two_shifts_at_once(organisation, other_organisation, volunteer):
    shift = make_shift(organisation)
    take(shift, volunteer)
    overlapping = make_shift(other_organisation, starts_at=shift.starts_at + timedelta(hours=1))
    with pytest.raises(NoShift) as refused:
        take(overlapping, volunteer)
    assert refused.value.reason == "clash"
    assert "9:00" in refused.value.sentence
    assert counted(overlapping) == (0, 0)


def test_whoever_lacks_the_qualification_is_told_which(organisation, volunteer):
    kind = QualificationKind.objects.get(code="first_aid")
    shift = make_shift(organisation, make_role("急救", requires=[kind]))
    with pytest.raises(NoShift) as refused:
        take(shift, volunteer)
    assert refused.value.reason == "qualification"
    assert kind.name in refused.value.sentence
    factories.make_qualification(volunteer.person, organisation)
    assert take(shift, volunteer).state == "confirmed"


def test_a_coordinator_sets_aside_with_a_reason_that_is_kept(organisation, volunteer, coordinator):
    kind = QualificationKind.objects.get(code="first_aid")
    shift = make_shift(organisation, make_role("急救", requires=[kind]))
    at = timezone.now()
    with pytest.raises(NoShift):
        taking.place(shift, volunteer, by=coordinator, at=at)
    row = taking.place(shift, volunteer, by=coordinator, at=at, override_reason="退休护士，证书在补办")
    assert (row.overridden, row.override_reason) == (["qualification"], "退休护士，证书在补办")


def test_the_law_is_not_set_aside(organisation, coordinator):
    young = make_volunteer(factories.make_person("小明", birth_date=timezone.localdate() - timedelta(days=366 * 15)))
    shift = make_shift(organisation, make_role("引导", min_age=14))
    with pytest.raises(NoShift) as refused:
        taking.place(shift, young, by=coordinator, at=timezone.now(), override_reason="他很能干")
    assert [one.code for one in refused.value.reasons] == ["guardian"]


def test_insurance_has_to_reach_the_day_of_a_shift_with_risk(organisation, volunteer):
    shift = make_shift(organisation, make_role("搬运", is_risky=True))
    day = timezone.localdate(shift.starts_at)
    welcome = make_welcome(volunteer, organisation, insured_until=day - timedelta(days=1))
    with pytest.raises(NoShift) as refused:
        take(shift, volunteer)
    assert refused.value.reason == "insurance"
    welcome.insured_until = day
    welcome.save()
    assert take(shift, volunteer).state == "confirmed"


def test_an_organisation_may_welcome_first(organisation, volunteer):
    VolunteerRule.objects.create(organisation=organisation, needs_welcome=True)
    shift = make_shift(organisation)
    with pytest.raises(NoShift) as refused:
        take(shift, volunteer)
    assert refused.value.reason == "welcome"
    make_welcome(volunteer, organisation)
    assert take(shift, volunteer).state == "confirmed"


def test_there_are_eleven_hours_between_two_days_of_service(organisation, volunteer):
    evening = timezone.localtime(timezone.now() + timedelta(days=3)).replace(hour=19, minute=0, second=0, microsecond=0)
    take(make_shift(organisation, starts_at=evening, hours=3), volunteer)
    early = make_shift(organisation, starts_at=evening + timedelta(hours=13))
    with pytest.raises(NoShift) as refused:
        take(early, volunteer)
    assert refused.value.reason == "rest"
    assert take(make_shift(organisation, starts_at=evening + timedelta(hours=14)), volunteer).state == "confirmed"


def test_no_day_has_more_than_eight_hours(organisation, volunteer):
    shift = make_shift(organisation, hours=5)
    take(shift, volunteer)
    with pytest.raises(NoShift) as refused:
        take(make_shift(organisation, starts_at=shift.ends_at, hours=3.5), volunteer)
    assert refused.value.reason == "day"
    assert take(make_shift(organisation, starts_at=shift.ends_at, hours=3), volunteer).state == "confirmed"


def test_one_needs_time_to_get_from_one_centre_to_another(organisation, centre, volunteer):
    shift = make_shift(organisation, centre=centre)
    take(shift, volunteer)
    with pytest.raises(NoShift) as refused:
        take(make_shift(organisation, starts_at=shift.ends_at + timedelta(minutes=10)), volunteer)
    assert refused.value.reason == "travel"
    assert take(make_shift(organisation, starts_at=shift.ends_at, centre=centre), volunteer).state == "confirmed"


@pytest.mark.parametrize(("state", "reason"), [("draft", "not_open"), ("cancelled", "cancelled")])
def test_only_an_open_shift_is_taken(organisation, volunteer, state, reason):
    shift = make_shift(organisation, is_open=state != "draft")
    if state == "cancelled":
        shift = shifts.cancel(shift, by=factories.SYSTEM, at=timezone.now())
    with pytest.raises(NoShift) as refused:
        take(shift, volunteer)
    assert refused.value.reason == reason


def test_what_was_read_before_a_change_lets_nobody_in(organisation, volunteer):
    shift, at = make_shift(organisation), timezone.now()
    for change in (
        lambda known: shifts.move(
            known, starts_at=known.starts_at + timedelta(hours=1), ends_at=known.ends_at, by=factories.SYSTEM, at=at
        ),
        lambda known: shifts.cancel(known, by=factories.SYSTEM, at=at),
    ):
        read_before = Shift.objects.with_all().get(pk=shift.pk)
        change(Shift.objects.get(pk=shift.pk))
        with pytest.raises(NoShift) as refused:
            take(read_before, volunteer)
        assert refused.value.reason == "changed"
    assert counted(shift) == (0, 0)
    assert not Commitment.objects.filter(source="shift").exists()


def test_who_stopped_a_moment_ago_takes_nothing(organisation, volunteer):
    Volunteer.objects.update(state="ended", ended_at=timezone.now())
    with pytest.raises(NoShift) as refused:
        take(make_shift(organisation), volunteer)
    assert refused.value.reason == "not_active"


def test_nobody_else_takes_it_for_them(organisation, volunteer, resident):
    with pytest.raises(NotAllowed):
        taking.take(make_shift(organisation), volunteer, by=resident, at=timezone.now())


def test_staff_of_another_organisation_place_nobody(organisation, other_organisation, volunteer, coordinator):
    shift = make_shift(other_organisation)
    with pytest.raises(NotAllowed):
        taking.place(shift, volunteer, by=coordinator, at=timezone.now())
    assert counted(shift) == (0, 0)


def test_a_coordinator_puts_nobody_above_the_number(organisation, volunteer, coordinator):
    shift = make_shift(organisation)
    take(shift, volunteer)
    with pytest.raises(Full):
        taking.place(shift, make_volunteer(), by=coordinator, at=timezone.now())
    shift = shifts.change(shift, wanted=shifts.Wanted(1, 2), details={}, by=coordinator, at=timezone.now())
    taking.place(shift, make_volunteer(), by=coordinator, at=timezone.now())
    with pytest.raises(TooFewPlaces):
        shifts.change(shift, wanted=shifts.Wanted(1, 1), details={}, by=coordinator, at=timezone.now())


def test_more_places_go_to_who_waits(organisation, volunteer, coordinator):
    shift = make_shift(organisation)
    take(shift, volunteer)
    row = take(shift, make_volunteer())
    shifts.change(shift, wanted=shifts.Wanted(1, 2), details={}, by=coordinator, at=timezone.now())
    assert Assignment.objects.get(pk=row.pk).state == "confirmed"


def test_an_invitation_holds_no_place_and_is_taken_up_or_declined(organisation, volunteer, coordinator):
    shift, other = make_shift(organisation), make_volunteer()
    rows = inviting.invite(shift, [volunteer, other], answer_by=None, by=coordinator, at=timezone.now())
    assert (len(rows), counted(shift)) == (2, (0, 0))
    taken = taking.answer(rows[0], yes=True, by=volunteer.person.user, at=timezone.now())
    declined = taking.answer(rows[1], yes=False, by=other.person.user, at=timezone.now())
    assert (taken.pk, taken.state, declined.state) == (rows[0].pk, "confirmed", "declined")
    assert counted(shift) == (1, 0)
    assert inviting.invite(shift, [volunteer], answer_by=None, by=coordinator, at=timezone.now()) == []


def test_whoever_may_not_take_a_shift_is_not_asked_for_it(organisation, volunteer, coordinator):
    kind = QualificationKind.objects.get(code="first_aid")
    shift, holder = make_shift(organisation, make_role("急救", requires=[kind])), make_volunteer()
    factories.make_qualification(holder.person, organisation)
    rows = inviting.invite(shift, [volunteer, holder], answer_by=None, by=coordinator, at=timezone.now())
    assert [row.volunteer for row in rows] == [holder]
    assert not Message.objects.filter(recipient=volunteer.person.user).exists()


def test_who_is_in_is_told_of_new_times_and_their_diary_follows(organisation, volunteer, coordinator):
    shift = make_shift(organisation)
    row = take(shift, volunteer)
    later = shift.starts_at + timedelta(hours=3)
    shifts.move(shift, starts_at=later, ends_at=later + timedelta(hours=1), by=coordinator, at=timezone.now())
    assert Commitment.objects.get(source="shift", source_id=row.pk).starts_at == later
    assert Message.objects.filter(kind="shift.moved").count() == 1


def test_a_shift_that_is_called_off_lets_everybody_out(organisation, volunteer, coordinator):
    shift = make_shift(organisation)
    rows = [take(shift, volunteer), take(shift, make_volunteer())]
    shifts.cancel(shift, by=coordinator, at=timezone.now())
    assert {Assignment.objects.get(pk=row.pk).state for row in rows} == {"released"}
    assert counted(shift) == (0, 0)
    assert not Commitment.objects.filter(source="shift").exists()


def test_a_plan_makes_shifts_around_sessions_once_and_they_follow_them(organisation, event, volunteer):
    plan = organisation.shift_plans.create(name="讲座", category=event.programme.category)
    plan.lines.create(role=make_role(), minutes_before=30, minutes_after=15, minimum=1, wished=2)
    at, sessions = timezone.now(), list(event.sessions.all())
    made = shifts.make_from_plan(plan, sessions, by=factories.SYSTEM, at=at)
    assert shifts.make_from_plan(plan, sessions, by=factories.SYSTEM, at=at) == []
    session = sessions[0]
    assert made[0].span == (session.starts_at - timedelta(minutes=30), session.ends_at + timedelta(minutes=15))
    take(made[0], volunteer)
    session.starts_at += timedelta(hours=1)
    session.ends_at += timedelta(hours=1)
    session.save()
    assert (shifts.follow_sessions(at), shifts.follow_sessions(at)) == (1, 0)
    assert Commitment.objects.get(source="shift").starts_at == session.starts_at - timedelta(minutes=30)
    session.state = "cancelled"
    session.save()
    assert shifts.follow_sessions(at) == 1
    assert Assignment.objects.get().state == "released"


def test_a_stand_in_takes_the_place_itself(organisation, volunteer):
    shift, other, waits = make_shift(organisation), make_volunteer(), make_volunteer()
    row = take(shift, volunteer)
    take(shift, waits)
    taken = taking.replace(row, other, by=volunteer.person.user, at=timezone.now())
    assert (taken.state, taken.way, Assignment.objects.get(pk=row.pk).state) == ("confirmed", "stand_in", "left")
    assert counted(shift) == (1, 1)


def test_a_birth_date_is_needed_and_an_age_counted_on_the_day(organisation):
    person = factories.make_person("没填", user=factories.make_user("nobirth", "+8613700000009"))
    unknown = make_volunteer(person)
    shift = make_shift(organisation, make_role("讲解", min_age=60))
    with pytest.raises(NoShift) as refused:
        take(shift, unknown)
    assert refused.value.reason == "birth_date_missing"
    day = timezone.localdate(shift.starts_at)
    person.birth_date = date(day.year - 60, day.month, day.day) if (day.month, day.day) != (2, 29) else None
    person.save()
    assert take(shift, unknown).state == "confirmed"
