"""An e-mail address is optional, and is used only once its owner confirmed it."""

import re
import smtplib

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_home(client, resident):
    client.force_login(resident)
    return client


def add(client, address="ying@example.cn"):
    return client.post(reverse("account_email"), {"email": address, "action_add": ""})


def test_an_address_is_used_after_its_owner_opened_the_link(at_home, resident, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://linli.example"
    add(at_home)
    resident.refresh_from_db()
    assert not resident.email
    letter = mail.outbox[0]
    assert letter.to == ["ying@example.cn"]
    assert resident.username not in letter.body
    path = re.search(r"https://linli\.example(/\S+)", letter.body)[1]
    assert at_home.get(path).status_code == 200
    resident.refresh_from_db()
    assert not resident.email
    at_home.post(path)
    resident.refresh_from_db()
    assert resident.email == "ying@example.cn"


def test_a_forged_host_reaches_no_link(at_home, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://linli.example"
    at_home.post(
        reverse("account_email"), {"email": "a@example.cn", "action_add": ""}, headers={"host": "evil.example"}
    )
    assert "evil.example" not in mail.outbox[0].body + mail.outbox[0].subject


def test_a_line_break_in_an_address_is_a_form_error(at_home):
    response = add(at_home, "ying@example.cn\nBcc: all@example.cn")
    assert response.status_code == 200
    assert not mail.outbox


def test_a_mail_server_that_is_down_is_said_and_breaks_nothing(at_home, monkeypatch):
    def fail(self, **kwargs):
        raise smtplib.SMTPServerDisconnected("down")

    monkeypatch.setattr(EmailMessage, "send", fail)
    assert add(at_home).status_code == 302
    assert "邮件没有发出去" in at_home.get(reverse("account_email")).content.decode()
