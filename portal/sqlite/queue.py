"""Whose turn is it to write? Writers of one SQLite file queue on a lock beside it.

SQLite itself has no queue: who finds the file locked sleeps and tries again, longer each time, and under load some
never get through. The kernel's ``flock`` wakes waiters in the order in which they came, and lets go of the lock of
a process that was killed.
"""

import fcntl
import threading
from pathlib import Path
from typing import BinaryIO


class TooLong(Exception):
    """The turn did not come within the time that was given."""


class WriterQueue:
    """The place of one connection in the queue; it takes one turn at a time."""

    def __init__(self, path: Path, timeout_seconds: float):
        self.path = path
        self.timeout_seconds = timeout_seconds
        self._turn: BinaryIO | None = None

    @property
    def is_mine(self) -> bool:
        """Return whether it is this connection's turn."""
        return self._turn is not None

    def enter(self) -> None:
        """Wait for the turn; raise ``TooLong`` when it does not come in time."""
        # Opened for every turn: threads of a process and a replaced file each need a lock of their own.
        lock = self.path.open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _wait(lock, self.timeout_seconds)
        except BaseException:
            lock.close()
            raise
        self._turn = lock

    def leave(self) -> None:
        """Let the next one write; harmless when it is not this connection's turn."""
        turn, self._turn = self._turn, None
        if turn is not None:
            # Not only closed: a child that was forked meanwhile shares the lock and would keep it.
            fcntl.flock(turn, fcntl.LOCK_UN)
            turn.close()


def _wait(lock: BinaryIO, timeout_seconds: float) -> None:
    """Wait in the kernel's queue, from a thread of its own because ``flock`` knows no time limit.

    A waiter that gives up leaves its thread in the queue, which passes the turn on when it comes.
    """
    settled = threading.Lock()
    came = threading.Event()
    gave_up = False

    def wait() -> None:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with settled:
            if gave_up:
                lock.close()
            else:
                came.set()

    threading.Thread(target=wait, name="sqlite-writer-queue", daemon=True).start()
    is_mine = False
    try:
        is_mine = came.wait(timeout_seconds)
    finally:
        with settled:
            gave_up = not is_mine
            if gave_up and came.is_set():
                lock.close()
    if not is_mine:
        raise TooLong
