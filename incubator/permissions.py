"""Who may do what at a base? Staff of the organisation that runs it, or that runs a base above it; and its officers.

The operator (运营机构) prepares: whoever writes for that organisation, and whom it appointed as an officer of the base.
The authority (主管部门) decides: whoever approves for the organisation that oversees the base, and where none does, for
the one that runs it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from incubator.models import Appointment, Base
from organisations.models import Organisation
from organisations.permissions import Act, organisations_for, reach_of, staff_for

#: How many bases one leans on another: a point on a special base on a core.
DEEPEST = 3


@dataclass(frozen=True)
class Standing:
    """What one account may do at which bases today, looked up once a request: bases are few, and their tree is small.

    ``lines`` holds of each base the organisation that runs it and the one that oversees it, its own first and then
    those of the bases above it; ``officered`` are those of which one is an officer by appointment.
    """

    lines: Mapping[int, Sequence[tuple[int, int | None, int | None]]]
    officered: frozenset[int]

    def run_by(self, organisation_ids: Collection[int]) -> set[int]:
        """Return the bases that these organisations run, or that lean on one of theirs."""
        return {pk for pk, line in self.lines.items() if any(run in organisation_ids for _base, run, _over in line)}

    def officered_or_below(self) -> set[int]:
        """Return the bases of which one is an officer, with those that lean on them."""
        return {pk for pk, line in self.lines.items() if any(base in self.officered for base, *_rest in line)}

    def decided_by(self, organisation_ids: Collection[int]) -> set[int]:
        """Return the bases on which these organisations decide."""
        overseers = {pk: {over for *_rest, over in line if over} for pk, line in self.lines.items()}
        run = self.run_by(organisation_ids)
        return {pk for pk, over in overseers.items() if (over & set(organisation_ids) if over else pk in run)}

    def just_below(self, bases: Collection[int]) -> set[int]:
        """Return the bases that lean on one of these without another between."""
        return {pk for pk, line in self.lines.items() if len(line) > 1 and line[1][0] in bases}


def _standing_of(user: Any) -> Standing:
    """Return where the user stands today; two queries, once for each user object (one request's)."""
    today = timezone.localdate()
    cached: tuple[date, Standing] | None = getattr(user, "_incubator_standing", None)
    if cached is None or cached[0] != today:
        cached = user._incubator_standing = (today, _look_up(user, today))
    return cached[1]


def _look_up(user: Any, day: date) -> Standing:
    rows = {pk: rest for pk, *rest in Base.objects.values_list("pk", "parent_id", "organisation_id", "overseen_by_id")}
    lines: dict[int, list[tuple[int, int | None, int | None]]] = {}
    for pk in rows:
        line: list[tuple[int, int | None, int | None]] = []
        here: int | None = pk
        while here is not None and len(line) < DEEPEST:
            parent, run, over = rows[here]
            line.append((here, run, over))
            here = parent
        lines[pk] = line
    held = Appointment.objects.valid_on(day).filter(user=user, role=Appointment.Role.OFFICER)
    active = held.exclude(base__organisation__state=Organisation.State.SUSPENDED)
    return Standing(lines, frozenset(active.values_list("base_id", flat=True)))


def _allowed(user: Any, act: Act) -> set[int]:
    """Return the organisations for which the user may do this; no query but where somebody only sees."""
    if act == Act.SEE:
        return set(organisations_for(user, act).values_list("pk", flat=True))
    return {pk for pk, acts in reach_of(user).acts.items() if act in acts}


def bases_for(user: Any, act: Act) -> QuerySet[Base]:
    """Return the bases for which the user may do this, with those that lean on them."""
    if not getattr(user, "is_active", False):
        return Base.objects.none()
    if user.is_superuser:
        return Base.objects.all()
    standing = _standing_of(user)
    found = standing.run_by(_allowed(user, act))
    return Base.objects.filter(pk__in=found | standing.officered_or_below() if act == Act.WRITE else found)


def deciding_for(user: Any) -> QuerySet[Base]:
    """Return the bases for which the user decides: where one is overseen, whoever oversees it; else who runs it."""
    if not getattr(user, "is_active", False):
        return Base.objects.none()
    if user.is_superuser:
        return Base.objects.all()
    return Base.objects.filter(pk__in=_decided(user))


def arranging(user: Any) -> QuerySet[Base]:
    """Return the bases that the user gives an operator and a place in the tree: those below one they decide for."""
    if not getattr(user, "is_active", False) or user.is_superuser:
        return Base.objects.all() if getattr(user, "is_active", False) else Base.objects.none()
    return Base.objects.filter(pk__in=_standing_of(user).just_below(_decided(user)))


def bases_seen_by(user: Any) -> QuerySet[Base]:
    """Return the bases for which the user prepares or decides."""
    return bases_for(user, Act.WRITE) | deciding_for(user)


def stands_at_a_base(user: Any) -> bool:
    """Return whether the user prepares or decides anywhere; no query beside looking up where they stand."""
    if not user.is_active or user.is_superuser:
        return bool(user.is_active)
    standing = _standing_of(user)
    return bool(standing.run_by(_allowed(user, Act.WRITE)) or standing.officered_or_below() or _decided(user))


def _decided(user: Any) -> set[int]:
    return _standing_of(user).decided_by(_allowed(user, Act.APPROVE))


def can_prepare(user: Any, base: Base) -> bool:
    """Return whether the user prepares calls and checks applications of this base; no query of its own."""
    if not getattr(user, "is_active", False) or user.is_superuser:
        return bool(getattr(user, "is_active", False))
    standing = _standing_of(user)
    return base.pk in standing.run_by(_allowed(user, Act.WRITE)) | standing.officered_or_below()


def can_decide(user: Any, base: Base) -> bool:
    """Return whether the user decides on applications of this base; no query of its own."""
    if not getattr(user, "is_active", False) or user.is_superuser:
        return bool(getattr(user, "is_active", False))
    return base.pk in _decided(user)


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
