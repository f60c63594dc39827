"""What has somebody not read yet? Read is what they say they have read; looking changes nothing."""

from datetime import datetime
from typing import Any

from portal.outbox.models import Message


def unread_count(user: Any) -> int:
    """Return how many messages the user has not read; one look into a small index."""
    return Message.objects.filter(recipient=user).unread().count() if user.is_authenticated else 0


def mark_read(*, by: Any, at: datetime, message_id: int | None = None) -> int:
    """Mark one message of ``by`` as read, or all of them; return how many were not before."""
    messages = Message.objects.filter(recipient=by).unread()
    if message_id is not None:
        messages = messages.filter(pk=message_id)
    return messages.update(read_at=at)
