"""What may stand in a log? Structure, ids and routes; never a number, an address, a name or a token.

The processors here run on every line, our own and the libraries'; ``portal.settings.logging`` puts them in order.
"""

import re
from typing import Any

#: A mainland mobile number, with or without its country code, that is no part of a longer number.
_MOBILE = re.compile(r"(?<!\d)(?:\+?86)?(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: PostgreSQL quotes the offending row: ``DETAIL:  Key (phone)=(+86…) already exists.``
_DETAIL = re.compile(r"(DETAIL|CONTEXT|LINE \d+): .*")


def without_personal_values(text: str) -> str:
    """Return the text with mobile numbers masked and e-mail addresses and rows quoted by the database left out."""
    return _EMAIL.sub("***@***", _MOBILE.sub(r"\1****\2", _DETAIL.sub(r"\1: …", text)))


def scrub(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Apply ``without_personal_values`` to every text of a line, its traceback included."""
    return {key: _scrubbed(value) for key, value in event.items()}


def name_the_route(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace what Django says of a request by its status and route: an address may carry a token or a search."""
    record = event.get("_record")
    request = getattr(record, "request", None)
    if record is None or request is None or not record.name.startswith("django.request"):
        return event
    if not hasattr(request, "method"):
        return event
    event["event"] = "request.refused" if record.levelname == "WARNING" else "request.failed"
    event["method"] = request.method
    event["route"] = route(request)
    event["status"] = getattr(record, "status_code", None)
    return event


def route(request: Any) -> str:
    """Return the pattern that matched the request (``me/inbox/<int:pk>/``), or nothing."""
    match = getattr(request, "resolver_match", None)
    return str(match.route) if match else ""


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return without_personal_values(value)
    if isinstance(value, list | tuple):
        return [_scrubbed(item) for item in value]
    if isinstance(value, dict):
        return {key: _scrubbed(item) for key, item in value.items()}
    return value
