"""Anybody reads the district's totals and nobody in them; staff read what is theirs, paste it and take it along."""

from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.figures import keeping, whose
from events.figures.periods import usual
from events.figures.report import report
from events.readouts import figures
from organisations.models import Area
from portal.audit.models import Entry
from tests import factories
from tests.events.figures.conftest import NOW, at

BACKEND = "django.contrib.auth.backends.ModelBackend"
PUBLIC = "/statistics/"


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def month(programme, held, person, room):
    """Twelve who came, three who did not; all of one estate that has forty households."""
    Area.objects.filter(code="jinyuan").update(household_count=40)
    came = [person(number) for number in range(12)]
    return held(programme, at(11, 3), came=came, absent=[person(20 + number) for number in range(3)], room=room)


def lines(scope, *, is_exact):
    made = report(scope, usual(NOW.date()), NOW, is_exact=is_exact)
    return {line.name: line.now.number for line in made.lines}


def test_people_are_rounded_and_few_are_not_told_but_to_those_who_see_them(month):
    common = {"programmes": 1, "sessions": 1, "places": 20}
    public = {"sign_ups": 15, "attendances": 10, "no_shows": None, "people": 10, "households": 10}
    assert lines(whose.district(), is_exact=False) == common | public
    exact = {"sign_ups": 15, "attendances": 12, "no_shows": 3, "people": 12, "households": 12}
    assert lines(whose.district(), is_exact=True) == common | exact


def test_ages_and_estates_are_rounded_for_everybody(month, centre):
    made = report(whose.of(centre), usual(NOW.date()), NOW, is_exact=True)
    assert {group.cells[0].number for group in made.ages} == {None, 10}
    shown = {estate.name: (estate.reached.number, estate.there_are, estate.percent) for estate in made.estates}
    assert shown["锦园"] == (10, 40, 25)
    assert shown["塘苑"] == (None, None, None)


def test_a_month_without_sessions_says_that_nobody_came(month):
    made = report(whose.district(), usual(NOW.date()), NOW)
    assert [told.number for told in made.months[0].cells] == [0, 0, None, 0, 0]


def test_anybody_reads_the_districts_totals_and_no_name(month, client):
    page = client.get(PUBLIC).content.decode()
    assert [words for words in ("居民1", "锦园") if words in page] == []
    assert "&lt;8" in page
    assert client.get("/en/statistics/").status_code == 200
    assert PUBLIC in client.get("/").content.decode()
    assert client.post(PUBLIC).status_code == 405


def test_a_visit_asks_for_what_is_kept_and_counts_nothing(month, client):
    client.get(PUBLIC)
    with CaptureQueriesContext(connection) as captured:
        client.get(PUBLIC)
    asked = [query["sql"] for query in captured]
    assert [sql for sql in asked if "attendance" in sql or "events_" in sql] == []
    assert len(asked) <= 6


def test_what_is_kept_is_counted_anew_after_an_hour_and_equals_a_recount(month, programme, held, person):
    first = keeping.district_report(NOW)
    assert keeping.keep_statistics(NOW) == 0
    held(programme, at(11, 4), came=[person(40 + number) for number in range(9)])
    assert keeping.district_report(NOW) == first
    cache.delete(keeping.FRESH)
    assert keeping.keep_statistics(NOW) == 1
    kept = keeping.district_report(NOW)
    assert kept == report(whose.district(), usual(NOW.date()), NOW) != first


def test_the_clock_counts_the_district_and_each_centre_one_at_a_time(month, centre):
    assert [keeping.keep_figures(NOW) for _turn in range(3)] == [1, 1, 0]
    for one in (None, centre):
        with CaptureQueriesContext(connection) as captured:
            kept = keeping.kept_report(one, usual(NOW.date()), NOW, is_exact=False)
        assert [query["sql"] for query in captured if "attendance" in query["sql"]] == []
        assert kept == report(whose.of(one) if one else whose.district(), usual(NOW.date()), NOW)


def test_a_foreign_report_and_an_exact_one_are_kept_apart(month, centre, other_organisation):
    def read(one, is_exact):
        return keeping.kept_report(one, usual(NOW.date()), NOW, is_exact=is_exact)

    both = [read(one, is_exact) for one in (None, centre, other_organisation) for is_exact in (False, True)]
    assert [read(one, is_exact) for one in (None, centre, other_organisation) for is_exact in (False, True)] == both
    assert [one.is_exact for one in both] == [False, True] * 3
    assert both[2] != both[4]


def figures_of(client, user, **query):
    client.force_login(user, backend=BACKEND)
    return client.get(reverse("figures:index"), query)


def test_whoever_serves_reads_exact_totals_and_whoever_only_looks_does_not(month, organisation, organiser, client):
    viewer = factories.make_user("viewer", is_staff=True)
    factories.make_member(viewer, organisation, "viewer")
    assert "到场12人次" in figures_of(client, organiser).content.decode()
    looked = figures_of(client, viewer).content.decode()
    assert [words for words in ("到场10人次", "爽约不足8人次") if words not in looked] == []


def test_the_district_is_for_its_own_officers(month, areas, organiser, client):
    assert figures_of(client, organiser, organisation="district").status_code == 404
    for level, status in (("subdistrict", 404), ("district", 200)):
        authority = factories.make_organisation(f"office-{level}", "政府办", kind="authority", area=areas[level])
        officer = factories.make_user(f"officer-{level}", is_staff=True)
        factories.make_member(officer, authority, "officer")
        assert figures_of(client, officer, organisation="district").status_code == status


def test_a_foreign_organisation_is_missing(month, organisation, other_organiser, client):
    assert figures_of(client, other_organiser, organisation=organisation.pk).status_code == 404
    assert client.get(reverse("figures:hand_out"), {"organisation": organisation.pk}).status_code == 404


@pytest.mark.parametrize(
    "months", [{"from": "nonsense", "to": "2026-13"}, {"from": "2026-11", "to": "1"}, {"from": "2031-01"}]
)
def test_months_that_are_none_are_not_minded(month, organiser, client, months):
    assert figures_of(client, organiser, **months).status_code == 200


def test_what_is_taken_along_is_what_is_shown_and_on_record(month, organisation, organiser, client):
    client.force_login(organiser, backend=BACKEND)
    address = f"{reverse('figures:hand_out')}?organisation={organisation.pk}&from=2026-11&to=2026-11"
    assert client.post(address, {}).status_code == 422
    answer = client.post(address, {"recipient": "authority", "purpose": "report"})
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(BytesIO(answer.content)).active.rows]
    assert [row[3:] for row in rows if row[0] == "合计"][4] == [12, 0]
    entry = Entry.objects.get(act="figures.handed_out")
    assert (entry.organisation_id, entry.facts["recipient"]) == (organisation.pk, "authority")
    assert "居民" not in str(rows)


def test_the_paragraph_says_what_the_page_says(month, programme, held, person):
    held(programme, at(10, 3), came=[person(50 + number) for number in range(10)])
    made = report(whose.district(), usual(NOW.date()), NOW, is_exact=True)
    words = figures.paragraph(made, "东沙湖")
    assert words.startswith("2026年1月1日至2026年11月20日，东沙湖共举办活动1项、2场次")
    assert "到场22人次，服务居民22人" in words
