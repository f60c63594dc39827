"""What has to be so before a move? The guards that every case has, and those of its kind; each says what is missing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.cases import clock
from portal.cases.definition import Move
from portal.cases.kinds import kind_named
from portal.cases.models import Case, Defect, DefectNotice


def defects_settled(case: Case, at: datetime) -> str | None:
    """Everything that was corrected has been looked at and ticked off."""
    known = getattr(case, "notices_read", None)
    if known is None:
        count = Defect.objects.filter(notice__case=case, settled_at=None).count()
    else:
        count = sum(defect.settled_at is None for notice in known for defect in notice.defects.all())
    if not count:
        return None
    text = ngettext(
        "%(count)d corrected field has not been ticked off yet.",
        "%(count)d corrected fields have not been ticked off yet.",
        count,
    )
    return text % {"count": count}


def checks_done(case: Case, at: datetime) -> str | None:
    """Every check of this state is ticked."""
    done = {tick.check_id for tick in case.ticks.all() if tick.state == case.state}
    missing = [check for check in case.where.checks if check.id not in done]
    if not missing:
        return None
    return _("Not ticked yet: %(checks)s") % {"checks": _("; ").join(str(check.label) for check in missing)}


def overdue(case: Case, at: datetime) -> str | None:
    """The days of this state are over."""
    return None if clock.is_over(case, at=at) else _("Its days are not over yet.")


def reads() -> list[Any]:
    """Return what these look at of a case, to be read along where many cases are looked at."""
    notices = Prefetch("notices", DefectNotice.objects.prefetch_related("defects"), to_attr="notices_read")
    return [notices, "ticks"]


OWN: Mapping[str, Callable[[Case, datetime], str | None]] = {
    "defects_settled": defects_settled,
    "checks_done": checks_done,
    "overdue": overdue,
}


def in_the_way(case: Case, move: Move, *, at: datetime) -> list[str | Promise]:
    """Return what is in the way of a move, each in a sentence; nothing when it can be made."""
    found: list[str | Promise | None] = []
    for name in move.guards:
        found.append(OWN[name](case, at) if name in OWN else kind_named(case.kind).guards[name](case))
    return [sentence for sentence in found if sentence]
