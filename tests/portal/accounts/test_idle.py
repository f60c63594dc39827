"""A workspace that nobody sits at closes after fifteen minutes, whatever the editor asks by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.accounts.idle import BY_ITSELF, SESSION_KEY

START = timezone.now()


@pytest.fixture
def at_work(client, organiser):
    """An organiser who has just opened the workspace."""
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    with time_machine.travel(START, tick=False):
        assert client.get("/admin/").status_code == 200
    return client


def later(minutes):
    return time_machine.travel(START + timedelta(minutes=minutes), tick=False)


def test_after_fifteen_minutes_the_next_page_asks_to_sign_in_and_leads_back(at_work):
    with later(16):
        answer = at_work.get("/admin/events/?p=2")
        assert answer.status_code == 302
        assert answer["Location"].endswith("/accounts/sign-in/?next=%2Fadmin%2Fevents%2F%3Fp%3D2")
        assert at_work.get("/admin/").status_code == 302


def test_every_page_and_every_word_from_the_browser_keeps_it_open(at_work):
    for minutes in (14, 28):
        with later(minutes):
            assert at_work.get("/admin/alive/").json()["token"]
    with later(42):
        assert at_work.get("/admin/").status_code == 200


def test_what_the_editor_asks_by_itself_does_not(at_work, programme):
    names = {"wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release"}
    assert names == BY_ITSELF
    with later(14):
        at_work.post("/admin/editing-sessions/release/1/")
    with later(16):
        assert at_work.get("/admin/").status_code == 302


def test_a_form_that_comes_too_late_is_told_how_to_keep_what_was_typed(at_work):
    with later(16):
        answer = at_work.post("/admin/events/add/", {"x": "y"})
    assert answer.status_code == 403
    assert "后退" in answer.content.decode()


def test_a_script_gets_a_plain_no(at_work):
    with later(16):
        assert at_work.get("/admin/alive/", headers={"accept": "application/json"}).status_code == 403


def test_public_pages_neither_close_it_nor_keep_it_open(at_work):
    with later(14):
        at_work.get("/programmes/")
    with later(16):
        assert at_work.get("/programmes/").status_code == 200
        assert at_work.get("/admin/").status_code == 302


def test_the_operator_can_switch_it_off(at_work, settings):
    settings.STAFF_IDLE_MINUTES = 0
    with later(600):
        assert at_work.get("/admin/").status_code == 200


def test_the_session_is_not_written_with_every_page(at_work):
    before = at_work.session[SESSION_KEY]
    with later(0.5):
        at_work.get("/admin/")
    assert at_work.session[SESSION_KEY] == before


def test_the_workspace_carries_the_warning(at_work):
    with later(1):
        assert "js/idle" in at_work.get("/admin/").content.decode()
