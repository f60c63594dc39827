"""What must the shell itself do again and again? Publish what was scheduled, and tidy up after tasks and sessions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, Revision

log = structlog.get_logger(__name__)
#: A task that has run for longer belonged to a worker that was killed.
TASK_LASTS = timedelta(minutes=30)
#: A task that was begun so often and never ended kills its worker.
TASK_TRIES = 3
RESULTS_KEPT = timedelta(days=14)
FAILURES_KEPT = timedelta(days=30)


def publish_scheduled(at: datetime) -> int:
    """Publish revisions and take down pages whose time has come, as Wagtail's command does.

    Each under the lock of its row, so that two runners do it once; one that fails stops no other.
    """
    revisions = Revision.objects.filter(approved_go_live_at__lte=at).order_by("approved_go_live_at")
    pages = Page.objects.filter(live=True, expire_at__lte=at).order_by("expire_at")
    return _each(revisions, lambda revision: revision.publish(log_action="wagtail.publish.scheduled")) + _each(
        pages, lambda page: page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    )


def reap_tasks(at: datetime) -> int:
    """Put tasks of killed workers back, or give them up after three; return how many.

    A worker that is killed leaves its task running for ever. How often it was begun is written in its workers.
    """
    count = 0
    for task in DBTaskResult.objects.running().filter(started_at__lt=at - TASK_LASTS):
        is_hopeless = len(task.worker_ids) >= TASK_TRIES
        stuck = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at)
        if is_hopeless:
            changed = stuck.update(
                status=TaskResultStatus.FAILED, finished_at=at, exception_class_path="portal.upkeep.WorkerKilled"
            )
        else:
            changed = stuck.update(status=TaskResultStatus.READY, started_at=None)
        if changed:
            log.warning("task.reaped", task=task.task_path, begun=len(task.worker_ids), is_given_up=is_hopeless)
        count += changed
    return count


class WorkerKilled(Exception):
    """Named in the result of a task that was given up: its worker was killed each time."""


def prune_task_results(at: datetime) -> int:
    """Delete results of tasks that ended long ago and return how many."""
    old = DBTaskResult.objects.successful().filter(finished_at__lt=at - RESULTS_KEPT)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=at - FAILURES_KEPT)
    return _delete(old) + _delete(failed)


def forget_sessions(at: datetime) -> int:
    """Delete sessions that have ended and return how many."""
    return _delete(Session.objects.filter(expire_date__lt=at))


def _delete(rows: models.QuerySet) -> int:
    """Delete what there is; where there is nothing, SQLite's writers are left alone."""
    return rows.delete()[0] if rows.exists() else 0


def _each(due: models.QuerySet, act: Callable[[Any], object]) -> int:
    done = 0
    for pk in list(due.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                # Looked for again under its lock: another runner may have been quicker.
                row = due.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
                if row is not None:
                    act(row)
                    done += 1
        except Exception:
            log.exception("upkeep.not_done", model=due.model._meta.label, pk=pk)
    return done
