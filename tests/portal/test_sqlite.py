"""Writers of one SQLite file: none is turned away, none is starved, and a killed one leaves the queue."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError, transaction

from portal.sqlite import journal, statements
from portal.sqlite.base import DatabaseWrapper
from portal.sqlite.queue import TooLong, WriterQueue

WRITER = Path(__file__).with_name("sqlite_writer.py")
ROOT = WRITER.parents[2]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "counter.sqlite3"


@pytest.fixture
def connect(path, settings):
    """Return a maker of connections to the file, which are closed at the end."""
    made = []

    def make(timeout: float = 20, name=None) -> DatabaseWrapper:
        values = {
            **settings.DATABASES["default"],
            "ENGINE": "portal.sqlite",
            "NAME": name or path,
            "HOST": "",
            "PORT": "",
            "USER": "",
            "PASSWORD": "",
            "CONN_HEALTH_CHECKS": False,
            "OPTIONS": {"timeout": timeout, "transaction_mode": "IMMEDIATE"},
        }
        made.append(DatabaseWrapper(values, alias=f"other{len(made)}"))
        made[-1].inc_thread_sharing()
        return made[-1]

    yield make
    for connection in made:
        connection.close()


@pytest.fixture
def counter(connect, django_db_blocker):
    """A file with a counter at nought, and a connection to it."""
    with django_db_blocker.unblock():
        connection = connect()
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE counter (value integer NOT NULL)")
            cursor.execute("INSERT INTO counter VALUES (0)")
        yield connection


def count(connection) -> int:
    with connection.cursor() as cursor:
        return cursor.execute("SELECT value FROM counter").fetchone()[0]


def is_free(path: Path) -> bool:
    """Return whether nobody has the turn."""
    queue = WriterQueue(path.with_name(f"{path.name}.queue"), timeout_seconds=0.05)
    try:
        queue.enter()
    except TooLong:
        return False
    queue.leave()
    return True


def start_writer(path: Path, mode: str, times: int) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, WRITER, "portal.sqlite", path, mode, str(times)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("mode", ["transaction", "mixed"])
def test_eight_processes_write_a_hundred_times_and_none_is_turned_away_or_lost(counter, path, mode):
    writers = [start_writer(path, mode, 100) for _ in range(8)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    results = []
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        output, errors = writer.communicate(timeout=120)
        assert errors == ""
        results.append(float(output))
    assert count(counter) == 800
    assert max(results) < 10, "one of them was starved"


def test_a_killed_writer_leaves_the_queue_and_its_work_is_undone(counter, path):
    killed = start_writer(path, "killed", 1)
    killed.communicate("\n", timeout=60)
    assert killed.returncode == -9
    survivor = start_writer(path, "transaction", 1)
    output, errors = survivor.communicate("\n", timeout=60)
    assert errors == ""
    assert float(output.split()[-1]) < 5
    assert count(counter) == 1


def test_who_waits_too_long_is_told_that_the_database_is_locked(counter, connect):
    late = connect(timeout=0.1)
    with counter.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        with late.cursor() as other, pytest.raises(OperationalError, match="database is locked"):
            other.execute("UPDATE counter SET value = 5")
        cursor.execute("COMMIT")
    with late.cursor() as other:
        other.execute("UPDATE counter SET value = 6")
    assert count(counter) == 6


def test_who_gave_up_does_not_keep_the_turn_when_it_comes(counter, path):
    name = path.with_name(f"{path.name}.queue")
    first, second, third = (WriterQueue(name, timeout_seconds=seconds) for seconds in (1, 0.05, 5))
    first.enter()
    with pytest.raises(TooLong):
        second.enter()
    first.leave()
    third.enter()
    assert third.is_mine
    third.leave()


def test_threads_of_one_process_take_turns(counter, path, connect, django_db_blocker):
    def work() -> None:
        connection = connect()
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            for _ in range(50):
                cursor.execute("BEGIN IMMEDIATE")
                value = cursor.execute("SELECT value FROM counter").fetchone()[0]
                cursor.execute("UPDATE counter SET value = %s", [value + 1])
                cursor.execute("COMMIT")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(counter) == 200


def test_waiters_are_served_in_the_order_they_came(path):
    name = path.with_name("queue")
    first = WriterQueue(name, 5)
    first.enter()
    served: list[int] = []

    def wait(number: int) -> None:
        queue = WriterQueue(name, 5)
        queue.enter()
        served.append(number)
        queue.leave()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait, args=[number]))
        threads[-1].start()
        until_waiting(number + 1, name)
    first.leave()
    for thread in threads:
        thread.join()
    assert served == [0, 1, 2, 3, 4]


def until_waiting(number: int, name: Path) -> None:
    """Wait until the kernel lists this many waiters for the lock."""
    inode = f":{name.stat().st_ino} "
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        lines = Path("/proc/locks").read_text().splitlines()
        if sum("->" in line and inode in line for line in lines) >= number:
            return
    pytest.fail("the waiter never came to the queue")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE counter SET value = value + 1",
        "UPDATE counter SET value = value + 1 RETURNING value",
        "INSERT INTO counter SELECT 1 WHERE 0",
        "WITH one AS (SELECT 1) INSERT INTO counter SELECT 1 WHERE 0",
        "VACUUM",
    ],
)
def test_a_statement_outside_a_transaction_gives_the_turn_back_at_once(counter, path, sql):
    with counter.cursor() as cursor:
        cursor.execute(sql)
        assert is_free(path)


def test_returned_rows_can_be_read_in_every_way(counter):
    with counter.cursor() as cursor:
        cursor.execute("INSERT INTO counter VALUES (1), (2), (3), (4), (5) RETURNING value")
        assert cursor.fetchone() == (1,)
        assert cursor.fetchmany(2) == [(2,), (3,)]
        assert list(cursor) == [(4,), (5,)]
        assert cursor.fetchone() is None
        cursor.execute("SELECT count(*) FROM counter")
        assert cursor.fetchall() == [(6,)]


def test_the_turn_lasts_as_long_as_the_transaction(counter, path):
    with counter.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("SELECT value FROM counter").fetchall()
        assert not is_free(path)
        cursor.execute("UPDATE counter SET value = 1 RETURNING value")
        cursor.fetchall()
        assert not is_free(path)
        cursor.execute("ROLLBACK")
        assert is_free(path)
    assert count(counter) == 0


def test_the_turn_ends_with_commit_rollback_and_close(counter, path):
    for end in (counter.commit, counter.rollback, counter.close):
        counter.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        assert not is_free(path)
        end()
        assert is_free(path), end
        counter.ensure_connection()
        counter.set_autocommit(True)


def test_a_failing_statement_gives_the_turn_back(counter, path):
    with counter.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute("UPDATE nowhere SET value = 1")
    assert is_free(path)


def test_readers_do_not_queue(counter, connect):
    reader = connect(timeout=0.1)
    with counter.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("UPDATE counter SET value = 9")
        assert count(reader) == 0
        cursor.execute("COMMIT")
    assert count(reader) == 9


def test_a_database_in_memory_has_no_queue(connect, django_db_blocker, tmp_path):
    with django_db_blocker.unblock():
        connection = connect(name=":memory:")
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE counter (value integer)")
        assert connection.queue is None
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db(transaction=True)
def test_the_projects_own_transactions_queue(settings):
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("of SQLite only")
    path = Path(connection.settings_dict["NAME"])
    with transaction.atomic():
        assert not is_free(path)
        with transaction.atomic():
            pass
        assert not is_free(path)
    assert is_free(path)


@pytest.mark.parametrize(
    ("sql", "writes"),
    [
        ("SELECT 1", False),
        ("  select 1", False),
        ("PRAGMA foreign_keys = ON", False),
        ("BEGIN", False),
        ("BEGIN DEFERRED", False),
        ("begin immediate", True),
        ("BEGIN EXCLUSIVE", True),
        ("-- why\nINSERT INTO t VALUES (1)", True),
        ("/* why */ delete from t", True),
        ("WITH RECURSIVE t AS (SELECT 1) SELECT * FROM t", False),
        ("WITH t AS (SELECT 1) UPDATE u SET a = 1", True),
        ("CREATE TABLE t (a)", True),
        ("SAVEPOINT s", False),
        ("COMMIT", False),
        ("EXPLAIN QUERY PLAN DELETE FROM t", False),
        ("", False),
    ],
)
def test_which_statements_queue(sql, writes):
    assert statements.begins_writing(sql) is writes


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 3), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 52, 1), True),
        ((3, 53, 0), True),
    ],
)
def test_wal_is_used_only_where_it_is_mended(version, is_safe):
    assert journal.is_wal_safe(version) is is_safe
    assert journal.wanted_mode(version) == ("wal" if is_safe else "delete")


def test_the_file_gets_the_wanted_journal_and_keeps_it(counter, connect, monkeypatch):
    with counter.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == journal.wanted_mode()
    for mode in ("wal", "delete"):
        counter.close()
        monkeypatch.setattr(journal, "wanted_mode", lambda mode=mode: mode)
        with counter.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == mode


def test_a_journal_that_cannot_be_changed_now_stays_and_the_database_works(counter, connect, monkeypatch, caplog):
    with counter.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT value FROM counter").fetchone()
        monkeypatch.setattr(journal, "wanted_mode", lambda: "wal")
        other = connect(timeout=20)
        assert count(other) == 0
        assert "keeps its journal mode" in caplog.text
        cursor.execute("COMMIT")
