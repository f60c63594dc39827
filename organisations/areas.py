"""What does the district's tree look like? Areas are added, renamed, moved and retired, never deleted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from organisations.errors import NotYours, StillInUse, WrongPlace
from organisations.models import Area, Organisation
from portal.audit.recording import record

Level = Area.Level
#: What lies in what.
ABOVE = {
    Level.DISTRICT: None,
    Level.SUBDISTRICT: Level.DISTRICT,
    Level.COMMITTEE: Level.SUBDISTRICT,
    Level.ESTATE: Level.COMMITTEE,
}


@transaction.atomic
def add_area(*, code: str, level: str, parent: Area | None, by: Any, at: datetime, **details: Any) -> Area:
    """Add an area below another one. Raises ``WrongPlace`` where it cannot lie, ``NotYours``."""
    _refuse_stranger(by)
    area = Area(code=code, level=level, parent=parent, **details)
    _refuse_wrong_place(area)
    _refuse_nonsense(area)
    area.save()
    record("area.added", area, by=by, at=at)
    return area


@transaction.atomic
def change_area(area: Area, *, details: Mapping[str, Any], by: Any, at: datetime) -> Area:
    """Rename an area, count its households, name its centre, or move it with all below it.

    Raises ``WrongPlace`` for a place of another level, below itself or retired, ``NotYours``.
    """
    _refuse_stranger(by)
    area = Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    before = area.path
    changed = [name for name, value in details.items() if getattr(area, name) != value]
    for name in changed:
        setattr(area, name, details[name])
    if "parent" in changed:
        _refuse_wrong_place(area)
    _refuse_nonsense(area)
    area.save()
    if area.path != before:
        _move_all_below(before, area)
    record("area.changed", area, by=by, at=at, fields=sorted(changed))
    return area


@transaction.atomic
def retire_area(area: Area, *, by: Any, at: datetime) -> Area:
    """Retire an area that nothing lies in any more: it is chosen no longer, and households that named it keep it.

    Retired already: the same. Raises ``StillInUse`` while an area below or an organisation is in it, ``NotYours``.
    """
    _refuse_stranger(by)
    area = Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    if area.retired_at is not None:
        return area
    if area.children.in_use().exists():
        raise StillInUse(_("Other areas still lie in it. Please move or retire them first."))
    if Organisation.objects.filter(area=area).exists():
        raise StillInUse(_("Organisations still belong to it. Please give them another area first."))
    area.retired_at = at
    area.save()
    record("area.retired", area, by=by, at=at)
    return area


@transaction.atomic
def restore_area(area: Area, *, by: Any, at: datetime) -> Area:
    """Take a retired area back into use. In use already: the same. Raises ``WrongPlace`` where nothing can lie."""
    _refuse_stranger(by)
    area = Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    if area.retired_at is None:
        return area
    _refuse_wrong_place(area)
    area.retired_at = None
    area.save()
    record("area.restored", area, by=by, at=at)
    return area


def _move_all_below(before: str, area: Area) -> None:
    """Bring the paths of all below up to date with an area that moved."""
    below = list(Area.objects.filter(path__startswith=before).exclude(pk=area.pk))
    for one in below:
        one.path = area.path + one.path.removeprefix(before)
    Area.objects.bulk_update(below, ["path"])


def _refuse_stranger(by: Any) -> None:
    if hasattr(by, "pk") and not (by.is_active and by.is_superuser):
        raise NotYours(_("Only the district's administrator changes its areas."))


def _refuse_wrong_place(area: Area) -> None:
    wanted = ABOVE[Level(area.level)]
    parent = area.parent
    if wanted is None:
        if parent is not None:
            raise WrongPlace(_("A district lies in nothing."), field="parent")
        return
    if parent is None or parent.level != wanted:
        words = {"level": Level(area.level).label, "above": wanted.label}
        raise WrongPlace(_("Please choose where it lies: a %(level)s lies in a %(above)s.") % words, field="parent")
    if parent.retired_at is not None:
        raise WrongPlace(_("%(area)s is retired.") % {"area": parent.local_name}, field="parent")


def _refuse_nonsense(area: Area) -> None:
    if area.household_count is not None and area.level != Level.ESTATE:
        raise WrongPlace(_("Households are counted for estates."), field="household_count")
    if area.centre_id and area.level not in (Level.COMMITTEE, Level.ESTATE):
        raise WrongPlace(_("Residents' committees name the centre that serves them."), field="centre")
