"""What do the benchmarks share? Servers to measure, the yardstick, CPU of processes, and a client that is fair.

CPU is counted over whole process trees (the web workers, the task worker and the database), as the seconds that the
kernel charged them between two readings, divided by the requests between.
"""

import contextlib
import http.client
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from tests import postgres

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
START_SECONDS = 60
WORKERS = 2
THREADS = 4
#: What is measured within a process of ours says nothing of each request: its lines would stand between the figures.
QUIET = {"LOG_LEVEL": "WARNING"}


def conditions(**more: object) -> str:
    """Return one line on the circumstances of a figure."""
    import django
    import wagtail

    facts = {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "django": django.__version__,
        "wagtail": wagtail.__version__,
        "load": f"{os.getloadavg()[0]:.1f}",
        **more,
    }
    return "Conditions: " + ", ".join(f"{name} {value}" for name, value in facts.items())


def cpu_seconds(*roots: int) -> float:
    """Return the CPU that these processes and all their living descendants have used so far."""
    total = 0.0
    for root in roots:
        with contextlib.suppress(psutil.NoSuchProcess):
            tree = psutil.Process(root)
            for process in [tree, *tree.children(recursive=True)]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    times = process.cpu_times()
                    total += times.user + times.system
    return total


@dataclass
class Server:
    """A running portal (or yardstick): where it answers and whose CPU is its own."""

    address: str
    pids: tuple[int, ...]

    def cpu_seconds(self) -> float:
        """Return the CPU used so far by the server and its database."""
        return cpu_seconds(*self.pids)

    def cpu_of(self, requests: int, ask: Callable[[], object]) -> float:
        """Return the CPU in milliseconds of each of ``requests`` calls of ``ask``."""
        before = self.cpu_seconds()
        for _ in range(requests):
            ask()
        return (self.cpu_seconds() - before) * 1000 / requests


class Client:
    """One visitor with one connection that stays open and the cookies it was given."""

    def __init__(self, address: str):
        self.host = urlsplit(address).netloc
        self.connection = http.client.HTTPConnection(self.host, timeout=60)
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, body: str, **headers: str) -> tuple[int, bytes]:
        """Post a form that is encoded already."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        if token := self.cookies.get("csrftoken"):
            headers["X-CSRFToken"] = token
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        self.location = answer.headers.get("Location", "")
        return answer.status, answer.read()


@contextlib.contextmanager
def database() -> Iterator[tuple[Callable[[str], str], tuple[int, ...]]]:
    """Yield a maker of ``DATABASE_URL``s on a fresh PostgreSQL, and the process ids of its server.

    Nothing is switched off that a real server would have on.
    """
    with postgres.running(is_fast=False) as url:
        sockets = url.partition("host=")[2]
        pid = int((Path(sockets).parent / "data" / "postmaster.pid").read_text().split()[0])

        def made(name: str) -> str:
            import psycopg

            with psycopg.connect(url.format("postgres"), autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
            return url.format(name)

        yield made, (pid,)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def serving(
    application: str, environment: dict[str, str], database_pids: Sequence[int] = (), *, folder: Path = ROOT, path="/"
) -> Iterator[Server]:
    """Serve a WSGI application with gunicorn as production does, until the block ends."""
    port = free_port()
    command = [
        *(PROGRAMS / "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--log-level", "warning"),
        *("--workers", str(WORKERS), "--threads", str(THREADS), "--keep-alive", "75", "--no-control-socket"),
    ]
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment}, start_new_session=True)
    try:
        server = Server(f"http://127.0.0.1:{port}", (process.pid, *database_pids))
        _wait_for(server, process, path)
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _wait_for(server: Server, process: subprocess.Popen, path: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            status, body = Client(server.address).get(path)
            if status >= 500:
                raise RuntimeError(f"{path} answered {status}: {body[:500]!r}")
            return
        time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def manage(environment: dict[str, str], *words: str, folder: Path = ROOT) -> None:
    """Run a command of Django's in the folder of a project."""
    subprocess.run([sys.executable, "manage.py", *words], cwd=folder, env={**os.environ, **environment}, check=True)


def run_inside(environment: dict[str, str], module: str, *words: str) -> None:
    """Run a module in a process of its own, with the settings and the database of a portal."""
    command = [sys.executable, "-m", module, *words]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **QUIET, **environment}, check=True)


def be_inside(database_url: str) -> None:
    """Make this process a portal on this database, migrated and founded."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings.testing", "DATABASE_URL": database_url, **QUIET}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("found")


@contextlib.contextmanager
def start_page(made: Callable[[str], str], database_pids: Sequence[int]) -> Iterator[Server]:
    """Serve the yardstick: an untouched Wagtail project, whose home page is at ``/``, on the same database server."""
    with tempfile.TemporaryDirectory(prefix="linli-yardstick-") as name:
        folder = Path(name)
        subprocess.run([PROGRAMS / "wagtail", "start", "yardstick", folder], check=True, stdout=subprocess.DEVNULL)
        (folder / "yardstick" / "settings" / "measured.py").write_text(_MEASURED)
        environment = {
            "DJANGO_SETTINGS_MODULE": "yardstick.settings.measured",
            "DATABASE_URL": made("yardstick"),
            "PYTHONPATH": os.pathsep.join([name, str(ROOT)]),
        }
        manage(environment, "migrate", "--verbosity", "0", folder=folder)
        manage(environment, "collectstatic", "--no-input", "--verbosity", "0", folder=folder)
        with serving("yardstick.wsgi", environment, database_pids, folder=folder) as server:
            yield server
        shutil.rmtree(folder / "static", ignore_errors=True)


_MEASURED = """
from pathlib import Path
from yardstick.settings.base import *
from portal.settings import environment

DEBUG = False
SECRET_KEY = "measured" * 8
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": environment.database(environment.text("DATABASE_URL"), Path("."))}
for ours in ("server_side_binding", "prepare_threshold"):
    DATABASES["default"]["OPTIONS"].pop(ours)
INSTALLED_APPS += ["django.contrib.postgres"]  # Wagtail's search wants it on PostgreSQL
"""


def warm(server: Server, *paths: str, times: int = 40) -> None:
    """Ask for the pages until every worker has loaded what it needs."""
    for path in paths:
        for _ in range(times):
            status, body = Client(server.address).get(path)
            if status != 200:
                raise RuntimeError(f"{path} answered {status}: {body[:500]!r}")


def cpu_of_page(server: Server, path: str, requests: int = 200, rounds: int = 3) -> float:
    """Return the median over ``rounds`` of the CPU in milliseconds that one anonymous request costs."""
    warm(server, path)
    client = Client(server.address)
    return statistics.median(server.cpu_of(requests, lambda: client.get(path)) for _ in range(rounds))


def at_once[Work, Result](work: Callable[[Work], Result], items: Sequence[Work], clients: int) -> list[Result]:
    """Do the work on all items with so many clients at a time; return the results in the order of the items."""
    results: list[Result | None] = [None] * len(items)
    numbers = iter(range(len(items)))
    turn = threading.Lock()

    def run() -> None:
        while True:
            with turn:
                number = next(numbers, None)
            if number is None:
                return
            results[number] = work(items[number])

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results  # type: ignore[return-value]
