"""How does the tree of bases grow? A base is given its place, who runs it and who oversees it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from incubator.errors import NotReady, NotYours
from incubator.models import Base
from incubator.permissions import DEEPEST, above, arranging, deciding_for, keeper_of
from portal.audit.recording import record

#: What says where a base stands and who has a say there; the rest are words.
PLACE = ("parent", "level", "organisation", "overseen_by")
WORDS = ("name", "name_en", "for_whom", "for_whom_en", "position")


@transaction.atomic
def make_base(*, code: str, details: Mapping[str, Any], by: Any, at: datetime) -> Base:
    """Make a base: below another, whoever decides for that; a core, the administrator.

    Raises ``NotYours``, ``NotReady``.
    """
    base = Base(code=code, **{key: details[key] for key in (*PLACE, *WORDS) if key in details})
    _may_stand(base, by)
    _check(base)
    base.save(force_insert=True)
    _note("base.made", base, by=by, at=at)
    return base


@transaction.atomic
def change_base(base: Base, *, details: Mapping[str, Any], by: Any, at: datetime) -> Base:
    """Change a base: its words, whoever decides for it; its place and who runs it, whoever decides for that above it.

    Raises ``NotYours``, ``NotReady`` for a place that it cannot have.
    """
    base = Base.objects.select_for_update(of=("self",)).get(pk=base.pk)
    if not _holds(deciding_for, by, base) and not _holds(arranging, by, base):
        raise NotYours(_("You do not arrange this base."))
    changed = [key for key in (*PLACE, *WORDS) if key in details and getattr(base, key) != details[key]]
    if set(changed) & set(PLACE) and not _holds(arranging, by, base):
        raise NotYours(_("Who runs this base and what it leans on is arranged from above it."))
    if not changed:
        return base
    for key in changed:
        setattr(base, key, details[key])
    if "parent" in changed:
        _may_stand(base, by)
    _check(base)
    base.save()
    _note("base.changed", base, by=by, at=at, fields=sorted(changed))
    return base


def _holds(bases: Any, by: Any, base: Base) -> bool:
    return not hasattr(by, "pk") or bases(by).filter(pk=base.pk).exists()


def _may_stand(base: Base, by: Any) -> None:
    """Raise ``NotYours`` unless ``by`` may have a base there."""
    if not hasattr(by, "pk") or by.is_superuser:
        return
    if base.parent is None or not deciding_for(by).filter(pk=base.parent.pk).exists():
        raise NotYours(_("Only below a base for which you decide."))


def _check(base: Base) -> None:
    """Raise ``NotReady`` for a place that no base can have."""
    if (base.level == Base.Level.CORE) != (base.parent is None):
        raise NotReady(_("A core base leans on nothing, and every other base on one."), reason="parent")
    chain = above(base.parent) if base.parent else []
    if any(one.pk == base.pk for one in chain):
        raise NotReady(_("A base cannot lean on itself."), reason="parent")
    if len(chain) + _height(base) > DEEPEST:
        raise NotReady(_("Bases lean on one another in three steps at most."), reason="parent")


def _height(base: Base) -> int:
    """Return how many steps there are from the base down, itself included."""
    if base.pk is None:
        return 1
    if not Base.objects.filter(parent=base).exists():
        return 1
    return 3 if Base.objects.filter(parent__parent=base).exists() else 2


def _note(act: str, base: Base, *, by: Any, at: datetime, **facts: Any) -> None:
    keeper = keeper_of(base)
    record(act, base, by=by, at=at, organisation_id=keeper.pk if keeper else None, **facts)
