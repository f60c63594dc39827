"""The PostgreSQL of the tests starts without an installed one, and never outlives who started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import postgres


def test_it_serves_and_leaves_nothing_behind(tmp_path_factory):
    with postgres.running() as url:
        with psycopg.connect(url.format("postgres")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        sockets = Path(url.partition("host=")[2])
        assert sockets.exists()
    assert not sockets.parent.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent was killed")
def test_it_stops_when_its_starter_is_killed(tmp_path):
    script = """
import time
from tests import postgres
with postgres.running() as url:
    print(url, flush=True)
    time.sleep(60)
"""
    starter = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=postgres.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TMPDIR": str(_reachable(tmp_path))},
    )
    url = starter.stdout.readline().strip()
    socket = Path(url.partition("host=")[2]) / ".s.PGSQL.5432"
    assert socket.exists()
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    deadline = time.monotonic() + 20
    while socket.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not socket.exists()


def _reachable(folder: Path) -> Path:
    """Open the way to the folder for the account that PostgreSQL runs as."""
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    return folder


def test_the_command_gets_the_address_and_its_exit_code_is_passed_on(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres:///given")
    ask = "import os, sys; sys.exit(os.environ['DATABASE_URL'] != 'postgres:///given' or 7)"
    assert postgres.main([sys.executable, "-c", ask]) == 7
