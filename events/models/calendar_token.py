"""Which secret address carries somebody's own calendar? One a person's account, renewed at will."""

import secrets

from django.conf import settings
from django.db import models


def new_secret() -> str:
    """Return 128 random bits for an address."""
    return secrets.token_urlsafe(16)


class CalendarToken(models.Model):
    """The secret in the address of a user's own calendar. Kept readable, as the owner has to see it again."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_token")
    secret = models.CharField(max_length=32, unique=True, default=new_secret)
    renewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
