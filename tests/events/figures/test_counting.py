"""Figures count what was held, once, in its local month, and give each host its agreed part."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.figures import counting, whose
from events.figures.periods import Period, between, usual
from events.models import Attendance, ProgrammeHost, Session
from events.profile_sections import record
from tests import factories
from tests.events.figures.conftest import NOW, at

YEAR = Period(date(2026, 1, 1), 11)


def counted(scope, period=YEAR, moment=NOW):
    return counting.count(scope, period, moment)


def amounts(one):
    return tuple(one.whole(name) for name in ("sessions", "places", "sign_ups", "attendances", "no_shows"))


def test_what_was_held_is_counted_in_its_local_month(programme, held, person):
    held(programme, at(10, 31, hour=23), came=[person(1), person(2)], absent=[person(3)])
    held(programme, at(11, 1, hour=0), came=[person(4)])
    counts = counted(whose.district())
    assert amounts(counts.months[9]) == (1, 20, 3, 2, 1)
    assert amounts(counts.months[10]) == (1, 20, 1, 1, 0)
    assert amounts(counts.total) == (2, 40, 4, 3, 1)
    assert (counts.reached.programmes, counts.reached.people, counts.reached.households) == (1, 3, 3)


def test_what_was_called_off_or_is_still_to_come_is_not_counted(programme, held, person):
    called_off = held(programme, at(11, 2), came=[person(1)])
    Session.objects.filter(event=called_off).update(state="cancelled")
    held(programme, at(11, 25))
    counts = counted(whose.district())
    assert (counts.total.sessions, counts.total.attendances, counts.reached.people) == (0, 0, 0)


def test_it_is_compared_with_as_much_of_the_months_before(programme, held):
    held(programme, at(11, 5))
    held(programme, at(10, 10))
    held(programme, at(10, 25))  # The running month is not over, so neither is the one it is compared with.
    counts = counted(whose.district(), Period(date(2026, 11, 1), 1))
    assert (amounts(counts.total)[0], amounts(counts.before)[0]) == (1, 1)


def test_somebody_who_comes_often_is_one_person_of_one_household(programme, held, person):
    one = person(1)
    other = person(2, household=one.household)
    for day in (3, 10):
        held(programme, at(11, day), came=[one, other])
    counts = counted(whose.district())
    assert (counts.total.whole("attendances"), counts.reached.people, counts.reached.households) == (4, 2, 1)
    assert counts.estates == {"jinyuan": 1}


def test_ages_are_those_of_the_last_day_and_a_birthday_counts(programme, held, person):
    born = [date(1956, 11, 30), date(1956, 12, 1), date(2020, 1, 1), None]
    held(programme, at(11, 3), came=[person(number, born=day) for number, day in enumerate(born)])
    assert counted(whose.district()).ages == {70: 1, 60: 1, 0: 1, counting.UNKNOWN: 1}


@pytest.fixture
def shared(programme, organisation, other_organisation):
    """A programme of which the other organisation has sixty per cent."""
    return ProgrammeHost.objects.create(
        page=programme, organisation=other_organisation, role="organiser", share_percent=60
    )


def test_hosts_have_their_parts_and_together_the_whole(
    shared, programme, organisation, other_organisation, held, person
):
    held(programme, at(11, 3), came=[person(number) for number in range(5)])
    mine, theirs = (counted(whose.of(one)) for one in (organisation, other_organisation))
    assert (mine.total.attendances, theirs.total.attendances) == (200, 300)
    assert (mine.total.sessions, theirs.total.sessions) == (40, 60)
    whole = counted(whose.district())
    assert whole.total.attendances == mine.total.attendances + theirs.total.attendances
    assert [one.reached.people for one in (mine, theirs, whole)] == [5, 5, 5]


def test_the_record_on_a_profile_has_the_agreed_share_too(
    shared, programme, organisation, other_organisation, held, person
):
    people = [person(number) for number in range(5)]
    for day in range(1, 6):
        held(programme, at(11, day), came=people)

    def said(one):
        return [line.count for line in record(one.pk)]

    assert said(organisation) == ["1", "2", "5", "10"]
    assert said(other_organisation) == ["1", "3", "5", "15"]


def test_a_centre_has_the_whole_of_what_is_held_in_its_house(shared, programme, centre, room, held, person):
    held(programme, at(11, 3), came=[person(1)], room=room)
    held(programme, at(11, 4), came=[person(2)])
    counts = counted(whose.of(centre))
    assert amounts(counts.total)[0::3] == (1, 1)
    assert counts.facilities["club"].whole("attendances") == 1


def test_a_foreign_programme_counts_for_nobody_else(other_organisation, programme, held, person):
    held(programme, at(11, 3), came=[person(1)])
    counts = counted(whose.of(other_organisation))
    assert (counts.total.sessions, counts.reached.people) == (0, 0)


def test_it_equals_a_recount_row_by_row(organisation, other_organisation, programme, room, held, person):
    other = factories.make_programme(other_organisation, slug="other")
    people = [person(number, estate=("jinyuan", "tangyuan", "")[number % 3]) for number in range(9)]
    for number in range(12):
        day = at(1 + number % 11, 1 + number)
        held((programme, other)[number % 2], day, came=people[number % 4 : number % 9], absent=people[8:], room=room)
    counts = counted(whose.district())
    marks = [
        one
        for one in Attendance.objects.select_related("session", "registration__person__household")
        if YEAR.held_by(NOW)[0] <= one.session.starts_at and one.session.ends_at <= NOW
    ]
    came = [one for one in marks if one.state == "present"]
    assert counts.total.whole("attendances") == len(came) > 20
    assert counts.total.whole("no_shows") == len(marks) - len(came)
    assert sum(one.attendances for one in counts.months) == counts.total.attendances
    assert sum(one.attendances for one in counts.facilities.values()) == counts.total.attendances
    households = {(one.registration.person.household_id, one.registration.person.estate_code) for one in came}
    assert sum(counts.estates.values()) == len(households)
    assert sum(counts.ages.values()) == counts.reached.people == len({one.registration.person_id for one in came})


def test_more_rows_ask_no_more_queries(programme, organisation, held, person):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            counted(whose.of(organisation))
        return len(captured)

    held(programme, at(11, 3), came=[person(1)])
    first = queries()
    for number in range(5):
        more = factories.make_programme(organisation, slug=f"more{number}")
        held(more, at(2 + number, 3), came=[person(10 + number)])
    assert queries() == first <= 13


def test_periods_are_whole_months_of_a_year_at_most():
    assert usual(date(2026, 11, 20)) == YEAR
    assert usual(date(2027, 1, 5)) == Period(date(2026, 1, 1), 12)
    assert between(date(2026, 5, 9), date(2026, 3, 1)) == Period(date(2026, 3, 1), 3)
    assert between(date(2020, 1, 1), date(2026, 3, 1)) == Period(date(2025, 4, 1), 12)
    assert YEAR.before == Period(date(2025, 2, 1), 11)
