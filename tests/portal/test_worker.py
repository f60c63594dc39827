"""What recurs runs by itself, once; one failing thing stops no other, and SIGTERM ends the worker cleanly."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError, connection
from django.tasks import TaskResultStatus, task
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageLogEntry

from portal import contributions, due, upkeep
from portal.audit.models import Entry
from portal.audit.recording import record
from portal.due import run_due
from portal.management.commands import worker
from tests import databases

NOW = timezone.now()
ROOT = Path(__file__).resolve().parents[2]


@task
def nothing() -> None:
    pass


@pytest.fixture
def slot(monkeypatch):
    """An empty slot for what is due."""
    empty = contributions.Slot("test")
    monkeypatch.setattr(due.contributions, "due", empty)
    return empty


def test_what_fails_is_logged_and_stops_nothing(slot, caplog, db):
    ran = []

    def first(at):
        raise RuntimeError("broken")

    def second(at):
        ran.append(at)
        return 3

    slot.register(first, order=1, key="first")
    slot.register(second, order=2, key="second")
    assert list(run_due(NOW).values()) == [None, 3]
    assert ran == [NOW]
    assert "due.failed" in caplog.text


def test_run_due_the_command_runs_the_rest_and_then_fails(slot, db, capsys):
    def broken(at):
        raise RuntimeError("broken")

    slot.register(broken, key="broken")
    slot.register(lambda at: 5, key="other")
    with pytest.raises(SystemExit):
        call_command("run_due")
    assert ": 5" in capsys.readouterr().out


def test_everything_that_recurs_is_registered():
    names = {f"{work.__module__}.{work.__qualname__}" for work in contributions.due}
    assert {
        "portal.outbox.sending.send_due",
        "portal.outbox.purging.purge",
        "portal.audit.sealing.seal",
        "portal.audit.purging.purge",
        "portal.upkeep.publish_scheduled",
        "portal.upkeep.reap_tasks",
        "portal.upkeep.prune_task_results",
        "portal.upkeep.forget_sessions",
        "events.messages.reminders.remind",
    } <= names


OURS = ("portal.outbox", "portal.audit", "portal.upkeep", "events.messages.reminders")


@pytest.mark.parametrize("work", [work for work in contributions.due if work.__module__.startswith(OURS)])
def test_with_nothing_due_nothing_is_written(db, work):
    with CaptureQueriesContext(connection) as queries:
        assert work(NOW) == 0
    assert [query["sql"] for query in queries if not query["sql"].lstrip("(").startswith("SELECT")] == []


def stuck(started: timedelta, begun: int) -> DBTaskResult:
    nothing.enqueue()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=NOW - started, worker_ids=["dead"] * begun)
    return DBTaskResult.objects.get()


@pytest.mark.parametrize(
    ("started", "begun", "status"),
    [
        (upkeep.TASK_LASTS, 1, "RUNNING"),
        (upkeep.TASK_LASTS + timedelta(seconds=1), 1, "READY"),
        (upkeep.TASK_LASTS + timedelta(seconds=1), 2, "READY"),
        (upkeep.TASK_LASTS + timedelta(seconds=1), 3, "FAILED"),
    ],
)
def test_a_task_of_a_killed_worker_is_put_back_and_given_up_after_three(db, started, begun, status):
    row = stuck(started, begun)
    upkeep.reap_tasks(NOW)
    row.refresh_from_db()
    assert row.status == status
    if status == "FAILED":
        assert row.task_result.errors[0].exception_class is upkeep.WorkerKilled


def test_results_and_sessions_are_forgotten_in_time(db):
    stuck(timedelta(0), 1)
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL, finished_at=NOW - upkeep.RESULTS_KEPT)
    assert upkeep.prune_task_results(NOW) == 0
    assert upkeep.prune_task_results(NOW + timedelta(seconds=1)) == 1
    Session.objects.create(session_key="a", session_data="", expire_date=NOW)
    Session.objects.create(session_key="b", session_data="", expire_date=NOW + timedelta(seconds=1))
    assert upkeep.forget_sessions(NOW + timedelta(milliseconds=1)) == 1


def test_a_scheduled_page_is_published_in_its_time_and_once(programme):
    programme.unpublish()
    programme.go_live_at = timezone.now() + timedelta(hours=1)
    programme.save_revision(approved_go_live_at=programme.go_live_at)
    assert upkeep.publish_scheduled(programme.go_live_at - timedelta(seconds=1)) == 0
    at = programme.go_live_at + timedelta(seconds=1)
    import time_machine

    with time_machine.travel(at, tick=False):
        assert upkeep.publish_scheduled(at) == 1
        assert upkeep.publish_scheduled(at) == 0
    programme.refresh_from_db()
    assert programme.live
    assert PageLogEntry.objects.filter(page=programme.pk, action="wagtail.publish.scheduled").count() == 1


def test_a_page_is_taken_down_in_its_time(programme):
    type(programme).objects.update(expire_at=NOW)
    assert upkeep.publish_scheduled(NOW) == 1
    programme.refresh_from_db()
    assert (programme.live, programme.expired) == (False, True)


def test_one_page_that_cannot_be_published_stops_no_other(programme, organisation, monkeypatch):
    from tests import factories

    other = factories.make_programme(organisation, "另一个活动")
    type(programme).objects.update(expire_at=NOW)
    unpublish = type(programme).unpublish

    def fails_for_one(self, *args, **kwargs):
        if self.pk == programme.pk:
            raise RuntimeError("broken")
        return unpublish(self, *args, **kwargs)

    monkeypatch.setattr(type(programme), "unpublish", fails_for_one)
    assert upkeep.publish_scheduled(NOW) == 1
    other.refresh_from_db()
    assert not other.live


def until(condition, seconds: float = 60.0) -> bool:
    """Wait for another process; only as long as it takes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_tasks_and_what_is_due_and_ends_at_sigterm():
    from tests import factories

    record("test.act", factories.make_user("target"), by="tester", at=timezone.now())
    DBTaskResult.objects.create(
        task_path="portal.due.nothing", backend_name="default", run_after=NOW, args_kwargs={"args": [], "kwargs": {}}
    )
    connection.close()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--every", "0.5", "--interval", "0.2"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.testing", "DATABASE_URL": databases.url()},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert until(lambda: Entry.objects.sealed().exists())
        # There is no such task: the worker says so and lives on.
        assert until(lambda: DBTaskResult.objects.failed().exists())
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "worker.ended" in log


def test_a_database_that_goes_away_is_waited_for(monkeypatch, caplog):
    class Worker:
        running, runs = True, 0

        def run(self) -> None:
            self.runs += 1
            if self.runs < 3:
                raise OperationalError("server closed the connection unexpectedly")
            self.running = False

    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.0)
    worker.Command()._work(fake := Worker())
    assert fake.runs == 3
    assert caplog.text.count("worker.database_away") == 2
