"""How do many processes write to one SQLite file without starving each other? Their connections queue.

A connection takes its turn before it begins a transaction that writes, or a single writing statement outside one,
and gives it back when SQLite says that the transaction is over: committed, rolled back, closed or lost.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from portal.sqlite import journal, statements
from portal.sqlite.queue import TooLong, WriterQueue

logger = logging.getLogger(__name__)
DEFAULT_TIMEOUT_SECONDS = 20.0


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite's wrapper, whose writers queue; a database in memory has nobody to queue with."""

    queue: WriterQueue | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection = super().get_new_connection(conn_params)
        self.queue = None
        if not self.is_in_memory_db():
            path = Path(conn_params["database"])
            timeout_seconds = conn_params.get("timeout", DEFAULT_TIMEOUT_SECONDS)
            self.queue = WriterQueue(path.with_name(f"{path.name}.queue"), timeout_seconds)
            _settle_journal(connection, self.queue)
        return connection

    def create_cursor(self, name: str | None = None) -> sqlite3.Cursor:
        if self.queue is None:
            return super().create_cursor(name)
        cursor = self.connection.cursor(factory=QueuedCursor)
        cursor.queue = self.queue
        return cursor

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._give_turn_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            if self.queue:
                self.queue.leave()

    def _give_turn_back(self) -> None:
        if self.queue and self.connection:
            _leave_when_done(self.queue, self.connection)


class QueuedCursor(base.SQLiteCursorWrapper):
    """A cursor that waits for its turn before it begins to write."""

    queue: WriterQueue
    #: The rows that a writing statement returned outside a transaction: read at once, because until the last is
    #: read the statement is not finished and SQLite's lock not given back.
    _returned: Iterator[Any] | None = None

    def execute(self, query: str, params: Any = None) -> "QueuedCursor":
        return self._in_turn(query, super().execute, query, params)

    def executemany(self, query: str, param_list: Any) -> "QueuedCursor":
        return self._in_turn(query, super().executemany, query, param_list)

    def executescript(self, script: str) -> "QueuedCursor":
        return self._in_turn("UPDATE", super().executescript, script)

    def _in_turn(self, sql: str, run: Callable[..., Any], *arguments: Any) -> "QueuedCursor":
        self._returned = None
        if not self.queue.is_mine and not self.connection.in_transaction and statements.begins_writing(sql):
            _take_turn(self.queue)
        try:
            run(*arguments)
            if self.queue.is_mine and self.description is not None and not self.connection.in_transaction:
                self._returned = iter(super().fetchall())
        finally:
            _leave_when_done(self.queue, self.connection)
        return self

    def fetchone(self) -> Any:
        return super().fetchone() if self._returned is None else next(self._returned, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        wanted = self.arraysize if size is None else size
        if self._returned is None:
            return super().fetchmany(wanted)
        return [row for _, row in zip(range(wanted), self._returned, strict=False)]

    def fetchall(self) -> list[Any]:
        return super().fetchall() if self._returned is None else list(self._returned)

    def __next__(self) -> Any:
        return super().__next__() if self._returned is None else next(self._returned)


def _take_turn(queue: WriterQueue) -> None:
    try:
        queue.enter()
    except TooLong:
        raise sqlite3.OperationalError("database is locked: the turn to write did not come in time") from None


def _leave_when_done(queue: WriterQueue, connection: sqlite3.Connection) -> None:
    if queue.is_mine and not connection.in_transaction:
        queue.leave()


def _settle_journal(connection: sqlite3.Connection, queue: WriterQueue) -> None:
    """Put the file into the journal mode that this SQLite is safe with; the file remembers it."""
    wanted = journal.wanted_mode()
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode == wanted:
        return
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    _take_turn(queue)
    try:
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute(f"PRAGMA journal_mode = {wanted}")
    except sqlite3.OperationalError as error:  # Another process has the file open: the next start tries again.
        logger.warning("The database keeps its journal mode %s: %s", mode, error)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
        queue.leave()
