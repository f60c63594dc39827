"""The demonstration: a whole neighbourhood, honest about what is made up, and safe to load again."""

import hashlib
import re
from datetime import datetime, timedelta
from io import StringIO
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from events.demo import content, load
from events.demo.events import WEEKDAYS
from events.demo.people import PASSWORD
from events.models import Allowance, Event, FeeMark, Pool, ProgrammePage, ProgrammeSpeaker, Session
from events.sign_up import eligibility
from organisations.models import Facility, Invitation, Room
from portal.accounts.household import people_one_may_act_for
from portal.timetable.models import Commitment

#: A Wednesday morning; the second half of the week and the evenings are still to come.
AT = datetime(2027, 3, 10, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

HAN = re.compile("[\u3400-\u9fff]")


def load_at(moment: datetime) -> str:
    """Run the command at this moment and return what it prints."""
    out = StringIO()
    with override_settings(DEMO=True), time_machine.travel(moment, tick=False):
        call_command("demo", stdout=out)
    return out.getvalue()


def snapshot() -> dict[str, tuple[int, str]]:
    """Return the number of rows and a digest of every table."""
    shot = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(map(repr, cursor.fetchall()))
            shot[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return shot


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration, loaded once for this file and taken away after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_at(AT)
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    return loaded


def events_of(slug: str):
    return Event.objects.filter(programme__slug=slug)


def test_loading_twice_changes_nothing(demo):
    before = snapshot()
    load_at(AT + timedelta(minutes=5))
    after = snapshot()
    assert {name for name in before if after[name] != before[name]} == set()
    assert before["events_event"][0] > 100


def test_loading_on_a_later_day_adds_the_missing_weeks_and_moves_nothing(demo):
    before = {event.pk: (event.starts_at, event.ends_at, event.code) for event in Event.objects.all()}
    places = dict(Pool.objects.values_list("pk", "taken"))
    load(AT + timedelta(days=9))
    after = {event.pk: (event.starts_at, event.ends_at, event.code) for event in Event.objects.all()}
    added = [after[pk][0] for pk in after.keys() - before.keys()]
    assert {pk: after[pk] for pk in before} == before
    assert dict(Pool.objects.filter(pk__in=places).values_list("pk", "taken")) == places
    assert added
    assert min(added) > AT + timedelta(days=9)
    saturdays = [timezone.localdate(start) for start in events_of("speak-suzhou").values_list("starts_at", flat=True)]
    assert saturdays == [saturdays[0] + timedelta(weeks=number) for number in range(9)]
    assert events_of("blood-pressure").count() == 1


def test_what_is_over_comes_again_when_the_demonstration_is_loaded_months_later(demo):
    load(AT + timedelta(weeks=15))
    assert events_of("blood-pressure").count() == 2
    assert events_of("phone-class").count() == 2
    assert events_of("three-highs").count() == 1


def test_a_room_that_was_taken_meanwhile_stays_taken(demo):
    room = Room.objects.get(code="study")
    week = AT + timedelta(weeks=8)
    Commitment.objects.create(
        diary=room.diary, starts_at=week, ends_at=week + timedelta(days=7), source="booking", source_id=1
    )
    in_that_week = room.sessions.filter(starts_at__lt=week + timedelta(days=7), ends_at__gt=week)
    before = set(in_that_week)
    load(AT + timedelta(days=9))
    assert set(in_that_week.all()) == before


def test_no_two_runs_ever_meet_in_a_room():
    """Whatever the weeks: one-offs come again at other distances from each other."""
    halves = {room["code"]: room.get("part_of") for rooms in content.read("places")["rooms"].values() for room in rooms}
    taken = []
    for facts in content.programmes():
        for run in facts["held"]:
            slots = {(slot["day"], slot["time"], slot["room"]) for slot in run.get("sessions", [run]) if "room" in slot}
            taken += [(facts["slug"], *slot) for slot in slots]
    for (one, day, time, room), (other, other_day, other_time, other_room) in combinations(taken, 2):
        same_room = room == other_room or halves[room] == other_room or halves[other_room] == room
        (start, end), (other_start, other_end) = time.split("-"), other_time.split("-")
        meet = day == other_day and same_room and start < other_end and other_start < end
        assert not meet, f"{one} and {other} meet on {day} in {room}"


def test_every_facility_and_every_weekday_has_something(demo):
    kinds = set(Session.objects.filter(starts_at__gt=AT).values_list("room__facility__kind", flat=True))
    assert kinds >= set(Facility.Kind.values)
    coming = Session.objects.filter(starts_at__gt=AT, starts_at__lt=AT + timedelta(days=7))
    days = {timezone.localdate(start) for start in coming.values_list("starts_at", flat=True)}
    assert {timezone.localdate(AT) + timedelta(days=number) for number in range(7)} <= days


def test_the_real_lecture_is_a_record_and_its_speaker_is_in_no_made_up_event(demo):
    lecture = ProgrammePage.objects.get(slug="three-highs")
    event = lecture.events.get()
    assert not lecture.is_demo
    assert event.ends_at < AT - timedelta(days=365)
    assert eligibility.closed(event, AT) is not None
    assert [host.organisation.code for host in lecture.hosts.all()] == ["dongshahu", "huiyue"]
    assert list(ProgrammeSpeaker.objects.filter(name="陆宵鹤").values_list("page__slug", flat=True)) == ["three-highs"]
    assert not ProgrammePage.objects.filter(is_demo=False).exclude(pk=lecture.pk).exists()


def test_some_are_full_some_have_a_queue_one_opens_later_one_session_is_called_off(demo):
    coming = Event.objects.filter(starts_at__gt=AT, needs_sign_up=True)
    pools = [event.pools.get(kind="open") for event in coming]
    assert any(pool.taken == pool.capacity and not pool.waiting for pool in pools)
    assert any(pool.taken == pool.capacity and pool.waiting for pool in pools)
    assert any(0 < pool.left <= 3 for pool in pools)
    assert coming.filter(programme__slug="sugar-at-table", opens_at__gt=AT).count() == 1
    [session] = Session.objects.filter(state="cancelled")
    assert session.event.programme.slug == "phone-class"
    assert session.note
    assert session.note_en
    assert not Commitment.objects.filter(diary=session.room.diary, starts_at=session.starts_at).exists()


def test_the_counters_are_true_to_the_people(demo):
    for pool in Pool.objects.filter(shift=None):
        rows = list(pool.parties.values_list("registrations__state", flat=True))
        assert (pool.taken, pool.waiting) == (rows.count("confirmed"), rows.count("waiting"))


def test_the_places_of_shifts_are_true_to_who_is_in_them(demo):
    for pool in Pool.objects.filter(shift__isnull=False):
        rows = list(pool.shift.assignments.values_list("state", flat=True))
        assert (pool.taken, pool.waiting) == (rows.count("confirmed"), rows.count("waiting"))


def test_nobody_is_signed_up_for_two_things_at_once(demo):
    rows = list(
        Commitment.objects.filter(source="registration").values_list("diary", "starts_at", "ends_at").order_by("diary")
    )
    for (diary, start, end), (other, other_start, other_end) in combinations(rows, 2):
        assert diary != other or start >= other_end or other_start >= end


def test_the_resident_acts_for_parents_and_child(demo):
    resident = get_user_model().objects.get(username="resident")
    assert [person.relation for person in people_one_may_act_for(resident, AT)] == ["self", "father", "mother", "child"]
    assert {person.estate_code for person in people_one_may_act_for(resident, AT)} == {"jinxi"}


def test_the_accounts_have_their_phones_in_order_and_the_printed_password(demo):
    names = ["resident", "neighbour", "ngo", "centre", "officer", "reviewer", "volunteer", "desk", "admin"]
    for number, name in enumerate(names, start=1):
        user = get_user_model().objects.get(username=name)
        assert user.phone == f"+861380000000{number}"
        assert user.check_password(PASSWORD)
        assert f"{name} " in demo
        assert user.phone.removeprefix("+86") in demo


def test_nobody_can_sign_in_as_a_neighbour_made_up_to_fill_the_rooms(demo):
    made_up = get_user_model().objects.filter(username__startswith="demo-")
    assert made_up.count() >= 20
    assert not any(user.has_usable_password() or user.phone for user in made_up)


def test_one_programme_waits_for_the_centre_to_approve_it(demo):
    page = ProgrammePage.objects.get(slug="sleep-well")
    step = page.current_workflow_task_state
    assert not page.live
    assert step.status == step.STATUS_IN_PROGRESS
    assert step.workflow_state.requested_by.username == "ngo"
    assert {host.organisation.home_centre.code for host in page.hosts.all()} == {"dongshahu"}


def test_one_programme_has_passed_its_first_review_and_an_invitation_waits(demo):
    page = ProgrammePage.objects.get(slug="small-first-aiders")
    words = page.current_workflow_task_state.host_approvals
    assert sorted(words.filter(at__gte=page.latest_revision_created_at).values_list("level", flat=True)) == [0, 1]
    assert [one.phone for one in Invitation.objects.filter(state="waiting")] == ["+8613800000007"]


def test_every_word_is_there_in_both_languages():
    for facts in content.programmes():
        for field in ("title", "summary"):
            assert facts[field], facts["slug"]
            assert facts[f"{field}_en"], facts["slug"]
            assert not HAN.search(facts[f"{field}_en"]), facts["slug"]
        assert not HAN.search(facts["english"]), facts["slug"]
        for field in ("bring", "access_note"):
            assert (field in facts) == (f"{field}_en" in facts), facts["slug"]
        for run in facts["held"]:
            for slot in run.get("sessions", [run]):
                assert slot.get("day") in (*WEEKDAYS, None), facts["slug"]
                assert ("title" in slot) == ("title_en" in slot), facts["slug"]


def test_a_real_portal_refuses_the_demonstration(db, django_assert_num_queries):
    with (
        override_settings(DEBUG=False, DEMO=False),
        django_assert_num_queries(0),
        pytest.raises(CommandError, match="whose password everybody knows"),
    ):
        call_command("demo")


def test_fees_allowances_and_who_collects_a_child_are_there(demo):
    assert set(FeeMark.objects.standing().values_list("outcome", flat=True)) == {"paid", "waived"}
    assert FeeMark.objects.exclude(undone_at=None).count() == 1
    assert {allowance.events.exists() for allowance in Allowance.objects.all()} == {True}
    resident = get_user_model().objects.get(username="resident")
    child = next(one for one in people_one_may_act_for(resident, AT) if one.name == "陈一诺")
    assert [collector.name for collector in child.collectors.standing()] == ["林永年", "陈志远"]
