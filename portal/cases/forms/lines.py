"""How are checks, and what a move asks, written one a line? And back, with the ids that they had before."""

from collections.abc import Iterable, Sequence
from typing import Any

from portal.cases.definition import Check
from portal.questions.definition import Column, Kind, Question, Words
from portal.questions.forms.lines import columns_from, columns_text, kept_ids, words_of

#: What a line can ask for. Another kind of question stays as it is, and is not edited here.
IN_A_LINE = frozenset({Kind.TEXT, Kind.CHOICE, Kind.YES_NO, Kind.NUMBER, Kind.DATE, Kind.MONEY})


def checks_text(checks: Iterable[Check]) -> str:
    """Return checks one a line, English after a bar."""
    return "\n".join(" | ".join(filter(None, (check.label.zh, check.label.en))) for check in checks)


def checks_from(text: str, known: Sequence[Check]) -> list[dict[str, Any]]:
    """Return the checks of these lines; one that keeps its words, or its place, keeps its id."""
    lines = words_of(text)
    ids = kept_ids([zh for zh, _en in lines], [(check.id, check.label.zh) for check in known], letter="c")
    return [{"id": key, "label": {"zh": zh, "en": en}} for key, (zh, en) in zip(ids, lines, strict=True)]


def asks_text(asks: Iterable[Question]) -> str:
    """Return what a move asks, one a line as columns of a table are written."""
    return columns_text(_as_column(ask) for ask in asks)


def can_be_lines(asks: Iterable[Question]) -> bool:
    return all(ask.kind in IN_A_LINE and ask.condition is None for ask in asks)


def asks_from(text: str, known: Sequence[Question], raw: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the questions of these lines; one that was there keeps its id, its options' ids and its limits.

    ``known`` and ``raw`` are the same questions before: as values, and as the definition has them.
    """
    was = Question("", Kind.TABLE, Words(), Words(), 1, columns=tuple(map(_as_column, known)))
    rows = columns_from(text, was)
    given = {row["id"]: row for row in raw}
    return [_keeping(row, given.get(row["id"], {})) for row in rows]


def _keeping(row: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    if before.get("kind") != row["kind"]:
        return row
    kept = {**before, **{key: value for key, value in row.items() if key != "options"}}
    if "options" in row:
        known = {option["label"]["zh"]: option for option in before.get("options", [])}
        ids = kept_ids(
            [option["label"]["zh"] for option in row["options"]],
            [(option["id"], zh) for zh, option in known.items()],
            letter="o",
        )
        kept["options"] = [
            known.get(option["label"]["zh"], {**option, "id": key})
            for key, option in zip(ids, row["options"], strict=True)
        ]
    return kept


def _as_column(ask: Question) -> Column:
    return Column(ask.id, ask.kind, ask.label, ask.required, ask.options, ask.limits)
