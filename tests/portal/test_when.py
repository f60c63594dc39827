"""Does a reader see moments as they say them, by the local clock?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import translation

from portal.templatetags import when

HALF_PAST_NINE = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)  # 9:30 in Suzhou, a Sunday
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@dataclass
class Meeting:
    starts_at: datetime
    ends_at: datetime


def at(hour: int, minute: int = 0, day: int = 22) -> datetime:
    """Return a moment by the clock of Suzhou."""
    return datetime(2026, 11, day, hour, minute, tzinfo=when.timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(NOW, tick=False), translation.override("zh-hans"):
        yield


def english():
    return translation.override("en")


def test_day_and_time_read_as_in_the_glossary():
    assert when.day(HALF_PAST_NINE) == "11月22日 周日"
    assert when.time_of_day(HALF_PAST_NINE) == "上午9:30"
    assert when.day_and_time(HALF_PAST_NINE) == "11月22日 周日 上午9:30"
    with english():
        assert when.day(HALF_PAST_NINE) == "Sun 22 Nov"
        assert when.time_of_day(HALF_PAST_NINE) == "9:30 am"
        assert when.day_and_time(HALF_PAST_NINE) == "Sun 22 Nov, 9:30 am"


def test_the_day_is_the_local_one():
    late_in_utc = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # already Monday, 0:30, in Suzhou
    assert when.day(late_in_utc) == "11月23日 周一"
    assert when.time_of_day(late_in_utc) == "凌晨0:30"
    assert when.iso(late_in_utc) == "2026-11-23T00:30:00+08:00"


def test_another_year_is_named():
    assert when.day(date(2025, 1, 20)) == "2025年1月20日 周一"
    with english():
        assert when.day(date(2025, 1, 20)) == "Mon 20 Jan 2025"


@pytest.mark.parametrize(
    ("hour", "chinese", "said"),
    [
        (0, "凌晨0:00", "12:00 am"),
        (5, "凌晨5:00", "5:00 am"),
        (6, "上午6:00", "6:00 am"),
        (11, "上午11:00", "11:00 am"),
        (12, "中午12:00", "12:00 pm"),
        (13, "下午1:00", "1:00 pm"),
        (17, "下午5:00", "5:00 pm"),
        (18, "晚上6:00", "6:00 pm"),
        (23, "晚上11:00", "11:00 pm"),
    ],
)
def test_each_part_of_the_day_has_its_name(hour, chinese, said):
    assert when.time_of_day(at(hour)) == chinese
    with english():
        assert when.time_of_day(at(hour)) == said


def test_span_within_a_day_says_the_part_of_the_day_once():
    morning, over_noon = Meeting(at(9, 30), at(11)), Meeting(at(9, 30), at(14))
    assert when.span(morning) == "11月22日 周日 上午9:30–11:00"
    assert when.span(over_noon) == "11月22日 周日 上午9:30–下午2:00"
    with english():
        assert when.span(morning) == "Sun 22 Nov, 9:30–11:00 am"
        assert when.span(over_noon) == "Sun 22 Nov, 9:30 am–2:00 pm"


def test_span_over_several_days_names_the_first_and_the_last():
    course = Meeting(at(9), at(11, day=29))
    assert when.span(course) == "11月22日 周日 – 11月29日 周日"


def test_relative_day_knows_today_and_tomorrow_only():
    assert when.relative_day(at(23, 59, day=20)) == "今天"
    assert when.relative_day(at(0, 0, day=21)) == "明天"
    assert when.relative_day(at(0, 0, day=22)) == ""
    assert when.relative_day(at(12, 0, day=19)) == ""


def test_pieces_of_a_date_block():
    assert (when.month(HALF_PAST_NINE), when.day_number(HALF_PAST_NINE), when.weekday(HALF_PAST_NINE)) == (
        "11月",
        "22",
        "周日",
    )
