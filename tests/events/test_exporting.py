"""What leaves as a table comes back unchanged, and runs nothing where it is opened."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from events.exporting import csv_of, xlsx_of
from events.importing.columns import COLUMNS
from events.importing.fates import fates_of
from events.importing.reading import records_of
from events.models import Event, Session, SpokenLanguage
from events.planning.scheduling import Slot, schedule_event
from organisations.repeating import slots_of
from portal.timetable.recurrence import Frequency, Rule
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"
#: What a spreadsheet would run, or what would be lost on the way back.
WICKED = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "＝1", "'=1", '引号"，逗号,', "两  个空格", "正常"]


@pytest.fixture
def start():
    return (timezone.now() + timedelta(days=7)).replace(hour=2, minute=0, second=0, microsecond=0)


@pytest.fixture
def everything(organisation, room, centre, organiser, start):
    """Programmes with wicked titles; a course by rule, one moved by hand, one in several places, a draft."""
    other = factories.make_room(centre, "阅览室", kind="library")
    for number, title in enumerate(WICKED):
        page = factories.make_programme(organisation, title, min_age=number or None, summary=title, title_en=title)
        page.languages = SpokenLanguage.objects.all()[:2]
        page.save()
        page.save_revision()
        factories.make_event(page, starts_at=start + timedelta(hours=2 * number))
    draft = factories.make_programme(organisation, "草稿", live=False)
    draft.summary = "草稿里的话"
    draft.save_revision()

    def plan(later, rule, **changes):
        first = Slot(start + timedelta(days=later), start + timedelta(days=later, hours=1), **changes)
        slots = slots_of(first, rule(timezone.localdate(first.starts_at)))
        return schedule_event(
            programme=draft,
            organisation=organisation,
            slots=slots,
            capacity=7,
            by=organiser,
            at=timezone.now(),
            rule=rule(timezone.localdate(first.starts_at)),
        )

    plan(1, lambda day: Rule(day, Frequency.WEEKLY, count=4), room=room)
    plan(2, lambda day: Rule(day, Frequency.WEEKLY, every=2, until=day + timedelta(weeks=6)), room=other)
    plan(3, lambda day: Rule(day, Frequency.MONTHLY_WEEKDAY, count=3), place="湖边、东门")
    days = lambda day: tuple(sorted({day.weekday(), (day.weekday() + 2) % 7}))  # noqa: E731
    plan(4, lambda day: Rule(day, Frequency.WEEKDAYS, weekdays=days(day), count=4), place="=陷阱")
    moved = plan(5, lambda day: Rule(day, Frequency.WEEKLY, count=4), room=room)
    session = moved.sessions.order_by("number")[2]
    Session.objects.filter(pk=session.pk).update(
        starts_at=session.starts_at + timedelta(days=1, hours=3),
        ends_at=session.ends_at + timedelta(days=1, hours=4),
        room=None,
        place="公园，南门",
    )
    Session.objects.filter(event=moved, number=2).update(state="cancelled")
    return Event.objects.all()


@pytest.mark.parametrize(("kind", "table"), [("csv", csv_of), ("xlsx", xlsx_of)])
def test_what_is_exported_imports_as_unchanged(everything, organiser, kind, table):
    records = records_of(f"x.{kind}", table(everything))
    found = fates_of(records, by=organiser, at=timezone.now())
    assert len(found) == len(WICKED) + 5
    wrong = [(fate.row.title, str(fate.kind), fate.changes, fate.row.problems) for fate in found]
    assert [row for row in wrong if row[1] != "unchanged"] == []


def test_a_spreadsheet_has_the_columns_and_holds_text(everything):
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(everything))).active
    rows = list(sheet.iter_rows())
    assert tuple(cell.value for cell in rows[0]) == COLUMNS
    assert not any(cell.data_type == "f" for row in rows for cell in row)
    text = csv_of(everything).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@＝")]


def test_staff_export_what_they_see(client, everything, organiser, other_organiser, start):
    client.force_login(organiser, backend=BACKEND)
    answer = client.get(reverse("planning:export") + "?format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert "正常" in answer.content.decode()
    assert client.get(reverse("planning:export")).content[:2] == b"PK"
    assert client.get(reverse("planning:export") + "?format=exe").status_code == 404
    client.force_login(other_organiser, backend=BACKEND)
    assert "正常" not in client.get(reverse("planning:export") + "?format=csv").content.decode()


def test_as_many_queries_for_one_as_for_many(everything, django_assert_max_num_queries):
    with django_assert_max_num_queries(80):
        csv_of(everything.filter(programme__title__in=WICKED))
