"""Runs tasks, and every ten seconds what is due, in one process until SIGTERM."""

import threading
import time
from argparse import ArgumentParser

import structlog
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from portal.due import run_due

log = structlog.get_logger(__name__)
#: How long a database that went away is left alone.
PAUSE_SECONDS = 5.0
#: How long the work that is under way may take to end after SIGTERM.
END_SECONDS = 30.0


class Command(BaseCommand):
    help = "Run tasks, and every ten seconds what is due, until SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=10.0, help="seconds between two runs of what is due")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks for tasks")

    def handle(self, *args, every: float, interval: float, **options) -> None:
        recurring = Recurring(every)
        worker = Worker(
            queue_names=["*"],
            interval=interval,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        recurring.start()
        log.info("worker.started")
        try:
            self._work(worker)
        finally:
            recurring.end()
            log.info("worker.ended")

    def _work(self, worker: Worker) -> None:
        """Run tasks until told to end; a database that goes away is waited for."""
        while worker.running:
            try:
                worker.run()
            except (OperationalError, InterfaceError):
                log.exception("worker.database_away")
                connections.close_all()
                time.sleep(PAUSE_SECONDS)


class Recurring(threading.Thread):
    """Runs what is due, at once and then every so many seconds, beside the tasks: a long task delays nothing."""

    def __init__(self, every: float):
        super().__init__(name="recurring", daemon=True)
        self._every = every
        self._is_ending = threading.Event()

    def run(self) -> None:
        while not self._is_ending.is_set():
            began = time.monotonic()
            try:
                run_due(timezone.now())
            except Exception:
                log.exception("worker.due_failed")
            finally:
                close_old_connections()
            self._is_ending.wait(max(0.0, self._every - (time.monotonic() - began)))
        connections.close_all()

    def end(self) -> None:
        """Let what is under way end, and wait for it."""
        self._is_ending.set()
        self.join(END_SECONDS)
