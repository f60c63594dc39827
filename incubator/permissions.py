"""Who may do what at a base? Staff of the organisation that runs it, or that runs a base above it; and its officers.

The operator (运营机构) prepares: whoever writes for that organisation, and whom it appointed as an officer of the base.
The authority (主管部门) decides: whoever approves for the organisation that oversees the base, and where none does, for
the one that runs it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from incubator.models import Appointment, Base
from organisations.models import Organisation
from organisations.permissions import Act, organisations_for, staff_for

#: How many bases one leans on another: a point on a special base on a core.
DEEPEST = 3


def bases_for(user: Any, act: Act) -> QuerySet[Base]:
    """Return the bases for which the user may do this, with those that lean on them, as a subquery."""
    if user.is_superuser and user.is_active:
        return Base.objects.all()
    own = _here_or_above("organisation__in", organisations_for(user, act))
    if act == Act.WRITE:
        own |= _here_or_above("pk__in", _officered(user))
    return Base.objects.filter(own)


def deciding_for(user: Any) -> QuerySet[Base]:
    """Return the bases for which the user decides: where one is overseen, whoever oversees it; else who runs it."""
    if user.is_superuser:
        return Base.objects.all() if user.is_active else Base.objects.none()
    is_overseen = _here_or_above("overseen_by__isnull", False)
    theirs = _here_or_above("overseen_by__in", organisations_for(user, Act.APPROVE))
    run = Q(pk__in=bases_for(user, Act.APPROVE).values("pk"))
    return Base.objects.filter((is_overseen & theirs) | (~Q(pk__in=Base.objects.filter(is_overseen)) & run))


def arranging(user: Any) -> QuerySet[Base]:
    """Return the bases that the user gives an operator and a place in the tree: those below one they decide for."""
    if user.is_superuser:
        return Base.objects.all() if user.is_active else Base.objects.none()
    return Base.objects.filter(parent__in=deciding_for(user).values("pk"))


def _here_or_above(condition: str, value: Any) -> Q:
    """Return what holds when it holds of the base or of one that it leans on."""
    found = Q()
    for depth in range(DEEPEST):
        found |= Q(**{"__".join(["parent"] * depth + [condition]): value})
    return found


def _officered(user: Any) -> QuerySet[Appointment, Any]:
    """Return the bases of which the user is an officer today, by appointment; not of an organisation suspended."""
    if not getattr(user, "is_active", False):
        return Appointment.objects.none().values("base")
    held = Appointment.objects.valid_on(timezone.localdate()).filter(user=user, role=Appointment.Role.OFFICER)
    return held.exclude(base__organisation__state=Organisation.State.SUSPENDED).values("base")


def can_prepare(user: Any, base: Base) -> bool:
    """Return whether the user prepares calls and checks applications of this base."""
    return bases_for(user, Act.WRITE).filter(pk=base.pk).exists()


def can_decide(user: Any, base: Base) -> bool:
    """Return whether the user decides on applications of this base."""
    return deciding_for(user).filter(pk=base.pk).exists()


def bases_seen_by(user: Any) -> QuerySet[Base]:
    """Return the bases for which the user prepares or decides."""
    return Base.objects.filter(
        Q(pk__in=bases_for(user, Act.WRITE).values("pk")) | Q(pk__in=deciding_for(user).values("pk"))
    )


def above(base: Base) -> list[Base]:
    """Return the base and those that it leans on, upwards."""
    chain: list[Base] = []
    here: Base | None = base
    while here is not None and len(chain) < DEEPEST:
        chain.append(here)
        here = here.parent
    return chain


def keeper_of(base: Base) -> Organisation | None:
    """Return the organisation in whose part of the tree a base's calls are written: its own, or that above it."""
    return next((one.organisation for one in above(base) if one.organisation), None)


def keeper_id_of(base: Base) -> int | None:
    """Return the organisation that runs the base, or the nearest one that it leans on; its history holds the acts."""
    return next((one.organisation_id for one in above(base) if one.organisation_id), None)


def staff_of(base: Base, act: Act) -> Iterable[Any]:
    """Return the accounts of those who may do this at the base itself, to be told."""
    overseers = [one.overseen_by_id for one in above(base) if one.overseen_by_id] if act == Act.APPROVE else []
    today = timezone.localdate()
    organisation_id = next(iter(overseers), keeper_id_of(base))
    found = {one.user_id: one.user for one in staff_for(organisation_id, act, today)} if organisation_id else {}
    if act == Act.WRITE:
        officers = base.appointments.valid_on(today).filter(role=Appointment.Role.OFFICER, user__is_active=True)
        found |= {one.user_id: one.user for one in officers.select_related("user")}
    return list(found.values())


def runs_for(user: Any) -> QuerySet[Organisation]:
    """Return the organisations in whose name the user may apply."""
    return organisations_for(user, Act.MANAGE)
