"""The pattern of days holds exactly the days there are."""

import re
from datetime import date, timedelta

from portal.api.days import day_pattern


def test_every_day_fits_and_nothing_else():
    pattern = re.compile(day_pattern("19", "20"))
    days = {str(date(1900, 1, 1) + timedelta(days=number)) for number in range(73_049)}
    texts = {f"{year}-{month:02}-{day:02}" for year in range(1899, 2102) for month in range(14) for day in range(33)}
    assert max(days) == "2099-12-31"
    assert {text for text in texts if pattern.match(text)} == days
