"""Lines of Chinese and Latin break where a reader would break them, whatever the title."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.posters.lettering import ELLIPSIS, NOT_FIRST, NOT_LAST, Style, broken
from portal.typefaces import SERIF

TITLE = Style(SERIF, 40, "#000000")
MIXED = "在家量血压，怎样量才准？AI 时代的健康管理（第二期）：Let's talk about blood pressure，一起来！"


@pytest.mark.parametrize("width", [170, 260, 400, 611, 900])
def test_no_line_begins_or_ends_with_a_mark_that_may_not(width):
    lines = broken(MIXED, TITLE, width)
    assert len(lines) > 1
    assert not [line for line in lines if line[0] in NOT_FIRST or line[-1] in NOT_LAST]
    assert max(TITLE.width_of(line) for line in lines) <= width


def test_latin_words_stay_whole_and_a_number_with_its_unit():
    lines = broken("WeChat 小程序 Linli 报名 12:30 开始", TITLE, 240)
    words = {"WeChat", "Linli", "12:30"}
    assert words <= {word for line in lines for word in line.replace("小程序", " ").replace("报名", " ").split()}


def test_a_short_name_in_marks_stays_whole():
    assert broken("邻里读书会：《浮生六记》里的苏州", TITLE, 420) == ["邻里读书会：", "《浮生六记》里的苏州"]


def test_a_line_rather_ends_at_a_pause():
    assert broken("苏绣入门：绣一枚书签送给她", TITLE, 400) == ["苏绣入门：", "绣一枚书签送给她"]


def test_a_word_wider_than_the_line_is_broken_anywhere():
    lines = broken("W" * 80, TITLE, 300)
    assert "".join(lines) == "W" * 80
    assert max(TITLE.width_of(line) for line in lines) <= 300


def test_what_does_not_fit_ends_with_an_ellipsis_inside_the_measure():
    lines = broken("很长很长的题目" * 30, TITLE, 400, most_lines=3)
    assert len(lines) == 3
    assert lines[-1].endswith(ELLIPSIS)
    assert TITLE.width_of(lines[-1]) <= 400


@settings(max_examples=40, deadline=None)
@given(
    st.text(alphabet="健康讲座苏州话，。：（）《》“”！ABCdef 0123·-", min_size=1, max_size=60), st.integers(180, 900)
)
def test_no_letter_is_lost_or_added(text, width):
    lines = broken(text, TITLE, width)
    narrow = str.maketrans("“”，", '"",')  # as English has them
    assert "".join("".join(lines).split()).translate(narrow) == "".join(text.split()).translate(narrow)
