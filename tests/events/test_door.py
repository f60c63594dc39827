"""The door: each mark counts once, the later one holds, and nobody stands at a foreign door."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from events.door.check_in import ARRIVED, Mark, Way, arrive, mark, mark_all
from events.door.walk_in import walk_in
from events.errors import DoorClosed, Full, NotAllowed, NotAtThisDoor
from events.models import Attendance, AttendanceMark, Party, Registration
from events.planning.rescheduling import call_off_event
from events.sign_up.registration import cancel, sign_up
from portal.accounts.models import Mandate, Person
from portal.audit.models import Entry
from portal.outbox.models import Message
from tests import factories


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def session(event):
    return event.sessions.get()


@pytest.fixture
def registration(event, resident):
    party = sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    return party.registrations.get()


def begin(session, *, minutes=-10):
    """Return a moment so many minutes after the session's beginning."""
    return session.starts_at + timedelta(minutes=minutes)


def tap(registration, says=ARRIVED, *, at, key=None):
    return Mark(registration.reference, says, key or uuid.uuid4(), Way.SEARCH, at)


def test_a_tap_before_the_beginning_is_present_and_long_after_it_late(session, registration, organiser):
    outcome = mark(session, registration.reference, ARRIVED, way=Way.SCAN, by=organiser, at=begin(session))
    assert (outcome.attendance.state, outcome.attendance.way) == ("present", "scan")
    mark(session, registration.reference, "expected", way=Way.SEARCH, by=organiser, at=begin(session, minutes=1))
    late = mark(session, registration.reference, ARRIVED, way=Way.SEARCH, by=organiser, at=begin(session, minutes=16))
    assert late.attendance.state == "late"
    entry = Entry.objects.filter(act="attendance.marked").last()
    assert (entry.actor_id, entry.beneficiary_id) == (organiser.pk, registration.person_id)
    assert registration.person.name not in str(entry.facts)


def test_what_begins_soon_after_midnight_is_marked_from_an_hour_before(organisation, organiser, resident):
    midnight = (timezone.localtime() + timedelta(days=3)).replace(hour=0, minute=30, second=0, microsecond=0)
    event = factories.make_event(factories.make_programme(organisation), starts_at=midnight)
    party = sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    [session], reference = event.sessions.all(), party.registrations.get().reference
    with pytest.raises(DoorClosed) as refused:
        mark(session, reference, ARRIVED, way=Way.SCAN, by=organiser, at=begin(session, minutes=-61))
    assert refused.value.reason == "too_early"
    outcome = mark(session, reference, ARRIVED, way=Way.SCAN, by=organiser, at=begin(session, minutes=-60))
    assert outcome.attendance.state == "present"


def test_the_same_mark_sent_twice_counts_once(session, registration, organiser):
    at = begin(session)
    one = tap(registration, at=at)
    first = mark_all(session, [one, one], by=organiser, at=at)
    again = mark_all(session, [one], by=organiser, at=at + timedelta(hours=1))
    assert [outcome.is_new for outcome in (*first, *again)] == [True, False, False]
    assert AttendanceMark.objects.count() == Attendance.objects.count() == 1
    assert Entry.objects.filter(act="attendance.marked").count() == 1


def test_a_mark_that_comes_late_does_not_undo_a_later_one(session, registration, organiser):
    at = begin(session)
    offline = tap(registration, at=at)
    mark_all(
        session,
        [tap(registration, "expected", at=at + timedelta(minutes=2))],
        by=organiser,
        at=begin(session, minutes=5),
    )
    mark_all(session, [offline], by=organiser, at=begin(session, minutes=60))
    assert Attendance.objects.get().state == "expected"
    assert AttendanceMark.objects.count() == 2


def test_a_device_with_a_wrong_clock_marks_neither_the_future_nor_the_past(session, registration, organiser):
    at = begin(session)
    for moment in (at + timedelta(days=400), at - timedelta(days=400)):
        mark_all(session, [tap(registration, at=moment)], by=organiser, at=at)
    assert all(abs(row.marked_at - at) < timedelta(days=1) for row in AttendanceMark.objects.all())


@pytest.mark.parametrize("who", ["organiser", "centre_officer"])
def test_staff_of_the_organisation_and_of_its_centre_check_in(who, session, registration, request):
    mark(session, registration.reference, ARRIVED, way=Way.SCAN, by=request.getfixturevalue(who), at=begin(session))


def test_the_role_of_the_door_checks_in_and_a_viewer_does_not(session, registration, organisation):
    helper, viewer = factories.make_user("helper"), factories.make_user("viewer")
    factories.make_member(helper, organisation, "door")
    factories.make_member(viewer, organisation, "viewer")
    mark(session, registration.reference, ARRIVED, way=Way.SCAN, by=helper, at=begin(session))
    with pytest.raises(NotAllowed):
        mark(session, registration.reference, ARRIVED, way=Way.SCAN, by=viewer, at=begin(session))


def test_nobody_else_checks_in(session, registration, other_organiser, resident):
    for user in (other_organiser, resident):
        with pytest.raises(NotAllowed):
            mark(session, registration.reference, ARRIVED, way=Way.SCAN, by=user, at=begin(session))


def test_one_event_cannot_mark_those_of_another(session, registration, organiser, programme):
    other = factories.make_event(programme, starts_at=session.starts_at).sessions.get()
    with pytest.raises(NotAtThisDoor) as refusal:
        mark(other, registration.reference, ARRIVED, way=Way.SCAN, by=organiser, at=begin(session))
    assert refusal.value.reason == "unknown"
    assert not Attendance.objects.exists()


