"""What belongs to a project is spared by every purge until its own retention ends, and goes then."""

import uuid
from datetime import timedelta

from django.utils import timezone

from events.door import paper
from events.feedback.forgetting import WORDS_KEPT, erase_words
from events.models import ActivityPicture, Feedback, PaperSheet, Session
from events.projects import making
from events.projects.erasing import erase_over
from events.projects.pictures import keep_picture
from events.projects.recording import write_record
from portal.audit.models import Entry
from portal.audit.purging import purge
from portal.audit.sealing import seal
from portal.handing_out import Purpose, Recipient
from tests.events.projects.conftest import photograph

AGES = timedelta(days=3 * 365)


def over(project):
    """Return a moment on the first day without the project's papers."""
    return timezone.now() + timedelta(days=(project.kept_until - timezone.localdate()).days + 1)


def sheet_of(event, session, organiser, at) -> PaperSheet:
    return paper.keep_photo(
        paper.print_sheet(session, by=organiser, at=timezone.now()), photograph(), by=organiser, at=at
    )


def test_signed_sheets_are_kept_as_long_as_the_project(record, project, event, organiser):
    at = record.session.ends_at
    kept = sheet_of(event, record.session, organiser, at)
    paper.purge_photos(at + AGES)
    kept.refresh_from_db()
    assert kept.photo
    assert paper.photo_path(kept).exists()
    assert paper.purge_photos(over(project)) == 1


def test_signed_sheets_of_no_project_go_after_half_a_year(record, event, organiser):
    at = record.session.ends_at
    sheet_of(event, event.sessions.get(number=2), organiser, at)
    assert paper.purge_photos(at + paper.PHOTO_KEPT_FOR + timedelta(days=1)) == 1


def test_words_of_feedback_are_kept_as_long_as_the_project(record, project, event):
    Feedback.objects.create(id=uuid.uuid4(), event=event, stars=5, text="讲得清楚")
    erase_words(event.ends_at + WORDS_KEPT + timedelta(days=1))
    assert Feedback.objects.get().text == "讲得清楚"
    erase_words(max(over(project), event.ends_at + WORDS_KEPT))
    assert Feedback.objects.get().text == ""


def test_words_of_feedback_about_anything_else_go_after_a_year(event):
    Feedback.objects.create(id=uuid.uuid4(), event=event, stars=5, text="讲得清楚")
    erase_words(event.ends_at + WORDS_KEPT)
    assert Feedback.objects.get().text == ""


def test_pictures_words_and_dossiers_go_when_the_retention_ends(
    record, project, organiser, django_capture_on_commit_callbacks
):
    at = record.session.ends_at
    write_record(record, summary="讲解用药。", head_count=2, by=organiser, at=at)
    picture = keep_picture(record, photograph(), kind="photo", seen="nobody", by=organiser, at=at)
    ordered = making.order_dossier(project, recipient=Recipient.FUNDER, purpose=Purpose.REPORT, by=organiser, at=at)
    dossier = making.make(ordered.pk, at=at)
    paths = [picture.path, dossier.path("pdf"), dossier.path("zip")]
    assert erase_over(at + AGES) == 0
    assert all(path.exists() for path in paths)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_over(over(project)) == 3
    assert not any(path.exists() for path in paths)
    assert erase_over(over(project)) == 0
    record.refresh_from_db()
    dossier.refresh_from_db()
    assert (record.summary, record.head_count) == ("", 2)
    assert dossier.figures["attendances"] == 5
    assert dossier.erased_at
    assert not ActivityPicture.objects.exists()


def test_the_records_say_themselves_who_and_when_once_the_audit_has_forgotten(record, project, organiser):
    at = timezone.now() - timedelta(days=500)
    Session.objects.filter(pk=record.session_id).update(starts_at=at - timedelta(hours=2), ends_at=at)
    write_record(record, summary="讲解用药。", head_count=None, by=organiser, at=at)
    keep_picture(record, photograph(), kind="photo", seen="nobody", by=organiser, at=at)
    acts = Entry.objects.filter(act__startswith="activity.")
    assert acts.count() == 2
    seal(at + timedelta(minutes=5))
    purge(timezone.now())
    assert not acts.exists()
    record.refresh_from_db()
    assert (record.summary_by, record.summary_at) == (organiser, at)
    assert (record.pictures.get().added_by, record.pictures.get().added_at) == (organiser, at)
