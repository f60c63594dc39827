"""Whose number is this? Signing in and signing up are one act, done after the number is proven."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from portal.accounts.models import Person, User, normalise_name
from portal.audit.recording import SYSTEM, record

#: Operators hand out a number again after some months; whoever has it then is a stranger to its old household.
UNUSED_FOR = timedelta(days=90)


def is_long_unused(phone: str, *, at: datetime) -> bool:
    """Return whether the number opens an account with a person, and has not been used for ninety days."""
    user = User.objects.filter(phone=phone, person__isnull=False).first()
    if user is None:
        return False
    moments = (user.last_login, user.phone_verified_at, user.date_joined)
    return max(moment for moment in moments if moment) <= at - UNUSED_FOR


def is_known_by(phone: str, name: str) -> bool:
    """Return whether this is the name of the person whose account the number opens: the second fact."""
    return Person.objects.filter(user__phone=phone, name=normalise_name(name)).exists()


@transaction.atomic
def release_number(phone: str, *, at: datetime) -> None:
    """Take the number off the account of its former owner, whose people and sign-ups stay as they are."""
    for user in User.objects.select_for_update().filter(phone=phone):
        User.objects.filter(pk=user.pk).update(phone=None, phone_verified_at=None)
        record("account.number_released", user, by=SYSTEM, at=at)


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
