"""Every short message that this trade sends has a wording in both languages, short enough for the provider."""

import re
from pathlib import Path

import pytest

import events
from events.messages.sms_wordings import WORDINGS
from events.messages.telling import TELLINGS

SOURCES = [path.read_text("utf-8") for path in Path(events.__file__).parent.rglob("*.py")]
#: Named where they are sent; ``events.messages.telling`` sends its kinds by their own names.
USED = {name for source in SOURCES for name in re.findall(r'\bsms(?:_template)?="(\w+)"', source)} | {
    telling.sms or fact for fact, telling in TELLINGS.items() if telling.sms is not None
}


@pytest.mark.parametrize("name", sorted(USED))
def test_what_is_sent_has_a_wording_in_both_languages(name):
    assert name in WORDINGS
    assert f"{name}.en" in WORDINGS
    assert re.findall(r"\$\{\w+\}", WORDINGS[name]) == re.findall(r"\$\{\w+\}", WORDINGS[f"{name}.en"])


def test_no_wording_is_left_over():
    assert {name.removesuffix(".en") for name in WORDINGS} == USED
