"""A dossier: what is missing is named, what is made is frozen, and it reaches only whom it is for."""

import hashlib
import io
import re
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from events.errors import NotAllowed, ProjectRefused
from events.models import Dossier, ProgrammePage
from events.projects import making
from events.projects.checking import gaps
from events.projects.content import gather
from events.projects.pictures import keep_picture
from events.projects.recording import write_record
from portal.accounts.consents import give_consent, withdraw_consent
from portal.audit.models import Entry
from portal.handing_out import Purpose, Recipient
from portal.outbox.models import Message
from tests.events.projects.conftest import photograph

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def later(record):
    """The day after the first session."""
    return record.session.ends_at + timedelta(days=1)


def order(project, user, at, recipient=Recipient.FUNDER) -> Dossier:
    return making.order_dossier(project, recipient=recipient, purpose=Purpose.REPORT, by=user, at=at)


@pytest.fixture
def dossier(record, project, organiser, later):
    """One that is ready, of a record that is whole."""
    write_record(record, summary="三位老人学会看药盒。", head_count=2, by=organiser, at=later)
    keep_picture(record, photograph(), kind="photo", seen="nobody", caption="学看药盒", by=organiser, at=later)
    return making.make(order(project, organiser, later).pk, at=later)


def codes(project, at) -> set[str]:
    return {gap.code for gap in gaps(gather(project, at))}


def test_what_is_missing_is_named_until_it_is_there(record, project, organiser, later):
    assert codes(project, later) == {"photo", "summary", "satisfaction", "planned", "target"}
    write_record(record, summary="讲解用药。", head_count=None, by=organiser, at=later)
    keep_picture(record, photograph(), kind="photo", seen="nobody", by=organiser, at=later)
    assert codes(project, later) == {"satisfaction", "planned", "target"}


def test_a_session_to_which_nobody_was_checked_in_lacks_its_sheet(record, project, organiser, later):
    record.session.attendances.all().delete()
    assert "sheet" in codes(project, later)
    keep_picture(record, photograph(), kind="sheet", by=organiser, at=later)
    assert "sheet" not in codes(project, later)


def test_the_page_leads_to_what_is_missing(record, project, organiser, later, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: later)
    page = signed_in(organiser).get(reverse("projects:dossiers", args=[project.pk])).content.decode()
    assert page.count(f'href="{reverse("projects:record", args=[record.pk])}"') == 2


def text_of(dossier) -> str:
    pages = PdfReader(dossier.path("pdf")).pages
    return re.sub(r"[\s\x00]", "", "".join(page.extract_text() for page in pages))


def test_the_pdf_says_what_was_done(dossier, project):
    text = text_of(dossier)
    for words in (project.name, project.number, "三位老人学会看药盒。", "王小英", "一句话介绍"):
        assert words in text


def test_the_zip_has_a_folder_for_each_activity_and_an_index_that_names_nobody(dossier, record):
    with zipfile.ZipFile(dossier.path("zip")) as packed:
        names = packed.namelist()
        folder = next(name.rpartition("/")[0] for name in names if name.endswith("小结.txt"))
        assert folder.startswith("活动记录/001 ")
        assert {f"{folder}/活动通知.txt", f"{folder}/活动照片-1.jpg", "项目台账.pdf", "目录.xlsx"} <= set(names)
        assert hashlib.sha256(packed.read("项目台账.pdf")).hexdigest() == dossier.pdf_sha256
        index = _words(packed.read("目录.xlsx"))
        assert "王小英" not in index
        assert dossier.pdf_sha256 in index
        assert "王小英" in _words(packed.read("签到名单.xlsx"))


def _words(content: bytes) -> str:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def test_names_leave_on_record_for_whom_and_what_for_and_the_record_holds_no_name(dossier, organiser):
    entry = Entry.objects.get(act="dossier.people_handed_out")
    assert (entry.facts["recipient"], entry.facts["purpose"], entry.facts["rows"]) == ("funder", "report", 3)
    assert entry.actor_id == organiser.pk
    assert "王小英" not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_later_changes_alter_nothing_and_a_new_version_holds_them(
    dossier, record, project, programme, organiser, later
):
    before = {ending: dossier.path(ending).read_bytes() for ending in ("pdf", "zip")}
    write_record(record, summary="改过的小结", head_count=None, by=organiser, at=later)
    ProgrammePage.objects.filter(pk=programme.pk).update(title="改过的标题")
    again = making.make(dossier.pk, at=later + timedelta(days=1))
    assert again.made_at == later
    assert {ending: dossier.path(ending).read_bytes() for ending in ("pdf", "zip")} == before
    second = making.make(order(project, organiser, later).pk, at=later)
    assert second.number == 2
    text = text_of(second)
    assert "改过的小结" in text
    assert "改过的标题" not in text


