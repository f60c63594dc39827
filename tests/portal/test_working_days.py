"""When so many working days are over: weekends and holidays do not count, make-up days do."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.timetable import holidays
from portal.timetable.working_days import WorkingDays, after, between


@pytest.fixture(autouse=True)
def _this_year(db):
    holidays.found(2026, by="test", at=timezone.now())


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2026, 11, 4), 5, date(2026, 11, 11)),
        (date(2026, 11, 6), 1, date(2026, 11, 9)),
        (date(2026, 11, 7), 1, date(2026, 11, 9)),
        # National Day: off from 1 to 7 October, and at work on Saturday the 10th.
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 11, 4), 0, date(2026, 11, 4)),
    ],
)
def test_weekends_and_holidays_do_not_count_and_make_up_days_do(day, count, last):
    assert after(day, count).on == last
    assert between(day, last) == count


def test_a_year_whose_holidays_nobody_has_entered_gives_an_estimate():
    assert not after(date(2026, 11, 4), 5).is_estimate
    assert after(date(2026, 12, 30), 5).is_estimate
    assert after(date(2031, 1, 6), 5).on == date(2031, 1, 13)


def test_nothing_is_left_of_days_that_have_passed():
    assert between(date(2026, 11, 12), date(2026, 11, 11)) == 0


def test_many_questions_of_one_span_are_answered_like_single_ones():
    first, last = date(2026, 9, 20), date(2026, 10, 20)
    days = WorkingDays(first, last)
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    assert [days.between(one, other) for one in every for other in every] == [
        between(one, other) for one in every for other in every
    ]
