"""Who becomes a volunteer, with whose word, and what is left when they stop."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from events.erasing import erase_of
from events.errors import NotAllowed, VolunteeringRefused
from events.models import SpokenLanguage, Volunteer
from events.readouts.volunteering.mine import awaiting_my_word
from events.readouts.volunteering.own_data import volunteer_data
from events.volunteering import enlisting, taking, welcoming
from events.volunteering.enlisting import Profile
from portal.accounts.models import Mandate
from portal.audit.models import Entry
from portal.outbox.models import Message
from tests import factories
from tests.factories.volunteers import make_shift

AT = timezone.now


def years_ago(years: int) -> date:
    today = timezone.localdate()
    return date(today.year - years, 1, 1)


@pytest.fixture
def child(resident):
    return factories.make_person("王小宝", agent=resident, relation="child", birth_date=years_ago(15))


@pytest.fixture
def teenager(founded, resident):
    """Sixteen, with an account of their own; the resident is the mother."""
    user = factories.make_user("teen", "+8613800000161")
    person = factories.make_person("王一诺", user=user, birth_date=years_ago(17))
    today = timezone.localdate()
    Mandate.objects.create(person=person, agent=resident, relation="child", basis="guardian", starts_on=today)
    return user


def test_enlist_keeps_what_was_said_under_a_number_of_its_own(founded, resident):
    dialect = SpokenLanguage.objects.get(code="suzhou")
    profile = Profile(interests=["elders"], free_times=["5:morning"], languages=[dialect], estate_codes=["jinyuan"])
    row = enlisting.enlist(resident.person, profile, by=resident, at=AT())
    assert row.number.startswith(f"V{timezone.localtime():%y%m}-")
    assert len(row.number) == 10
    assert (row.interests, row.free_times, list(row.languages.all())) == (["elders"], ["5:morning"], [dialect])
    assert enlisting.enlist(resident.person, Profile(), by=resident, at=AT()) == row
    row.refresh_from_db()
    assert row.interests == ["elders"]


def test_a_number_that_is_taken_is_tried_again_with_other_digits(founded, resident, neighbour, monkeypatch):
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr(enlisting.secrets, "randbelow", lambda most: next(drawn))
    first = enlisting.enlist(resident.person, Profile(), by=resident, at=AT())
    second = enlisting.enlist(neighbour.person, Profile(), birth_date=years_ago(70), by=neighbour, at=AT())
    assert (first.number[-4:], second.number[-4:]) == ("0007", "0008")


def test_nobody_enlists_a_stranger(founded, resident, neighbour):
    with pytest.raises(NotAllowed):
        enlisting.enlist(resident.person, Profile(), by=neighbour, at=AT())


def test_a_birth_date_is_asked_for_and_kept(founded):
    user = factories.make_user("ageless", "+8613800000171")
    person = factories.make_person("陈某", user=user)
    with pytest.raises(VolunteeringRefused) as refused:
        enlisting.enlist(person, Profile(), by=user, at=AT())
    assert refused.value.field == "birth_date"
    enlisting.enlist(person, Profile(), birth_date=date(1970, 2, 3), by=user, at=AT())
    person.refresh_from_db()
    assert person.birth_date == date(1970, 2, 3)


def test_a_child_is_enlisted_by_a_guardian_who_ticks_the_box(founded, resident, child):
    with pytest.raises(VolunteeringRefused) as refused:
        enlisting.enlist(child, Profile(), by=resident, at=AT())
    assert (refused.value.field, Volunteer.objects.count()) == ("guardian_agrees", 0)
    row = enlisting.enlist(child, Profile(), guardian_agrees=True, by=resident, at=AT())
    assert (row.guardian, row.guardian_agreed_at is not None) == (resident, True)


def test_somebody_of_the_family_who_is_no_guardian_cannot_agree(founded, resident):
    niece = factories.make_person("王小妹", agent=resident, relation="other", birth_date=years_ago(15))
    with pytest.raises(VolunteeringRefused) as refused:
        enlisting.enlist(niece, Profile(), guardian_agrees=True, by=resident, at=AT())
    assert refused.value.reason == "no_guardian"


def test_a_minor_with_an_account_waits_for_the_guardian(organisation, resident, teenager):
    row = enlisting.enlist(teenager.person, Profile(), guardian_agrees=True, by=teenager, at=AT())
    assert row.guardian_agreed_at is None
    assert Message.objects.get(recipient=resident).kind == "volunteer.asks_guardian"
    assert awaiting_my_word(resident, AT()) == [row]
    shift = make_shift(organisation)
    assert [one.code for one in taking.reasons(shift, row)] == ["guardian"]
    with pytest.raises(NotAllowed):
        enlisting.agree(row, by=teenager, at=AT())
    enlisting.agree(row, by=resident, at=AT())
    assert Message.objects.get(recipient=teenager).kind == "volunteer.guardian_agreed"
    assert (awaiting_my_word(resident, AT()), taking.reasons(shift, Volunteer.objects.get(pk=row.pk))) == ([], [])


def test_whoever_stops_gives_shifts_back_is_forgotten_and_begins_again_with_the_same_number(organisation, resident):
    row = enlisting.enlist(resident.person, Profile(interests=["elders"], skills=["music"]), by=resident, at=AT())
    assignment = taking.take(make_shift(organisation), row, by=resident, at=AT())
    welcoming.ask_to_join(row, organisation, by=resident, at=AT())
    enlisting.end(row, by=resident, at=AT())
    ended = enlisting.end(row, by=resident, at=AT())
    assignment.refresh_from_db()
    assert (ended.state, ended.interests, ended.skills, ended.ended_at is None) == ("ended", [], [], False)
    assert (assignment.state, assignment.shift.pool.__class__.objects.get().taken) == ("left", 0)
    assert row.welcomes.get().state == "left"
    with pytest.raises(VolunteeringRefused):
        enlisting.change(row, Profile(), by=resident, at=AT())
    again = enlisting.enlist(resident.person, Profile(interests=["order"]), by=resident, at=AT())
    assert (again.number, again.state, again.interests) == (row.number, "active", ["order"])


def test_a_break_keeps_shifts_and_refuses_new_ones(organisation, resident):
    row = enlisting.enlist(resident.person, Profile(), by=resident, at=AT())
    taking.take(make_shift(organisation), row, by=resident, at=AT())
    paused = enlisting.pause(row, by=resident, at=AT())
    later = make_shift(organisation, starts_at=timezone.now() + timedelta(days=9))
    assert [one.code for one in taking.reasons(later, paused)] == ["not_active"]
    assert paused.assignments.get().state == "confirmed"
    assert taking.reasons(later, enlisting.go_on(row, by=resident, at=AT())) == []


def test_a_copy_of_the_data_has_it_all_and_the_trail_has_no_personal_value(organisation, resident):
    row = enlisting.enlist(resident.person, Profile(skills_note="会修收音机"), by=resident, at=AT())
    taking.take(make_shift(organisation), row, by=resident, at=AT())
    copied = volunteer_data(resident.person.pk)
    assert (copied["volunteer"]["skills_note"], len(copied["shifts"])) == ("会修收音机", 1)
    assert volunteer_data(0) == {}
    assert "收音机" not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_erasing_somebody_gives_shifts_back_and_leaves_nothing_that_was_said(organisation, organiser, resident):
    profile = Profile(skills_note="会修收音机", national_number="320500")
    row = enlisting.enlist(resident.person, profile, by=resident, at=AT())
    taking.take(make_shift(organisation), row, by=resident, at=AT())
    welcoming.welcome(row, organisation, by=organiser, at=AT())
    welcoming.write_note(row, organisation, note="很热心", by=organiser, at=AT())
    erase_of(resident.person.pk, by=resident, at=AT())
    row.refresh_from_db()
    assert (row.state, row.skills_note, row.national_number) == ("ended", "", "")
    assert row.assignments.get().state == "left"
    assert row.welcomes.get().note == ""
