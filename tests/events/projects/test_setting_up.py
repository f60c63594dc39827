"""What belongs to a project: agreed figures, programmes and events, and nothing twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.errors import NotAllowed, ProjectRefused
from events.projects.notices import open_due_records
from events.projects.recording import write_record
from events.projects.setting_up import (
    add_part,
    change_project,
    close_project,
    make_project,
    remove_part,
    reopen_project,
)
from portal.audit.models import Entry
from tests import factories
from tests.events.projects.conftest import facts_of


def test_its_papers_are_kept_for_years_after_its_last_day(project):
    assert project.kept_until.year == project.ends_on.year + 5
    assert project.kept_until > project.ends_on.replace(year=project.ends_on.year + 5)


def test_a_longer_project_keeps_its_papers_longer(project, organiser):
    changed = change_project(
        project,
        facts={"ends_on": project.ends_on + timedelta(days=40), "kept_years": 10},
        by=organiser,
        at=timezone.now(),
    )
    assert (changed.kept_until - changed.ends_on).days > 3650
    entry = Entry.objects.get(act="project.changed")
    assert set(entry.facts["fields"]) == {"ends_on", "kept_years"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": "starts_on"}, "ends_on"),
        ({"funder": "organisation"}, "funder"),
        ({"number": "LF-2026-07"}, "number"),
    ],
)
def test_what_cannot_have_been_agreed_is_said_at_its_field(change, field, project, organisation, event, organiser):
    facts = facts_of(event, number="LF-2026-08")
    if change == {"ends_on": "starts_on"}:
        facts["ends_on"] = facts["starts_on"] - timedelta(days=1)
    elif change == {"funder": "organisation"}:
        facts["funder"] = organisation
    else:
        facts |= change
    with pytest.raises(ProjectRefused) as refused:
        make_project(organisation, facts=facts, by=organiser, at=timezone.now())
    assert refused.value.field == field


def test_strangers_and_the_funder_change_nothing(project, programme, other_organiser, funder_officer):
    for user in (other_organiser, funder_officer):
        with pytest.raises(NotAllowed):
            add_part(project, programme, by=user, at=timezone.now())
        with pytest.raises(NotAllowed):
            close_project(project, by=user, at=timezone.now())


def test_another_organisations_programme_cannot_belong_to_it(project, other_organisation, organiser):
    theirs = factories.make_programme(other_organisation, "古琴")
    with pytest.raises(ProjectRefused):
        add_part(project, theirs, by=organiser, at=timezone.now())


def test_the_whole_programme_takes_the_place_of_its_single_dates(project, programme, event, organiser):
    at = timezone.now()
    add_part(project, programme, event=event, by=organiser, at=at)
    whole = add_part(project, programme, by=organiser, at=at)
    assert list(project.parts.all()) == [whole]
    assert add_part(project, programme, event=event, by=organiser, at=at) == whole
    assert add_part(project, programme, by=organiser, at=at) == whole
    assert Entry.objects.filter(act="project.part_added").count() == 2


def test_nothing_is_accounted_for_twice(project, programme, event, organisation, organiser):
    at = timezone.now()
    add_part(project, programme, by=organiser, at=at)
    other = make_project(organisation, facts=facts_of(event, number="LF-2"), by=organiser, at=at)
    with pytest.raises(ProjectRefused) as refused:
        add_part(other, programme, event=event, by=organiser, at=at)
    assert refused.value.reason == "shared"
    assert not other.parts.exists()


def test_the_same_programme_may_belong_to_the_project_of_the_next_season(
    project, programme, event, organisation, organiser
):
    at = timezone.now()
    add_part(project, programme, by=organiser, at=at)
    later = facts_of(event, number="LF-2", starts_on=project.ends_on + timedelta(days=1))
    later["ends_on"] = later["starts_on"] + timedelta(days=90)
    other = make_project(organisation, facts=later, by=organiser, at=at)
    add_part(other, programme, by=organiser, at=at)
    with pytest.raises(ProjectRefused):
        change_project(other, facts={"starts_on": project.starts_on}, by=organiser, at=at)


def test_what_was_recorded_does_not_fall_out_of_the_period(record, project, organiser):
    day = timezone.localdate(record.session.starts_at)
    with pytest.raises(ProjectRefused):
        change_project(project, facts={"starts_on": day + timedelta(days=1)}, by=organiser, at=timezone.now())


def test_an_empty_record_goes_with_its_programme_a_written_one_stays(record, project, organiser):
    at = record.session.ends_at
    part = project.parts.get()
    write_record(record, summary="讲解用药。", head_count=None, by=organiser, at=at)
    with pytest.raises(ProjectRefused):
        remove_part(part, by=organiser, at=at)
    write_record(record, summary="", head_count=None, by=organiser, at=at)
    remove_part(part, by=organiser, at=at)
    assert not project.records.exists()
    assert open_due_records(at) == 0


def test_a_closed_project_changes_only_once_it_is_open_again(record, project, organiser):
    at = record.session.ends_at
    close_project(project, by=organiser, at=at)
    with pytest.raises(ProjectRefused):
        write_record(record, summary="后来补写", head_count=None, by=organiser, at=at)
    with pytest.raises(ProjectRefused):
        close_project(project, by=organiser, at=at)
    reopen_project(project, by=organiser, at=at)
    assert write_record(record, summary="后来补写", head_count=None, by=organiser, at=at).summary == "后来补写"


def test_closing_late_keeps_the_papers_longer(project, organiser):
    late = timezone.now() + timedelta(days=800)
    closed = close_project(project, by=organiser, at=late)
    assert closed.kept_until.year >= timezone.localdate(late).year + 5
