"""The keys of the address: what each keeps, and what happens to values that make no sense."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Pool, SpokenLanguage
from organisations.models import Facility
from tests.factories import make_event, make_organisation, make_programme, make_room


@pytest.fixture
def start():
    return (timezone.localtime() + timedelta(days=2)).replace(hour=10, minute=0, second=0, microsecond=0)


@pytest.fixture
def town(organisation, other_organisation, centre, areas, start):
    """Three programmes that differ in everything one can filter by; returns the day of the first."""
    lecture = make_programme(organisation, "讲座", category="health", audience="seniors", min_age=60)
    lecture.languages.add(SpokenLanguage.objects.get(code="suzhou"))
    lecture.save()
    make_event(lecture, starts_at=start, room=make_room(centre, kind="health"))
    game = make_programme(other_organisation, "游戏", category="youth", audience="children", min_age=6, max_age=12)
    make_event(game, starts_at=start + timedelta(days=1), room=make_room(centre, kind="children"))
    walk = make_programme(other_organisation, "散步", category="sport", audience="everyone")
    make_event(walk, starts_at=start + timedelta(days=2), needs_sign_up=False)
    return start


def found(client, query: str) -> set[str]:
    response = client.get(f"/programmes/{query}")
    assert response.status_code == 200
    assert not response.context["errors"], response.context["errors"]
    return {card.title for card in response.context["list"].cards}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"讲座", "游戏", "散步"}),
        ("?category=health", {"讲座"}),
        ("?audience=children", {"游戏"}),
        ("?age=8", {"游戏", "散步"}),
        ("?age=12", {"游戏", "散步"}),
        ("?age=13", {"散步"}),
        ("?age=60", {"讲座", "散步"}),
        ("?age=0", {"散步"}),
        ("?centre=dongshahu", {"讲座", "游戏"}),
        ("?organisation=huiyue", {"讲座"}),
        ("?facility=children", {"游戏"}),
        ("?language=suzhou", {"讲座"}),
        ("?open=1", {"讲座", "游戏", "散步"}),
        ("?category=youth&age=8&open=1", {"游戏"}),
        ("?estate=jinyuan", {"讲座", "游戏", "散步"}),
        ("?unknown=1&event__programme__owner=1&order_by=-pk", {"讲座", "游戏", "散步"}),
        ("?category=health&category=youth", {"游戏"}),
    ],
)
def test_each_filter_keeps_what_it_says(client, town, query, titles):
    assert found(client, query) == titles


def test_days_are_local_and_include_both_ends(client, town):
    first, second = (timezone.localtime(town + timedelta(days=n)).date() for n in (0, 1))
    assert found(client, f"?from={second}") == {"游戏", "散步"}
    assert found(client, f"?to={first}") == {"讲座"}
    assert found(client, f"?from={first}&to={second}") == {"讲座", "游戏"}


def test_a_day_that_is_over_can_still_be_looked_at(client, organisation, start):
    make_event(make_programme(organisation, "上周"), starts_at=start - timedelta(days=9))
    day = timezone.localtime(start - timedelta(days=9)).date()
    assert found(client, f"?from={day}&to={day}") == {"上周"}


def test_weekday_is_the_local_one(client, organisation):
    one_am = timezone.localtime().replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=3)
    make_event(make_programme(organisation, "凌晨"), starts_at=one_am)
    assert found(client, f"?weekday={one_am.isoweekday()}") == {"凌晨"}
    assert found(client, f"?weekday={one_am.isoweekday() % 7 + 1}") == set()


def test_open_leaves_out_what_is_full_closed_or_not_yet_open(client, organisation, start):
    now = timezone.now()
    full = make_event(make_programme(organisation, "满"), starts_at=start)
    Pool.objects.filter(event=full).update(taken=20)
    queue = make_event(make_programme(organisation, "排队"), starts_at=start)
    Pool.objects.filter(event=queue).update(taken=19, waiting=1)
    make_event(make_programme(organisation, "截止"), starts_at=start, closes_at=now - timedelta(hours=1))
    make_event(make_programme(organisation, "未开"), starts_at=start, opens_at=now + timedelta(hours=1))
    make_event(make_programme(organisation, "有"), starts_at=start)
    assert found(client, "?open=1") == {"有"}


def test_a_host_counts_as_its_organisation(client, organisation, other_organisation, start):
    page = make_programme(organisation, "合办")
    page.hosts.create(organisation=other_organisation, role="partner")
    page.save()
    make_event(page, starts_at=start)
    assert found(client, "?organisation=wuyun") == {"合办"}


def test_estate_finds_what_is_held_in_its_centre(client, areas, organisation, start, room):
    far = make_organisation("yuan", "远方联络所", kind="centre", area=areas["district"])
    make_event(make_programme(organisation, "近"), starts_at=start, room=room)
    make_event(make_programme(far, "远"), starts_at=start, room=make_room(far))
    assert found(client, "?estate=tangyuan") == {"近"}


BAD = {
    "age=-1": "age",
    "age=121": "age",
    "age=eight": "age",
    "age=99999999999999999999": "age",
    "category=nonsense": "category",
    "category=%27%3B--": "category",
    "estate=%00": "estate",
    "centre=huiyue": "centre",
    "organisation=nobody": "organisation",
    "organisation=%00": "organisation",
    "facility=x": "facility",
    "language=x": "language",
    "from=nonsense": "from",
    "from=0001-01-01": "from",
    "to=9999-12-31": "to",
    "from=2027-03-02&to=2027-03-01": "to",
    "weekday=0": "weekday",
    "weekday=8": "weekday",
    "q=" + "讲" * 61: "q",
    "q=" + "x" * 10_000: "q",
    "q=%00": "q",
}


@pytest.mark.parametrize("view", ["", "&view=week", "&view=month"])
@pytest.mark.parametrize("query", BAD)
def test_bad_values_get_a_sentence_at_their_field_and_stay_typed(client, town, query, view):
    response = client.get(f"/programmes/?{query}{view}")
    assert response.status_code == 200
    assert list(response.context["errors"]) == [BAD[query]]
    html = response.content.decode()
    assert f'id="find-{BAD[query]}-error"' in html
    if BAD[query] in ("age", "q", "from", "to") and "%" not in query:
        typed = dict(pair.split("=") for pair in query.split("&"))[BAD[query]]
        assert f'value="{typed}"' in html


@pytest.mark.parametrize("query", BAD)
@pytest.mark.parametrize("path", ["/programmes/feed.ics", "/programmes/feed.rss", "/en/programmes/"])
def test_bad_values_break_no_feed(client, town, path, query):
    assert client.get(f"{path}?{query}").status_code == 200


def test_other_filters_count_beside_a_bad_one(client, town):
    response = client.get("/programmes/?age=-1&category=health")
    assert [card.title for card in response.context["list"].cards] == ["讲座"]
    assert "请填写 0 到 120 之间的年龄" in response.content.decode()


@pytest.mark.parametrize("page", ["-1", "0", "1.5", "x", "", "%00", "9" * 30, "²", "1_0", "１"])
def test_a_page_that_makes_no_sense_is_the_first_or_the_last(client, town, page):
    assert client.get(f"/programmes/?page={page}").status_code == 200


def test_typed_text_is_escaped(client, town):
    html = client.get("/programmes/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").content.decode()
    assert "<script>alert(1)" not in html


def test_post_is_refused(client, founded):
    assert client.post("/programmes/").status_code == 405


def test_every_facility_can_be_chosen(client, founded):
    html = client.get("/programmes/").content.decode()
    assert all(f'<option value="{kind}"' in html for kind in Facility.Kind.values)
