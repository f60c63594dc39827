"""A set of questions with one of each kind, as an organiser would have made it."""

from typing import Any

import pytest


def asked(key: str, kind: str, label: str, **rest: Any) -> dict[str, Any]:
    """Return one question of a definition."""
    return {
        "id": key,
        "kind": kind,
        "label": {"zh": label, "en": rest.pop("en", "")},
        "purpose": {"zh": "安排当天", "en": "To plan the day"},
        "kept_days": rest.pop("kept_days", 30),
        **rest,
    }


def options(*words: str) -> list[dict[str, Any]]:
    return [{"id": f"o{number}", "label": {"zh": word, "en": ""}} for number, word in enumerate(words, 1)]


def only_if(question: str, comparison: str, value: Any = None, join: str = "all") -> dict[str, Any]:
    test = {"question": question, "is": comparison} | ({} if value is None else {"value": value})
    return {"join": join, "tests": [test]}


@pytest.fixture
def definition() -> dict[str, Any]:
    return {
        "questions": [
            asked("q1", "yes_no", "要吃午饭吗？", en="Will you have lunch?", required=True),
            asked(
                "q2",
                "choice",
                "吃什么？",
                en="What will you eat?",
                required=True,
                options=options("鸡肉", "素菜"),
                condition=only_if("q1", "equals", "yes"),
            ),
            asked("q3", "text", "对什么过敏？", condition=only_if("q2", "one_of", ["o1", "o2"])),
            asked("q4", "choices", "会哪些？", options=options("唱歌", "跳舞", "书法"), limits={"least": 1, "most": 2}),
            asked("q5", "number", "带几个杯子？", limits={"least": "0", "most": "5"}),
            asked("q6", "date", "哪天来取？", limits={"earliest": "2026-01-01", "latest": "2030-12-31"}),
            asked("q7", "money", "预算多少？", limits={"most": "1000"}),
            asked("q8", "long_text", "介绍一下自己", limits={"characters": 50, "words": 20}),
            asked(
                "q9",
                "table",
                "预算明细",
                columns=[
                    {"id": "c1", "kind": "text", "label": {"zh": "项目", "en": "Item"}, "required": True},
                    {"id": "c2", "kind": "money", "label": {"zh": "金额", "en": "Amount"}, "required": True},
                ],
                limits={"rows": 3},
            ),
            asked("q10", "file", "证明材料", limits={"files": 2, "megabytes": 1}),
            asked("q11", "declaration", "以上属实"),
        ]
    }
