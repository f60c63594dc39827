"""How do words that name somebody leave rows that others need? Wherever they stand in a row's texts, all at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

BATCH = 500
SHORTEST = 2

type Words = Mapping[str, str]


def words_of(name: str, *numbers: str | None, replacement: str) -> Words:
    """Return what to write instead of a name, and nothing for telephone numbers; each number also without its prefix.

    What is shorter than two characters stays: it stands in other words as well.
    """
    found = {number.removeprefix("+86") for number in numbers if number}
    known = [(name, replacement), *((number, "") for number in found)]
    return {word: instead for word, instead in known if len(word) >= SHORTEST}


def without(value: Any, words: Words) -> Any:
    """Return a text, or plain data of texts, without these words."""
    if isinstance(value, str):
        for word, instead in words.items():
            value = value.replace(f"+86{word}", instead).replace(word, instead)
        return value
    if isinstance(value, list):
        return [without(one, words) for one in value]
    if isinstance(value, dict):
        return {key: without(one, words) for key, one in value.items()}
    return value


def take_out(rows: Iterable[Any], *fields: str, words: Words) -> int:
    """Write these words out of the named fields of rows of one model; return how many rows had one."""
    changed = []
    for row in rows:
        held = {field: getattr(row, field) for field in fields}
        cleared = {field: without(value, words) for field, value in held.items()}
        if cleared == held:
            continue
        for field, value in cleared.items():
            limit = getattr(row._meta.get_field(field), "max_length", None)
            setattr(row, field, value[:limit] if isinstance(value, str) else value)
        changed.append(row)
    if changed:
        manager: models.Manager[Any] = changed[0]._meta.base_manager
        manager.bulk_update(changed, fields, batch_size=BATCH)
    return len(changed)
