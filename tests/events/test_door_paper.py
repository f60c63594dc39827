"""Paper and lists: frozen row numbers, what is typed from them, photographs, workbooks that run nothing."""

import io
import struct
import uuid
import zlib
from datetime import timedelta

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from events.door import paper
from events.door.lists import Purpose, Recipient, people_as_workbook
from events.errors import BadRows, DoorClosed, NotAllowed
from events.models import Attendance, PaperSheet, Registration
from events.sign_up.registration import cancel, sign_up
from portal.audit.models import Entry
from portal.photographs import NotAPicture
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def session(event):
    return event.sessions.get()


def join(event, name, *, birth_date=None):
    user = factories.make_user(f"user-{uuid.uuid4().hex[:8]}")
    whose = {"agent": user, "relation": "child"} if birth_date else {"user": user}
    person = factories.make_person(name, birth_date=birth_date, **whose)
    return sign_up(event=event, people=[person], by=user, key=uuid.uuid4(), at=timezone.now()).registrations.get()


@pytest.fixture
def people(event):
    return [join(event, name) for name in ("王小英", "张建国", "李阿婆")]


@pytest.fixture
def sheet(session, people, organiser):
    return paper.print_sheet(session, by=organiser, at=timezone.now())


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def enter(sheet, typed, organiser, *, key=None):
    at = sheet.session.ends_at + timedelta(hours=2)
    return paper.enter(sheet, typed, key=key or uuid.uuid4(), by=organiser, at=at)


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("1-3,5", [1, 2, 3, 5]),
        ("１－３，５", [1, 2, 3, 5]),
        ("1 - 3、5；5", [1, 2, 3, 5]),
        ("2至4\n1", [1, 2, 3, 4]),
        ("20", [20]),
    ],
)
def test_rows_are_read_as_people_type_them(typed, rows):
    assert paper.read_rows(typed, most=20) == rows


@pytest.mark.parametrize(
    "typed", ["", " ,", "0", "21", "1-21", "3-1", "x", "1-", "-1", "1--", "99999", "1.5", "1" * 5000]
)
def test_what_is_no_row_of_the_sheet_is_refused(typed):
    with pytest.raises(BadRows):
        paper.read_rows(typed, most=20)


def test_later_sign_ups_shift_no_row(sheet, people, event, organiser):
    join(event, "阿早")
    enter(sheet, "1,3", organiser)
    here = set(Attendance.objects.arrived().values_list("registration__person__name", flat=True))
    assert here == {"王小英", "李阿婆"}
    assert set(Attendance.objects.values_list("way", "state")) == {("paper", "present")}


def test_nothing_is_entered_when_one_row_is_wrong(sheet, organiser):
    with pytest.raises(BadRows):
        enter(sheet, "1-2,9", organiser)
    assert not Attendance.objects.exists()


def test_the_same_page_sent_twice_enters_once(sheet, organiser):
    key = uuid.uuid4()
    first, again = (enter(sheet, "1-3", organiser, key=key) for _time in range(2))
    assert ([one.is_new for one in first], [one.is_new for one in again]) == ([True] * 3, [False] * 3)


def test_whoever_cancelled_keeps_the_row_and_is_not_marked(sheet, people, organiser):
    cancel(registration=people[1], by=people[1].party.made_by, at=timezone.now())
    outcomes = enter(sheet, "1-3", organiser)
    assert [bool(one.refusal) for one in outcomes] == [False, True, False]


def test_paper_is_not_entered_before_the_session(sheet, organiser):
    with pytest.raises(DoorClosed):
        paper.enter(sheet, "1", key=uuid.uuid4(), by=organiser, at=timezone.now())


def test_strangers_print_and_enter_nothing(session, sheet, other_organiser):
    with pytest.raises(NotAllowed):
        paper.print_sheet(session, by=other_organiser, at=timezone.now())
    with pytest.raises(NotAllowed):
        enter(sheet, "1", other_organiser)


def test_the_sheet_over_the_page(sheet, people, organiser, other_organiser):
    client, url = signed_in(organiser), f"/checkin/{sheet.event_id}/sheets/{sheet.pk}/"
    assert "王小英" in client.get(url).content.decode()
    wrong = client.post(url + "enter/", {"rows": "1-9", "key": str(uuid.uuid4())})
    assert wrong.status_code == 422
    assert 'value="1-9"' in wrong.content.decode()
    other = signed_in(other_organiser)
    assert other.get(url).status_code == other.get(url + "photo/").status_code == 404
    assert other.post(url + "enter/", {"rows": "1"}).status_code == 404


