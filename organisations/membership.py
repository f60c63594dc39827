"""Who is staff of an organisation, how do they change their role, and how do they leave?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.errors import LastOwner, NoSuchDays, NotYours
from organisations.models import Membership, Organisation
from organisations.models.membership import MembershipQuerySet
from organisations.permissions import ROLES, Act, Role, may, reach_of
from portal.audit.recording import record

#: Roles that only the administrator and the officers of the home centre give: they approve what others write.
GIVEN_FROM_ABOVE = frozenset({Role.OFFICER, Role.DESK})


def grantable_roles(user: Any, organisation: Organisation) -> list[str]:
    """Return the roles this user may give in this organisation; a social organisation has no officers or windows."""
    if not may(user, Act.MANAGE, organisation.pk):
        return []
    from_above = organisation.kind != Organisation.Kind.SOCIAL and may(user, Act.APPROVE, organisation.pk)
    return [role for role in Role.values if from_above or role not in GIVEN_FROM_ABOVE]


@transaction.atomic
def grant(
    *,
    organisation: Organisation,
    user: Any,
    role: str,
    by: Any,
    at: datetime,
    starts_on: date | None = None,
    until: date | None = None,
) -> Membership:
    """Give an account a role, from today or a later day, in place of the one it holds there; the same one stays.

    ``until`` is the first day without it. Raises ``NotYours`` when ``by`` may not give this role, ``LastOwner``
    when nobody would be left who manages the staff, ``NoSuchDays``.
    """
    grantable = grantable_roles(by, organisation)
    if role not in grantable:
        raise NotYours(_("You cannot give this role in this organisation."))
    today = timezone.localdate(at)
    first = max(starts_on or today, today)
    if until is not None and until <= first:
        raise NoSuchDays(_("The last day is before the first."))
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    held = list(_held(user, organisation, today))
    if len(held) == 1 and (held[0].role, held[0].ends_on) == (role, until) and held[0].starts_on <= first:
        return held[0]
    if any(one.role not in grantable for one in held):
        raise NotYours(_("You cannot change this membership."))
    if role not in ROLES[Act.MANAGE] or until is not None or first > today:
        _refuse_to_leave_nobody(held, organisation, by=by, day=today)
    for one in held:
        _end(one, first, by=by, at=at)
    membership = Membership.objects.create(
        user=user, organisation=organisation, role=role, starts_on=first, ends_on=until
    )
    record("membership.granted", membership, by=by, at=at, organisation_id=organisation.pk, role=role, user=user.pk)
    return membership


@transaction.atomic
def end(membership: Membership, *, by: Any, at: datetime) -> Membership:
    """End a membership today, so that the very next request has it no more. Doing it again changes nothing.

    Raises ``NotYours``, and ``LastOwner`` when nobody of its own would be left who manages the organisation.
    """
    if membership.user_id == getattr(by, "pk", None):
        return leave(membership, by=by, at=at)
    if membership.role not in grantable_roles(by, membership.organisation):
        raise NotYours(_("You cannot end this membership."))
    return _lock_and_end(membership, by=by, at=at)


@transaction.atomic
def leave(membership: Membership, *, by: Any, at: datetime) -> Membership:
    """End one's own membership. Raises ``NotYours`` for somebody else's, ``LastOwner`` for the last who manages."""
    if membership.user_id != by.pk:
        raise NotYours(_("You cannot end this membership."))
    return _lock_and_end(membership, by=by, at=at)


def is_last_manager(membership: Membership, day: date) -> bool:
    """Return whether without this membership nobody of its organisation would manage it for good."""
    if membership.role not in ROLES[Act.MANAGE] or not membership.is_open_on(day):
        return False
    others = Membership.objects.valid_on(day).filter(
        organisation=membership.organisation_id, role__in=ROLES[Act.MANAGE], ends_on=None, user__is_active=True
    )
    return not others.exclude(user=membership.user_id).exists()


def _lock_and_end(membership: Membership, *, by: Any, at: datetime) -> Membership:
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=membership.organisation_id)
    membership.refresh_from_db(fields=["ends_on", "role"])
    today = timezone.localdate(at)
    if membership.is_open_on(today):
        _refuse_to_leave_nobody([membership], organisation, by=by, day=today)
        _end(membership, today, by=by, at=at)
    return membership


def _held(user: Any, organisation: Organisation, day: date) -> MembershipQuerySet:
    """Return the memberships of this account there that are in force or begin later."""
    rows = Membership.objects.select_for_update().filter(user=user, organisation=organisation)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gt=day)).order_by("starts_on", "pk")


def _end(membership: Membership, day: date, *, by: Any, at: datetime) -> None:
    """Make this the first day without the membership; one that had not begun never does."""
    membership.ends_on = max(day, membership.starts_on)
    membership.save(update_fields=["ends_on"])
    user, role, organisation_id = membership.user_id, membership.role, membership.organisation_id
    record("membership.ended", membership, by=by, at=at, organisation_id=organisation_id, user=user, role=role)


def _refuse_to_leave_nobody(held: Sequence[Membership], organisation: Organisation, *, by: Any, day: date) -> None:
    """Refuse what would leave an organisation without anybody of its own to manage it; from above it may be done."""
    is_from_above = getattr(by, "is_superuser", False) or organisation.home_centre_id in reach_of(by).own
    is_own = any(one.user_id == getattr(by, "pk", None) for one in held)
    if (is_own or not is_from_above) and any(is_last_manager(one, day) for one in held):
        raise LastOwner(_("Nobody else manages this organisation. Please make somebody else its owner first."))
