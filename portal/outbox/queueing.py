"""How is somebody told something? A message written in the transaction of what happened, sent after it."""

from datetime import datetime
from typing import Any

from portal.outbox.models import Message


def tell(
    recipient: Any,
    *,
    kind: str,
    subject: str,
    body: str,
    at: datetime,
    path: str = "",
    key: str | None = None,
    sms_template: str = "",
    sms_variables: dict[str, str] | None = None,
) -> Message | None:
    """Put a message into the inbox of ``recipient`` and queue its deliveries; return None when told before.

    ``subject`` and ``body`` are in the recipient's language already; ``path`` is the page it is about,
    without language prefix. ``key`` names the fact, so that a job that runs twice tells it once.
    """
    if key and Message.objects.filter(key=key).exists():
        return None
    return Message.objects.create(
        recipient=recipient, kind=kind, key=key, subject=subject, body=body, path=path, created_at=at
    )
