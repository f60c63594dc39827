"""How are answers to choose, and columns, written one a line? And back, with the ids that they had before."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from portal.questions.definition import Column, Kind, Option, Question

BAR = re.compile(r"\s*[|｜]\s*")
#: What a column's kind may be called.
COLUMN_WORDS = {
    **dict.fromkeys(["文字", "text"], Kind.TEXT),
    **dict.fromkeys(["数字", "number"], Kind.NUMBER),
    **dict.fromkeys(["金额", "money"], Kind.MONEY),
    **dict.fromkeys(["日期", "date"], Kind.DATE),
    **dict.fromkeys(["是否", "yes/no"], Kind.YES_NO),
}
WORD_OF = {Kind.TEXT: "文字", Kind.NUMBER: "数字", Kind.MONEY: "金额", Kind.DATE: "日期", Kind.YES_NO: "是否"}


def options_text(options: Iterable[Option]) -> str:
    """Return options one a line."""
    return "\n".join(" | ".join(filter(None, (option.label.zh, option.label.en))) for option in options)


def options_from(text: str, known: Question | None) -> list[dict[str, Any]]:
    """Return the options of these lines; one that keeps its words, or its place, keeps its id."""
    lines = words_of(text)
    before = [(option.id, option.label.zh) for option in known.options] if known else []
    ids = kept_ids([zh for zh, _en in lines], before, letter="o")
    return [{"id": key, "label": {"zh": zh, "en": en}} for key, (zh, en) in zip(ids, lines, strict=True)]


def columns_text(columns: Iterable[Column]) -> str:
    """Return columns one a line."""
    return "\n".join(
        ("*" if column.required else "")
        + " | ".join(
            [
                column.label.zh,
                column.label.en,
                "/".join(option.label.zh for option in column.options)
                if column.kind == Kind.CHOICE
                else WORD_OF[Kind(column.kind)],
            ]
        )
        for column in columns
    )


def columns_from(text: str, known: Question | None) -> list[dict[str, Any]]:
    """Return the columns of these lines; one that keeps its name, or its place, keeps its id."""
    rows = [_column(line) for line in _lines(text)]
    before = [(column.id, column.label.zh) for column in known.columns] if known else []
    ids = kept_ids([row["label"]["zh"] for row in rows], before, letter="c")
    return [{"id": key, **row} for key, row in zip(ids, rows, strict=True)]


def _column(line: str) -> dict[str, Any]:
    required = line.startswith(("*", "＊"))
    words = BAR.split(line.lstrip("*＊ "))
    last = words[-1].lower() if len(words) > 1 else ""
    kind: str = COLUMN_WORDS.get(last, Kind.CHOICE if "/" in last else Kind.TEXT)
    is_named = last in COLUMN_WORDS or kind == Kind.CHOICE
    english = words[1] if len(words) > (2 if is_named else 1) else ""
    column = {"kind": str(kind), "label": {"zh": words[0], "en": english}, "required": required}
    if kind == Kind.CHOICE:
        column["options"] = [
            {"id": f"o{number}", "label": {"zh": word.strip(), "en": ""}}
            for number, word in enumerate(words[-1].split("/"), 1)
        ]
    return column


def words_of(text: str) -> list[tuple[str, str]]:
    """Return each line in Chinese and, after a bar, in English."""
    return [(words[0], words[1] if len(words) > 1 else "") for words in map(BAR.split, _lines(text))]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def kept_ids(words: Sequence[str], before: Sequence[tuple[str, str]], *, letter: str) -> list[str]:
    """Return an id for each of these words: the one it had, that of its place if reworded, or a new one."""
    by_words = {word: key for key, word in before}
    found: list[str | None] = [by_words.get(word) for word in words]
    taken = {key for key in found if key}
    for place, (key, _word) in enumerate(before):
        if place < len(found) and found[place] is None and key not in taken:
            found[place] = key
            taken.add(key)
    numbers = [int(key[1:]) for key, _word in before if key[1:].isdecimal()]
    following = max(numbers, default=0)
    ids = []
    for key in found:
        if key is None:
            following += 1
        ids.append(key or f"{letter}{following}")
    return ids
