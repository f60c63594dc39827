"""Sets the portal up and serves it, worker and all, until Ctrl-C: what ``make run`` runs."""

import logging
import os
import sys
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor

from portal.management import catalogues, supervising


class Command(BaseCommand):
    help = "Set the portal up (database, pages, demonstration with DEBUG) and serve it with its worker until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *args, host: str, port: int, workers: int, threads: int, **options) -> None:
        if not supervising.is_free(host, port):
            raise CommandError(f"Port {port} is in use. Choose another one: make run PORT={port + 1}")
        words = self._set_up()
        connections.close_all()
        if settings.DEBUG:  # What was printed for a person shall not be swept off the screen by every request.
            os.environ.setdefault("LOG_LEVEL", "WARNING")
        address = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0'} else host}:{port}/"  # noqa: S104
        gunicorn = [
            *(sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"{host}:{port}", "--no-control-socket"),
            *("--workers", str(workers), "--threads", str(threads), "--preload", "--log-level", "warning"),
            *("--worker-tmp-dir", "/dev/shm" if Path("/dev/shm").is_dir() else str(settings.DATA_DIR)),  # noqa: S108
        ]
        commands = {"The server": gunicorn, "The worker": [sys.executable, sys.argv[0], "worker"]}
        try:
            supervising.mind(
                commands, ready_url=f"{address}healthz", when_ready=lambda: self._tell(address, words, options)
            )
        except supervising.Ended as ended:
            raise CommandError(f"{ended}; the portal was stopped.", returncode=ended.code or 1) from None
        self.stdout.write("Stopped.")

    def _set_up(self) -> str:
        """Bring the database to this version and load the demonstration; return what that has to say."""
        logging.getLogger("wagtail").setLevel(logging.WARNING)  # It tells each page that is made.
        catalogues.compile_all()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database (half a minute the first time) …")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", database=DEFAULT_DB_ALIAS, verbosity=0)
        call_command("found", verbosity=0)
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        if not settings.DEMO or "demo" not in get_commands():
            return ""
        self.stdout.write("Loading the demonstration …")
        said = StringIO()
        call_command("demo", stdout=said)
        return said.getvalue()

    def _tell(self, address: str, words: str, options: dict) -> None:
        if words:
            self.stdout.write(f"\n{words.rstrip()}")
        self.stdout.write(f"\nLinli is at {address} (in English at {address}en/, staff at {address}admin/).")
        self.stdout.write("Stop it with Ctrl-C; the data stays in " + str(settings.DATA_DIR))
        self.stdout.flush()
