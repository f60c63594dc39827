"""What happened to this request? Each has an id that all its log lines carry, and one line at its end."""

import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from portal.logs import route

log = structlog.get_logger("portal.request")
#: What a proxy may hand on as the request's id.
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
#: Asked every few seconds by machines; their answers are their log.
UNLOGGED = {"healthz", "readyz"}


class RequestLog:
    """Middleware, the outermost: binds ``request_id`` and logs method, route, status and milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began = time.monotonic()
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        if route(request) not in UNLOGGED:
            log.info(
                "request",
                method=request.method,
                route=route(request),
                status=response.status_code,
                milliseconds=round((time.monotonic() - began) * 1000),
            )
        # The id stays bound: Django says of a refused request what it has to say after all middleware.
        return response
