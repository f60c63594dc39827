"""A rule says the days, the calendar what becomes of each; a rule that makes no sense is refused by name."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event
from events.planning.scheduling import Slot, schedule_each, schedule_event
from organisations.closures import close, reopen
from organisations.errors import Clash, NotYours
from organisations.repeating import occasions, slots_of
from portal.timetable.errors import NoSuchDates
from portal.timetable.models import Holiday
from portal.timetable.recurrence import Calendar, Frequency, OnDayOff, Rule, days_of, nth_weekday
from tests import factories

THURSDAY = date(2027, 3, 11)
OPEN = Calendar()


def held(rule, special=OPEN):
    return [day.held_on for day in days_of(rule, special) if day.held_on]


def weekly(first=THURSDAY, **fields):
    return Rule(first, frequency=Frequency.WEEKLY, **fields)


def test_every_week_until_a_day_takes_that_day_in():
    assert held(weekly(until=THURSDAY + timedelta(weeks=3))) == [THURSDAY + timedelta(weeks=n) for n in range(4)]


def test_every_other_week_counts():
    assert held(weekly(every=2, count=3)) == [THURSDAY, date(2027, 3, 25), date(2027, 4, 8)]


def test_the_same_day_of_each_month():
    rule = Rule(date(2027, 1, 12), frequency=Frequency.MONTHLY_DAY, count=3)
    assert held(rule) == [date(2027, 1, 12), date(2027, 2, 12), date(2027, 3, 12)]


def test_the_second_thursday_of_each_month():
    rule = Rule(THURSDAY, frequency=Frequency.MONTHLY_WEEKDAY, count=3)
    assert held(rule) == [THURSDAY, date(2027, 4, 8), date(2027, 5, 13)]


def test_a_fifth_weekday_is_the_last_of_each_month():
    rule = Rule(date(2027, 1, 29), frequency=Frequency.MONTHLY_WEEKDAY, count=3)
    assert held(rule) == [date(2027, 1, 29), date(2027, 2, 26), date(2027, 3, 26)]
    assert nth_weekday(date(2027, 1, 29)) == -1


def test_chosen_weekdays_of_every_week():
    rule = Rule(date(2027, 3, 9), frequency=Frequency.WEEKDAYS, weekdays=(1, 3), count=4)
    assert held(rule) == [date(2027, 3, 9), date(2027, 3, 11), date(2027, 3, 16), date(2027, 3, 18)]


def test_a_holiday_is_left_out_and_ten_lessons_stay_ten():
    special = Calendar(holidays={THURSDAY + timedelta(weeks=1): "清明"})
    days = days_of(weekly(count=3), special)
    assert [day.held_on for day in days] == [THURSDAY, None, *(THURSDAY + timedelta(weeks=n) for n in (2, 3))]
    assert days[1].why == "清明"


def test_until_a_day_a_holiday_is_lost():
    special = Calendar(holidays={THURSDAY + timedelta(weeks=1): "清明"})
    assert len(held(weekly(until=THURSDAY + timedelta(weeks=2)), special)) == 2


def test_a_session_moves_to_the_next_free_day():
    """The day after is a holiday too, the next is closed, on the one after that the room is taken."""
    names = {THURSDAY: "国庆节", THURSDAY + timedelta(days=1): "国庆节"}
    special = Calendar(
        holidays=names,
        closed=lambda day: "维修" if day == THURSDAY + timedelta(days=2) else "",
        is_free=lambda day: day != THURSDAY + timedelta(days=3),
    )
    first, *_rest = days_of(weekly(count=2, on_holiday=OnDayOff.MOVED), special)
    assert (first.held_on, first.is_moved) == (THURSDAY + timedelta(days=4), True)


def test_two_sessions_never_move_to_the_same_day():
    every_day = Rule(
        date(2027, 3, 8),
        frequency=Frequency.WEEKDAYS,
        weekdays=(0, 1, 2, 3, 4),
        count=5,
        on_holiday=OnDayOff.MOVED,
    )
    special = Calendar(holidays={date(2027, 3, 8): "节", date(2027, 3, 9): "节"})
    days = held(every_day, special)
    assert len(days) == len(set(days)) == 5


def test_where_there_is_no_free_day_it_is_left_out():
    special = Calendar(holidays={THURSDAY: "节"}, is_free=lambda _day: False)
    assert held(weekly(count=1, on_holiday=OnDayOff.MOVED), special) == [THURSDAY + timedelta(weeks=1)]


def test_a_make_up_day_has_a_rule_of_its_own():
    special = Calendar(make_up_days={THURSDAY: "调休上班"})
    assert held(weekly(count=1), special) == [THURSDAY]
    assert held(weekly(count=1, on_make_up_day=OnDayOff.SKIPPED), special) == [THURSDAY + timedelta(weeks=1)]


def test_a_closure_is_left_out_even_when_holidays_are_held():
    special = Calendar(holidays={THURSDAY: "节"}, closed=lambda day: "维修" if day == THURSDAY else "")
    rule = weekly(until=THURSDAY + timedelta(weeks=1), on_holiday=OnDayOff.HELD)
    assert held(rule, special) == [THURSDAY + timedelta(weeks=1)]


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (weekly(), "until"),
        (weekly(until=THURSDAY, count=1), "count"),
        (weekly(count=0), "count"),
        (weekly(count=101), "count"),
        (weekly(until=THURSDAY - timedelta(days=1)), "until"),
        (weekly(until=date(2029, 3, 12)), "until"),
        (weekly(count=2, every=0), "every"),
        (weekly(count=2, every=13), "every"),
        (Rule(THURSDAY, frequency=Frequency.WEEKDAYS, count=2), "weekdays"),
        (Rule(THURSDAY, frequency=Frequency.WEEKDAYS, weekdays=(0,), count=2), "weekdays"),
        (Rule(date(2027, 1, 31), frequency=Frequency.MONTHLY_DAY, count=2), "frequency"),
        (
            Rule(THURSDAY, frequency=Frequency.WEEKDAYS, weekdays=(0, 1, 2, 3, 4, 5, 6), until=date(2027, 12, 31)),
            "until",
        ),
        (weekly(date(9999, 12, 1), until=date(9999, 11, 1)), "until"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_at_its_field(rule, field):
    with pytest.raises(NoSuchDates) as refused:
        days_of(rule, OPEN)
    assert refused.value.field == field
    assert str(refused.value.sentence)


def test_a_rule_that_leaves_nothing_is_refused():
    with pytest.raises(NoSuchDates):
        days_of(weekly(until=THURSDAY), Calendar(holidays={THURSDAY: "节"}))


@given(
    first=st.dates(date(2026, 1, 1), date(2030, 12, 28)),
    frequency=st.sampled_from([Frequency.WEEKLY, Frequency.MONTHLY_WEEKDAY]),
    count=st.integers(1, 20),
    off=st.sets(st.integers(0, 400), max_size=40),
    on_holiday=st.sampled_from(OnDayOff.values),
)
def test_as_many_sessions_as_were_asked_for_each_on_a_day_of_its_own(first, frequency, count, off, on_holiday):
    rule = Rule(first, frequency=frequency, count=count, on_holiday=on_holiday)
    special = Calendar(holidays={first + timedelta(days=days): "节" for days in off})
    try:
        days = held(rule, special)
    except NoSuchDates:
        return
    assert len(days) == len(set(days)) <= count
    if on_holiday != OnDayOff.HELD:
        assert not set(days) & set(special.holidays)


# With the database: holidays, closures and rooms.


@pytest.fixture
def first(room):
    start = timezone.make_aware(datetime.combine(THURSDAY, time(9)))
    return Slot(start, start + timedelta(minutes=90), room=room)


def plan(programme, organiser, slots, operation=schedule_event, **details):
    organisation = programme.get_parent().specific.organisation
    return operation(
        programme=programme,
        organisation=organisation,
        slots=slots,
        capacity=10,
        by=organiser,
        at=timezone.now(),
        **details,
    )


def test_dates_name_holidays_closures_and_what_holds_the_room(first, room, centre, programme, centre_officer):
    day = timedelta(days=1)
    Holiday.objects.create(on=date(2027, 3, 18), name="春节")
    close(
        details={
            "centre": centre,
            "room": None,
            "starts_at": first.starts_at + 14 * day,
            "ends_at": first.starts_at + 15 * day,
            "reason": "消防检修",
        },
        by=centre_officer,
        at=timezone.now(),
    )
    factories.make_event(programme, room=room, starts_at=first.starts_at + 21 * day)
    found = occasions(first, weekly(until=date(2027, 4, 1)))
    assert [bool(one.slot) for one in found] == [True, False, False, True]
    assert [one.day.why for one in found] == ["", "春节", "消防检修", ""]
    assert programme.title in found[3].clash
    assert Event.objects.count() == 1


def test_the_rule_is_remembered_with_its_event(first, programme, organiser):
    rule = weekly(count=3)
    event = plan(programme, organiser, slots_of(first, rule), rule=rule)
    assert event.sessions.count() == 3
    assert (event.recurrence.frequency, event.recurrence.count) == ("weekly", 3)


def test_one_event_for_each_session_all_or_none(first, programme, organiser, room):
    rule = weekly(count=3)
    opens, closes = first.starts_at - timedelta(days=9), first.starts_at - timedelta(days=1)
    factories.make_event(programme, room=room, starts_at=first.starts_at + timedelta(weeks=1))
    factories.make_event(programme, room=room, starts_at=first.starts_at + timedelta(weeks=2))
    with pytest.raises(Clash) as refused:
        plan(programme, organiser, slots_of(first, rule), schedule_each, rule=rule)
    assert len(refused.value.each) == 2
    assert Event.objects.count() == 2
    slots = [slot for slot in slots_of(first, weekly(count=5)) if slot.starts_at > first.starts_at + timedelta(weeks=2)]
    events = plan(programme, organiser, slots, schedule_each, rule=rule, opens_at=opens, closes_at=closes)
    assert [event.closes_at - closes for event in events] == [timedelta(0), timedelta(weeks=1)]
    assert len({event.recurrence.series for event in events}) == 1


def test_a_closed_room_is_a_clash_that_says_why_and_reopening_frees_it(first, room, centre, centre_officer, programme):
    half = factories.make_room(centre, "半厅", parent=room)
    details = {"centre": centre, "room": room, "starts_at": first.starts_at, "ends_at": first.ends_at, "reason": "刷漆"}
    closure = close(details=details, by=centre_officer, at=timezone.now())
    for closed in (room, half):
        with pytest.raises(Clash) as refused:
            factories.make_event(programme, room=closed, starts_at=first.starts_at)
        assert "刷漆" in str(refused.value.sentence)
    reopen(closure, by=centre_officer, at=timezone.now())
    factories.make_event(programme, room=room, starts_at=first.starts_at)


def test_only_the_centre_s_officers_close_it(first, centre, organiser, room, centre_officer, areas):
    details = {"centre": centre, "room": None, "starts_at": first.starts_at, "ends_at": first.ends_at, "reason": "x"}
    with pytest.raises(NotYours):
        close(details=details, by=organiser, at=timezone.now())
    elsewhere = factories.make_organisation("elsewhere", "别的联络所", kind="centre", area=areas["committee"])
    foreign_room = factories.make_room(elsewhere)
    with pytest.raises(NotYours):
        close(details={**details, "room": foreign_room}, by=centre_officer, at=timezone.now())
