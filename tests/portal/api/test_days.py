"""The pattern of days holds exactly the days there are."""

import re
from datetime import date, timedelta

import pytest

from portal.api.days import day_pattern

TEXTS = {f"{year}-{month:02}-{day:02}" for year in range(1995, 2033) for month in range(14) for day in range(33)}


@pytest.mark.parametrize(
    "last",
    ["2026-11-23", "2024-02-29", "2025-02-28", "2026-01-01", "2026-01-10", "2026-12-31", "2030-03-09", "2000-01-01"],
)
def test_every_day_up_to_the_last_fits_and_nothing_else(last):
    first, end = date(2000, 1, 1), date.fromisoformat(last)
    pattern = re.compile(day_pattern(2000, end))
    days = {str(first + timedelta(days=number)) for number in range((end - first).days + 1)}
    assert {text for text in TEXTS if pattern.match(text)} == days


def test_1900_was_no_leap_year():
    pattern = re.compile(day_pattern(1900, date(2026, 11, 23)))
    assert pattern.match("1904-02-29")
    assert not pattern.match("1900-02-29")
    assert not pattern.match("1899-12-31")
