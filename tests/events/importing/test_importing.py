"""A file comes in as a whole or not at all; each row's fate is known before, and what is wrong with it by column."""

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from events.errors import ImportRefused, UnreadableFile
from events.importing.fates import fates_of
from events.importing.reading import MOST_BYTES, MOST_ROWS, records_of
from events.importing.writing import write
from events.models import Event, ProgrammePage
from events.readouts.importing import fate_views
from portal.timetable.models import Holiday
from tests import factories
from tests.factories.tables import GOOD, csv_file, everything, xlsx_file


def fates(content, name="x.csv", by="test", **options):
    records = records_of(name, content, has_organisation="organisation" in options)
    return fates_of(records, by=by, at=timezone.now(), **options)


def bring_in(content, name="x.csv", by="test", **options):
    found = fates(content, name, by)
    write(found, by=by, at=timezone.now(), **options)
    return [str(fate.kind) for fate in found]


def is_chinese(text):
    return any("\u4e00" <= character <= "\u9fff" for character in text)


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
    ({"repeat": "每天"}, "repeat"),
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


@pytest.mark.parametrize(("language", "column"), [("zh-hans", "结束时间（ends_at）"), ("en", "ends_at")])
def test_a_column_is_called_as_the_reader_calls_it(ground, language, column):
    with translation.override(language):
        [view] = fate_views(fates(csv_file({**GOOD, "ends_at": ""})))
        assert [problem.column for problem in view.problems] == [column]
        with pytest.raises(UnreadableFile) as refused:
            records_of("x.csv", "名称,组织,开始时间\n".encode())
        assert column in str(refused.value.sentence)


def test_as_many_queries_for_many_rows_that_are_there_already(ground, django_assert_max_num_queries):
    rows = [{**GOOD, "title": f"活动{number}"} for number in range(30)]
    bring_in(csv_file(*rows))
    records = records_of("x.csv", csv_file(*rows))
    with django_assert_max_num_queries(80):
        assert {fate.kind for fate in fates_of(records, by="test", at=timezone.now())} == {"unchanged"}
