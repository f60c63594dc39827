"""How fast do processes write to one SQLite file, with the writers' queue and without?

Each of 1, 2 and 8 processes makes its share of 800 transactions of a read and a write, with ``synchronous=FULL``.
"Longest wait" is the longest that any one transaction took, "turned away" counts processes that met
"database is locked" and gave up.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import conditions

ROOT = Path(__file__).resolve().parents[1]
WRITER = ROOT / "tests" / "portal" / "sqlite_writer.py"
TRANSACTIONS = 800


def measure(engine: str, processes: int) -> tuple[float, float, int, int]:
    """Return transactions a second, the longest wait, how many processes were turned away, and the count reached."""
    with tempfile.TemporaryDirectory(dir=ROOT / "var") as folder:
        path = Path(folder) / "counter.sqlite3"
        with sqlite3.connect(path) as made:
            made.executescript("CREATE TABLE counter (value integer NOT NULL); INSERT INTO counter VALUES (0);")
        made.close()
        command = [sys.executable, WRITER, engine, path, "transaction", str(TRANSACTIONS // processes)]
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
        writers = [
            subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, **streams)
            for _ in range(processes)
        ]
        for writer in writers:
            writer.stdout.readline()
        start = time.monotonic()
        for writer in writers:
            writer.stdin.write("\n")
            writer.stdin.flush()
        outputs = [writer.communicate()[0] for writer in writers]
        seconds = time.monotonic() - start
        (reached,) = sqlite3.connect(path).execute("SELECT value FROM counter").fetchone()
        waits = [float(output) for output in outputs if output.strip()]
        return reached / seconds, max(waits, default=0), processes - len(waits), reached


def main() -> None:
    print(conditions(sqlite=sqlite3.sqlite_version))
    for processes in (1, 2, 8):
        for name, engine in (("with the queue", "portal.sqlite"), ("Django's own", "django.db.backends.sqlite3")):
            rate, wait, lost, reached = measure(engine, processes)
            print(
                f"{processes} processes, {name:15}: {rate:6.0f} transactions/s, longest wait {wait:6.3f} s, "
                f"{lost} turned away, {reached} of {TRANSACTIONS} written"
            )


if __name__ == "__main__":
    main()