def test_a_sheet_of_another_event_is_missing(sheet, programme, organiser):
    other = factories.make_event(programme)
    assert signed_in(organiser).get(f"/checkin/{other.pk}/sheets/{sheet.pk}/").status_code == 404


def test_a_childs_name_does_not_lie_open(event, session, organiser):
    join(event, "王小宝", birth_date=timezone.localdate() - timedelta(days=365 * 8))
    sheet = paper.print_sheet(session, by=organiser, at=timezone.now())
    page = signed_in(organiser).get(f"/checkin/{event.pk}/sheets/{sheet.pk}/").content.decode()
    assert "王*宝" in page
    assert "王小宝" not in page


# Photographs


def picture(size=(3000, 2000), kind="JPEG", **more):
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **more)
    return SimpleUploadedFile("sheet.jpg", out.getvalue())


def bomb():
    """Return a PNG of a few hundred bytes that says it is 30,000 pixels wide and high."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 90_000)) + chunk(b"IEND", b"")
    return SimpleUploadedFile("sheet.png", b"\x89PNG\r\n\x1a\n" + body)


def test_a_photograph_is_drawn_anew_and_kept_out_of_reach(sheet, organiser, other_organiser):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    client, url = signed_in(organiser), f"/checkin/{sheet.event_id}/sheets/{sheet.pk}/photo/"
    assert client.post(url + "keep/", {"photo": picture(exif=exif)}).status_code == 302
    sheet.refresh_from_db()
    path = paper.photo_path(sheet)
    assert path.is_relative_to(settings.PRIVATE_ROOT)
    kept = path.read_bytes()
    assert b"secret place" not in kept
    assert max(Image.open(path).size) == 2400
    assert b"".join(client.get(url)) == kept
    assert Client().get(url).status_code == 302
    assert signed_in(other_organiser).get(url).status_code == 404


@pytest.mark.parametrize(
    "upload",
    [
        bomb(),
        SimpleUploadedFile("sheet.jpg", b"<svg onload=alert(1)>"),
        SimpleUploadedFile("sheet.jpg", picture().read()[:600]),
    ],
)
def test_what_is_no_photograph_is_refused(sheet, organiser, upload):
    upload.seek(0)
    with pytest.raises(NotAPicture):
        paper.keep_photo(sheet, upload, by=organiser, at=timezone.now())
    assert not PaperSheet.objects.exclude(photo="").exists()


def test_photographs_are_deleted_after_half_a_year(sheet, organiser):
    at = timezone.now()
    paper.keep_photo(sheet, picture(), by=organiser, at=at)
    path = paper.photo_path(sheet)
    assert paper.purge_photos(at + timedelta(days=179)) == 0
    assert paper.purge_photos(at + timedelta(days=181)) == 1
    assert not path.exists()


# Workbooks


def test_a_workbook_names_recipient_and_purpose_and_is_on_record(event, people, organiser):
    Registration.objects.get(pk=people[0].pk).person.__class__.objects.filter(pk=people[0].person_id).update(
        name="=HYPERLINK(1)"
    )
    facts = {"recipient": Recipient.SPEAKER, "purpose": Purpose.SAFETY}
    content = people_as_workbook(event, **facts, by=organiser, at=timezone.now())
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert (rows[1][1], rows[2][1]) == ("主讲人", "安全与保险")
    assert [row[1] for row in rows[6:]] == ["'=HYPERLINK(1)", "张建国", "李阿婆"]
    entry = Entry.objects.get(act="event.people_exported")
    assert (entry.actor_id, entry.facts["recipient"], entry.facts["rows"]) == (organiser.pk, "speaker", 3)


def test_a_workbook_over_the_page(event, people, organiser, other_organiser):
    url = f"/checkin/{event.pk}/list.xlsx"
    answer = signed_in(organiser).post(url, {"recipient": "centre", "purpose": "report"})
    assert answer["Content-Disposition"] == f'attachment; filename="linli-{event.pk}.xlsx"'
    assert signed_in(organiser).post(url, {"recipient": "", "purpose": "x"}).status_code == 422
    assert signed_in(organiser).get(url).status_code == 405
    assert signed_in(other_organiser).post(url, {"recipient": "centre", "purpose": "report"}).status_code == 404
