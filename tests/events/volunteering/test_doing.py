"""Who came, when, until when: by the person in charge, or with the code on their phone."""

from datetime import timedelta

import pytest

from events.door import rotating
from events.errors import DoorClosed, NotAllowed, WrongCode
from events.models import Assignment, HoursEntry
from events.volunteering import doing, taking
from tests import factories
from tests.factories.service import make_assignment
from tests.factories.volunteers import make_shift, make_volunteer


@pytest.fixture
def volunteer(founded):
    return make_volunteer()


@pytest.fixture
def leader(founded):
    return factories.make_user("leader", "+8613700000009")


@pytest.fixture
def row(organisation, volunteer, leader):
    return make_assignment(organisation, volunteer, shift=make_shift(organisation, supervisor=leader))


def minutes(count):
    return timedelta(minutes=count)


def test_the_person_in_charge_marks_and_every_mark_is_kept(row, leader):
    start = row.shift.starts_at
    doing.mark(row, "absent", by=leader, at=start + minutes(5))
    late = doing.mark(row, "here", by=leader, at=start + minutes(11))
    assert (late.mark, late.came_at) == ("late", start + minutes(11))
    doing.mark(row, "here", by=leader, at=start + minutes(12))
    assert [one.mark for one in row.marks.all()] == ["absent", "late"]


def test_ten_minutes_after_the_start_is_still_in_time(row, leader):
    assert doing.mark(row, "here", by=leader, at=row.shift.starts_at + minutes(10)).mark == "present"


def test_nobody_else_marks(row, volunteer):
    for stranger in (volunteer.person.user, factories.make_user("stranger", "+8613700000008")):
        with pytest.raises(NotAllowed):
            doing.mark(row, "here", by=stranger, at=row.shift.starts_at)


def test_the_door_opens_two_hours_before(row, leader):
    with pytest.raises(DoorClosed):
        doing.mark(row, "here", by=leader, at=row.shift.starts_at - minutes(121))
    assert doing.mark(row, "here", by=leader, at=row.shift.starts_at - minutes(120)).mark == "present"


def test_a_day_after_only_the_organisation_enters_what_is_missing(row, leader, organisation):
    later = row.shift.ends_at + timedelta(hours=25)
    with pytest.raises(DoorClosed):
        doing.mark(row, "here", by=leader, at=later)
    staff = factories.make_user("coordinator", "+8613700000001")
    factories.make_member(staff, organisation, "organiser")
    times = {"came_at": row.shift.starts_at, "left_at": row.shift.ends_at}
    assert doing.correct(row, **times, reason="纸上登记", by=staff, at=later).mark == "present"


def test_nobody_is_absent_before_it_has_begun(row, leader):
    with pytest.raises(DoorClosed):
        doing.mark(row, "absent", by=leader, at=row.shift.starts_at - minutes(1))


def test_six_digits_check_in_and_then_out(row, volunteer):
    came, left = row.shift.starts_at - minutes(4), row.shift.ends_at + minutes(3)
    user = volunteer.person.user
    doing.tap(row, rotating.digits_at(f"shift:{row.shift_id}", came), by=user, at=came + timedelta(seconds=20))
    here = Assignment.objects.get(pk=row.pk)
    assert (here.mark, here.left_at) == ("present", None)
    gone = doing.tap(here, rotating.code_at(f"shift:{row.shift_id}", left), by=user, at=left)
    assert gone.left_at == left
    assert HoursEntry.objects.get(assignment=row).minutes == 123


def test_a_code_of_a_minute_ago_opens_nothing_and_ten_wrong_ones_close_it(row, volunteer):
    at, user = row.shift.starts_at, volunteer.person.user
    old = rotating.digits_at(f"shift:{row.shift_id}", at - minutes(1))
    for _try in range(doing.WRONG_CODES):
        row.refresh_from_db()
        with pytest.raises(WrongCode) as refused:
            doing.tap(row, old, by=user, at=at)
        assert refused.value.reason == "wrong"
    row.refresh_from_db()
    with pytest.raises(WrongCode) as refused:
        doing.tap(row, rotating.digits_at(f"shift:{row.shift_id}", at), by=user, at=at)
    assert refused.value.reason == "too_many"


def test_the_code_of_another_shift_opens_nothing(row, volunteer):
    at = row.shift.starts_at
    with pytest.raises(WrongCode):
        doing.tap(row, rotating.code_at(f"session:{row.shift_id}", at), by=volunteer.person.user, at=at)


def test_a_neighbour_checks_nobody_in(row):
    at = row.shift.starts_at
    with pytest.raises(NotAllowed):
        doing.tap(row, rotating.digits_at(f"shift:{row.shift_id}", at), by=make_volunteer().person.user, at=at)


def test_who_stepped_back_is_not_marked(row, volunteer, leader):
    taking.step_back(row, by=volunteer.person.user, at=row.shift.starts_at - minutes(90))
    with pytest.raises(DoorClosed):
        doing.mark(row, "here", by=leader, at=row.shift.starts_at)


@pytest.mark.parametrize(
    ("came", "left", "reason"),
    [(0, -5, "order"), (-121, 10, "far"), (0, 241, "far"), (5, 500, "future")],
)
def test_impossible_times_are_refused(row, leader, came, left, reason):
    start = row.shift.starts_at
    with pytest.raises(DoorClosed) as refused:
        doing.correct(
            row,
            came_at=start + minutes(came),
            left_at=start + minutes(left),
            reason="改正",
            by=leader,
            at=start + minutes(300),
        )
    assert refused.value.reason == reason
