"""How does somebody become staff of an organisation, and how do they cease to be? Known by their mobile number."""

import secrets
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.errors import NotYours
from organisations.models import Membership, Organisation
from organisations.permissions import Act, Role, may
from portal.audit.recording import record

#: Roles that only the administrator and the officers of the home centre give: they approve what others write.
GIVEN_FROM_ABOVE = frozenset({Role.OFFICER, Role.DESK})


def grantable_roles(user: Any, organisation: Organisation) -> list[str]:
    """Return the roles this user may give in this organisation."""
    if not may(user, Act.MANAGE, organisation.pk):
        return []
    if may(user, Act.APPROVE, organisation.pk):
        return list(Role.values)
    return [role for role in Role.values if role not in GIVEN_FROM_ABOVE]


@transaction.atomic
def grant(*, organisation: Organisation, phone: str, name: str, role: str, by: Any, at: datetime) -> Membership:
    """Give the account of a number (E.164) a role from today, replacing one it holds there; a new one is made.

    It signs in by a code to that number. Raises ``NotYours`` when the user may not give this role.
    """
    if role not in grantable_roles(by, organisation):
        raise NotYours(_("You cannot give this role in this organisation."))
    user = _account(phone, name)
    today = timezone.localdate(at)
    held = Membership.objects.select_for_update().filter(user=user, organisation=organisation, ends_on=None).first()
    if held and held.role == role:
        return held
    if held:
        end(held, by=by, at=at)
    membership = Membership.objects.create(user=user, organisation=organisation, role=role, starts_on=today)
    record("membership.granted", membership, by=by, at=at, organisation_id=organisation.pk, role=role, user=user.pk)
    return membership


@transaction.atomic
def end(membership: Membership, *, by: Any, at: datetime) -> Membership:
    """End a membership today, so that the very next request has it no more. Doing it again changes nothing.

    Raises ``NotYours``; also for one's own, which a colleague has to end.
    """
    organisation = membership.organisation
    if membership.role not in grantable_roles(by, organisation) and not getattr(by, "is_superuser", False):
        raise NotYours(_("You cannot end this membership."))
    if membership.user_id == getattr(by, "pk", None) and not by.is_superuser:
        raise NotYours(_("You cannot end your own membership. Please ask a colleague."))
    today = timezone.localdate(at)
    if membership.ends_on is None or membership.ends_on > today:
        membership.ends_on = today
        membership.save(update_fields=["ends_on"])
        record("membership.ended", membership, by=by, at=at, organisation_id=organisation.pk, user=membership.user_id)
    return membership


def _account(phone: str, name: str) -> Any:
    """Return the account of this number, made without a password when there is none."""
    users = get_user_model()
    if known := users.objects.filter(phone=phone).first():
        return known
    try:
        with transaction.atomic():
            user = users(username=f"u{secrets.token_hex(8)}", phone=phone, first_name=name)
            user.set_unusable_password()
            user.save()
            return user
    except IntegrityError:
        return users.objects.get(phone=phone)
