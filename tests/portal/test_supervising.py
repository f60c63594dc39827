"""The server and its worker live and die together."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.management import supervising

ROOT = Path(__file__).resolve().parents[2]
#: Starts two processes that tell their ids, minds them, and says how it ended. Each line is one write: with
#: PYTHONUNBUFFERED, print writes the end of the line apart, and the lines of two processes run into each other.
MINDER = r"""
import os, sys
from portal.management import supervising
supervising.END_SECONDS = 5
tell = "import os, sys, time; os.write(1, b'%d\\n' % os.getpid()); exec(sys.argv[1])"
commands = {name: [sys.executable, "-c", tell, work] for name, work in zip(("server", "worker"), sys.argv[2:])}
try:
    supervising.mind(commands, ready_url=sys.argv[1], when_ready=lambda: os.write(1, b"ready\n"))
except supervising.Ended as ended:
    print(f"{ended}", flush=True)
    raise SystemExit(3)
"""
SERVE = "from http.server import *; HTTPServer(('127.0.0.1', {port}), SimpleHTTPRequestHandler).serve_forever()"
SLEEP = "time.sleep(60)"


@pytest.fixture
def port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(port: int, *works: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", MINDER, f"http://127.0.0.1:{port}/", *works],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def until_ready(minder: subprocess.Popen) -> list[int]:
    """Read until the minder has said that all is ready, and both their ids; return the ids."""
    lines = []
    while len(lines) < 3:
        line = minder.stdout.readline()
        assert line, "the minder ended early"
        lines.append(line.strip())
    return [int(line) for line in lines if line != "ready"]


def are_gone(pids: list[int], within_seconds: float = 10) -> bool:
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_stops_both_and_ends_well(port, number):
    minder = start(port, SERVE.format(port=port), SLEEP)
    minded = until_ready(minder)
    minder.send_signal(number)
    assert minder.wait(20) == 0
    assert len(minded) == 2
    assert are_gone(minded)


def test_when_one_ends_the_other_is_stopped_and_it_says_which(port):
    minder = start(port, SERVE.format(port=port), SLEEP)
    minded = until_ready(minder)
    os.kill(minded[1], signal.SIGKILL)
    output, _ = minder.communicate(timeout=20)
    assert minder.returncode == 3
    assert "ended with code -9" in output
    assert are_gone(minded)


def test_one_that_does_not_start_stops_the_other(port):
    minder = start(port, "raise SystemExit(7)", SLEEP)
    output, _ = minder.communicate(timeout=30)
    assert minder.returncode == 3
    assert "server ended with code 7" in output
    assert are_gone([int(line) for line in output.split() if line.isdigit() and line != "7"])


def test_one_that_will_not_stop_is_killed(port):
    minder = start(port, SERVE.format(port=port), f"import signal; signal.signal(15, signal.SIG_IGN); {SLEEP}")
    minded = until_ready(minder)
    minder.terminate()
    assert minder.wait(20) == 0
    assert are_gone(minded)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent was killed")
def test_when_the_minder_is_killed_nothing_outlives_it(port):
    minder = start(port, SERVE.format(port=port), SLEEP)
    minded = until_ready(minder)
    minder.kill()
    assert are_gone(minded)


def test_a_port_in_use_is_noticed(port):
    assert supervising.is_free("127.0.0.1", port)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        assert not supervising.is_free("127.0.0.1", port)
