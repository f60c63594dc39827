"""What can a volunteer do here? Roles and the plans made of them, as an organisation keeps them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NotAllowed, ShiftRefused
from events.models import ShiftPlan, ShiftPlanLine, VolunteerRole
from events.permissions import can_roster
from organisations.models import Organisation
from portal.audit.recording import record


@transaction.atomic
def make_role(organisation: Organisation, *, facts: Mapping[str, Any], by: Any, at: Any) -> VolunteerRole:
    """Make a role of this organisation. ``requires`` among the facts are kinds of qualification.

    Raises ``NotAllowed``.
    """
    return _save_role(VolunteerRole(organisation=organisation), "role.made", facts, by=by, at=at)


@transaction.atomic
def change_role(role: VolunteerRole, *, facts: Mapping[str, Any], by: Any, at: Any) -> VolunteerRole:
    """Change a role, or retire it with ``is_retired``; shifts that are there keep it. Raises ``NotAllowed``."""
    return _save_role(role, "role.changed", facts, by=by, at=at)


def _save_role(role: VolunteerRole, act: str, facts: Mapping[str, Any], *, by: Any, at: Any) -> VolunteerRole:
    _refuse_stranger(role.organisation_id, by)
    own = {name: value for name, value in facts.items() if name != "requires"}
    for name, value in own.items():
        setattr(role, name, value)
    role.save()
    if "requires" in facts:
        role.requires.set(facts["requires"])
    record(act, role, by=by, at=at, organisation_id=role.organisation_id, fields=sorted(facts))
    return role


@transaction.atomic
def make_plan(
    organisation: Organisation, *, facts: Mapping[str, Any], lines: Iterable[Mapping[str, Any]], by: Any, at: Any
) -> ShiftPlan:
    """Make a plan of shifts. Raises ``NotAllowed``, and ``ShiftRefused`` for a plan without lines."""
    return _save_plan(ShiftPlan(organisation=organisation), "shift_plan.made", facts, lines, by=by, at=at)


@transaction.atomic
def change_plan(
    plan: ShiftPlan, *, facts: Mapping[str, Any], lines: Iterable[Mapping[str, Any]], by: Any, at: Any
) -> ShiftPlan:
    """Change a plan; the shifts that were made from it stay as they are. Raises as ``make_plan`` does."""
    return _save_plan(plan, "shift_plan.changed", facts, lines, by=by, at=at)


def _save_plan(
    plan: ShiftPlan,
    act: str,
    facts: Mapping[str, Any],
    lines: Iterable[Mapping[str, Any]],
    *,
    by: Any,
    at: Any,
) -> ShiftPlan:
    _refuse_stranger(plan.organisation_id, by)
    wanted = [ShiftPlanLine(**line) for line in lines]
    if not wanted:
        raise ShiftRefused(_("A plan needs at least one role."), field="lines")
    for line in wanted:
        if line.role.organisation_id not in (None, plan.organisation_id):
            raise ShiftRefused(_("This role belongs to another organisation."), field="lines")
        if line.minimum > line.wished:
            raise ShiftRefused(_("More are needed at least than are wished for."), field="lines")
    for name, value in facts.items():
        setattr(plan, name, value)
    plan.save()
    plan.lines.all().delete()
    for line in wanted:
        line.plan = plan
    ShiftPlanLine.objects.bulk_create(wanted)
    record(act, plan, by=by, at=at, organisation_id=plan.organisation_id, fields=sorted(facts), lines=len(wanted))
    return plan


def _refuse_stranger(organisation_id: int | None, by: Any) -> None:
    """A role without an organisation is everybody's, and the administrator's to change."""
    if not hasattr(by, "pk") or by.is_superuser:
        return
    if organisation_id is None or not can_roster(by, organisation_id):
        raise NotAllowed(_("You do not roster this organisation's volunteers."))
