"""Who may do what at a base? Staff of the organisation that runs it, or that runs a base above it.

The operator (运营机构) prepares: whoever writes for that organisation. The authority (主管部门) decides: whoever
approves for the organisation that oversees the base, and where none does, for the one that runs it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from incubator.models import Base
from organisations.models import Membership, Organisation
from organisations.permissions import Act, organisations_for, staff_for

#: How many bases one leans on another: a point on a special base on a core.
DEEPEST = 3


def bases_for(user: Any, act: Act) -> QuerySet[Base]:
    """Return the bases for which the user may do this, with those that lean on them, as a subquery."""
    if user.is_superuser and user.is_active:
        return Base.objects.all()
    theirs = organisations_for(user, act)
    steps = ("__".join(["parent"] * depth + ["organisation"]) for depth in range(DEEPEST))
    own = Q()
    for step in steps:
        own |= Q(**{f"{step}__in": theirs})
    return Base.objects.filter(own)


def can_prepare(user: Any, base: Base) -> bool:
    """Return whether the user prepares calls and checks applications of this base."""
    return bases_for(user, Act.WRITE).filter(pk=base.pk).exists()


def can_decide(user: Any, base: Base) -> bool:
    """Return whether the user decides on applications of this base."""
    if user.is_superuser:
        return bool(user.is_active)
    overseers = [one.overseen_by_id for one in above(base) if one.overseen_by_id]
    if overseers:
        return organisations_for(user, Act.APPROVE).filter(pk__in=overseers).exists()
    return bases_for(user, Act.APPROVE).filter(pk=base.pk).exists()


def above(base: Base) -> list[Base]:
    """Return the base and those that it leans on, upwards."""
    chain: list[Base] = []
    here: Base | None = base
    while here is not None and len(chain) < DEEPEST:
        chain.append(here)
        here = here.parent
    return chain


def staff_of(base: Base, act: Act) -> Iterable[Any]:
    """Return the accounts of those who may do this at the base itself, to be told."""
    overseers = [one.overseen_by_id for one in above(base) if one.overseen_by_id] if act == Act.APPROVE else []
    organisation_id = next(iter(overseers), base.organisation_id)
    if not organisation_id:
        return []
    memberships: QuerySet[Membership] = staff_for(organisation_id, act, timezone.localdate())
    return list({membership.user_id: membership.user for membership in memberships}.values())


def runs_for(user: Any) -> QuerySet[Organisation]:
    """Return the organisations in whose name the user may apply."""
    return organisations_for(user, Act.MANAGE)
