"""Can a reader switch easy view on and off with one tap, and can nothing else come of it?"""

import pytest
from django.test import Client

ON = {"on": "1", "next": "/organisations/?a=1"}


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def test_one_tap_switches_it_on_and_comes_back_to_the_page(browser):
    response = browser.post("/easy-view/", ON)
    assert (response.status_code, response["Location"]) == (303, "/organisations/?a=1")
    cookie = response.cookies["easy_view"]
    assert cookie.value == "1"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 365 * 24 * 60 * 60


def test_one_more_tap_switches_it_off(browser):
    browser.post("/easy-view/", ON)
    response = browser.post("/easy-view/", {"on": "0", "next": "/"})
    assert response.cookies["easy_view"]["max-age"] == 0


def test_a_get_changes_nothing(browser):
    response = browser.get("/easy-view/", {"on": "1", "next": "/"})
    assert response.status_code == 405
    assert not response.cookies


@pytest.mark.parametrize(
    "next_page", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", ""]
)
def test_it_never_leads_off_the_site(browser, next_page):
    assert browser.post("/easy-view/", {"on": "1", "next": next_page})["Location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_on_another_site_is_refused(browser, headers):
    response = browser.post("/easy-view/", ON, headers=headers)
    assert response.status_code == 403
    assert not response.cookies


def test_a_form_on_this_site_is_taken(browser):
    response = browser.post("/easy-view/", ON, headers={"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 303


@pytest.mark.django_db
@pytest.mark.usefixtures("founded")
def test_pages_follow_the_cookie():
    browser = Client()
    assert b'class="easy"' not in browser.get("/organisations/").content
    browser.post("/easy-view/", ON)
    page = browser.get("/organisations/").content.decode()
    assert '<html lang="zh-hans" class="easy">' in page
    assert "css/easy.css" in page
    assert "tel:12345" in page
