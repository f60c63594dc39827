"""What does a visitor see when the database cannot take the request now? A polite page, and when to come back.

Too many writers, a lock held too long, a server that restarts, a full disk: none is the visitor's fault, nothing of
the request was kept (its transaction was undone), and the same request may be sent again.
"""

import sqlite3
import sys
from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views import defaults

log = structlog.get_logger(__name__)
RETRY_AFTER_SECONDS = 30

#: PostgreSQL's classes of conditions that pass: connection lost, resources short, operator's intervention; then
#: deadlock, failed serialization, lock not available, idle transaction cut (appendix A of its manual).
PASSING_CLASSES = ("08", "53", "57")
PASSING_STATES = frozenset({"40P01", "40001", "55P03", "25P03", "25P04"})
#: SQLite's likewise: busy, locked, read-only, input/output error, full, cannot open.
PASSING_CODES = frozenset({5, 6, 8, 10, 13, 14})


class BusyMiddleware:
    """Answers 503 where a view met a database that is busy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return busy(request, exception) if is_busy(exception) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """Stand in for Django's page of 500, which also answers for what failed outside a view, such as a session."""
    exception = sys.exception()
    return busy(request, exception) if is_busy(exception) else defaults.server_error(request)


def busy(request: HttpRequest, exception: BaseException | None) -> HttpResponse:
    """Return the page that asks to come back."""
    log.warning("request.busy", method=request.method, cause=type(getattr(exception, "__cause__", None)).__name__)
    return HttpResponse(
        loader.get_template("503.html").render(),
        status=503,
        headers={"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"},
    )


def is_busy(exception: BaseException | None) -> bool:
    """Return whether the database could not serve for a reason that passes, and not for a mistake of ours."""
    if not isinstance(exception, OperationalError | InterfaceError):
        return False
    cause = exception.__cause__
    if isinstance(cause, sqlite3.Error):
        # The low byte is the condition; what the queue raises itself has no code.
        code = getattr(cause, "sqlite_errorcode", None)
        return "is locked" in str(cause) if code is None else code & 0xFF in PASSING_CODES
    state = getattr(cause, "sqlstate", None)
    # No state: the connection could not be had at all, or was lost.
    return state is None or state in PASSING_STATES or state.startswith(PASSING_CLASSES)
