"""The list, the week and the month of programmes: what is shown, in what order, with how many queries."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.search.index import insert_or_update_object

from events.models import Pool, Session
from events.readouts import programme_list
from events.readouts.calendar import MOST_SHOWN
from tests.factories import make_event, make_programme


@pytest.fixture
def soon() -> datetime:
    return (timezone.localtime() + timedelta(days=2)).replace(hour=10, minute=0, second=0, microsecond=0)


def cards(client: Client, query: str = "", path: str = "/programmes/"):
    response = client.get(f"{path}{query}")
    assert response.status_code == 200, query
    return response.context["list"].cards


def titles(client: Client, query: str = "") -> list[str]:
    return [card.title for card in cards(client, query)]


def test_one_card_a_programme_with_its_next_session_and_the_number_of_more(client, organisation, room, soon):
    programme = make_programme(organisation, "八段锦")
    make_event(programme, starts_at=soon, sessions=3, room=room)
    make_event(programme, starts_at=soon + timedelta(days=1), sessions=1)
    (card,) = cards(client)
    assert (card.starts_at, card.more_count) == (soon, 3)
    assert card.url == f"/organisations/huiyue/{programme.slug}/"
    assert (card.place, card.centre_name, card.left, card.capacity) == (room.name, "东沙湖民众联络所", 20, 20)


def test_soonest_comes_first(client, organisation, soon):
    make_event(make_programme(organisation, "后"), starts_at=soon + timedelta(days=3))
    make_event(make_programme(organisation, "先"), starts_at=soon)
    assert titles(client) == ["先", "后"]


def test_over_hidden_suspended_and_called_off_are_not_listed(client, organisation, other_organisation, soon):
    make_event(make_programme(organisation, "过去"), starts_at=soon - timedelta(days=9))
    make_event(make_programme(organisation, "草稿", live=False), starts_at=soon)
    make_event(make_programme(other_organisation, "停用"), starts_at=soon)
    other_organisation.state = "suspended"
    other_organisation.save()
    called_off = make_event(make_programme(organisation, "取消"), starts_at=soon)
    called_off.state = "cancelled"
    called_off.save()
    assert titles(client) == []
    assert titles(client, "?q=停用") == []


def test_a_session_that_is_on_now_is_listed(client, organisation):
    make_event(make_programme(organisation), starts_at=timezone.now() - timedelta(minutes=30))
    assert len(cards(client)) == 1


def test_a_session_called_off_gives_way_to_the_next(client, organisation, soon):
    event = make_event(make_programme(organisation), starts_at=soon, sessions=2)
    event.sessions.filter(number=1).update(state="cancelled")
    (card,) = cards(client)
    assert (card.starts_at, card.more_count) == (soon + timedelta(weeks=1), 0)


@pytest.mark.parametrize(
    ("pool", "words"),
    [
        ({"taken": 14}, "余 6 个名额"),
        ({"taken": 20}, "已满，可候补"),
        ({"taken": 18, "waiting": 1}, "已满，可候补"),
    ],
)
def test_places_left_are_on_every_card(client, organisation, soon, pool, words):
    event = make_event(make_programme(organisation), starts_at=soon)
    Pool.objects.filter(event=event).update(**pool)
    assert words in client.get("/programmes/").content.decode()


def test_english_addresses_have_english_words(client, organisation, soon):
    programme = make_programme(organisation, "八段锦", title_en="Eight Brocades")
    make_event(programme, starts_at=soon)
    (card,) = cards(client, path="/en/programmes/")
    assert (card.title, card.url) == ("Eight Brocades", f"/en/organisations/huiyue/{programme.slug}/")
    assert "20 places left" in client.get("/en/programmes/").content.decode()


def test_pages_hold_twelve_and_know_their_neighbours(client, organisation, soon):
    for number in range(25):
        make_event(make_programme(organisation, f"活动{number:02}"), starts_at=soon + timedelta(hours=number))
    shown = [titles(client, f"?page={page}&category=health") for page in (1, 2, 3, 4)]
    assert [len(page) for page in shown] == [12, 12, 1, 0]
    assert [title for page in shown for title in page] == [f"活动{number:02}" for number in range(25)]
    second = client.get("/programmes/?page=2&category=health&bogus=1&view=nonsense").content.decode()
    assert 'rel="prev" href="/programmes/?category=health"' in second
    assert 'rel="next" href="/programmes/?category=health&amp;page=3"' in second
    assert 'rel="canonical" href="http://localhost:8000/programmes/?category=health&amp;page=2"' in second
    assert 'hreflang="en" href="http://localhost:8000/en/programmes/?category=health"' in second


def test_order_is_the_same_however_it_is_read(client, organisation, soon, monkeypatch):
    """Ties and many sessions: reading the index and grouping give one order, so that no page skips a programme."""
    for number in range(20):
        make_event(make_programme(organisation, f"活动{number:02}"), starts_at=soon, sessions=1 + 5 * (number % 2))
    walked = titles(client) + titles(client, "?page=2")
    monkeypatch.setattr(programme_list, "WALK", 0)
    assert titles(client) + titles(client, "?page=2") == walked
    assert len(set(walked)) == 20


def test_programmes_hidden_behind_many_sessions_of_one_are_found(client, organisation, soon, monkeypatch):
    monkeypatch.setattr(programme_list, "WALK", 60)
    busy = make_event(make_programme(organisation, "每天"), starts_at=soon, sessions=70)
    assert busy.sessions.count() == 70
    make_event(make_programme(organisation, "以后"), starts_at=soon + timedelta(weeks=80))
    assert titles(client) == ["每天", "以后"]


@pytest.mark.parametrize(
    "query", ["", "?view=week", "?view=month", "?category=health&age=40&weekday=3&open=1", "?q=活动"]
)
def test_queries_do_not_grow_with_rows(client, organisation, soon, query, django_assert_max_num_queries):
    def add(count: int) -> None:
        for number in range(count):
            page = make_programme(organisation, f"活动{number}")
            make_event(page, starts_at=soon + timedelta(hours=number), sessions=3)
            insert_or_update_object(page)

    add(3)
    client.get(f"/programmes/{query}")
    with django_assert_max_num_queries(12) as few:
        client.get(f"/programmes/{query}")
    add(27)
    with django_assert_max_num_queries(len(few)):
        client.get(f"/programmes/{query}")
    assert len(few) <= (9 if "q=" in query else 6)


def test_anonymous_pages_touch_no_session_and_set_no_cookie(client, organisation, soon):
    make_event(make_programme(organisation), starts_at=soon)
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/programmes/")
    assert not response.cookies
    assert not [query for query in queries if "django_session" in query["sql"] or "accounts_user" in query["sql"]]


def test_search_ranks_and_combines_with_filters(client, organisation, soon):
    for title, category in [("健康养生知识讲座", "health"), ("垃圾分类讲座", "service"), ("太极拳", "sport")]:
        page = make_programme(organisation, title, category=category)
        make_event(page, starts_at=soon)
        insert_or_update_object(page)
    assert set(titles(client, "?q=讲座")) == {"健康养生知识讲座", "垃圾分类讲座"}
    assert titles(client, "?q=講座&category=health") == ["健康养生知识讲座"]
    assert set(titles(client, "?q=jz")) == {"健康养生知识讲座", "垃圾分类讲座"}
    assert titles(client, "?q=jiangzuo&category=service") == ["垃圾分类讲座"]
    assert titles(client, "?q=茶") == []


def test_drafts_are_never_found(client, organisation, soon):
    page = make_programme(organisation, "保密讲座", live=False)
    make_event(page, starts_at=soon)
    insert_or_update_object(page)
    assert titles(client, "?q=保密") == []


def test_week_shows_its_sessions_by_day(client, organisation):
    monday = date(2027, 3, 1)
    make_event(make_programme(organisation, "周三课"), starts_at=local(date(2027, 3, 3), 9, 30))
    make_event(make_programme(organisation, "下周"), starts_at=local(date(2027, 3, 8), 0, 0))
    calendar = client.get("/programmes/?view=week&on=2027-03-07").context["calendar"]
    assert (calendar.first, calendar.last) == (monday, date(2027, 3, 7))
    assert [[entry.title for entry in day.entries] for day in calendar.weeks[0]] == [[], [], ["周三课"], [], [], [], []]
    assert calendar.next_url == "/programmes/?view=week&on=2027-03-14"
    assert calendar.previous_url == "/programmes/?view=week&on=2027-02-28"


def test_month_is_a_grid_of_whole_weeks(client, organisation):
    for hour in range(8, 14):
        make_event(make_programme(organisation, f"{hour}点"), starts_at=local(date(2027, 3, 31), hour, 0))
    response = client.get("/programmes/?view=month&on=2027-03-15")
    calendar = response.context["calendar"]
    assert (calendar.first, calendar.last, len(calendar.weeks)) == (date(2027, 3, 1), date(2027, 4, 4), 5)
    day = calendar.weeks[4][2]
    assert ([entry.title for entry in day.entries], day.count, day.more_count) == (["8点", "9点", "10点", "11点"], 6, 2)
    assert day.url == "/programmes/?from=2027-03-31&to=2027-03-31"
    assert day.url.replace("&", "&amp;") in response.content.decode()
    assert calendar.next_url == "/programmes/?view=month&on=2027-04-01"
    assert titles(client, day.url.removeprefix("/programmes/")) == [f"{hour}点" for hour in range(8, 14)]


def test_midnight_belongs_to_the_local_day(client, organisation):
    make_event(make_programme(organisation, "午夜"), starts_at=local(date(2027, 3, 3), 0, 0))
    calendar = client.get("/programmes/?view=week&on=2027-03-03").context["calendar"]
    assert [day.count for day in calendar.weeks[0]] == [0, 0, 1, 0, 0, 0, 0]


def test_called_off_is_shown_as_such_in_a_calendar(client, organisation):
    event = make_event(make_programme(organisation, "停课"), starts_at=local(date(2027, 3, 3), 9, 0))
    Session.objects.filter(event=event).update(state="cancelled")
    html = client.get("/programmes/?view=month&on=2027-03-03").content.decode()
    assert "<s>停课</s>" in html


def test_in_a_month_too_full_each_day_leads_to_its_list(client, organisation, monkeypatch):
    monkeypatch.setitem(MOST_SHOWN, "month", 3)
    for hour in range(8, 14):
        make_event(make_programme(organisation, f"{hour}点"), starts_at=local(date(2027, 3, 31), hour, 0))
    response = client.get("/programmes/?view=month&on=2027-03-15")
    day = response.context["calendar"].weeks[4][2]
    assert (day.entries, day.count) == ((), None)
    link = f'href="{day.url.replace("&", "&amp;")}">查看当天活动</a>'
    assert link in response.content.decode()
    monkeypatch.setitem(MOST_SHOWN, "week", 3)
    assert link.removesuffix("</a>") in client.get("/programmes/?view=week&on=2027-03-31").content.decode()


def test_results_are_not_pushed_away_by_the_filters(client, organisation):
    make_event(make_programme(organisation, "家庭急救"), starts_at=local(date(2027, 3, 31), 9, 0))
    for query, count in (("?q=急救", None), ("?category=health&age=40", "2")):
        panel = client.get(f"/programmes/{query}").content.decode().split("find-more")[1].split("</summary>")[0]
        assert " open" not in panel
        assert ("chip" in panel) == (count is not None)
        assert count is None or f">{count}<" in panel
    assert 'find-more" open' in client.get("/programmes/?age=-1").content.decode()


def test_a_ballot_says_so_wherever_it_is_found(client, organisation):
    event = make_event(make_programme(organisation, "抽签的课"), starts_at=local(date(2027, 3, 31), 9, 0), capacity=8)
    type(event).objects.filter(pk=event.pk).update(allocation="ballot", closes_at=local(date(2027, 3, 30), 9, 0))
    for query in ("", "?view=week&on=2027-03-31"):
        assert "8 个名额，摇号决定" in client.get(f"/programmes/{query}").content.decode()


def test_a_title_cannot_write_into_the_calendar(client, organisation):
    make_event(make_programme(organisation, "<img src=x onerror=1>"), starts_at=local(date(2027, 3, 3), 9, 0))
    for view in ("month", "week"):
        assert "<img src=x" not in client.get(f"/programmes/?view={view}&on=2027-03-03").content.decode()


@pytest.mark.parametrize(
    "on", ["nonsense", "0001-01-01", "9999-12-31", "2100-12-31", "2000-01-01", "", "%00", "2027-02-30"]
)
@pytest.mark.parametrize("view", ["week", "month"])
def test_any_day_is_answered(client, founded, view, on):
    assert client.get(f"/programmes/?view={view}&on={on}").status_code == 200


def local(day: date, hour: int, minute: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
