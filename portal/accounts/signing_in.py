"""Whose number is this? Signing in and signing up are one act, done after the number is proven."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q, QuerySet

from portal.accounts.models import Mandate, Person, User, normalise_name
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


def asks_birth_date(phone: str) -> bool:
    """Return whether a birth date is the second fact: where nobody of the household has told one, a name is."""
    return _household(phone).exclude(birth_date=None).exists()


def is_known_by(phone: str, *, birth_date: date | None = None, name: str = "") -> bool:
    """Return whether this is a second fact about the household that the number opens: a member's birth date."""
    if asks_birth_date(phone):
        return birth_date is not None and _household(phone).filter(birth_date=birth_date).exists()
    return Person.objects.filter(user__phone=phone, name=normalise_name(name)).exists()


def _household(phone: str) -> QuerySet[Person]:
    """Return the owner of the number, who lives with them, and those they look after."""
    lasting = Mandate.objects.lasting().filter(agent__phone=phone, ends_on=None)
    of_it = Q(user__phone=phone) | Q(household__people__user__phone=phone) | Q(mandates__in=lasting)
    return Person.objects.filter(of_it, erased_at=None).distinct()


@transaction.atomic
def release_number(phone: str, *, at: datetime) -> None:
    """Take the number off the account of its former owner, whose people and sign-ups stay as they are."""
    for user in User.objects.select_for_update().filter(phone=phone):
        User.objects.filter(pk=user.pk).update(phone=None, phone_verified_at=None)
        record("account.number_released", user, by=SYSTEM, at=at)


@transaction.atomic
def account_to_be(phone: str, *, by: Any, at: datetime) -> User:
    """Return the account of a number that nobody has proven here, for a right that waits for its owner.

    A new one opens to nobody until the number is proven; who asks does not learn whether it was there.
    """
    user, is_new = User.objects.get_or_create(
        phone=phone, defaults={"username": f"u{secrets.token_hex(8)}", "password": make_password(None)}
    )
    if is_new:
        record("account.prepared", user, by=by, at=at)
    return user


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
