"""How do the server and its worker live and die together? One process starts both and minds them."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

#: How long a process may take to end before it is killed: as long as the worker gives its own work.
END_SECONDS = 35.0
START_SECONDS = 60.0
PR_SET_PDEATHSIG = 1


class Ended(Exception):
    """One of the processes ended by itself."""

    def __init__(self, name: str, code: int):
        super().__init__(f"{name} ended with code {code}")
        self.code = code


class Asked(Exception):
    """Somebody asked us to stop."""


def is_free(host: str, port: int) -> bool:
    """Return whether we could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


def mind(commands: Mapping[str, Sequence[str]], *, ready_url: str, when_ready: Callable[[], None]) -> None:
    """Run the commands until told to stop (Ctrl-C, SIGTERM), then stop them all; raise ``Ended`` when one ends."""
    signal.signal(signal.SIGTERM, _ask)
    signal.signal(signal.SIGINT, _ask)
    processes: dict[str, subprocess.Popen] = {}
    try:
        for name, command in commands.items():
            # A session of its own: Ctrl-C is for us, and we pass it on in order.
            processes[name] = subprocess.Popen(command, start_new_session=True, preexec_fn=_not_outlive)
        _until_ready(processes, ready_url)
        when_ready()
        while True:
            _refuse_ended(processes)
            time.sleep(0.5)
    except Asked:
        pass
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # A second Ctrl-C stops the waiting.
        _stop(processes)


def _ask(number: int, frame: FrameType | None) -> None:
    raise Asked


def _until_ready(processes: dict[str, subprocess.Popen], url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        _refuse_ended(processes)
        with contextlib.suppress(OSError):
            try:
                urllib.request.urlopen(url, timeout=START_SECONDS)  # noqa: S310
                return
            except urllib.error.HTTPError:
                return  # It answers; what it answers is for its own log.
        time.sleep(0.1)


def _refuse_ended(processes: dict[str, subprocess.Popen]) -> None:
    for name, process in processes.items():
        if (code := process.poll()) is not None:
            raise Ended(name, code)


def _stop(processes: dict[str, subprocess.Popen]) -> None:
    for process in processes.values():
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    deadline = time.monotonic() + END_SECONDS
    for process in processes.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _not_outlive() -> None:
    """Ask the kernel to stop a child whose parent was killed; elsewhere than on Linux it is left to its user."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
