"""News for feed readers, and the pages that search engines are told of."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from portal.pages.views import sitemap
from tests.factories import make_event, make_programme

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def soon():
    return timezone.now() + timedelta(days=2)


def items(client, path="/programmes/feed.rss"):
    response = client.get(path)
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall("./channel/item")


def addresses(client, path="/sitemap.xml") -> list[str]:
    return [found.text for found in ElementTree.fromstring(client.get(path).content).iter(f"{SITEMAP}loc")]


def test_news_are_the_newest_first_with_the_filters_of_the_list(client, organisation, soon):
    for day, (title, category) in enumerate([("旧", "health"), ("新", "sport"), ("没有日期", "sport")]):
        page = make_programme(organisation, title, category=category, summary="<b>粗</b>")
        page.first_published_at = timezone.now() + timedelta(days=day)
        page.save()
        if title != "没有日期":
            make_event(page, starts_at=soon)
    assert [item.findtext("title") for item in items(client)] == ["新", "旧"]
    (item,) = items(client, "/programmes/feed.rss?category=health")
    assert item.findtext("link").startswith("http://localhost:8000/organisations/huiyue/")
    assert item.findtext("description") == "<b>粗</b>"
    assert (
        items(client, "/en/programmes/feed.rss?category=health")[0]
        .findtext("link")
        .startswith("http://localhost:8000/en/")
    )


def test_news_cost_as_many_queries_for_many(client, organisation, soon, django_assert_max_num_queries):
    for number in range(12):
        make_event(make_programme(organisation, str(number)), starts_at=soon)
    with django_assert_max_num_queries(4):
        assert len(items(client)) == 12


def test_hidden_and_suspended_are_nowhere(client, organisation, other_organisation, soon):
    draft = make_programme(organisation, "草稿", live=False)
    make_event(draft, starts_at=soon)
    suspended = make_programme(other_organisation, "停用")
    make_event(suspended, starts_at=soon)
    other_organisation.state = "suspended"
    other_organisation.save()
    assert items(client) == []
    listed = " ".join(addresses(client))
    assert "/organisations/huiyue/" in listed
    assert draft.slug not in listed
    assert "wuyun" not in listed


def test_sitemap_names_every_page_in_both_languages(client, organisation, soon):
    page = make_programme(organisation, "讲座")
    response = client.get("/sitemap.xml")
    listed = addresses(client)
    path = f"/organisations/huiyue/{page.slug}/"
    for expected in ("/", "/organisations/", "/organisations/huiyue/", path):
        assert f"http://localhost:8000{expected}" in listed
        assert f"http://localhost:8000/en{expected}" in listed
    assert len(listed) == len(set(listed))
    assert f'hreflang="en" href="http://localhost:8000/en{path}"' in response.content.decode()
    for address in listed:
        assert client.get(address.removeprefix("http://localhost:8000")).status_code == 200, address


def test_a_big_sitemap_comes_in_parts(client, organisation, monkeypatch):
    for number in range(4):
        make_programme(organisation, str(number))
    whole = set(addresses(client))
    monkeypatch.setattr(sitemap, "PART", 3)
    parts = addresses(client)
    assert parts[0] == "http://localhost:8000/sitemap.xml?part=1"
    found = [address for part in parts for address in addresses(client, part.removeprefix("http://localhost:8000"))]
    assert set(found) == whole
    for bad in ("0", "99", "x", "-1", "9" * 20):
        assert client.get(f"/sitemap.xml?part={bad}").status_code == 404


def test_a_forged_host_reaches_no_address(client, organisation, soon):
    make_event(make_programme(organisation), starts_at=soon)
    for path in ("/sitemap.xml", "/robots.txt", "/programmes/", "/programmes/feed.rss", "/programmes/feed.ics"):
        assert "evil.example" not in client.get(path, headers={"host": "evil.example"}).content.decode(), path
