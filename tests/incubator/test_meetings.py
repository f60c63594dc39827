"""A panel stands in everybody's timetable; a clash is said; minutes are kept afterwards."""

from datetime import timedelta

import pytest

from incubator import meetings
from incubator.assigning import assign
from incubator.errors import NotComplete, NotNow, NotYours
from incubator.models import Meeting
from portal.outbox.models import Message
from portal.timetable.models import Commitment
from tests import factories
from tests.incubator.applications import appoint, under_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(call, at):
    user = appoint(call.base, "reviewer", name="吴以宁")
    assign(under_review(call, "team"), user, by=factories.SYSTEM, at=at)
    return user


@pytest.fixture
def begins(at):
    return (at + timedelta(days=5)).replace(minute=0, second=0, microsecond=0)


def plan(begins, *people):
    return meetings.Plan(begins, begins + timedelta(hours=2), "基地二楼会议室", people)


@pytest.fixture
def panel(call, operator, reviewer, begins, at):
    factories.make_person("许文清", user=operator)
    people = plan(begins, operator, reviewer)
    return meetings.arrange(call, None, people, kind="panel", by=operator, at=at)


def entered(meeting):
    return Commitment.objects.filter(source="meeting", source_id=meeting.pk)


def test_a_panel_stands_in_the_timetable_of_all_and_they_are_told(panel, operator, reviewer, begins):
    assert set(entered(panel).values_list("diary", "starts_at")) == {
        (operator.person.diary_id, begins),
        (reviewer.person.diary_id, begins),
    }
    assert Message.objects.filter(kind="meeting.arranged").count() == 2


def test_a_clash_is_named_and_can_be_meant(call, panel, operator, reviewer, begins, at):
    close = plan(begins + timedelta(hours=2, minutes=5), reviewer)
    with pytest.raises(NotComplete, match="clash") as refusal:
        meetings.arrange(call, None, close, kind="visit", by=operator, at=at)
    assert "吴以宁" in str(refusal.value.sentence)
    assert Meeting.objects.count() == 1
    assert meetings.arrange(call, None, close, kind="visit", is_despite_clash=True, by=operator, at=at).pk


def test_only_people_who_have_to_do_with_it_are_asked(call, operator, reviewer, neighbour, begins, at):
    with pytest.raises(NotComplete, match="people"):
        meetings.arrange(call, None, plan(begins, neighbour), kind="panel", by=operator, at=at)
    with pytest.raises(NotYours):
        meetings.arrange(call, None, plan(begins, reviewer), kind="panel", by=reviewer, at=at)


def test_a_meeting_is_moved_and_called_off(panel, operator, begins, at):
    later = begins + timedelta(days=1)
    given = {"starts_at": later, "ends_at": later + timedelta(hours=1), "place": "三楼", "is_despite_clash": False}
    meetings.move(panel, **given, by=operator, at=at)
    assert set(entered(panel).values_list("starts_at", flat=True)) == {later}
    meetings.call_off(panel, by=operator, at=at)
    assert not entered(panel).exists()
    with pytest.raises(NotNow):
        meetings.move(panel, **given, by=operator, at=at)


def test_minutes_are_written_when_it_has_begun(panel, operator, reviewer, begins, at):
    with pytest.raises(NotNow):
        meetings.write_minutes(panel, "讨论了三家", by=operator, at=at)
    with pytest.raises(NotComplete):
        meetings.write_minutes(panel, " ", by=operator, at=begins)
    with pytest.raises(NotYours):
        meetings.write_minutes(panel, "讨论了三家", by=reviewer, at=begins)
    held = meetings.write_minutes(panel, "讨论了三家", by=operator, at=begins)
    assert (held.state, held.minutes) == ("held", "讨论了三家")
