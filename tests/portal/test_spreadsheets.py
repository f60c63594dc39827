"""No spreadsheet runs what is exported, and what is exported comes back as it was."""

import pytest

from portal.spreadsheets import safe, unmarked

WICKED = ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", "|x", "%x", "'=1", "''-1"]


@pytest.mark.parametrize("text", [*WICKED, "\x0b=1"])
def test_what_looks_like_a_formula_is_marked(text):
    assert safe(text).startswith("'")
    assert safe(text) != text


@pytest.mark.parametrize("text", [*WICKED, "讲座", "it's =x", "a '=b'", "'quoted'", ""])
def test_the_mark_comes_off_again(text):
    assert unmarked(safe(text)) == text


def test_numbers_stay_and_control_characters_go():
    assert safe(3) == 3
    assert safe("a\x00b\x0bc") == "abc"
