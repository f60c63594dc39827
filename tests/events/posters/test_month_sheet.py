"""A centre's month stands on one sheet: every public session by its day, and the code of the centre's list."""

import io
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from events.planning.rescheduling import call_off_event
from events.posters import keeping
from tests import factories


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "FOLDER", tmp_path / "posters")


@pytest.fixture
def next_month():
    first = (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime(first.year, first.month, first.day, 9, 30, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def planned(programme, room, next_month):
    """One on the last evening of the month, one on its first morning, one in the month after, one called off."""
    end = (next_month + timedelta(days=32)).replace(day=1)
    first = factories.make_event(programme, starts_at=next_month, room=room)
    last = factories.make_event(programme, starts_at=end - timedelta(hours=11), room=room, label="月末班")
    factories.make_event(programme, starts_at=end, room=room, label="下月班")
    off = factories.make_event(programme, starts_at=next_month + timedelta(days=3), room=room, label="取消班")
    call_off_event(off, note="x", by=factories.SYSTEM, at=timezone.now())
    return first, last


def words_of(pages):
    """Return what the pages say; the reader leaves a NUL before each letter of an OpenType face."""
    return "".join(page.extract_text() for page in pages).replace("\0", "")


def address(name="month_sheet", *more):
    return reverse(f"events:{name}", args=["dongshahu", *more])


def test_it_has_the_sessions_of_the_month_by_their_local_day_and_no_other(client, planned, next_month):
    page = client.get(address(), {"month": f"{next_month:%Y-%m}"})
    sheet = page.context["sheet"]
    titles = [entry.title for day in sheet.days for entry in day.entries]
    assert titles == [planned[0].programme.title, f"{planned[0].programme.title} 月末班"]
    assert sheet.days[0].day == "1"
    assert sheet.url == f"{settings.WAGTAILADMIN_BASE_URL}/programmes/?centre=dongshahu"


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("a3", (842, 1191))])
def test_it_prints_on_paper_of_the_asked_size_and_says_the_same(client, planned, next_month, paper, size):
    response = client.get(address("month_print", paper), {"month": f"{next_month:%Y-%m}"})
    page = PdfReader(io.BytesIO(response.content)).pages[0]
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == size
    text = words_of([page])
    assert "东沙湖民众联络所" in text
    assert "多功能厅" in text
    assert "下月班" not in text
    again = client.get(
        address("month_print", paper), {"month": f"{next_month:%Y-%m}"}, headers={"if-none-match": response["ETag"]}
    )
    assert again.status_code == 304


def test_a_full_month_goes_on_over_pages_and_loses_nothing(client, programme, room, next_month):
    for day in range(28):
        factories.make_event(programme, starts_at=next_month + timedelta(days=day), label=f"第{day + 1}班", room=room)
        factories.make_event(programme, starts_at=next_month + timedelta(days=day, hours=3), label=f"午{day + 1}班")
    response = client.get(address("month_print", "a4"), {"month": f"{next_month:%Y-%m}"})
    pages = PdfReader(io.BytesIO(response.content)).pages
    text = words_of(pages)
    assert len(pages) > 1
    assert all(f"第{day + 1}班" in text for day in range(28))


def test_it_asks_the_database_the_same_for_one_session_and_for_many(client, planned, programme, room, next_month):
    with CaptureQueriesContext(connection) as for_few:
        client.get(address(), {"month": f"{next_month:%Y-%m}"})
    for day in range(5, 12):
        factories.make_event(programme, starts_at=next_month + timedelta(days=day), room=room)
    with CaptureQueriesContext(connection) as for_many:
        client.get(address(), {"month": f"{next_month:%Y-%m}"})
    assert len(for_few) == len(for_many)


def test_a_draft_is_on_no_sheet(client, planned, programme, next_month):
    type(programme).objects.filter(pk=programme.pk).update(live=False)
    page = client.get(address(), {"month": f"{next_month:%Y-%m}"})
    assert page.context["sheet"].days == ()
    assert programme.title not in page.content.decode()


@pytest.mark.parametrize("month", ["2026-13", "x", "1900-01", "9999-12", "２０２６-01x"])
def test_a_month_without_a_sheet_is_missing(client, centre, month):
    assert client.get(address(), {"month": month}).status_code == 404


def test_only_centres_have_one_and_the_centre_s_page_leads_there(client, organisation, centre):
    assert client.get(reverse("events:month_sheet", args=[organisation.code])).status_code == 404
    assert client.get(reverse("events:month_print", args=["dongshahu", "a5"])).status_code == 404
    organisation.page.get_parent().refresh_from_db()
    profile = client.get("/organisations/dongshahu/")
    assert address() in profile.content.decode()
    assert "month/" not in client.get("/organisations/huiyue/").content.decode()
