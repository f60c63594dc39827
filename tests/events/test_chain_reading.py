"""Chains as groups really write them: who is named, how many come along, and what is left to be asked."""

import pytest

from events.errors import UnreadableChain
from events.helping.chain_reading import MOST_LINES, read_chain

WECHAT = """#接龙
11月28日 周六 上午9:30 手工课 🎨 限20人
例 姓名 人数

1. 王小英 2人
2. 李阿婆
3. 张伟（带孩子）

4. Sheep 🐑
"""


def said(line):
    chain = read_chain(line)
    assert len(chain.lines) == 1, chain
    one = chain.lines[0]
    return one.names, one.extra, one.problem


def test_a_chain_of_wechat_is_its_numbered_lines_and_the_rest_is_passed_over():
    chain = read_chain(WECHAT)
    assert [(line.number, line.names, line.extra) for line in chain.lines] == [
        (1, ("王小英",), 1),
        (2, ("李阿婆",), 0),
        (3, ("张伟",), 1),
        (4, ("Sheep",), 0),
    ]
    assert chain.passed_over == ("#接龙", "11月28日 周六 上午9:30 手工课 🎨 限20人", "例 姓名 人数")


@pytest.mark.parametrize(
    "line",
    [
        *(
            "1. 王小英",
            "1、王小英",
            "1 王小英",
            "1王小英",
            "１．王小英",
            "1）王小英",
            "（1）王小英",
            "①王小英",
            "1️⃣ 王小英",
        ),
        *(
            "【1】王小英",
            "1.王小英👍👍",
            "1. 王小英 报名",
            "1、 王小英+1".replace("+1", ""),
            "1.王小英1人",
            "1. 王小英 一人",
        ),
        *("1. 王小英（3幢502）", "1. 王小英 谢谢", "1：王小英", "\u200b1. 王小英\ufeff", "1. 王小英 素食"),
    ],
)
def test_one_name_however_the_line_is_written(line):
    assert said(line) == (("王小英",), 0, "")


@pytest.mark.parametrize(
    ("line", "extra"),
    [
        ("1. 王小英 2人", 1),
        ("1. 王小英2人", 1),
        ("1. 王小英 两人", 1),
        ("1. 王小英（共３人）", 2),
        ("1. 王小英 两大一小", 2),
        ("1. 王小英 2大1小", 2),
        ("1. 王小英一家三口", 2),
        ("1. 王小英+1", 1),
        ("1. 王小英x2", 1),
        ("1. 王小英 带孙子", 1),
        ("1. 王小英和老伴", 1),
        ("1. 王小英夫妇", 1),
        ("1. 王小英（带孩子）", 1),
    ],
)
def test_who_comes_along_unnamed_is_counted(line, extra):
    assert said(line) == (("王小英",), extra, "")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("1. 王小英、李强", ("王小英", "李强")),
        ("1. 王小英+李强 2人", ("王小英", "李强")),
        ("1. 王小英和李强", ("王小英", "李强")),
        ("1. 阿卜杜拉·买买提", ("阿卜杜拉·买买提",)),
        ("1. 欧阳晴", ("欧阳晴",)),
        ("1. 𠮷田爱", ("𠮷田爱",)),
    ],
)
def test_several_names_and_long_ones(line, names):
    assert said(line) == (names, 0, "")


def test_a_telephone_is_kept_apart_from_the_name():
    line = read_chain("1. 王小英 138 0000 0001".replace(" 0000 ", "0000")).lines[0]
    assert (line.names, line.phone, line.extra) == (("王小英",), "13800000001", 0)


@pytest.mark.parametrize("line", ["1. 👍👍", "1.", "1. +1", "1. 13800000001", "1. ？？"])
def test_a_line_without_a_name_is_illegible_and_stays_in_the_chain(line):
    assert said(line) == ((), 0, "illegible")


def test_somebody_who_wrote_that_they_do_not_come_is_marked():
    assert said("1. 王小英 取消") == (("王小英",), 0, "withdrawn")


def test_numbers_in_a_heading_are_no_lines():
    chain = read_chain("20 人报满即止\n9:30 开始\n11月22日\n2026年重阳节\n1. 王小英\n2 李阿婆\n3张伟")
    assert [line.names[0] for line in chain.lines] == ["王小英", "李阿婆", "张伟"]
    assert len(chain.passed_over) == 4


@pytest.mark.parametrize("text", ["", "   \n", "#接龙\n手工课", "x" * 20_001])
def test_what_is_no_chain_is_refused_with_a_sentence(text):
    with pytest.raises(UnreadableChain):
        read_chain(text)


def test_too_many_lines_are_refused():
    with pytest.raises(UnreadableChain):
        read_chain("\n".join(f"{number}. 王小英" for number in range(1, MOST_LINES + 2)))
