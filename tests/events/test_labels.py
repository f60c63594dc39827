"""Reporting labels: set beside the words, counted a month at a time, and a paragraph to paste."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.errors import NotAllowed
from events.labels.labelling import set_labels
from events.labels.monthly import held_in, monthly_lines
from events.models import Attendance, ReportingLabel
from events.readouts.labels import asked_month, month_sheet
from portal import contributions
from portal.audit.models import Entry
from tests import factories
from tests.events.projects.conftest import people  # noqa: F401 a fixture

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def event(programme):
    return factories.make_event(programme, sessions=2)


@pytest.fixture
def label(founded):
    return ReportingLabel.objects.get(code="senior-learning")


@pytest.fixture
def held(programme, event, label, people, organiser):  # noqa: F811
    """A moment after both sessions: two people came to the first, one of them again to the second."""
    set_labels(programme, [label.pk], by=organiser, at=timezone.now())
    sessions = list(event.sessions.order_by("number"))
    for session, rows in zip(sessions, (people[:2], people[:1]), strict=True):
        for row in rows:
            Attendance.objects.create(
                registration=row, session=session, state="present", way="scan", marked_at=session.starts_at
            )
    return sessions[-1].ends_at


def line_of(label, event, at):
    first = timezone.localdate(event.starts_at).replace(day=1)
    lines = monthly_lines(held_in(first, [event.organisation_id], at))
    return next(line for line in lines if line.label == label)


def spread(event) -> int:
    """Return how many of the event's sessions lie in the month of the first."""
    first = timezone.localdate(event.starts_at)
    return sum(timezone.localdate(one.starts_at).month == first.month for one in event.sessions.all())


def test_a_month_counts_sessions_comings_and_people(held, label, event):
    line = line_of(label, event, held)
    both = spread(event) == 2
    assert (line.tally.sessions, line.tally.attendances, line.tally.people) == ((2, 3, 2) if both else (1, 2, 2))
    assert line.hours == 0
    assert list(line.titles) == [event.programme.title]


def test_what_has_not_ended_or_was_called_off_is_not_counted(held, label, event):
    first = event.sessions.get(number=1)
    assert line_of(label, event, first.ends_at - timedelta(seconds=1)).tally.sessions == 0
    event.sessions.filter(number=1).update(state="cancelled")
    assert line_of(label, event, held).tally.sessions == spread(event) - 1


def test_a_programme_with_two_labels_counts_under_each(held, label, event, programme, organiser):
    party = ReportingLabel.objects.get(code="party")
    set_labels(programme, [label.pk, party.pk], by=organiser, at=held)
    assert line_of(party, event, held).tally == line_of(label, event, held).tally


def test_the_hours_of_volunteers_come_from_the_slot(held, label, event, monkeypatch):
    slot = contributions.Slot("how long volunteers served at sessions")
    slot.register(lambda session_ids: dict.fromkeys(session_ids, 45))
    monkeypatch.setattr(contributions, "volunteer_minutes", slot)
    assert line_of(label, event, held).minutes == 45 * spread(event)


def test_labels_are_set_by_those_who_write_and_the_same_again_changes_nothing(
    programme, label, organiser, other_organiser
):
    at = timezone.now()
    set_labels(programme, [label.pk, 10**9], by=organiser, at=at)
    set_labels(programme, [label.pk], by=organiser, at=at)
    entry = Entry.objects.get(act="programme.labelled")
    assert entry.facts == {"added": [label.pk], "removed": []}
    with pytest.raises(NotAllowed):
        set_labels(programme, [], by=other_organiser, at=at)
    assert programme.reporting_labels.get() == label


def test_the_paragraph_can_be_pasted(held, label, event, organiser):
    first = timezone.localdate(event.starts_at).replace(day=1)
    sheet = month_sheet(organiser, first, held)
    [(line, words)] = sheet.paragraphs
    assert line.label == label
    assert words.startswith(f"{first.year}年{first.month}月，惠悦服务中心开展“老年教育”活动{line.tally.sessions}场")
    assert "2人" in words


def test_a_centres_month_begins_with_its_name(held, centre_officer, centre, other_organisation):
    sheet = month_sheet(centre_officer, timezone.localdate(held), held)
    assert sheet.whose == "东沙湖民众联络所和所联系的组织"


def test_nonsense_for_a_month_is_the_present_one():
    at = timezone.now()
    for text in ("", "2026-13", "x", "2026-11-05"):
        assert asked_month(text, at) == timezone.localdate(at).replace(day=1)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_the_workbook_holds_the_months_lines(held, event, organiser, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: held)
    month = f"{timezone.localdate(event.starts_at):%Y-%m}"
    answer = signed_in(organiser).get(reverse("labels:workbook") + f"?month={month}")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[2][0] == "标签"
    assert next(row for row in rows if row[0] == "老年教育")[1] == spread(event)


def test_ticks_are_saved_and_foreign_programmes_are_missing(programme, label, organiser, other_organisation):
    client, url = signed_in(organiser), reverse("labels:programmes")
    assert client.post(url, {"shown": [programme.pk], f"labels-{programme.pk}": [label.pk]}).status_code == 302
    assert programme.reporting_labels.get() == label
    theirs = factories.make_programme(other_organisation, "古琴")
    assert client.post(url, {"shown": [theirs.pk], f"labels-{theirs.pk}": [label.pk]}).status_code == 404
    assert not theirs.reporting_labels.exists()
    assert "古琴" not in client.get(url).content.decode()
    assert client.post(url, {"shown": [programme.pk]}).status_code == 302
    assert not programme.reporting_labels.exists()


def test_the_sheet_and_the_list_run_constant_queries(held, organisation, label, organiser):
    def count(name):
        client = signed_in(organiser)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse(name))
        return len(found)

    names = ("labels:index", "labels:programmes")
    before = [count(name) for name in names]
    for number in range(5):
        programme = factories.make_programme(organisation, f"活动{number}")
        set_labels(programme, [label.pk], by=organiser, at=held)
        factories.make_event(programme)
    ReportingLabel.objects.create(code="more", name="更多")
    assert [count(name) for name in names] == before
