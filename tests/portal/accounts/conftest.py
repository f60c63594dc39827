"""What the tests of accounts share: the messages that were sent, and the way through the door."""

import re

import pytest

from portal.sms import memory


@pytest.fixture(autouse=True)
def sent():
    """The messages sent in this test, oldest first."""
    memory.messages.clear()
    return memory.messages


@pytest.fixture
def last_code(sent):
    """Return the digits of the newest message."""

    def digits() -> str:
        return re.search(r"\d{6}", sent[-1].variables["code"])[0]

    return digits


@pytest.fixture
def enter(client, last_code):
    """Sign in by phone, both steps; return the answer to the code."""

    def by_phone(phone="13900000001", *, following="", prefix=""):
        client.post(f"{prefix}/accounts/sign-in/", {"phone": phone, "next": following})
        return client.post(f"{prefix}/accounts/code/", {"code": last_code()})

    return by_phone
