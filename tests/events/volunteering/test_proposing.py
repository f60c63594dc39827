"""A proposal keeps every rule of fitness, fills no fewer places than a plain greedy fill, and is the same each time."""

from datetime import date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from events.volunteering import fitness
from events.volunteering.fitness import Duty, Known, Need
from events.volunteering.proposing import Wish, places_of, propose

CHINA = timezone(timedelta(hours=8))
START = datetime(2026, 11, 30, tzinfo=CHINA)
KINDS = (1, 2)


def need(shift_id, day, hour, hours, requires=(), centre_id=1, **details):
    begins = START + timedelta(days=day, hours=hour)
    facts = {"min_age": 16, "is_risky": False, "needs_welcome": False} | details
    return Need(shift_id, begins, begins + timedelta(hours=hours), 1, centre_id, frozenset(requires), **facts)


def somebody(pk, holds=(), **details):
    held = [(kind, date(2020, 1, 1), None) for kind in holds]
    return Known(pk, True, date(1980, 1, 1), False, holds=held, **details)


@st.composite
def rosters(draw):
    """Draw shifts over four days with their places, volunteers with what they hold and have, and their wishes."""
    places, needs = [], {}
    for shift_id in range(1, draw(st.integers(1, 14)) + 1):
        needs[shift_id] = one = need(
            shift_id,
            day=draw(st.integers(0, 3)),
            hour=draw(st.integers(6, 20)),
            hours=draw(st.sampled_from([1, 2, 3, 5, 9])),
            requires=draw(st.sets(st.sampled_from(KINDS), max_size=1)),
            centre_id=draw(st.sampled_from([1, 2])),
            min_age=draw(st.sampled_from([16, 60])),
            is_risky=draw(st.booleans()),
        )
        wished = draw(st.integers(1, 3))
        places += places_of(
            one, taken=draw(st.integers(0, wished)), minimum=draw(st.integers(0, wished)), wished=wished
        )
    known, wishes = {}, {}
    for pk in range(1, draw(st.integers(1, 7)) + 1):
        busy = [
            (START + timedelta(days=day, hours=hour), START + timedelta(days=day, hours=hour + 3))
            for day, hour in draw(st.lists(st.tuples(st.integers(0, 3), st.integers(6, 20)), max_size=2))
        ]
        mine = draw(st.lists(st.sampled_from([need(900 + n, n, 9, 2) for n in range(4)]), max_size=1))
        known[pk] = somebody(
            pk,
            draw(st.sets(st.sampled_from(KINDS))),
            busy=busy,
            duties=[Duty.of(one) for one in mine],
            insured_until=draw(st.sampled_from([{}, {1: date(2027, 1, 1)}])),
        )
        wishes[pk] = Wish(
            free_times=frozenset(draw(st.sets(st.sampled_from(["0:morning", "1:afternoon", "2:evening"])))),
            minutes=draw(st.integers(0, 600)),
            asked=frozenset(draw(st.sets(st.sampled_from(sorted(needs)), max_size=2))),
        )
    return places, known, wishes


def plainly(places, known):
    """Fill the places in the order of time, each with the first who may: written apart from what it is to test."""
    duties = {pk: list(one.duties) for pk, one in known.items()}
    count = 0
    for place in sorted(places, key=lambda one: (one.need.starts_at, one.need.shift_id, one.number)):
        for pk in sorted(known):
            there = any(duty.shift_id == place.need.shift_id for duty in duties[pk])
            if not there and fitness.fits(with_duties(known[pk], duties[pk]), place.need):
                duties[pk].append(Duty.of(place.need))
                count += 1
                break
    return count


def with_duties(one, duties):
    return Known(
        *(one.volunteer_id, one.is_active, one.birth_date, one.guardian_agreed, one.holds, one.welcomed),
        *(one.insured_until, one.busy, duties),
    )


@settings(max_examples=150, deadline=None)
@given(rosters())
def test_a_proposal_keeps_every_rule_and_fills_at_least_what_a_greedy_fill_does(drawn):
    places, known, wishes = drawn
    before = {pk: list(one.duties) for pk, one in known.items()}
    proposal = propose(places, known, wishes)
    assert {pk: one.duties for pk, one in known.items()} == before
    taken = [one.place for one in proposal.rows]
    assert len(set(taken)) == len(taken)
    assert set(taken) | set(proposal.empty) == set(places)
    assert not set(taken) & set(proposal.empty)
    for pk, one in known.items():
        mine = [row.place.need for row in proposal.rows if row.volunteer_id == pk]
        assert len({each.shift_id for each in mine}) == len(mine)
        for each in mine:
            rest = [*one.duties, *(Duty.of(other) for other in mine if other is not each)]
            assert list(fitness.codes(with_duties(one, rest), each)) == []
    assert len(proposal.rows) >= plainly(places, known)


@settings(max_examples=25, deadline=None)
@given(rosters())
def test_the_same_facts_give_the_same_proposal(drawn):
    places, known, wishes = drawn
    first, again = (propose(places, known, wishes) for _turn in range(2))
    assert [(r.place, r.volunteer_id) for r in first.rows] == [(r.place, r.volunteer_id) for r in again.rows]


def test_who_moves_aside_makes_room_for_a_place_that_only_one_can_fill():
    either, only = need(1, 0, 9, 2), need(2, 0, 10, 2, requires=[1])
    known = {1: somebody(1, holds=[1]), 2: somebody(2)}
    wishes = {2: Wish(minutes=6000)}
    places = [p for one in (either, only) for p in places_of(one, taken=0, minimum=1, wished=1)]
    proposal = propose(places, known, wishes)
    assert [(r.place.need.shift_id, r.volunteer_id) for r in proposal.rows] == [(1, 2), (2, 1)]


def test_what_a_shift_cannot_do_without_comes_before_what_is_wished_for():
    wished, needed = need(1, 0, 9, 2), need(2, 0, 10, 2)
    places = places_of(wished, taken=0, minimum=0, wished=1) + places_of(needed, taken=0, minimum=1, wished=1)
    proposal = propose(places, {1: somebody(1)}, {})
    assert [r.place.need.shift_id for r in proposal.rows] == [2]


def test_hours_are_spread_and_wishes_heard():
    shifts = [need(number, day, 9, 2) for number, day in ((1, 0), (2, 1), (3, 2), (4, 3))]
    places = [p for one in shifts for p in places_of(one, taken=0, minimum=1, wished=1)]
    known = {1: somebody(1), 2: somebody(2), 3: somebody(3)}
    evenly = propose(places, known, {3: Wish(minutes=3000)})
    assert sorted(row.volunteer_id for row in evenly.rows) == [1, 1, 2, 2]
    asked = propose(places[:1], known, {2: Wish(asked=frozenset({1}))})
    assert [(row.volunteer_id, row.was_asked) for row in asked.rows] == [(2, True)]
    declined = propose(places[:1], {1: known[1]}, {1: Wish(not_again=frozenset({1}))})
    assert declined.rows == []
