"""Addresses that nobody types get an answer, not a failure: PostgreSQL refuses a NUL in any text it is asked for."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/%00", 404),
        ("/en/%00/", 404),
        ("/organisations/%00/", 404),
        ("/organisations/a/%00/", 404),
        ("/e/%00", 404),
        ("/events/%00/register/", 404),
        ("/media/%00", 404),
        ("/static/%00", 404),
        ("/incubator/%00/", 404),
        ("/programmes/?q=%00", 200),
        ("/programmes/?organisation=%00&category=%00", 200),
        ("/programmes/feed.ics?q=%00", 200),
        ("/accounts/sign-in/?next=/%00", 200),
        ("/?utm=%00", 200),
    ],
)
def test_a_nul_is_answered(client, founded, address, status):
    assert client.get(address).status_code == status


def test_a_nul_in_a_cookie_or_a_form_is_answered(client, founded):
    client.cookies["sessionid"] = "\\000"
    assert client.get("/programmes/").status_code == 200
    assert client.post("/accounts/sign-in/", {"phone": "139\x000001234", "next": "/\x00"}).status_code == 200
    assert client.post("/easy-view/", {"on": "1", "next": "/\x00"}).status_code == 303
