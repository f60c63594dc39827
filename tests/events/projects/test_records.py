"""The record of an activity: frozen words, what staff write, pictures in which nobody is seen against their will."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from events.errors import NotAllowed, ProjectRefused
from events.models import ActivityPicture, ProgrammePage, Session
from events.projects.counting import tallies
from events.projects.notices import open_due_records
from events.projects.pictures import held_back, keep_picture, look_again, not_to_be_seen, remove_picture
from events.projects.recording import write_record
from events.projects.setting_up import add_part
from portal.accounts.consents import give_consent, withdraw_consent
from portal.audit.models import Entry
from portal.photographs import NotAPicture
from tests.events.projects.conftest import photograph


def test_a_record_opens_when_the_session_begins_and_only_once(project, programme, event, organiser):
    add_part(project, programme, by=organiser, at=timezone.now())
    first = event.sessions.get(number=1)
    assert open_due_records(first.starts_at - timedelta(seconds=1)) == 0
    assert open_due_records(first.starts_at) == 1
    assert open_due_records(first.ends_at) == 0
    assert project.records.get().session == first


def test_the_notice_says_what_the_page_said_then(record, programme):
    ProgrammePage.objects.filter(pk=programme.pk).update(title="改过的标题", summary="改过")
    open_due_records(record.session.ends_at + timedelta(days=1))
    record.refresh_from_db()
    assert record.notice["title"] == programme.title
    assert record.notice["summary"] == programme.summary
    assert str(record.session.starts_at.year) in record.notice["when"]


def test_what_is_called_off_counts_for_nothing(record, project):
    at = record.session.ends_at
    assert tallies([project.pk], at)[project.pk].attendances == 3
    Session.objects.filter(pk=record.session_id).update(state="cancelled")
    assert tallies([project.pk], at)[project.pk].sessions == 0
    assert tallies([project.pk], at)[project.pk].attendances == 0


def test_people_count_once_and_comings_each_time(record, project, people, event, organiser):
    from events.door.check_in import ARRIVED, Way, mark

    second = event.sessions.select_related("event__organisation").get(number=2)
    mark(second, people[0].reference, ARRIVED, way=Way.SCAN, by=organiser, at=second.starts_at)
    open_due_records(second.starts_at)
    write_record(record, summary="", head_count=4, by=organiser, at=second.ends_at)
    reached = tallies([project.pk], second.ends_at)[project.pk]
    assert (reached.sessions, reached.attendances, reached.people, reached.uncounted) == (2, 8, 3, 4)


def test_a_summary_keeps_who_wrote_it_and_the_same_again_changes_nothing(record, organiser, other_organiser):
    at = record.session.ends_at
    write_record(record, summary=" 三位老人学会看药盒。 ", head_count=None, by=organiser, at=at)
    again = write_record(
        record, summary="三位老人学会看药盒。", head_count=None, by=organiser, at=at + timedelta(hours=1)
    )
    assert (again.summary, again.summary_by, again.summary_at) == ("三位老人学会看药盒。", organiser, at)
    assert Entry.objects.filter(act="activity.written").count() == 1
    with pytest.raises(NotAllowed):
        write_record(record, summary="x", head_count=None, by=other_organiser, at=at)


def test_a_photograph_is_drawn_anew_and_kept_once(record, organiser):
    at = record.session.ends_at
    one = keep_picture(record, photograph(), kind="photo", seen="nobody", by=organiser, at=at)
    assert b"secret place" not in one.path.read_bytes()
    assert keep_picture(record, photograph(), kind="photo", seen="nobody", by=organiser, at=at) == one
    assert Image.open(one.path).size == (64, 48)
    path = one.path
    remove_picture(one, by=organiser, at=at)
    assert not record.pictures.exists()
    assert Entry.objects.filter(act="activity.picture_removed").count() == 1
    assert path.suffix == ".jpg"


def test_what_is_no_photograph_is_refused(record, organiser):
    fake = SimpleUploadedFile("x.jpg", b"<script>alert(1)</script>", content_type="image/jpeg")
    with pytest.raises(NotAPicture):
        keep_picture(record, fake, kind="photo", seen="nobody", by=organiser, at=record.session.ends_at)
    with pytest.raises(ProjectRefused):
        keep_picture(record, photograph(), kind="photo", by=organiser, at=record.session.ends_at)
    assert not ActivityPicture.objects.exists()


def test_staff_read_who_has_not_agreed_to_photographs(record, people):
    at = record.session.ends_at
    person = people[0].person
    give_consent(person, "photos", by=person.user, at=timezone.now())
    assert not_to_be_seen(record, at) == sorted(["张建国", "李阿婆"])


def test_a_photograph_waits_when_somebody_takes_their_consent_back(record, people, organiser):
    person, at = people[0].person, record.session.ends_at
    give_consent(person, "photos", by=person.user, at=timezone.now())
    faces = keep_picture(record, photograph(), kind="photo", seen="agreed", by=organiser, at=at)
    hands = keep_picture(record, photograph("blue"), kind="photo", seen="nobody", by=organiser, at=at)
    assert held_back([faces, hands]) == set()
    withdraw_consent(person, "photos", by=person.user, at=at + timedelta(days=1))
    assert held_back([faces, hands]) == {faces.pk}
    look_again(faces, by=organiser, at=at + timedelta(days=2))
    assert held_back([faces, hands]) == set()
