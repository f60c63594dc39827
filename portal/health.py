"""Is this process alive, and can it serve? For the machines that watch it; figures only, nothing about anybody.

Not ready (503) is what a restart or waiting can cure for this process: no database, no cache, migrations missing.
Work that piles up is shown and named in ``late``, and does not make the site unready: taking every web server out
of service because the worker died would turn a delay into an outage. Let the alarm read ``late``.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from portal.audit import triggers
from portal.audit.models import Chain, Entry
from portal.outbox.models import Delivery

log = structlog.get_logger(__name__)
#: From which age on waiting work is late.
LATE = {
    "oldest_task_seconds": timedelta(minutes=5),
    "oldest_delivery_seconds": timedelta(minutes=5),
    "oldest_unsealed_seconds": timedelta(minutes=2),
}
_is_migrated = False


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """Answer; touches nothing."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether this process can serve, and how old the oldest waiting work is."""
    checks = {name: _passes(name, check) for name, check in CHECKS.items()}
    is_ready = all(checks.values())
    answer: dict[str, Any] = {"ready": is_ready, "checks": checks}
    if is_ready:
        answer["ages"] = ages(timezone.now())
        answer["late"] = late(answer["ages"])
    return JsonResponse(answer, status=200 if is_ready else 503)


def ages(at: datetime) -> dict[str, int | None]:
    """Return the age in seconds of the oldest waiting task, delivery and unsealed entry, and of the last sealing."""
    moments = {
        "oldest_task_seconds": DBTaskResult.objects.ready().aggregate(at=Min("enqueued_at"))["at"],
        "oldest_delivery_seconds": Delivery.objects.due(at).order_by().aggregate(at=Min("due_at"))["at"],
        "oldest_unsealed_seconds": Entry.objects.unsealed().values_list("at", flat=True).first(),
        "last_sealing_seconds": Chain.objects.values_list("sealed_at", flat=True).first(),
    }
    return {
        name: None if moment is None else max(0, int((at - moment).total_seconds())) for name, moment in moments.items()
    }


def _age(moment: datetime | None, at: datetime) -> int | None:
    return None if moment is None else max(0, int((at - moment).total_seconds()))


def late(found: dict[str, int | None]) -> list[str]:
    """Return the names of what has waited too long, and of a trail without its triggers."""
    names = [name for name, limit in LATE.items() if (found[name] or 0) > limit.total_seconds()]
    return [*names, "audit_triggers"] if triggers.missing(connection) else names


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def cache_keeps() -> bool:
    key, value = f"ready:{secrets.token_hex(4)}", secrets.token_hex(4)
    cache.set(key, value, timeout=30)
    kept = cache.get(key) == value
    cache.delete(key)
    return kept


def is_migrated() -> bool:
    """Return whether every migration of this code is applied; what was once true stays so in this process."""
    global _is_migrated
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        _is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _is_migrated


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": is_migrated,
    "cache": cache_keeps,
}


def _passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:
        # Only its kind: a message may carry the address of a server.
        log.error("readyz.failed", check=name, error=type(error).__name__)
        return False
