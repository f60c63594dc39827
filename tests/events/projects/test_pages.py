"""The pages of projects: what each role sees, what is typed stays, constant queries."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import ActivityPicture, ActivityRecord, Project
from events.projects.pictures import keep_picture
from events.projects.setting_up import add_part, make_project
from tests import factories
from tests.events.projects.conftest import facts_of, photograph
from tests.events.projects.test_dossiers import signed_in


def page(user, name, *arguments) -> str:
    answer = signed_in(user).get(reverse(f"projects:{name}", args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_organiser_notes_down_a_project_and_refusals_stand_at_their_field(project, organisation, organiser, event):
    client = signed_in(organiser)
    form = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in facts_of(event, number="LF-2026-07").items()
        if value is not None
    } | {"organisation": organisation.pk}
    answer = client.post(reverse("projects:add"), form)
    assert answer.context["form"].errors["number"] == ["已经有这个编号的项目。"]
    answer = client.post(reverse("projects:add"), {**form, "number": "LF-2026-09"})
    made = Project.objects.get(number="LF-2026-09")
    assert answer["Location"] == reverse("projects:look", args=[made.pk])


def test_the_page_shows_the_progress_and_what_is_missing(record, project, organiser, funder_officer, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: record.session.ends_at)
    for user in (organiser, funder_officer):
        words = page(user, "look", project.pk)
        assert "约定 10" in words
        assert 'value="3"' in words
    assert reverse("projects:record", args=[record.pk]) in page(organiser, "look", project.pk)
    assert "/record/" not in page(funder_officer, "look", project.pk)


def test_the_centres_officer_does_everything_and_a_viewer_only_looks(record, project, organisation, centre_officer):
    assert page(centre_officer, "record", record.pk)
    viewer = factories.make_user("viewer", is_staff=True)
    factories.make_member(viewer, organisation, "viewer")
    assert page(viewer, "look", project.pk)
    for name, argument in (("record", record.pk), ("parts", project.pk), ("edit", project.pk)):
        assert signed_in(viewer).get(reverse(f"projects:{name}", args=[argument])).status_code == 404
    assert signed_in(viewer).post(reverse("projects:close", args=[project.pk])).status_code == 404


def test_several_photographs_at_once_and_the_one_that_is_none_is_named(record, organiser):
    client = signed_in(organiser)
    url = reverse("projects:add_pictures", args=[record.pk, "photo"])
    bad = photograph(name="坏的.jpg")
    bad.file.seek(0)
    bad.file.truncate(10)
    bad.size = 10
    files = [photograph(), photograph("blue"), bad]
    answer = client.post(url, {"files": files, "seen": "nobody", "caption": "合影"})
    assert answer.status_code == 422
    assert "坏的.jpg" in answer.content.decode()
    assert record.pictures.count() == 2
    picture = record.pictures.first()
    shown = client.get(reverse("projects:picture", args=[picture.pk]))
    assert shown["Cache-Control"].startswith("private, no-store")
    assert client.post(reverse("projects:remove_picture", args=[picture.pk])).status_code == 302
    assert ActivityPicture.objects.count() == 1


def test_a_programme_is_added_and_taken_out_on_one_page(project, programme, organiser):
    client, url = signed_in(organiser), reverse("projects:parts", args=[project.pk])
    assert client.post(url, {"programme": programme.pk}).status_code == 302
    part = project.parts.get()
    assert client.post(url, {"programme": programme.pk}).status_code == 422
    assert client.post(url, {"remove": part.pk}).status_code == 302
    assert not project.parts.exists()


def test_a_foreign_programme_in_the_form_does_not_exist(project, other_organisation, organiser):
    theirs = factories.make_programme(other_organisation, "古琴")
    answer = signed_in(organiser).post(reverse("projects:parts", args=[project.pk]), {"programme": theirs.pk})
    assert answer.status_code == 422
    assert "古琴" not in answer.content.decode()


def queries(user, url) -> int:
    client = signed_in(user)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_lists_run_the_same_queries_for_one_row_and_for_many(record, project, programme, organisation, organiser):
    urls = [
        reverse("projects:index"),
        reverse("projects:look", args=[project.pk]),
        reverse("projects:dossiers", args=[project.pk]),
    ]
    keep_picture(record, photograph(), kind="photo", seen="agreed", by=organiser, at=timezone.now())
    before = [queries(organiser, url) for url in urls]
    more(project, programme, organisation, organiser)
    assert [queries(organiser, url) for url in urls] == before


def more(project, programme, organisation, organiser):
    """Add five projects, and five activities with pictures to this one."""
    at = timezone.now()
    for number in range(5):
        event = factories.make_event(programme, starts_at=at + timedelta(days=4, hours=number))
        session = event.sessions.get()
        record = ActivityRecord.objects.create(
            project=project, session=session, notice=project.records.first().notice, noticed_at=at
        )
        record.pictures.create(
            key=uuid.uuid4(),
            kind="photo",
            seen="agreed",
            size=1,
            sha256=str(number),
            looked_at=at,
            added_by=organiser,
            added_at=at,
        )
        facts = facts_of(event, number=f"N-{number}", starts_on=project.ends_on + timedelta(days=1))
        make_project(organisation, facts=facts | {"ends_on": project.ends_on + timedelta(days=9)}, by=organiser, at=at)


@pytest.mark.parametrize("part", ["whole", "event"])
def test_dates_of_the_coming_season_are_offered_alone(part, project, programme, event, organiser):
    add_part(project, programme, event=event if part == "event" else None, by=organiser, at=timezone.now())
    words = page(organiser, "parts", project.pk)
    assert f'<option value="{event.pk}">' not in words.partition('name="event"')[2]
