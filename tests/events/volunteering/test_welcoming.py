"""Who belongs to which organisation, by whose word, and who may write what about whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.errors import NotAllowed, VolunteeringRefused
from events.models import VolunteerRule
from events.volunteering import inviting, taking, welcoming
from portal.outbox.models import Message
from tests.factories.volunteers import make_shift, make_volunteer

AT = timezone.now


@pytest.fixture
def volunteer(founded):
    return make_volunteer()


def ask(volunteer, organisation):
    return welcoming.ask_to_join(volunteer, organisation, by=volunteer.person.user, at=AT())


def test_asked_and_welcomed_once_and_told(organisation, organiser, volunteer):
    row = ask(volunteer, organisation)
    assert (ask(volunteer, organisation), row.state) == (row, "asked")
    for _twice in range(2):
        row = welcoming.welcome(volunteer, organisation, by=organiser, at=AT())
    assert (row.state, row.welcomed_by) == ("welcomed", organiser)
    assert [one.kind for one in Message.objects.all()] == ["volunteer.welcomed"]


def test_declined_with_a_reason_and_may_ask_again(organisation, organiser, volunteer):
    ask(volunteer, organisation)
    welcoming.decline(volunteer, organisation, reason="名额已满", by=organiser, at=AT())
    row = welcoming.decline(volunteer, organisation, reason="名额已满", by=organiser, at=AT())
    assert (row.state, "名额已满" in Message.objects.get().body) == ("declined", True)
    assert ask(volunteer, organisation).state == "asked"


def test_a_stranger_to_the_organisation_looks_missing_to_its_staff(organisation, organiser, volunteer):
    """Even when they were asked for a shift: only their own word opens the door."""
    inviting.invite(make_shift(organisation), [volunteer], answer_by=None, by=organiser, at=AT())
    with pytest.raises(NotAllowed):
        welcoming.welcome(volunteer, organisation, by=organiser, at=AT())


def test_whoever_took_a_shift_is_welcomed_with_one_tap(organisation, organiser, volunteer):
    taking.take(make_shift(organisation), volunteer, by=volunteer.person.user, at=AT())
    with pytest.raises(VolunteeringRefused):
        welcoming.write_note(volunteer, organisation, note="准时", by=organiser, at=AT())
    assert welcoming.welcome(volunteer, organisation, by=organiser, at=AT()).state == "welcomed"
    assert welcoming.write_note(volunteer, organisation, note="准时", by=organiser, at=AT()).note == "准时"


def test_staff_of_another_organisation_do_nothing_here(organisation, other_organiser, volunteer):
    ask(volunteer, organisation)
    for act in (
        lambda: welcoming.welcome(volunteer, organisation, by=other_organiser, at=AT()),
        lambda: welcoming.decline(volunteer, organisation, reason="x", by=other_organiser, at=AT()),
        lambda: welcoming.note_insurance(volunteer, organisation, until=None, by=other_organiser, at=AT()),
        lambda: welcoming.write_note(volunteer, organisation, note="x", by=other_organiser, at=AT()),
        lambda: welcoming.set_rule(organisation, {}, by=other_organiser, at=AT()),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_whoever_left_is_taken_in_again_only_at_their_own_wish(organisation, organiser, volunteer):
    ask(volunteer, organisation)
    welcoming.leave(volunteer, organisation, by=volunteer.person.user, at=AT())
    with pytest.raises(NotAllowed):
        welcoming.welcome(volunteer, organisation, by=organiser, at=AT())
    assert ask(volunteer, organisation).state == "asked"


def test_insurance_has_a_last_day_that_is_to_come(organisation, organiser, volunteer):
    ask(volunteer, organisation)
    today = timezone.localdate()
    with pytest.raises(VolunteeringRefused) as refused:
        welcoming.note_insurance(volunteer, organisation, until=today - timedelta(days=1), by=organiser, at=AT())
    assert refused.value.field == "until"
    row = welcoming.note_insurance(volunteer, organisation, until=today, note="人保", by=organiser, at=AT())
    assert (row.insured_until, row.insurance_note) == (today, "人保")


def test_a_rule_that_asks_for_a_welcome_says_how(organisation, organiser):
    with pytest.raises(VolunteeringRefused) as refused:
        welcoming.set_rule(organisation, {"needs_welcome": True, "words": ""}, by=organiser, at=AT())
    assert (refused.value.field, VolunteerRule.objects.count()) == ("words", 0)
    with pytest.raises(VolunteeringRefused):
        welcoming.set_rule(organisation, {"alert_hours": [0]}, by=organiser, at=AT())
    details = {"needs_welcome": True, "words": "面谈半小时", "alert_hours": [72, 24]}
    assert welcoming.set_rule(organisation, details, by=organiser, at=AT()).alert_hours == [72, 24]


def test_nobody_asks_for_somebody_they_do_not_act_for(organisation, volunteer, outsider):
    with pytest.raises(NotAllowed):
        welcoming.ask_to_join(volunteer, organisation, by=outsider, at=AT())


def test_an_organisation_at_rest_takes_nobody_in(organisation, volunteer):
    organisation.state = "suspended"
    organisation.save()
    with pytest.raises(VolunteeringRefused):
        ask(volunteer, organisation)
