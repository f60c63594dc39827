"""Does a statement write? Told from its first word, so that readers never queue."""

import re

_FIRST_WORD = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*([A-Za-z]+)", re.DOTALL)
_BEGIN_AS_WRITER = re.compile(r"\s*BEGIN\s+(?:IMMEDIATE|EXCLUSIVE)\b", re.IGNORECASE)
_WRITES_INSIDE = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
_WRITING = frozenset(
    "ALTER ANALYZE CREATE DELETE DROP INSERT REINDEX REPLACE UPDATE VACUUM".split()  # noqa: SIM905
)


def begins_writing(sql: str) -> bool:
    """Return whether this statement, outside a transaction, takes SQLite's write lock.

    A deferred ``BEGIN`` does not: what it will do cannot be known, and queueing later, with a read lock in hand,
    would make a ring with a writer who waits for readers. Our connections begin ``IMMEDIATE``.
    """
    if sql.startswith(("SELECT", "PRAGMA")):
        return False
    found = _FIRST_WORD.match(sql)
    word = found[1].upper() if found else ""
    if word == "BEGIN":
        return _BEGIN_AS_WRITER.search(sql) is not None
    if word == "WITH":
        return _WRITES_INSIDE.search(sql) is not None
    return word in _WRITING
