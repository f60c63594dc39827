"""Leave and no-shows: who asked is not missed, who was missed may answer, and a centre's rule says what follows."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from events.door.check_in import ARRIVED, Mark, Way, mark, mark_all
from events.door.leave import ask_leave, sessions_to_come, take_back_leave
from events.errors import NoLeave, NoMandate, NotAllowed
from events.models import Attendance, NoShow, NoShowRule
from events.sign_up import no_shows
from events.sign_up.registration import sign_up
from portal.audit.models import Entry
from portal.outbox.models import Message
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def course(programme, room):
    return factories.make_event(programme, room=room, sessions=3)


@pytest.fixture
def session(course):
    return course.sessions.select_related("event__organisation").get(number=1)


@pytest.fixture
def registrations(course, resident, father, neighbour):
    """The resident and her father in one party, and the neighbour."""
    at = timezone.now()
    family = sign_up(event=course, people=[resident.person, father], by=resident, key=uuid.uuid4(), at=at)
    alone = sign_up(event=course, people=[neighbour.person], by=neighbour, key=uuid.uuid4(), at=at)
    rows = [*family.registrations.order_by("pk"), alone.registrations.get()]
    return {row.person_id: row for row in rows}


@pytest.fixture
def own(registrations, resident):
    return registrations[resident.person.pk]


@pytest.fixture
def rule(centre):
    return NoShowRule.objects.create(centre=centre, count=1, days=90)


def rule_of(centre) -> NoShowRule | None:
    return NoShowRule.objects.filter(centre=centre).first()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def hold(session, organiser, *, here=()):
    """Hold a session: these come, and a day passes; return the moment."""
    for registration in here:
        mark(session, registration.reference, ARRIVED, way=Way.SCAN, by=organiser, at=session.starts_at)
    at = session.ends_at + timedelta(hours=24)
    no_shows.count_absences(at)
    return at


def went(session):
    return dict(Attendance.objects.filter(session=session).values_list("registration__person__name", "state"))


# Leave


def test_leave_keeps_the_place_and_is_no_no_show(session, own, registrations, resident, organiser):
    ask_leave(own, session, by=resident, at=timezone.now())
    ask_leave(own, session, by=resident, at=timezone.now())
    assert Entry.objects.filter(act="attendance.marked").count() == 1
    assert own.event.pools.get().taken == 3
    others = [row for row in registrations.values() if row != own]
    hold(session, organiser, here=others)
    assert went(session)["王小英"] == "leave"
    assert not NoShow.objects.exists()


def test_leave_is_for_one_session_and_can_be_taken_back(session, own, resident):
    at = timezone.now()
    ask_leave(own, session, by=resident, at=at)
    assert [one.is_on_leave for one in sessions_to_come(own, at)] == [True, False, False]
    take_back_leave(own, session, by=resident, at=at)
    assert [one.is_on_leave for one in sessions_to_come(own, at)] == [False, False, False]


def test_whoever_comes_all_the_same_is_here(session, own, resident, organiser):
    ask_leave(own, session, by=resident, at=timezone.now())
    mark(session, own.reference, ARRIVED, way=Way.SCAN, by=organiser, at=session.starts_at)
    assert went(session) == {"王小英": "present"}


def test_leave_is_asked_until_the_beginning_and_not_a_second_later(session, own, resident):
    ask_leave(own, session, by=resident, at=session.starts_at - timedelta(seconds=1))
    with pytest.raises(NoLeave):
        take_back_leave(own, session, by=resident, at=session.starts_at)


def test_there_is_no_leave_from_the_only_session(programme, resident):
    event = factories.make_event(programme)
    row = sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    with pytest.raises(NoLeave):
        ask_leave(row.registrations.get(), event.sessions.get(), by=resident, at=timezone.now())


def test_nobody_asks_leave_for_a_stranger_or_from_a_foreign_session(session, own, neighbour, resident, programme):
    with pytest.raises(NoMandate):
        ask_leave(own, session, by=neighbour, at=timezone.now())
    other = factories.make_event(programme, sessions=2).sessions.first()
    with pytest.raises(NoLeave):
        ask_leave(own, other, by=resident, at=timezone.now())


def test_leave_on_the_page_of_a_sign_up(session, own, resident, neighbour):
    client, page = signed_in(resident), f"/me/registrations/{own.reference}/"
    url = f"{page}leave/{session.pk}/"
    assert url in client.get(page).content.decode()
    assert "已请假" in client.post(url, follow=True).content.decode()
    assert went(session) == {"王小英": "leave"}
    assert signed_in(neighbour).post(url).status_code == 404
    assert client.get(url).status_code == 405


# No-shows


def test_whoever_was_not_marked_in_a_checked_session_is_absent_a_day_later(session, own, registrations, organiser):
    mark(session, own.reference, ARRIVED, way=Way.SCAN, by=organiser, at=session.starts_at)
    assert no_shows.count_absences(session.ends_at + timedelta(hours=23)) == 0
    at = session.ends_at + timedelta(hours=24)
    assert (no_shows.count_absences(at), no_shows.count_absences(at)) == (2, 0)
    assert went(session) == {"王小英": "present", "王建国": "absent", "李阿婆": "absent"}
    assert NoShow.objects.count() == 2


def test_where_nobody_was_checked_in_nobody_is_missed(session, registrations, organiser):
    hold(session, organiser)
    assert not Attendance.objects.exists()


def test_who_joined_after_it_began_is_not_missed(session, own, course, organiser, room):
    late = factories.make_user("late")
    person = factories.make_person("晚来", user=late)
    course.closes_at = session.ends_at
    course.save()
    sign_up(event=course, people=[person], by=late, key=uuid.uuid4(), at=session.starts_at + timedelta(minutes=1))
    hold(session, organiser, here=[own])
    assert "晚来" not in went(session)


def test_staffs_own_mark_of_absence_is_a_no_show_too(session, registrations, own, organiser):
    for row in registrations.values():
        says = "absent" if row == own else ARRIVED
        mark(session, row.reference, says, way=Way.SEARCH, by=organiser, at=session.starts_at)
    hold(session, organiser)
    assert NoShow.objects.get().person_id == own.person_id


def test_a_queue_sent_the_day_after_clears_a_no_show(session, own, registrations, rule, centre, organiser, neighbour):
    at = hold(session, organiser, here=[own])
    assert no_shows.waits_only([neighbour.person.pk], rule_of(centre), at) == {neighbour.person.pk}
    row = registrations[neighbour.person.pk]
    offline = Mark(row.reference, ARRIVED, uuid.uuid4(), Way.SCAN, session.starts_at)
    mark_all(session, [offline], by=organiser, at=at)
    assert went(session)["李阿婆"] == "present"
    assert no_shows.waits_only([neighbour.person.pk], rule_of(centre), at) == set()
    no_shows.count_absences(at + timedelta(hours=1))
    assert went(session)["李阿婆"] == "present"


def test_the_rule_counts_so_many_within_so_many_days(course, registrations, own, rule, centre, organiser, neighbour):
    rule.count, rule.days = 2, 20
    rule.save()
    person, waits = neighbour.person.pk, []
    for session in course.sessions.select_related("event__organisation").order_by("number"):
        at = hold(session, organiser, here=[own])
        waits.append(person in no_shows.waits_only([person, own.person_id], rule_of(centre), at))
    assert waits == [False, True, True]
    last = course.sessions.get(number=3).starts_at
    assert no_shows.waits_only([person], rule_of(centre), last + timedelta(days=12)) == {person}
    assert no_shows.waits_only([person], rule_of(centre), last + timedelta(days=14)) == set()


def test_without_a_rule_nobody_waits_and_nobody_is_told(session, own, registrations, centre, organiser, neighbour):
    at = hold(session, organiser, here=[own])
    assert no_shows.waits_only([neighbour.person.pk], rule_of(centre), at) == set()
    assert not Message.objects.filter(kind="no_show").exists()


def test_a_rule_is_one_centres_own(session, own, registrations, rule, areas, organiser, neighbour):
    other = factories.make_organisation("other", "别的联络所", kind="centre", area=areas["committee"])
    NoShowRule.objects.create(centre=other, count=1, days=90)
    at = hold(session, organiser, here=[own])
    assert no_shows.waits_only([neighbour.person.pk], rule_of(other), at) == set()


def test_people_are_told_once_and_may_answer(session, own, registrations, rule, organiser, neighbour, resident):
    at = hold(session, organiser, here=[own])
    no_shows.count_absences(at + timedelta(minutes=1))
    assert Message.objects.filter(kind="no_show", recipient=neighbour).count() == 1
    missed = NoShow.objects.get(person=neighbour.person)
    with pytest.raises(NoMandate):
        no_shows.reply(missed, "？", by=resident, at=at)
    with time_machine.travel(at):
        client, url = signed_in(neighbour), f"/me/no-shows/{missed.pk}/reply/"
        assert "健康" in client.get("/me/").content.decode()
        client.post(url, {"reply": "那天住院了"})
        assert client.post(url, {"reply": "x" * 201}).status_code == 302
        assert signed_in(resident).post(url, {"reply": "x"}).status_code == 404
    missed.refresh_from_db()
    assert missed.reply == "那天住院了"
    assert "住院" not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_staff_read_the_answer_and_excuse(
    session, own, registrations, rule, centre, organiser, other_organiser, neighbour
):
    at = hold(session, organiser, here=[own])
    missed = NoShow.objects.get(person=neighbour.person)
    no_shows.reply(missed, "那天住院了", by=neighbour, at=at)
    with pytest.raises(NotAllowed):
        no_shows.excuse(missed, by=other_organiser, at=at)
    with time_machine.travel(at):
        client, page = signed_in(organiser), f"/checkin/{session.event_id}/absences/"
        assert "那天住院了" in client.get(page).content.decode()
        assert signed_in(other_organiser).get(page).status_code == 404
        assert signed_in(other_organiser).post(f"{page}{missed.pk}/excuse/").status_code == 404
        for _time in range(2):
            assert client.post(f"{page}{missed.pk}/excuse/").status_code == 302
    assert no_shows.waits_only([neighbour.person.pk], rule_of(centre), at) == set()
    assert Entry.objects.filter(act="no_show.excused").count() == 1


def test_a_centres_officer_sets_its_rule_and_nobody_else(centre, centre_officer, organiser, resident):
    client, url = signed_in(centre_officer), f"/checkin/rules/{centre.code}/"
    client.post(url, {"count": "3", "days": "90"})
    assert (NoShowRule.objects.get().count, NoShowRule.objects.get().days) == (3, 90)
    for facts in ({"count": "-1", "days": "90"}, {"count": "3", "days": "99999"}, {"count": "x", "days": ""}):
        assert client.post(url, facts).status_code == 422
    for user in (organiser, resident):
        assert signed_in(user).get(url).status_code == signed_in(user).post(url, {"days": "9"}).status_code == 404
        with pytest.raises(NotAllowed):
            no_shows.set_rule(centre, count=1, days=1, by=user, at=timezone.now())
    client.post(url, {"count": "", "days": "90"})
    assert not NoShowRule.objects.exists()
