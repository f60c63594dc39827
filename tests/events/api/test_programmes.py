"""What anybody can read: allow-listed, public, in both languages, with constant queries."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.search.index import insert_or_update_object

from events.sign_up.registration import sign_up
from tests import factories
from tests.events.api.asking import ask, items

pytestmark = pytest.mark.django_db
KEY = UUID(int=1)


def test_a_programme_is_read_in_both_languages_with_its_next_session(client, event, programme):
    programme.title_en = "Medicines for the three highs"
    programme.save()
    [found] = items(client, "/api/v1/programmes")
    assert found["title"] == programme.title
    assert found["title_en"] == "Medicines for the three highs"
    assert found["url"].endswith(f"/organisations/huiyue/{programme.slug}/")
    assert found["url_en"].endswith(f"/en/organisations/huiyue/{programme.slug}/")
    assert found["next_session"]["event_id"] == event.pk
    assert found["next_session"]["starts_at"].endswith("+08:00")
    assert found["next_session"]["places"] == {
        "capacity": 20,
        "taken": 0,
        "left": 20,
        "waiting": 0,
        "has_waiting_list": True,
        "sign_up": "open",
    }


def test_the_detail_has_words_hosts_and_events(client, event, programme):
    found = ask(client, f"/api/v1/programmes/{programme.pk}").json()
    assert found["organisation"]["code"] == "huiyue"
    assert [one["id"] for one in found["events"]] == [event.pk]
    assert found["fee_yuan"] == "0.00"


def test_an_event_has_its_sessions_and_places(client, event, resident):
    sign_up(event=event, people=[resident.person], by=resident, key=KEY, at=timezone.now())
    found = ask(client, f"/api/v1/events/{event.pk}").json()
    assert len(found["sessions"]) == 1
    assert found["places"]["left"] == 19
    assert ask(client, f"/api/v1/events/{event.pk}/places").json() == found["places"]


@pytest.mark.parametrize("why", ["draft", "suspended"])
def test_what_is_not_public_is_missing_everywhere(why, client, event, programme, organisation):
    if why == "draft":
        programme.live = False
        programme.save()
    else:
        type(organisation).objects.filter(pk=organisation.pk).update(state="suspended")
    for path in (f"programmes/{programme.pk}", f"events/{event.pk}", f"events/{event.pk}/places"):
        ask(client, f"/api/v1/{path}", status=404)
    for path in ("programmes", "events", "sessions"):
        assert items(client, f"/api/v1/{path}") == [], path
    if why == "suspended":
        ask(client, "/api/v1/organisations/huiyue", status=404)
        assert "huiyue" not in [one["code"] for one in items(client, "/api/v1/organisations")]


def test_no_person_and_no_inner_field_is_in_any_public_answer(client, event, resident):
    sign_up(event=event, people=[resident.person], by=resident, key=KEY, at=timezone.now())
    for path in ("programmes", "events", "sessions", f"events/{event.pk}", f"programmes/{event.programme_id}"):
        text = ask(client, f"/api/v1/{path}").content.decode()
        for secret in ("王小英", "13800000001", "reference", "created_at", "next_ticket", "path"):
            assert secret not in text, (path, secret)


def test_the_filters_are_those_of_the_list_for_people(client, event, organisation, centre):
    other = factories.make_event(factories.make_programme(organisation, "苏州话", category="dialect"))
    assert [one["category"]["code"] for one in items(client, "/api/v1/programmes?category=dialect")] == ["dialect"]
    assert [one["id"] for one in items(client, f"/api/v1/events?programme={other.programme_id}")] == [other.pk]
    insert_or_update_object(other.programme)
    assert [one["title"] for one in items(client, "/api/v1/programmes?q=苏州话")] == ["苏州话"]
    day = timezone.localdate(event.starts_at)
    assert items(client, f"/api/v1/sessions?from={day + timedelta(days=1)}") == []
    assert items(client, f"/api/v1/sessions?from={day}&to={day - timedelta(days=1)}") == []


def test_a_code_that_nobody_has_gets_the_sentence_of_the_list(client, event):
    answer = ask(client, "/api/v1/programmes?category=nonsense", status=404)
    assert answer.json()["errors"] == [
        {"where": "query", "field": "category", "code": "unknown", "message": "请从列表中选择一项。"}
    ]


@pytest.mark.parametrize(
    "query",
    [
        *("limit=-1", "limit=0", "limit=10000", "page=0", "page=99999", "limit=x", "limit=", "age=121", "weekday=8"),
        *("from=2026-02-30", "from=1999-01-01", "from=%00", "q=%00", "category=%00", "open=2", f"q={'长' * 61}"),
    ],
)
def test_bad_queries_are_a_problem_that_names_the_field(query, client, founded):
    body = ask(client, f"/api/v1/programmes?{query}", status=422).json()
    assert body["errors"][0]["field"] == query.partition("=")[0]
    assert body["errors"][0]["message"]


def test_pages_lead_to_one_another_at_the_portals_own_host(client, programme):
    for _number in range(3):
        factories.make_event(programme)
    first = ask(client, "/api/v1/events?limit=2", HTTP_HOST="evil.example").json()
    assert first["previous"] is None
    assert first["next"].startswith("http://localhost:8000/api/v1/events?")
    second = ask(client, first["next"].removeprefix("http://localhost:8000")).json()
    assert (len(first["items"]), len(second["items"])) == (2, 1)
    assert second["next"] is None
    assert "page=1" in second["previous"]


LISTS = ["programmes", "programmes?q=活动", "events", "sessions", "organisations", "categories"]


@pytest.mark.parametrize("path", LISTS)
def test_lists_ask_the_database_as_often_for_many_as_for_few(path, client, organisation, room):
    factories.make_event(factories.make_programme(organisation, "活动一"), room=room)
    ask(client, f"/api/v1/{path}")
    few = _queries(client, path)
    for number in range(8):
        factories.make_event(factories.make_programme(organisation, f"活动{number}"))
    assert _queries(client, path) == few <= 14


def _queries(client, path) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask(client, f"/api/v1/{path}")
    return len(captured)


def test_what_has_not_changed_is_not_sent_again(client, event, resident):
    path = f"/api/v1/events/{event.pk}/places"
    first = ask(client, path)
    assert first["Cache-Control"] == "public, no-cache"
    again = ask(client, path, status=304, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.content == b""
    sign_up(event=event, people=[resident.person], by=resident, key=KEY, at=timezone.now())
    assert ask(client, path, HTTP_IF_NONE_MATCH=first["ETag"]).json()["taken"] == 1
    assert ask(client, "/api/v1/programmes")["Cache-Control"] == "public, max-age=30"


def test_chinese_is_written_as_it_is(client, event):
    raw = ask(client, "/api/v1/programmes").content.decode()
    assert "三高" in raw
    assert json.loads(raw)["page"] == 1
