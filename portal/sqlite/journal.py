"""Which journal is safe with this SQLite? WAL lost commits and corrupted files until it was mended.

The bug (a checkpoint that races with another connection's reset of the log) is mended in 3.51.3 and was carried
back to 3.50.7 and 3.44.6; 3.52.0 was withdrawn.
"""

import sqlite3

Version = tuple[int, int, int]

_WITHDRAWN: frozenset[Version] = frozenset({(3, 52, 0)})
_MENDED_FROM: Version = (3, 51, 3)
_CARRIED_BACK: tuple[Version, ...] = ((3, 50, 7), (3, 44, 6))


def is_wal_safe(version: Version = sqlite3.sqlite_version_info) -> bool:
    """Return whether the write-ahead log can be trusted in this version of SQLite."""
    if version in _WITHDRAWN:
        return False
    if version >= _MENDED_FROM:
        return True
    return any(version[:2] == mended[:2] and version >= mended for mended in _CARRIED_BACK)


def wanted_mode(version: Version = sqlite3.sqlite_version_info) -> str:
    """Return the journal mode to use: ``wal`` where it is safe, else ``delete``."""
    return "wal" if is_wal_safe(version) else "delete"
