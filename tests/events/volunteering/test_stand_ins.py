"""Somebody else comes instead: asked, said yes, approved where the role asks for it; the place is never free."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.errors import NoShift, NotAllowed
from events.models import Assignment, StandIn
from events.volunteering import stand_ins
from portal.outbox.models import Message
from tests import factories
from tests.factories.service import make_assignment
from tests.factories.volunteers import make_role, make_shift, make_volunteer, make_welcome


@pytest.fixture
def volunteer(founded):
    return make_volunteer(name="王原班")


@pytest.fixture
def colleague(founded, organisation):
    one = make_volunteer(name="李替班")
    make_welcome(one, organisation)
    return one


@pytest.fixture
def coordinator(organisation):
    user = factories.make_user("coordinator", "+8613700000001")
    factories.make_member(user, organisation, "organiser")
    return user


@pytest.fixture
def row(organisation, volunteer):
    return make_assignment(organisation, volunteer)


def ask(row, asked=None):
    return stand_ins.ask(row, asked=asked, note="孩子发烧", by=row.volunteer.person.user, at=timezone.now())


def accept(sought, one):
    return stand_ins.accept(sought, one, by=one.person.user, at=timezone.now())


def state(row):
    return Assignment.objects.get(pk=row.pk).state


def told(kind):
    return {message.recipient for message in Message.objects.filter(kind=f"stand_in.{kind}")}


def test_a_colleague_says_yes_and_has_the_place(row, volunteer, colleague):
    sought = ask(row, colleague)
    assert told("asked") == {colleague.person.user}
    done = accept(sought, colleague)
    assert (done.state, state(row), done.becomes.volunteer) == ("done", "left", colleague)
    assert told("done") == {volunteer.person.user, colleague.person.user}
    assert accept(sought, colleague) == done


def test_who_waits_does_not_move_up_in_between(organisation, row, colleague):
    waiting = make_assignment(organisation, shift=row.shift)
    accept(ask(row, colleague), colleague)
    row.shift.pool.refresh_from_db()
    assert (state(waiting), row.shift.pool.taken, row.shift.pool.waiting) == ("waiting", 1, 1)


def test_everybody_who_may_is_asked_and_the_first_has_it(organisation, row, colleague):
    other, stranger = make_volunteer(name="赵二"), make_volunteer(name="外人")
    make_welcome(other, organisation)
    sought = ask(row)
    assert told("asked") == {colleague.person.user, other.person.user}
    accept(sought, other)
    with pytest.raises(NoShift) as refused:
        accept(sought, colleague)
    assert refused.value.reason == "gone"
    assert stranger.assignments.count() == 0


def test_who_may_not_take_the_shift_does_not_stand_in(row, colleague, organisation):
    make_assignment(organisation, colleague, shift=make_shift(organisation, starts_at=row.shift.starts_at))
    with pytest.raises(NoShift) as refused:
        ask(row, colleague)
    assert refused.value.reason == "clash"
    assert not StandIn.objects.exists()


def test_where_the_role_asks_for_it_the_organisation_approves(organisation, volunteer, colleague, coordinator):
    row = make_assignment(organisation, volunteer, role=make_role("夜巡", swaps_are_approved=True))
    sought = accept(ask(row, colleague), colleague)
    assert (sought.state, state(row)) == ("taken", "confirmed")
    assert told("to_approve") == {coordinator}
    with pytest.raises(NotAllowed):
        stand_ins.approve(sought, by=colleague.person.user, at=timezone.now())
    assert stand_ins.approve(sought, by=coordinator, at=timezone.now()).state == "done"
    assert state(row) == "left"


def test_not_approved_it_stays_where_it_was_and_both_are_told(organisation, volunteer, colleague, coordinator):
    row = make_assignment(organisation, volunteer, role=make_role("夜巡", swaps_are_approved=True))
    sought = accept(ask(row, colleague), colleague)
    assert stand_ins.refuse(sought, by=coordinator, at=timezone.now()).state == "refused"
    assert state(row) == "confirmed"
    assert told("ended") == {volunteer.person.user, colleague.person.user}


def test_taken_back_nobody_can_say_yes(row, colleague):
    sought = ask(row, colleague)
    assert ask(row) == sought
    stand_ins.withdraw(sought, by=row.volunteer.person.user, at=timezone.now())
    with pytest.raises(NoShift):
        accept(sought, colleague)
    assert ask(row).pk != sought.pk


def test_a_colleague_says_no_and_nobody_else_answers_for_them(row, colleague, organisation):
    sought, other = ask(row, colleague), make_volunteer()
    make_welcome(other, organisation)
    for refused in (lambda: accept(sought, other), lambda: decline(sought, other)):
        with pytest.raises(NotAllowed):
            refused()
    assert decline(sought, colleague).state == "declined"
    assert told("ended") == {row.volunteer.person.user}


def decline(sought, one):
    return stand_ins.decline(sought, by=one.person.user, at=timezone.now())


def test_what_has_begun_or_was_left_is_closed(row, colleague):
    sought = ask(row, colleague)
    with pytest.raises(NoShift):
        stand_ins.accept(sought, colleague, by=colleague.person.user, at=row.shift.starts_at)
    assert stand_ins.close_stale(row.shift.starts_at - timedelta(seconds=1)) == 0
    assert stand_ins.close_stale(row.shift.starts_at) == 1


def test_only_whoever_is_in_it_asks(row, colleague):
    with pytest.raises(NotAllowed):
        stand_ins.ask(row, asked=None, note="", by=colleague.person.user, at=timezone.now())


def test_the_pages_lead_from_asking_to_the_place(row, colleague, client):
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(row.volunteer.person.user, backend=backend)
    seek = f"/volunteer/shifts/{row.shift_id}/stand-in/"
    assert seek in client.get(f"/volunteer/shifts/{row.shift_id}/").content.decode()
    client.post(seek, {"note": "孩子发烧", "asked": ""})
    sought = StandIn.objects.get()
    client.force_login(make_volunteer().person.user, backend=backend)
    address = f"/volunteer/stand-ins/{sought.pk}/"
    assert client.get(address).status_code == 404
    client.force_login(colleague.person.user, backend=backend)
    assert "孩子发烧" in client.get(address).content.decode()
    client.post(address, {"act": "accept", "volunteer": colleague.pk})
    assert row.shift.assignments.confirmed().get().volunteer == colleague
