"""What changes on an account itself, and who must be able to tell afterwards?"""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.audit.recording import record


@transaction.atomic
def change_language(user: Any, language: str, *, at: datetime) -> None:
    """Set the language of the messages to this account."""
    if user.language == language:
        return
    user.language = language
    user.save(update_fields=["language"])
    record("account.changed", user, by=user, at=at, fields=["language"])


def note_new_password(user: Any, *, at: datetime) -> None:
    """Record that the account has a new password."""
    record("account.changed", user, by=user, at=at, fields=["password"])
