"""Whose number is this? Signing in and signing up are one act, done after the number is proven."""

import secrets
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from portal.accounts.models import User
from portal.audit.recording import record


@transaction.atomic
def account_for(phone: str, *, language: str, at: datetime) -> tuple[User, bool]:
    """Return the account of a proven number and whether it is new; a new one speaks the language of the address.

    The caller has redeemed the number's code. Two at once get one account.
    """
    user, is_new = User.objects.get_or_create(
        phone=phone,
        defaults={
            "username": f"u{secrets.token_hex(8)}",
            "password": make_password(None),
            "language": language,
            "phone_verified_at": at,
        },
    )
    if is_new:
        record("account.signed_up", user, by=user, at=at)
    else:
        User.objects.filter(pk=user.pk).update(phone_verified_at=at)
    return user, is_new
