"""A file comes in as a whole or not at all; each row's fate is known before, and what is wrong with it by column."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone, translation

from events.errors import ImportRefused, UnreadableFile
from events.importing.columns import COLUMNS
from events.importing.fates import fates_of
from events.importing.files import purge
from events.importing.reading import MOST_BYTES, MOST_ROWS, records_of
from events.importing.writing import write
from events.models import Event, ImportedFile, ProgrammePage, Session
from portal.audit.models import Entry
from portal.timetable.models import Holiday
from tests import factories

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
GOOD = {
    "title": "太极拳入门",
    "organisation": "惠悦服务中心",
    "starts_at": "2026-12-01 14:00",
    "ends_at": "2026-12-01 15:30",
}


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ground(organisation, room, centre):
    """A hall with a half, a second facility with two rooms, and an event that is there already."""
    half = factories.make_room(centre, "多功能厅北", parent=room)
    rooms = [factories.make_room(centre, name, kind="library") for name in ("阅览室", "讨论室")]
    page = factories.make_programme(organisation, "剪纸", min_age=6)
    start = timezone.make_aware(datetime.fromisoformat("2026-12-05T09:00"))
    event = factories.make_event(page, room=rooms[0], starts_at=start)
    off = factories.make_event(page, starts_at=start + timedelta(days=1))
    Event.objects.filter(pk=off.pk).update(state="cancelled")
    return {"half": half, "rooms": rooms, "page": page, "event": event}


def csv_file(*rows, columns=COLUMNS, encoding="utf-8"):
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return file.getvalue().encode(encoding)


def xlsx_file(*rows, columns=COLUMNS):
    book = openpyxl.Workbook()
    book.active.append(list(columns))
    for row in rows:
        book.active.append([row.get(column) for column in columns])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def fates(content, name="x.csv", by="test", **options):
    records = records_of(name, content, has_organisation="organisation" in options)
    return fates_of(records, by=by, at=timezone.now(), **options)


def bring_in(content, name="x.csv", by="test", **options):
    found = fates(content, name, by)
    write(found, by=by, at=timezone.now(), **options)
    return [str(fate.kind) for fate in found]


def is_chinese(text):
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def everything():
    return (
        list(Event.objects.order_by("pk").values()),
        list(Session.objects.order_by("pk").values()),
        list(ProgrammePage.objects.order_by("pk").values("title", "latest_revision", "summary")),
        Entry.objects.count(),
    )


# Forty kinds of mistake, each in a row of its own: what is typed, and the column that is named.
MISTAKES = [
    ({"title": ""}, "title"),
    ({"title": "长" * 256}, "title"),
    ({"title": "铃\x07声"}, "title"),
    ({"title": "#REF!"}, "title"),
    ({"title_en": "x" * 256}, "title_en"),
    ({"summary": "长" * 201}, "summary"),
    ({"summary": "长" * 5001}, "summary"),
    ({"category": "炼金术"}, "category"),
    ({"audience": "火星人"}, "audience"),
    ({"organisation": ""}, "organisation"),
    ({"organisation": "没有这个组织"}, "organisation"),
    ({"organisation": "同名"}, "organisation"),
    ({"organisation": "停用的组织"}, "organisation"),
    ({"facility": "游泳馆"}, "facility"),
    ({"facility": "sports"}, "facility"),
    ({"facility": "health"}, "room"),
    ({"facility": "library"}, "room"),
    ({"room": "没有的房间"}, "room"),
    ({"room": "多功能厅", "facility": "library"}, "room"),
    ({"room": "重名室"}, "room"),
    ({"room": "阅览室", "starts_at": "2026-12-05 10:00", "ends_at": "2026-12-05 11:00"}, "room"),
    ({"starts_at": ""}, "starts_at"),
    ({"starts_at": "下周二"}, "starts_at"),
    ({"starts_at": "2026-02-30 10:00"}, "starts_at"),
    ({"starts_at": "2026-12-01"}, "starts_at"),
    ({"starts_at": "01/12/2026 10:00"}, "starts_at"),
    ({"starts_at": "2026-12-01 25:00"}, "starts_at"),
    ({"starts_at": "2026-12-01 晚上12:00"}, "starts_at"),
    ({"starts_at": "2026-11-01 10:00", "ends_at": "2026-11-01 11:00"}, "starts_at"),
    ({"starts_at": "2036-12-01 10:00", "ends_at": "2036-12-01 11:00"}, "starts_at"),
    ({"starts_at": "2026-12-01 10:00+99:00"}, "starts_at"),
    ({"starts_at": "2027-10-01 10:00", "ends_at": "11:00", "repeat": "weekly", "until": "2"}, "starts_at"),
    ({"title": "剪纸", "starts_at": "2026-12-06 09:00", "ends_at": "2026-12-06 10:00"}, "starts_at"),
    ({"ends_at": ""}, "ends_at"),
    ({"ends_at": "2026-12-01 14:00"}, "ends_at"),
    ({"ends_at": "2026-12-09 14:00"}, "ends_at"),
    ({"capacity": "二十"}, "capacity"),
    ({"capacity": "0"}, "capacity"),
    ({"capacity": "99999999"}, "capacity"),
    ({"title": "剪纸", "starts_at": "2026-12-05 09:00", "ends_at": "2026-12-05 10:30", "capacity": "3"}, "capacity"),
    ({"repeat": "daily"}, "repeat"),
    ({"until": "2027-01-31"}, "repeat"),
    ({"repeat": "every 99 weeks", "until": "3"}, "repeat"),
    ({"repeat": "周一", "until": "3"}, "repeat"),
    ({"repeat": "2026-11-30"}, "repeat"),
    ({"repeat": "2026-12-08; 2026-12-08"}, "repeat"),
    ({"repeat": "2026-12-08 15:00-14:00"}, "repeat"),
    ({"repeat": "2026-12-08 @ 没有的房间"}, "repeat"),
    ({"repeat": "weekly"}, "until"),
    ({"repeat": "weekly", "until": "某一天"}, "until"),
    ({"repeat": "weekly", "until": "2026-11-30"}, "until"),
    ({"repeat": "weekly", "until": "999"}, "until"),
    ({"min_age": "六"}, "min_age"),
    ({"max_age": "-1"}, "max_age"),
    ({"min_age": "60", "max_age": "6"}, "max_age"),
    ({"title": "儿童画", "starts_at": "2026-12-05 09:00", "ends_at": "2026-12-05 10:30", "max_age": "3"}, "max_age"),
    ({"languages": "普通话、克林贡语"}, "languages"),
]


@pytest.fixture
def traps(ground, areas, centre, organisation):
    """What makes the mistakes above mistakes: names that are there twice, a suspended organisation, a holiday."""
    for code in ("same-1", "same-2"):
        factories.make_organisation(code, "同名", kind="social", area=areas["committee"], home_centre=centre)
    factories.make_organisation("off", "停用的组织", kind="social", area=areas["committee"])
    type(centre).objects.filter(code="off").update(state="suspended")
    for kind in ("club", "library"):
        factories.make_room(centre, "重名室", kind=kind)
    centre.facilities.create(kind="health")
    Holiday.objects.create(on=datetime(2027, 10, 1, tzinfo=UTC).date(), name="国庆节")
    ground["event"].pools.update(taken=5)
    factories.make_programme(organisation, "儿童画", min_age=6)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_mistake_names_row_column_and_reason_in_the_reader_s_language_and_nothing_is_written(traps, language):
    content = csv_file(
        *({**GOOD, "title": f"活动{number}", **wrong} for number, (wrong, _where) in enumerate(MISTAKES))
    )
    before = everything()
    with translation.override(language):
        found = fates(content)
        for fate, (wrong, where) in zip(found, MISTAKES, strict=True):
            assert fate.kind == "refused", wrong
            assert where in {problem.column for problem in fate.row.problems}, (wrong, fate.row.problems)
            for problem in fate.row.problems:
                assert is_chinese(re.sub("“.*?”|阅览室|剪纸", "", problem.sentence)) == (language == "zh-hans"), problem
    assert [fate.row.number for fate in found] == list(range(2, 2 + len(MISTAKES)))
    reasons = {problem.sentence for fate in found for problem in fate.row.problems}
    assert len(MISTAKES) >= 40
    assert len(reasons) >= 40
    with pytest.raises(ImportRefused):
        write(found, by="test", at=timezone.now())
    assert everything() == before


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([GOOD, GOOD], ""),
        ([{**GOOD, "room": "多功能厅"}, {**GOOD, "title": "别的", "room": "多功能厅北"}], "room"),
        ([GOOD, {**GOOD, "starts_at": "2026-12-02 14:00", "ends_at": "15:00", "summary": "另一句"}], None),
        (
            [
                {**GOOD, "summary": "一句"},
                {**GOOD, "starts_at": "2026-12-02 14:00", "ends_at": "15:00", "summary": "另一句"},
            ],
            "summary",
        ),
    ],
)
def test_rows_that_contradict_each_other(ground, rows, where):
    first, second = fates(csv_file(*rows))
    assert first.kind == "new"
    assert {problem.column for problem in second.row.problems} == (set() if where is None else {where})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", b""),
        ("x.pdf", b"x"),
        ("x.csv", b"x" * (MOST_BYTES + 1)),
        ("x.csv", csv_file()),
        ("x.csv", b"title,organisation\nx,y\n"),
        ("x.csv", csv_file(GOOD, columns=(*GOOD, "color"))),
        ("x.csv", csv_file(GOOD, columns=(*GOOD, "title"))),
        ("x.csv", b"title\0,organisation\n"),
        ("x.csv", b'title,organisation,starts_at,ends_at\n"x"y,z\n'),
        ("x.csv", b"\x81\xff\xfe\x00"),
        ("x.csv", csv_file(*[GOOD] * (MOST_ROWS + 1), columns=tuple(GOOD))),
        ("x.xlsx", b"no archive"),
        ("x.xlsx", b"PK\x03\x04 broken"),
        ("x.ics", b"no calendar"),
        ("x.ics", b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(db, name, content):
    with pytest.raises(UnreadableFile) as refused:
        records_of(name, content)
    assert is_chinese(str(refused.value.sentence))


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(db):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    assert len(file.getvalue()) < 100_000
    with pytest.raises(UnreadableFile):
        records_of("x.xlsx", file.getvalue())


def test_a_row_longer_than_the_headings_is_refused(ground):
    content = csv_file(GOOD).rstrip() + b",,one too many\r\n"
    assert fates(content)[0].row.problems[0].column == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_usual_encodings_are_read(ground, encoding):
    assert fates(csv_file(GOOD, encoding=encoding))[0].kind == "new"


@pytest.mark.parametrize(
    "spelling",
    [
        "2026-12-01 14:00",
        "2026/12/1 14:00",
        "2026年12月1日 下午2:00",
        "2026年12月1日（周二）14点",
        "2026.12.1 2:00 pm",
        "2026-12-01 Tue 14:00",
        "2026-12-01T14:00:00+08:00",
        "2026-12-01T06:00Z",
        "２０２６－１２－０１ １４：００",
        datetime.fromisoformat("2026-12-01T14:00"),
        46357.583333333336,
    ],
)
def test_a_moment_in_many_spellings(ground, spelling):
    content = xlsx_file({**GOOD, "starts_at": spelling, "ends_at": "15:30"})
    (fate,) = fates(content, "x.xlsx")
    assert fate.row.problems == []
    assert fate.row.starts_at == timezone.make_aware(datetime.fromisoformat("2026-12-01T14:00"))


def test_a_file_is_written_once_and_the_same_file_again_changes_nothing(ground, organisation, room):
    rows = [
        {
            **GOOD,
            "title_en": "Tai chi",
            "category": "文体健身",
            "audience": "older people",
            "organisation": "huiyue",
            "facility": "people's club",
            "capacity": "12",
            "repeat": "每周",
            "until": "4次",
            "min_age": "60",
            "languages": "普通话, suzhou",
        },
        {**GOOD, "title": "公园散步", "room": "地点：湖滨公园", "repeat": "2026-12-08; 2026-12-20 08:00-09:00"},
        {**GOOD, "starts_at": "2026-12-02 14:00", "ends_at": "15:30"},
    ]
    assert bring_in(csv_file(*rows)) == ["new", "new", "new"]
    page = ProgrammePage.objects.get(title="太极拳入门")
    assert (page.live, page.category.code, page.audience, page.min_age) == (False, "sport", "seniors", 60)
    assert {one.code for one in page.languages.all()} == {"putonghua", "suzhou"}
    course = page.events.get(starts_at=timezone.make_aware(datetime.fromisoformat("2026-12-01T14:00")))
    assert (course.sessions.count(), course.pools.get().capacity) == (4, 12)
    assert {session.room for session in course.sessions.all()} == {room}
    walk = Event.objects.get(programme__title="公园散步")
    assert [f"{timezone.localtime(one.starts_at):%d %H:%M}" for one in walk.sessions.all()] == [
        *("01 14:00", "08 14:00", "20 08:00")
    ]
    before = everything()
    assert bring_in(csv_file(*rows)) == ["unchanged"] * 3
    assert bring_in(xlsx_file(*rows), "x.xlsx") == ["unchanged"] * 3
    assert everything() == before


def test_what_a_row_says_otherwise_is_changed_and_the_rest_stays(ground):
    event = ground["event"]
    row = {**GOOD, "title": "剪纸", "starts_at": "2026-12-05 09:00", "ends_at": "2026-12-05 11:00"}
    row |= {"capacity": "30", "room": "讨论室", "summary": "学剪窗花"}
    assert bring_in(csv_file(row)) == ["changed"]
    session = event.sessions.get()
    assert (session.room.name, timezone.localtime(session.ends_at).hour) == ("讨论室", 11)
    assert event.pools.get().capacity == 30
    page = ground["page"]
    page.refresh_from_db()
    assert (page.summary, page.live) == ("一句话介绍", True)
    assert page.get_latest_revision_as_object().summary == "学剪窗花"
    assert bring_in(csv_file(row)) == ["unchanged"]


def test_publishing_lets_the_words_out(ground):
    bring_in(csv_file(GOOD), publish=True)
    assert ProgrammePage.objects.get(title=GOOD["title"]).live


def test_staff_import_for_their_own_organisations_alone(ground, organiser, other_organisation):
    mine, foreign = fates(csv_file(GOOD, {**GOOD, "organisation": "wuyun"}), by=organiser)
    assert (mine.kind, foreign.kind) == ("new", "refused")
    (missing,) = fates(csv_file({**GOOD, "organisation": "没有"}), by=organiser)
    words = foreign.row.problems[0].sentence.replace("wuyun", "没有")
    assert words == missing.row.problems[0].sentence


def test_an_organiser_s_import_awaits_approval(ground, organiser):
    bring_in(csv_file(GOOD), by=organiser, publish=True)
    page = ProgrammePage.objects.get(title=GOOD["title"])
    assert (page.live, bool(page.current_workflow_task_state)) == (False, True)
    (fate,) = fates(csv_file({**GOOD, "summary": "改了"}), by=organiser)
    assert fate.row.problems[0].column == "summary"


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
SUMMARY:合唱排练
DESCRIPTION:每周一练
LOCATION:多功能厅
DTSTART;TZID=Asia/Shanghai:20261203T190000
DURATION:PT90M
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Asia/Shanghai:20261210T190000
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:踏青
LOCATION:阳澄湖边
DTSTART:20261204T010000Z
DTEND:20261204T030000Z
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:整天
DTSTART;VALUE=DATE:20261205
DTEND;VALUE=DATE:20261206
END:VEVENT
BEGIN:VEVENT
UID:4
SUMMARY:永不
DTSTART:20261204T010000Z
DTEND:20261204T030000Z
RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30
END:VEVENT
BEGIN:VEVENT
UID:5
SUMMARY:每秒
DTSTART:20261204T010000Z
DTEND:20261204T030000Z
RRULE:FREQ=SECONDLY
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_s_events_are_rows(ground, organisation):
    choir, outing, whole_day, never, always = fates(CALENDAR.encode(), "x.ics", organisation=organisation)
    assert [f"{timezone.localtime(slot.starts_at):%m-%d %H:%M}" for slot in choir.slots] == [
        *("12-03 19:00", "12-17 19:00", "12-24 19:00")
    ]
    assert choir.slots[0].room.name == "多功能厅"
    assert outing.slots[0].place == "阳澄湖边"
    assert {problem.column for problem in whole_day.row.problems} == {"starts_at", "ends_at"}
    assert len(never.slots) == 1
    assert always.row.problems[0].column == "repeat"


def test_the_command_says_each_row_s_fate_and_writes_nothing_when_one_is_refused(ground, tmp_path, capsys):
    path = tmp_path / "x.csv"
    path.write_bytes(csv_file(GOOD, {**GOOD, "ends_at": ""}))
    before = everything()
    with pytest.raises(CommandError):
        call_command("import_programmes", path, language="en")
    assert everything() == before
    said = capsys.readouterr().out
    assert "Row 2: new" in said
    assert "ends_at: The end is missing." in said
    path.write_bytes(csv_file(GOOD))
    call_command("import_programmes", path, dry_run=True)
    assert everything() == before
    call_command("import_programmes", path, publish=True)
    assert ProgrammePage.objects.get(title=GOOD["title"]).live


def test_as_many_queries_for_many_rows_that_are_there_already(ground, django_assert_max_num_queries):
    rows = [{**GOOD, "title": f"活动{number}"} for number in range(30)]
    bring_in(csv_file(*rows))
    records = records_of("x.csv", csv_file(*rows))
    with django_assert_max_num_queries(80):
        assert {fate.kind for fate in fates_of(records, by="test", at=timezone.now())} == {"unchanged"}


# In the admin.


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(client, content, name="x.csv", **fields):
    return client.post(reverse("planning:import"), {"file": SimpleUploadedFile(name, content), **fields})


def test_a_file_is_looked_at_then_confirmed_and_confirming_again_changes_nothing(desk, ground):
    before = everything()
    address = upload(desk, csv_file(GOOD))["Location"]
    shown = desk.get(address)
    assert shown.context["counts"]["new"] == 1
    assert everything() == before
    seen = shown.context["form"].initial["seen"]
    assert desk.post(address, {"seen": seen}).status_code == 302
    assert Event.objects.filter(programme__title=GOOD["title"]).count() == 1
    after = everything()
    desk.post(address, {"seen": seen})
    assert everything() == after
    assert ImportedFile.objects.get().content == b""


def test_what_changed_since_one_looked_is_looked_at_again(desk, ground):
    address = upload(desk, csv_file({**GOOD, "room": "讨论室"}))["Location"]
    seen = desk.get(address).context["form"].initial["seen"]
    start = timezone.make_aware(datetime.fromisoformat("2026-12-01T14:00"))
    factories.make_event(ground["page"], room=ground["rooms"][1], starts_at=start)
    answer = desk.post(address, {"seen": seen})
    assert answer.status_code == 200
    assert answer.context["counts"]["refused"] == 1
    assert not Event.objects.filter(programme__title=GOOD["title"]).exists()


@pytest.mark.parametrize("seen", ["", "x" * 100, "\0"])
def test_refused_rows_cannot_be_confirmed(desk, ground, seen):
    address = upload(desk, csv_file({**GOOD, "ends_at": ""}))["Location"]
    answer = desk.get(address)
    assert "缺少结束时间" in answer.content.decode()
    before = everything()
    for digest in (seen, answer.context["form"].initial["seen"]):
        assert desk.post(address, {"seen": digest}).status_code == 200
    assert everything() == before


def test_a_file_that_cannot_be_read_is_said_at_the_field(desk, ground):
    for content, name in ((b"", "x.csv"), (b"x", "x.pdf"), (b"PK", "x.xlsx"), (b"a,b\n1,2\n", "x.csv")):
        answer = upload(desk, content, name)
        assert answer.context["form"].errors["file"]
    assert not ImportedFile.objects.exists()


def test_the_organisation_may_be_said_once_for_the_whole_file(desk, ground, other_organisation):
    columns = ("title", "starts_at", "ends_at")
    content = csv_file(GOOD, columns=columns)
    assert upload(desk, content).context["form"].errors["file"]
    assert upload(desk, content, organisation="wuyun").context["form"].errors["organisation"]
    address = upload(desk, content, organisation="huiyue")["Location"]
    assert desk.get(address).context["counts"]["new"] == 1
    assert desk.get(address.replace("huiyue", "wuyun")).status_code == 404


def test_a_file_is_its_uploader_s_alone_and_forgotten_after_a_day(desk, ground, client, other_organiser, centre):
    address = upload(desk, csv_file(GOOD))["Location"]
    client.force_login(other_organiser, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == client.post(address, {"seen": "x"}).status_code == 404
    viewer = factories.make_user("viewer", is_staff=True)
    factories.make_member(viewer, centre, "viewer")
    client.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("planning:import")).status_code == 404
    assert purge(timezone.now() + timedelta(hours=23)) == 0
    assert purge(timezone.now() + timedelta(hours=25)) == 1
