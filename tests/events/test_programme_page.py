"""A programme's page: who sees it, what it says of places, what search engines read."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Pool, SpokenLanguage
from events.readouts.card import SignUpState
from events.readouts.programme import programme_view
from tests.factories import make_event, make_programme


@pytest.fixture
def soon():
    return (timezone.localtime() + timedelta(days=2)).replace(hour=9, minute=30, second=0, microsecond=0)


@pytest.fixture
def lecture(organisation, other_organisation):
    lecture = make_programme(organisation, "健康讲座", title_en="Health lecture", min_age=50, slug="lecture")
    lecture.hosts.create(organisation=other_organisation, role="host")
    lecture.hosts.create(name="市医院", role="guide")
    lecture.speakers.create(name="沈秋霞", credentials="主任医师")
    lecture.languages.add(SpokenLanguage.objects.get(code="suzhou"))
    lecture.save()
    return lecture


URL = "/organisations/huiyue/lecture/"


def linked_data(html: str) -> list[dict]:
    (text,) = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', html, re.DOTALL)
    return json.loads(text)


def test_published_is_shown_in_both_languages(client, lecture, soon, room):
    make_event(lecture, starts_at=soon, room=room)
    assert "健康讲座" in client.get(URL).content.decode()
    english = client.get(f"/en{URL}").content.decode()
    assert "Health lecture" in english
    assert "20 places left" in english


def test_draft_suspended_and_misplaced_look_missing(client, lecture, organisation, other_organisation):
    assert client.get("/organisations/wuyun/lecture/").status_code == 404
    assert client.get("/organisations/organisations/lecture/").status_code == 404
    organisation.state = "suspended"
    organisation.save()
    assert client.get(URL).status_code == 404
    organisation.state = "active"
    organisation.save()
    lecture.unpublish()
    assert client.get(URL).status_code == 404


def test_queries_do_not_grow_with_events(client, lecture, soon, django_assert_max_num_queries):
    make_event(lecture, starts_at=soon)
    client.get(URL)
    with django_assert_max_num_queries(9) as few:
        client.get(URL)
    for week in range(1, 12):
        make_event(lecture, starts_at=soon + timedelta(weeks=week), sessions=3)
    with django_assert_max_num_queries(len(few)):
        client.get(URL)


def test_preview_shows_the_same_records(lecture, soon, rf):
    make_event(lecture, starts_at=soon)
    lecture.title = "还没发布的标题"
    response = lecture.make_preview_request()
    assert response.status_code == 200
    html = response.render().content.decode() if hasattr(response, "render") else response.content.decode()
    assert "还没发布的标题" in html
    assert "余 20 个名额" in html


def test_records_beside_the_words(lecture, soon, room):
    event = make_event(lecture, starts_at=soon, sessions=3, room=room)
    Pool.objects.filter(event=event).update(taken=20, waiting=2)
    event.sessions.filter(number=1).update(state="cancelled")
    view = programme_view(lecture, timezone.now())
    (one,) = view.upcoming
    assert (one.taken, one.capacity, one.left, one.waiting) == (20, 20, 0, 2)
    assert (one.sign_up_state, one.can_wait) == (SignUpState.FULL, True)
    assert one.next_session.number == 2
    assert [session.is_cancelled for session in one.sessions] == [True, False, False]
    assert (one.register_url, one.calendar_url) == (f"/events/{event.pk}/register/", f"/events/{event.pk}.ics")
    assert [(host.role, host.name, host.url) for host in view.hosts] == [
        ("host", "吴韵传承文化服务中心", "/organisations/wuyun/"),
        ("guide", "市医院", ""),
    ]
    assert (view.ages, view.languages, view.organisation_url) == ("50 岁及以上", ("苏州话",), "/organisations/huiyue/")


def test_what_is_over_is_past_latest_first_and_not_endless(lecture, soon):
    for week in range(15):
        make_event(lecture, starts_at=soon - timedelta(weeks=week + 1))
    view = programme_view(lecture, timezone.now())
    assert view.upcoming == ()
    assert len(view.past) == 12
    assert view.past[0].starts_at == soon - timedelta(weeks=1)
    assert {event.sign_up_state for event in view.past} == {SignUpState.PAST}


@pytest.mark.parametrize(
    ("details", "pool", "state"),
    [
        ({}, {}, SignUpState.OPEN),
        ({"opens_at": timedelta(hours=1)}, {}, SignUpState.LATER),
        ({"closes_at": timedelta(hours=-1)}, {}, SignUpState.CLOSED),
        ({"needs_sign_up": False}, {}, SignUpState.WALK_IN),
        ({}, {"taken": 20}, SignUpState.FULL),
        ({"state": "cancelled"}, {}, SignUpState.CANCELLED),
    ],
)
def test_where_sign_up_stands(lecture, soon, details, pool, state):
    moved = {key: timezone.now() + value if isinstance(value, timedelta) else value for key, value in details.items()}
    event = make_event(lecture, starts_at=soon, **moved)
    Pool.objects.filter(event=event).update(**pool)
    assert programme_view(lecture, timezone.now()).upcoming[0].sign_up_state == state


def test_search_engines_read_events_in_the_language_of_the_page(client, lecture, soon, room):
    event = make_event(lecture, starts_at=soon, room=room)
    response = client.get(f"/en{URL}")
    (data,) = linked_data(response.content.decode())
    assert (data["@type"], data["name"], data["inLanguage"]) == ("Event", "Health lecture", "en")
    assert data["startDate"] == soon.isoformat()
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert (data["offers"]["price"], data["offers"]["availability"]) == ("0.00", "https://schema.org/InStock")
    assert data["url"] == f"http://localhost:8000/en{URL}"
    assert data["organizer"]["url"] == "http://localhost:8000/en/organisations/huiyue/"
    nonce = re.search(r'ld\+json" nonce="([^"]+)"', response.content.decode())[1]
    assert f"'nonce-{nonce}'" in response["Content-Security-Policy"]
    event.state = "cancelled"
    event.save()
    (data,) = linked_data(client.get(URL).content.decode())
    assert data["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in data


def test_words_cannot_leave_the_script(client, organisation, soon):
    title = "</script><script>alert(1)</script>&\u2028x"
    make_event(make_programme(organisation, title, slug="evil"), starts_at=soon)
    html = client.get("/organisations/huiyue/evil/").content.decode()
    assert "<script>alert(1)" not in html
    assert linked_data(html)[0]["name"] == title


def test_the_short_address_on_a_poster_leads_to_the_programme(client, lecture, soon):
    event = make_event(lecture, starts_at=soon)
    assert client.get(f"/e/{event.code}")["Location"] == URL
    assert client.get(f"/en/e/{event.code}")["Location"] == f"/en{URL}"
    assert client.get("/e/nonsense").status_code == 404
    lecture.unpublish()
    assert client.get(f"/e/{event.code}").status_code == 404
