"""A rush: a real server, many clients in processes of their own, and somebody who kills its workers."""

import contextlib
import multiprocessing
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests import databases
from tests.events.races.client import Resident, sign_up_all

ROOT = Path(__file__).resolve().parents[3]


@contextlib.contextmanager
def server(
    application: str = "portal.wsgi:application", *, workers: int = 2, threads: int = 4
) -> Iterator[tuple[int, int]]:
    """Run gunicorn on the test database; yield its port and the id of its master process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.testing",
        "DATABASE_URL": databases.url(),
        "PYTHONPATH": str(ROOT),
    }
    # Preloaded, so that a killed worker is replaced in a moment and not after seconds of imports.
    bound = ["--preload", "-b", f"127.0.0.1:{port}", "-w", str(workers), "--threads", str(threads)]
    master = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *bound, "--log-level", "critical", application], cwd=ROOT, env=environment
    )
    try:
        _wait_for(port, master)
        yield port, master.pid
    finally:
        master.terminate()
        master.wait(timeout=30)


def run(
    port: int, path: str, residents: list[Resident], *, clients: int = 16, kill_workers_of: int | None = None
) -> int:
    """Let the clients sign the residents up; return how many times confirm was pressed in all."""
    over = threading.Event()
    killer = threading.Thread(target=_kill_at_random, args=(kill_workers_of, over)) if kill_workers_of else None
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(clients, mp_context=spawn) as pool:
        if killer:
            killer.start()
        try:
            shares = [residents[number::clients] for number in range(clients)]
            pressed = list(pool.map(sign_up_all, [port] * clients, [path] * clients, shares))
        finally:
            over.set()
            if killer:
                killer.join()
    return sum(pressed)


def _wait_for(port: int, master: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and master.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)  # polling another process, not waiting for luck
    raise AssertionError("the server did not start")


def _kill_at_random(master: int, over: threading.Event) -> None:
    """SIGKILL one of the master's workers every now and then until the rush is over."""
    while not over.wait(random.uniform(0.3, 0.9)):
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(random.choice(children)), signal.SIGKILL)
