"""A wish as residents make it, and the staff who answer it."""

import pytest
from django.test import Client
from django.utils import timezone

from events.wishes import answering, asking, taking_up

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def ask(centre, resident, at):
    """Ask for something, the resident of the centre unless said otherwise."""

    def ask(title="学用手机挂号", **facts):
        said = {"audience": "seniors", "centre": centre, "by": resident, "at": at, **facts}
        return asking.ask_for(title=title, **said)

    return ask


@pytest.fixture
def shown(ask, centre_officer, at):
    """An open wish."""
    return answering.show(ask(), title="学用手机挂号", by=centre_officer, at=at)


@pytest.fixture
def passed_on(shown, centre_officer, at):
    return answering.pass_on(shown, reach="hosted", by=centre_officer, at=at)


@pytest.fixture
def taken(passed_on, organisation, organiser, at):
    return taking_up.take_up(passed_on, organisation, by=organiser, at=at)


@pytest.fixture
def signed_in():
    def signed_in(user) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    return signed_in
