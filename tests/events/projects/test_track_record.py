"""What was counted once is filled into every later form, with where it comes from and of which day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.projects.track_record import known_of
from portal.cases.drafting import known_answers
from portal.questions.definition import Kind, Question
from tests import factories


def asked(name: str, kind: Kind = Kind.LONG_TEXT) -> Question:
    return Question(id="q", kind=kind, label="?", purpose="?", kept_days=30, fact=name)


@pytest.fixture
def later(record, monkeypatch):
    """Two days after the first session, when it has been counted."""
    at = record.session.ends_at + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


def test_what_was_held_and_paid_for_is_filled_into_a_later_form(record, project, organisation, later):
    known = known_answers([asked("work_so_far")], organisation.pk)["q"]
    assert "1场，服务3人次、3人" in known.answer
    assert f"{project.name}（政府购买服务，娄葑街道办事处，" in known.answer
    assert (known.source, known.on) == ("邻里统计", timezone.localdate(later))
    assert known_answers([asked("people_last_year", Kind.NUMBER)], organisation.pk)["q"].answer == "3"


def test_what_was_held_for_nobody_to_see_and_long_ago_is_not_counted(
    record, programme, organisation, later, monkeypatch
):
    programme.unpublish()
    assert set(known_of(organisation.pk)) == {"funded_projects", "work_so_far"}
    programme.save_revision().publish()
    assert "people_last_year" in known_of(organisation.pk)
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(days=400))
    assert "people_last_year" not in known_of(organisation.pk)


def test_of_whoever_has_done_nothing_nothing_is_known(other_organisation):
    assert known_of(other_organisation.pk) == {}


def test_the_rooms_of_a_centre_are_known_halves_as_part_of_their_hall(centre, organisation):
    hall = factories.make_room(centre, "多功能厅", capacity=80)
    factories.make_room(centre, "多功能厅东", capacity=40, parent=hall)
    questions = [asked("rooms"), asked("room_count", Kind.NUMBER)]
    found = known_answers(questions[:1], centre.pk)["q"]
    assert found.answer == "多功能厅：可容纳80人（无障碍通行）"
    assert found.source == "场地登记"
    assert known_answers(questions[1:], centre.pk)["q"].answer == "1"
    assert known_answers(questions, organisation.pk) == {}
