"""Staff enter the workspace with a second factor that this session has shown."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from tests import factories

PAGE = "/accounts/second-factor/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(founded, settings):
    settings.STAFF_SECOND_FACTOR = True
    return factories.make_user("officer", "+8613900000001", is_staff=True, is_superuser=True)


def digits(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def with_password(client) -> str:
    return client.post("/accounts/password/", {"login": "officer", "password": "linli-demo", "next": "/admin/"})[
        "Location"
    ]


def test_without_one_the_workspace_asks_to_set_one_up(client, officer):
    assert with_password(client) == "/admin/"
    response = client.get("/admin/?p=2")
    assert response["Location"] == f"{PAGE}?next=%2Fadmin%2F%3Fp%3D2"
    assert reverse("mfa_activate_totp") in client.get(response["Location"]).content.decode()
    assert client.post("/admin/pages/1/delete/")["Location"].startswith(PAGE)


@pytest.mark.django_db(transaction=True)
def test_setting_one_up_opens_the_workspace(client, officer):
    with_password(client)
    client.post(reverse("account_reauthenticate"), {"password": "linli-demo"})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": digits(secret)})
    assert response.status_code == 302
    assert Authenticator.objects.filter(user=officer, type="totp").exists()
    assert client.get("/admin/").status_code == 200
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))


@pytest.mark.parametrize("way", ["password", "phone"])
def test_with_one_both_ways_in_stop_at_the_second_step(client, officer, enter, way):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    location = with_password(client) if way == "password" else enter(following="/admin/")["Location"]
    assert location == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get(location).status_code == 200
    assert client.get("/admin/")["Location"].startswith("/accounts/sign-in/")
    response = client.post(location, {"code": "000000" if digits(secret) != "000000" else "111111"})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
    response = client.post(location, {"code": digits(secret)})
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_session_from_before_it_was_set_up_must_show_it(client, officer):
    with_password(client)
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    location = client.get("/admin/")["Location"]
    assert location.startswith(PAGE)
    assert reverse("mfa_reauthenticate") in client.get(location).content.decode()
    response = client.post(reverse("mfa_reauthenticate") + "?next=/admin/", {"code": digits(secret), "next": "/admin/"})
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_mark_of_one_account_does_not_open_for_another(officer):
    from portal.accounts.second_factor import SESSION_KEY

    browser = Client()
    with_password(browser)
    session = browser.session
    session[SESSION_KEY] = officer.pk + 1
    session.save()
    assert browser.get("/admin/")["Location"].startswith(PAGE)


def test_the_demo_does_without(client, officer, settings):
    settings.STAFF_SECOND_FACTOR = False
    with_password(client)
    assert client.get("/admin/").status_code == 200


def test_residents_and_strangers_are_not_asked(client, officer, resident):
    assert client.get("/admin/")["Location"].startswith("/accounts/sign-in/")
    client.force_login(resident)
    assert PAGE not in client.get("/admin/").headers.get("Location", "")
    assert client.get("/me/household/").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "account_email",
        "account_reauthenticate",
    ],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_pages_of_second_factor_and_e_mail_stand_in_our_frame(client, officer, name, prefix):
    with_password(client)
    client.post(reverse("account_reauthenticate"), {"password": "linli-demo"})
    response = client.get(prefix + reverse(name))
    assert response.status_code == 200
    assert 'id="main"' in response.content.decode()