def test_who_cancelled_or_waits_is_refused_by_name_of_the_reason(session, registration, organiser, resident, at):
    cancel(registration=registration, by=resident, at=at)
    with pytest.raises(NotAtThisDoor) as refusal:
        mark(session, registration.reference, ARRIVED, way=Way.SCAN, by=organiser, at=begin(session))
    assert refusal.value.reason == "cancelled"


def test_one_refused_mark_does_not_hold_up_the_others(session, registration, organiser):
    at = begin(session)
    nobody = Mark("AAAAAAAA", ARRIVED, uuid.uuid4(), Way.SCAN, at)
    nonsense = tap(registration, "dancing", at=at)
    outcomes = mark_all(session, [nobody, nonsense, tap(registration, at=at)], by=organiser, at=at)
    assert [bool(outcome.refusal) for outcome in outcomes] == [True, True, False]
    assert Attendance.objects.get().state == "present"


def test_the_door_opens_on_the_local_day_and_closes_a_month_after(session, registration, organiser):
    session.starts_at = timezone.localtime(session.starts_at).replace(hour=10)
    session.ends_at = session.starts_at + timedelta(minutes=90)
    session.save()
    midnight = timezone.localtime(session.starts_at).replace(hour=0, minute=0, second=0, microsecond=0)
    for moment, reason in [
        (midnight - timedelta(seconds=1), "too_early"),
        (session.ends_at + timedelta(days=30), "over"),
    ]:
        with pytest.raises(DoorClosed) as refusal:
            mark(session, registration.reference, ARRIVED, way=Way.SCAN, by=organiser, at=moment)
        assert refusal.value.reason == reason
    mark(session, registration.reference, ARRIVED, way=Way.SCAN, by=organiser, at=midnight)


def test_a_session_that_was_called_off_takes_no_marks(session, registration, organiser, at):
    call_off_event(session.event, note="停课", by=organiser, at=at)
    session.refresh_from_db()
    with pytest.raises(DoorClosed):
        mark(session, registration.reference, ARRIVED, way=Way.SCAN, by=organiser, at=begin(session))


# The other way round: people tap their own arrival


def test_people_tap_their_own_arrival_and_that_of_those_they_act_for(session, resident, father, neighbour, at):
    party = sign_up(event=session.event, people=[resident.person, father], by=resident, key=uuid.uuid4(), at=at)
    references = list(party.registrations.values_list("reference", flat=True))
    arrive(session, references, by=neighbour, at=begin(session))
    assert not Attendance.objects.exists()
    arrive(session, references, by=resident, at=begin(session))
    arrive(session, references, by=resident, at=begin(session, minutes=1))
    assert set(Attendance.objects.values_list("state", "way")) == {("present", "self")}
    assert (Attendance.objects.count(), AttendanceMark.objects.count()) == (2, 2)


@pytest.mark.parametrize("minutes", [-61, 90])
def test_nobody_taps_from_home_long_before_or_after(session, registration, resident, minutes):
    with pytest.raises(DoorClosed):
        arrive(session, [registration.reference], by=resident, at=begin(session, minutes=minutes))


# Walk-ins


def come(session, organiser, *, name="张三", phone="13800001234", key=None, minutes=5):
    return walk_in(
        session, name=name, phone=phone, key=key or uuid.uuid4(), by=organiser, at=begin(session, minutes=minutes)
    )


def test_a_walk_in_takes_a_place_and_is_here_though_sign_up_has_closed(session, organiser):
    registration = come(session, organiser)
    pool = session.event.pools.get()
    assert (pool.taken, registration.state, registration.person.contact_phone) == (1, "confirmed", "13800001234")
    assert Attendance.objects.get().way == "walk_in"
    mandate = Mandate.objects.get(person=registration.person)
    assert (mandate.basis, mandate.agent, mandate.starts_on) == ("desk", organiser, mandate.ends_on)
    assert not Message.objects.exists()


def test_the_same_walk_in_sent_twice_is_one(session, organiser):
    key = uuid.uuid4()
    assert come(session, organiser, key=key) == come(session, organiser, key=key, minutes=9)
    assert (Party.objects.count(), Person.objects.filter(name="张三").count()) == (1, 1)


def test_a_walk_in_known_by_name_and_number_is_found_again(session, organiser, resident):
    registration = come(session, organiser, name="王 小英".replace(" ", ""), phone="13800000001")
    assert registration.person == resident.person


def test_a_number_alone_finds_nobody(session, organiser, resident):
    registration = come(session, organiser, name="李四", phone="13800000001")
    assert registration.person != resident.person


def test_somebody_who_has_a_place_is_only_marked(session, registration, organiser, resident):
    again = come(session, organiser, name=resident.person.name, phone="13800000001")
    assert again == registration
    assert (Registration.objects.count(), Attendance.objects.get().state) == (1, "present")


def test_no_walk_in_where_all_places_are_taken(programme, organiser, resident, at):
    session = factories.make_event(programme, capacity=1).sessions.get()
    sign_up(event=session.event, people=[resident.person], by=resident, key=uuid.uuid4(), at=at)
    people = Person.objects.count()
    with pytest.raises(Full):
        come(session, organiser)
    assert (Person.objects.count(), session.event.pools.get().taken) == (people, 1)


def test_a_stranger_adds_no_walk_in(session, other_organiser):
    with pytest.raises(NotAllowed):
        come(session, other_organiser)
