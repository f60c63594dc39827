"""How does each test run get a migrated database at once? By copying one that was migrated before.

Migrating takes half a minute; a copy takes a moment. The migrated template, with what must exist before the first
visitor (``found``, of which nearly every test has need), is kept under ``var/test``, named after everything that could
change it, and made anew when it is missing. Each process gets a copy of its own, and a
test that commits gets a fresh copy afterwards, with the pages and permissions that migrations made (Django's
flush would leave it without).
"""

import contextlib
import fcntl
import hashlib
import inspect
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase
from django_tasks_db.models import DBTaskResult

from portal import contributions
from portal.audit import triggers
from portal.audit.models import Entry

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "test"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """Stand in for pytest-django's fixture: copy the template, throw the copy away at the end."""
    with django_db_blocker.unblock():
        database = (PostgresCopy if connection.vendor == "postgresql" else SQLiteCopy)()
        database.prepare()
    original, TransactionTestCase._fixture_teardown = TransactionTestCase._fixture_teardown, _restorer(database)
    yield
    TransactionTestCase._fixture_teardown = original
    with django_db_blocker.unblock():
        connections.close_all()
        database.discard()


def url() -> str:
    """Return the ``DATABASE_URL`` of this run's database, for processes that a test starts."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(name))}"
    values = connection.settings_dict
    port = f"&port={values['PORT']}" if values["PORT"] else ""
    return f"postgres://{values['USER']}:{quote(values['PASSWORD'])}@/{name}?host={quote(values['HOST'])}{port}"


def fingerprint() -> str:
    """Return a name for all that decides what a migrated database looks like."""
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes() + Path(__file__).read_bytes())
    digest.update(repr((settings.INSTALLED_APPS, settings.LANGUAGE_CODE, sys.version_info[:2])).encode())
    for package in ("portal", "organisations", "events", "incubator"):
        patterns = ("migrations/*.py", "apps.py", "triggers.py", "joining/*.yaml")
        for source in sorted(found for pattern in patterns for found in (ROOT / package).rglob(pattern)):
            digest.update(str(source.relative_to(ROOT)).encode() + source.read_bytes())
    for source in sorted({Path(inspect.getfile(foundation)) for foundation in contributions.foundations}):
        digest.update(source.read_bytes())
    for notice in sorted((ROOT / "portal" / "accounts" / "notices").iterdir()):
        digest.update(notice.read_bytes())
    return digest.hexdigest()[:16]


def _restorer(database):
    def restore(test_case) -> None:
        for opened in connections.all(initialized_only=True):
            opened.close()
        database.restore()

    return restore


@contextlib.contextmanager
def _turn(name: str) -> Iterator[None]:
    """Let one process make the template while the others wait for it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"template-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _use(name) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _migrate(name) -> None:
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    _found()
    connections.close_all()


def _found() -> None:
    """Make what must exist, and forget that it was made: a test counts its own tasks and its own trail."""
    call_command("found")
    DBTaskResult.objects.all().delete()
    triggers.remove(connection)
    Entry.objects.all().delete()
    triggers.install(connection)


class SQLiteCopy:
    """A file beside the run's other temporary files (or ``TEST_DATABASE_FILE``), copied from the template's file."""

    def prepare(self) -> None:
        self.template = KEPT / f"{fingerprint()}.sqlite3"
        self.path = Path(os.environ.get("TEST_DATABASE_FILE") or settings.DATA_DIR / "test.sqlite3")
        with _turn("sqlite"):
            if not self.template.exists():
                for stale in KEPT.glob("*.sqlite3*"):
                    stale.unlink(missing_ok=True)
                unfinished = KEPT / "unfinished.sqlite3"
                _migrate(unfinished)
                unfinished.rename(self.template)
            self.restore()
        _use(self.path)

    def restore(self) -> None:
        with contextlib.ExitStack() as stack:
            source = stack.enter_context(contextlib.closing(sqlite3.connect(self.template)))
            target = stack.enter_context(contextlib.closing(sqlite3.connect(self.path)))
            target.execute("PRAGMA synchronous=OFF")
            source.backup(target)

    def discard(self) -> None:
        for leftover in self.path.parent.glob(f"{self.path.name}*"):
            leftover.unlink()


class PostgresCopy:
    """A database made with ``CREATE DATABASE … TEMPLATE``; a server that is kept keeps its template."""

    def prepare(self) -> None:
        checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
        self.template = f"linli_{checkout}_{fingerprint()}"
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        self.name = f"test_{connection.settings_dict['NAME']}{worker and f'_{worker}'}"
        with _turn("postgres"):
            if self.template not in (known := self._known(f"linli_{checkout}_%")):
                for stale in known:
                    self._run(f'DROP DATABASE IF EXISTS "{stale}"')
                unfinished = f"linli_{checkout}_unfinished"
                _migrate(unfinished)
                self._run(f'ALTER DATABASE "{unfinished}" RENAME TO "{self.template}"')
            self.restore()
        _use(self.name)

    def restore(self) -> None:
        self.discard()
        self._run(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')

    def discard(self) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _known(self, pattern: str) -> list[str]:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])
            return [name for (name,) in cursor.fetchall()]

    def _run(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)
