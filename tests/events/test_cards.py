"""Does a kept card ever say what is no longer so?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import translation

from events.readouts.card import EventCard, SignUpState

START = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
CARD = EventCard(
    event_id=1,
    code="abc234",
    title="在家量血压",
    url="/organisations/huiyue/bp/",
    summary="一步一步跟着做",
    category_code="health",
    category_name="健康讲座",
    pattern="ice",
    picture_url="",
    starts_at=START,
    ends_at=START + timedelta(minutes=90),
    place="健康讲堂",
    centre_name="东沙湖民众联络所",
    organisation_name="惠悦服务中心",
    is_free=True,
    fee_yuan=Decimal(0),
    left=6,
    capacity=30,
    waiting=0,
    sign_up_state=SignUpState.OPEN,
    can_wait=True,
    opens_at=None,
    more_count=0,
    is_demo=False,
)


def drawn(card: EventCard, **context) -> str:
    return render_to_string("components/programme_card.html", {"card": card} | context)


@pytest.fixture(autouse=True)
def _in_chinese():
    with translation.override("zh-hans"), time_machine.travel(START - timedelta(days=3), tick=False):
        yield


def test_one_place_less_is_another_card():
    assert "余 6 个名额" in drawn(CARD)
    assert "余 5 个名额" in drawn(replace(CARD, left=5))


def test_each_language_has_its_own():
    assert "免费" in drawn(CARD)
    with translation.override("en"):
        assert "6 places left" in drawn(CARD)
    assert "免费" in drawn(CARD)


def test_tomorrow_becomes_today_at_midnight():
    with time_machine.travel(datetime(2026, 11, 21, 15, 59, tzinfo=UTC)):
        assert "<strong>明天</strong>" in drawn(CARD)
    with time_machine.travel(datetime(2026, 11, 21, 16, 0, tzinfo=UTC)):
        assert "<strong>今天</strong>" in drawn(CARD)


def test_the_title_is_a_heading_of_the_level_asked_for():
    assert "<h3" in drawn(CARD)
    assert "<h2" in drawn(CARD, heading=2)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sign_up_state": SignUpState.FULL, "left": 0}, "已满，可候补"),
        ({"sign_up_state": SignUpState.FULL, "left": 0, "can_wait": False}, "已满<"),
        (
            {"sign_up_state": SignUpState.LATER, "opens_at": START - timedelta(days=1)},
            "11月21日 周六 上午9:30 开始报名",
        ),
        ({"sign_up_state": SignUpState.CLOSED}, "报名已截止"),
        ({"sign_up_state": SignUpState.WALK_IN}, "无需报名"),
        ({"sign_up_state": SignUpState.CANCELLED}, "已取消"),
        ({"sign_up_state": SignUpState.PAST}, "已结束"),
        ({"is_free": False, "fee_yuan": Decimal("20.00")}, "材料费 20 元"),
        ({"more_count": 3}, "另有 3 场"),
        ({"is_demo": True}, "示例"),
    ],
)
def test_a_card_says_where_it_stands_in_words(changes, words):
    assert words in drawn(replace(CARD, **changes))


def test_words_of_others_are_escaped():
    page = drawn(replace(CARD, title="<script>", place='"><img>', picture_url='x" onerror="y'))
    assert "<script>" not in page
    assert "<img>" not in page
    assert 'onerror="y' not in page
