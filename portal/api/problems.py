"""What is a machine told when something is refused? One shape for all (RFC 9457), in the language it asks for.

``reason`` is for code and never changes; ``title`` and ``detail`` are for people. Nothing here tells how the portal
is made: no trace, no name of a table, not what was typed.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from portal import busy
from portal.refusals import Refusal

log = structlog.get_logger(__name__)
CONTENT_TYPE = "application/problem+json"
TYPE = "urn:linli:problem:"

TITLES: Mapping[int, str | Promise] = {
    400: _("The request cannot be read"),
    401: _("A valid token is needed"),
    403: _("The token does not allow this"),
    404: _("There is no such thing here"),
    405: _("This address has no such method"),
    409: _("This cannot be done now"),
    413: _("The request is too large"),
    422: _("Something in the request does not fit"),
    429: _("Too many requests"),
    500: _("Something went wrong on our side"),
    503: _("The portal is busy"),
}
#: What is wrong with a field, by the name that pydantic has for it; braces are filled with its limits.
SENTENCES: Mapping[str, str | Promise] = {
    "missing": _("This is missing."),
    "extra_forbidden": _("There is no such field."),
    "int_type": _("Please give a whole number."),
    "int_parsing": _("Please give a whole number."),
    "int_from_float": _("Please give a whole number."),
    "int_parsing_size": _("This number is too large."),
    "string_type": _("Please give a text."),
    "string_unicode": _("Please leave out characters that cannot be seen."),
    "list_type": _("Please give a list."),
    "greater_than_equal": _("Please give at least {ge}."),
    "less_than_equal": _("Please give at most {le}."),
    "string_too_long": _("Please give at most {max_length} characters."),
    "string_too_short": _("Please give at least {min_length} characters."),
    "too_long": _("Please give at most {max_length} entries."),
    "too_short": _("Please give at least {min_length} entries."),
    "literal_error": _("Please give one of: {expected}."),
    "enum": _("Please give one of: {expected}."),
    "uuid_parsing": _("Please give a UUID, such as 6f9619ff-8b86-4d01-b42d-00cf4fc964ff."),
    "date": _("Please give a day like 2026-11-22."),
    "future": _("A birth date cannot be in the future."),
    "too_long_ago": _("Please check the year of birth."),
    "model_attributes_type": _("Please give an object with named fields."),
}
#: What a status has to say in a header: how to come in, and when to come back.
HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": 'Bearer realm="linli"'},
    429: {"Retry-After": "900"},
    503: {"Retry-After": str(busy.RETRY_AFTER_SECONDS)},
}
DOES_NOT_FIT = _("This value does not fit.")


class FieldProblem(Schema):
    """One field at fault: where it stands, its name, and what is wrong with it."""

    where: str = Field(examples=["query"])
    field: str = Field(examples=["limit"])
    code: str = Field(examples=["less_than_equal"])
    message: str


class Problem(Schema):
    """Why the request was refused (RFC 9457)."""

    type: str = Field(examples=[f"{TYPE}full"])
    title: str
    status: int
    detail: str
    reason: str = Field(examples=["full"])
    errors: list[FieldProblem] = []


class Refused(Exception):
    """A refusal that is the API's own and no operation's."""

    def __init__(
        self,
        status: int,
        sentence: str | Promise,
        *,
        reason: str,
        errors: Sequence[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
    ):
        super().__init__(reason)
        self.status = status
        self.sentence = sentence
        self.reason = reason
        self.errors = errors
        self.headers = headers or {}


#: Which status a refusal of an operation is answered with; what is not named (nor its parents) is a 422.
_STATUSES: dict[type[Refusal], int] = {}


def answer_with(status: int, *refusals: type[Refusal]) -> None:
    """Say with which status these refusals, and those derived from them, are answered."""
    for refusal in refusals:
        _STATUSES[refusal] = status


def problem(
    status: int,
    sentence: str | Promise = "",
    *,
    reason: str = "",
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return the answer; without words of its own it says what the status says."""
    title = str(TITLES.get(status, HTTPStatus(status).phrase))
    reason = reason or HTTPStatus(status).name.lower()
    body = Problem(
        type=TYPE + reason,
        title=title,
        status=status,
        detail=str(sentence) or title,
        reason=reason,
        errors=list(errors),
    )
    content = json.dumps(body.model_dump(), ensure_ascii=False)
    headers = {"Cache-Control": "no-store", **HEADERS.get(status, {}), **(headers or {})}
    return HttpResponse(content, status=status, content_type=CONTENT_TYPE, headers=headers)


def _refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    status = next((_STATUSES[cls] for cls in type(refusal).__mro__ if cls in _STATUSES), 422)
    return problem(status, refusal.sentence, reason=refusal.reason)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return problem(
        refused.status, refused.sentence, reason=refused.reason, errors=refused.errors, headers=refused.headers
    )


def _does_not_fit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer 422 with every field at fault; 400 where a header is missing or makes no sense."""
    errors = [_field_problem(details) for details in error.errors]
    if any(one.where == "header" for one in errors):
        return problem(400, _("A header is missing or makes no sense."), reason="header", errors=errors)
    return problem(422, _("Please look at the fields that are named."), reason="invalid", errors=errors)


def _field_problem(details: dict[str, Any]) -> FieldProblem:
    where, *path = (str(part) for part in details["loc"])
    if where == "body":
        del path[:1]  # the name of our own argument
    context = {name: value for name, value in details.get("ctx", {}).items() if isinstance(value, int | float | str)}
    sentence = str(SENTENCES.get(details["type"], DOES_NOT_FIT)).format_map(context)
    return FieldProblem(where=where, field=".".join(path), code=details["type"], message=sentence)


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what ninja itself refuses: a body that is no JSON, and whoever has no token."""
    if isinstance(error, AuthenticationError):
        return problem(401, reason="no_token")
    return problem(error.status_code)


def _too_large(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(413)


def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(400)


def missing(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """Answer for an address or a record that is not there, or not this caller's: the two look alike."""
    return problem(404)


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer for a mistake of ours without a word about it; the log and whoever listens have it all."""
    if busy.is_busy(error):
        log.warning("request.busy", method=request.method, cause=type(error.__cause__).__name__)
        return problem(503, reason="busy")
    got_request_exception.send(sender=None, request=request)
    log.exception("api.failed", method=request.method)
    return problem(500, reason="failed")


HANDLERS: Mapping[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Exception: _failed,
    Refusal: _refusal,
    Refused: _refused,
    ValidationError: _does_not_fit,
    HttpError: _http_error,
    RequestDataTooBig: _too_large,
    SuspiciousOperation: _unreadable,
    UnreadablePostError: _unreadable,
    Http404: missing,
}


def register(api: NinjaAPI) -> None:
    """Let the API answer with problems, whatever is raised."""
    for error, handler in HANDLERS.items():
        api.add_exception_handler(error, handler)
