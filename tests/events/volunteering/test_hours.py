"""A ledger that is only added to: hours are the sum of what was approved, whatever happens in between."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.errors import HoursRefused, NotAllowed
from events.models import HoursEntry
from events.states import HoursState
from events.volunteering import doing, hours
from portal.outbox.models import Message
from tests import factories
from tests.factories.service import make_assignment, make_entry
from tests.factories.volunteers import make_volunteer


@pytest.fixture
def volunteer(founded):
    return make_volunteer()


@pytest.fixture
def coordinator(organisation):
    user = factories.make_user("coordinator", "+8613700000001")
    factories.make_member(user, organisation, "organiser")
    return user


def approve(organisation, by, *entries):
    return hours.approve([one.pk for one in entries], organisation_id=organisation.pk, by=by, at=timezone.now())


def counted(volunteer):
    return HoursEntry.objects.of_volunteer(volunteer).approved().minutes()


@pytest.mark.parametrize(
    ("came", "left", "minutes"),
    [
        (0, 120, 120),
        (-30, 120, 120),
        (5, 100, 95),
        (0, 149, 149),
        (0, 200, 150),
        (0, 0.4, 0),
        (0.4, 60, 60),
        (130, 140, 10),
    ],
)
def test_minutes_are_whole_and_stay_within_the_shift_and_half_an_hour_after(
    organisation, volunteer, came, left, minutes
):
    row = make_assignment(organisation, volunteer)
    row.mark = "present"
    row.came_at = row.shift.starts_at + timedelta(minutes=came)
    row.left_at = row.shift.starts_at + timedelta(minutes=left)
    assert hours.served(row) == minutes


def test_who_did_not_check_out_is_counted_until_the_planned_end(organisation, volunteer, coordinator):
    row = make_assignment(organisation, volunteer)
    doing.mark(row, "here", by=coordinator, at=row.shift.starts_at)
    assert hours.propose_due(row.shift.ends_at + timedelta(minutes=29)) == 0
    assert hours.propose_due(row.shift.ends_at + timedelta(minutes=30)) == 1
    assert hours.propose_due(row.shift.ends_at + timedelta(minutes=31)) == 0
    entry = HoursEntry.objects.get(assignment=row)
    assert (entry.minutes, entry.state) == (120, "proposed")
    assert entry.reason


def test_a_new_mark_after_approval_is_a_correction_that_waits(organisation, volunteer, coordinator):
    row = make_assignment(organisation, volunteer)
    doing.mark(row, "here", by=coordinator, at=row.shift.starts_at)
    doing.mark(row, "left", by=coordinator, at=row.shift.ends_at)
    approve(organisation, coordinator, HoursEntry.objects.get(assignment=row))
    later = row.shift.ends_at + timedelta(hours=1)
    early = {"came_at": row.shift.starts_at, "left_at": row.shift.ends_at - timedelta(hours=1)}
    doing.correct(row, **early, reason="提前离开", by=coordinator, at=later)
    correction = HoursEntry.objects.get(corrects__assignment=row)
    assert (correction.minutes, correction.state, counted(volunteer)) == (-60, "proposed", 120)
    approve(organisation, coordinator, correction)
    assert counted(volunteer) == 60


def test_absent_after_all_takes_everything_away(organisation, volunteer, coordinator):
    row = make_assignment(organisation, volunteer)
    doing.mark(row, "here", by=coordinator, at=row.shift.starts_at)
    doing.mark(row, "left", by=coordinator, at=row.shift.ends_at)
    doing.mark(row, "absent", by=coordinator, at=row.shift.ends_at + timedelta(minutes=1))
    assert approve(organisation, coordinator, *HoursEntry.objects.all()) == hours.Decided(2, 0)
    assert counted(volunteer) == 0


def test_nobody_approves_their_own_hours(organisation, coordinator):
    own = make_volunteer(factories.make_person("排班人", user=coordinator))
    entry = make_entry(own, organisation)
    assert approve(organisation, coordinator, entry) == hours.Decided(0, 1)
    with pytest.raises(HoursRefused):
        hours.refuse(entry, reason="不对", by=coordinator, at=timezone.now())
    assert counted(own) == 0


def test_another_organisation_decides_nothing(organisation, other_organisation, volunteer, coordinator):
    entry = make_entry(volunteer, other_organisation)
    assert approve(organisation, coordinator, entry) == hours.Decided(0, 0)
    with pytest.raises(NotAllowed):
        approve(other_organisation, coordinator, entry)
    with pytest.raises(NotAllowed):
        hours.refuse(entry, reason="不对", by=coordinator, at=timezone.now())


def test_a_refused_entry_stays_refused_and_the_volunteer_is_told_why(organisation, volunteer, coordinator):
    entry = hours.refuse(
        make_entry(volunteer, organisation), reason="当天没有这项服务", by=coordinator, at=timezone.now()
    )
    assert approve(organisation, coordinator, entry) == hours.Decided(0, 0)
    with pytest.raises(HoursRefused):
        hours.correct(entry, minutes=30, reason="改", by=coordinator, at=timezone.now())
    assert "当天没有这项服务" in Message.objects.get(kind="hours.refused").body


def test_a_correction_alone_does_not_count(organisation, volunteer, coordinator):
    first = make_entry(volunteer, organisation)
    more = hours.correct(first, minutes=200, reason="算错", by=coordinator, at=timezone.now())
    assert approve(organisation, coordinator, more) == hours.Decided(0, 0)
    assert approve(organisation, coordinator, first, more) == hours.Decided(2, 0)
    assert counted(volunteer) == 200


@pytest.mark.parametrize("minutes", [0, -5, 961])
def test_hours_by_hand_have_bounds(organisation, volunteer, minutes):
    with pytest.raises(HoursRefused):
        make_entry(volunteer, organisation, minutes)


def test_hours_by_hand_need_a_reason_and_a_day_that_was(organisation, volunteer, coordinator):
    at = timezone.now()
    asked = {"minutes": 60, "content": "探访", "by": coordinator, "at": at}
    with pytest.raises(HoursRefused) as refused:
        hours.enter(volunteer, organisation, on=timezone.localdate(at), reason=" ", **asked)
    assert refused.value.field == "reason"
    with pytest.raises(HoursRefused) as refused:
        hours.enter(volunteer, organisation, on=timezone.localdate(at) + timedelta(days=1), reason="纸上", **asked)
    assert refused.value.field == "on"


@pytest.mark.parametrize(
    "change", [{"minutes": 999}, {"content": "别的"}, {"on": "2020-01-01"}, {"reason": "改了"}, {"volunteer": None}]
)
def test_the_database_refuses_to_change_an_entry(organisation, volunteer, change):
    entry = make_entry(volunteer, organisation)
    if "volunteer" in change:
        change = {"volunteer": make_volunteer()}
    with pytest.raises(IntegrityError), transaction.atomic():
        HoursEntry.objects.filter(pk=entry.pk).update(**change)


def test_the_database_refuses_to_delete_an_entry_or_to_decide_it_twice(organisation, volunteer, coordinator):
    entry = make_entry(volunteer, organisation)
    approve(organisation, coordinator, entry)
    with pytest.raises(IntegrityError), transaction.atomic():
        HoursEntry.objects.filter(pk=entry.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        HoursEntry.objects.filter(pk=entry.pk).update(state=HoursState.REFUSED)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["enter", "correct", "approve", "refuse", "approve all"]),
        st.integers(0, 9),
        st.integers(0, 960),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_hours_are_the_sum_of_what_was_approved_at_every_step(steps, organisation, coordinator):
    """Whatever is entered, corrected, approved and refused, in whatever order: the sum of a book kept beside it."""
    at = timezone.now()
    volunteer = make_volunteer()
    book: dict[int, tuple[int, int | None, str]] = {}
    with transaction.atomic():
        for act, which, minutes in steps:
            entries = list(HoursEntry.objects.of_volunteer(volunteer).order_by("pk"))
            chosen = entries[which % len(entries)] if entries else None
            try:
                if act == "enter":
                    make_entry(volunteer, organisation, minutes, at=at)
                elif chosen and act == "correct":
                    hours.correct(chosen, minutes=minutes, reason="改", by=coordinator, at=at)
                elif chosen and act == "refuse":
                    hours.refuse(chosen, reason="不对", by=coordinator, at=at)
                elif chosen:
                    approve(organisation, coordinator, *(entries if act == "approve all" else [chosen]))
            except HoursRefused:
                pass
            after = list(HoursEntry.objects.of_volunteer(volunteer))
            for one in after:
                said = (one.minutes, one.corrects_id)
                if one.pk in book:
                    *known, state = book[one.pk]
                    assert tuple(known) == said
                    assert state in ("proposed", one.state)
                book[one.pk] = (*said, one.state)
            assert {one.pk for one in after} == set(book)
            assert counted(volunteer) == sum(m for m, _c, state in book.values() if state == "approved")
            for first in (one for one in after if one.corrects_id is None and one.state == "approved"):
                chain = [m for pk, (m, c, state) in book.items() if state == "approved" and first.pk in (pk, c)]
                assert sum(chain) >= 0
