"""A process that writes to a SQLite file through a backend, for the tests and the benchmark of its queue.

``python sqlite_writer.py ENGINE FILE MODE COUNT`` waits for a line on standard input, works, prints what it met.
"""

import os
import signal
import sys
import time

import django
from django.conf import settings
from django.db import connection, transaction


def connect(engine: str, path: str, timeout: float = 20):
    """Return Django's connection to the file, set as ours are."""
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": engine,
                "NAME": path,
                "OPTIONS": {
                    "timeout": timeout,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA synchronous=FULL;",
                },
            }
        }
    )
    django.setup()
    return connection


def increment_in_a_transaction(cursor) -> None:
    """Read, then write what was read plus one: loses counts unless writers are kept apart."""
    with transaction.atomic():
        value = cursor.execute("SELECT value FROM counter").fetchone()[0]
        cursor.execute("UPDATE counter SET value = %s", [value + 1])


def increment_alone(cursor) -> None:
    cursor.execute("UPDATE counter SET value = value + 1")


def increment_returning(cursor) -> None:
    cursor.execute("UPDATE counter SET value = value + 1 RETURNING value")
    cursor.fetchone()


def increment_exclusively(cursor) -> None:
    """As django-tasks-db claims its tasks."""
    cursor.execute("BEGIN EXCLUSIVE")
    value = cursor.execute("SELECT value FROM counter").fetchone()[0]
    cursor.execute("UPDATE counter SET value = %s", [value + 1])
    cursor.execute("COMMIT")


WAYS = {
    "transaction": increment_in_a_transaction,
    "alone": increment_alone,
    "returning": increment_returning,
    "exclusive": increment_exclusively,
}


def main(engine: str, path: str, mode: str, count: str) -> None:
    cursor = connect(engine, path).cursor()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    waits = []
    for number in range(int(count)):
        before = time.monotonic()
        if mode == "killed":
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("UPDATE counter SET value = value + 1000")
            os.kill(os.getpid(), signal.SIGKILL)
        way = list(WAYS.values())[number % len(WAYS)] if mode == "mixed" else WAYS[mode]
        way(cursor)
        waits.append(time.monotonic() - before)
    sys.stdout.write(f"{max(waits):.3f}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
