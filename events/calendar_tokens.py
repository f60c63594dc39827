"""Who reads somebody's calendar without signing in? Whoever has the secret address; its owner can renew it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from events.models import CalendarToken
from events.models.calendar_token import new_secret
from portal.audit.recording import record


def token_of(user: Any, *, at: datetime) -> CalendarToken:
    """Return the user's token, made when there is none yet."""
    token, _is_new = CalendarToken.objects.get_or_create(user=user, defaults={"renewed_at": at})
    return token


@transaction.atomic
def renew(*, by: Any, at: datetime) -> CalendarToken:
    """Give the user a new secret address; the old one leads nowhere from now on."""
    token, _was_there = CalendarToken.objects.update_or_create(
        user=by, defaults={"secret": new_secret(), "renewed_at": at}
    )
    record("calendar.renewed", token, by=by, at=at)
    return token


@transaction.atomic
def revoke(*, by: Any, at: datetime) -> None:
    """Take the secret address away; doing it again changes nothing."""
    token = CalendarToken.objects.filter(user=by).first()
    if token is None:
        return
    record("calendar.revoked", token, by=by, at=at)
    token.delete()