def test_two_orders_at_once_make_one_version(record, project, organiser, later):
    first = order(project, organiser, later)
    assert order(project, organiser, later, Recipient.CENTRE) == first
    assert Entry.objects.filter(act="dossier.ordered").count() == 1


def test_of_two_workers_one_is_heard(record, project, organiser, later, monkeypatch):
    """A task that was given back while its worker still lived: the one that ends first freezes."""
    ordered = order(project, organiser, later)
    draw = making.draw
    inner = []

    def slower(*arguments, **rest):
        if not inner:
            inner.append(None)
            inner.append(making.make(ordered.pk, at=later))
        return draw(*arguments, **rest)

    monkeypatch.setattr(making, "draw", slower)
    outer = making.make(ordered.pk, at=later + timedelta(minutes=31))
    assert outer.made_at == later
    assert making.is_untouched(outer, "pdf")
    assert making.is_untouched(outer, "zip")
    assert Entry.objects.filter(act="dossier.made").count() == 1
    assert not list(outer.path("pdf").parent.glob("*.part"))


def test_nothing_held_makes_no_dossier(project, organiser):
    with pytest.raises(ProjectRefused):
        order(project, organiser, timezone.now())


def test_whoever_ordered_it_is_told_once_when_it_is_ready(dossier, organiser, later):
    making.make(dossier.pk, at=later)
    message = Message.objects.get(recipient=organiser, kind="dossier_ready")
    assert message.path == reverse("projects:dossiers", args=[dossier.project_id])


def test_a_dossier_that_fails_is_said_to_and_can_be_ordered_again(record, project, organiser, later, monkeypatch):
    failed = order(project, organiser, later)
    monkeypatch.setattr(making, "draw", lambda *_args, **_rest: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        making.make_ordered.func(failed.pk)
    failed.refresh_from_db()
    assert failed.state == Dossier.State.FAILED
    assert Message.objects.filter(recipient=organiser, kind="dossier_ready").count() == 1
    monkeypatch.undo()
    assert making.make(order(project, organiser, later).pk, at=later).state == Dossier.State.READY


def test_an_order_that_no_worker_takes_up_is_given_up(record, project, organiser, later):
    waiting = order(project, organiser, later)
    assert making.give_up(later + making.PATIENCE - timedelta(seconds=1)) == 0
    assert making.give_up(later + making.PATIENCE) == 1
    waiting.refresh_from_db()
    assert waiting.state == Dossier.State.FAILED


def test_photographs_that_wait_are_left_out(record, project, people, organiser, later):
    person = people[0].person
    give_consent(person, "photos", by=person.user, at=timezone.now())
    keep_picture(record, photograph(), kind="photo", seen="agreed", by=organiser, at=later)
    withdraw_consent(person, "photos", by=person.user, at=later + timedelta(hours=1))
    made = making.make(order(project, organiser, later + timedelta(hours=2)).pk, at=later + timedelta(hours=2))
    assert "look" in {gap["code"] for gap in made.missing}
    with zipfile.ZipFile(made.path("zip")) as packed:
        assert not [name for name in packed.namelist() if "活动照片" in name]


def test_strangers_order_nothing(record, project, other_organiser, funder_officer, later):
    for user in (other_organiser, funder_officer):
        with pytest.raises(NotAllowed):
            order(project, user, later)


@pytest.mark.parametrize(("recipient", "status"), [(Recipient.FUNDER, 200), (Recipient.OURSELVES, 404)])
def test_the_funder_takes_only_what_was_made_for_them(
    recipient, status, record, project, organiser, funder_officer, later
):
    made = making.make(order(project, organiser, later, recipient).pk, at=later)
    answer = signed_in(funder_officer).get(reverse("projects:take", args=[made.pk, "pdf"]))
    assert answer.status_code == status
    assert signed_in(funder_officer).get(reverse("projects:record", args=[record.pk])).status_code == 404
    assert signed_in(funder_officer).get(reverse("projects:look", args=[project.pk])).status_code == 200


def test_a_file_that_was_tampered_with_does_not_leave(dossier, organiser):
    dossier.path("pdf").write_bytes(b"%PDF-1.7 something else")
    answer = signed_in(organiser).get(reverse("projects:take", args=[dossier.pk, "pdf"]))
    assert answer.status_code == 302
    assert not Entry.objects.filter(act="dossier.taken").exists()
    answer = signed_in(organiser).get(reverse("projects:take", args=[dossier.pk, "zip"]))
    assert b"".join(answer.streaming_content) == dossier.path("zip").read_bytes()
    assert Entry.objects.get(act="dossier.taken").facts == {"file": "zip"}
