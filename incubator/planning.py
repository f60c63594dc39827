"""What has every placement of a call to show, and what is it asked? Goals, reports and looks back, set with the call.

What is changed here holds for agreements that are signed from then on: who is placed keeps what was planned.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from incubator.call_templates import Reports, report_templates
from incubator.errors import ChangedMeanwhile, NotReady
from incubator.intakes import amend, changed_meanwhile, stamp_of, to_change
from incubator.models import Intake, MilestoneKind, PlannedMilestone
from incubator.permissions import keeper_id_of
from portal.questions.models import QuestionSet, QuestionSetVersion
from portal.questions.versions import make_set, save_version

#: What a report asks, and what a look back after graduation asks.
REPORT, LOOK_BACK = "report", "look_back"
SET_OF = {MilestoneKind.GOAL: REPORT, MilestoneKind.REPORT: REPORT, MilestoneKind.LOOK_BACK: LOOK_BACK}
DETAILS = ("kind", "month", "name", "name_en")
Rows = Sequence[Mapping[str, Any]]


def plan_of(intake: Intake) -> list[dict[str, Any]]:
    """Return the milestones of a call as plain data, in their order."""
    return [{name: getattr(row, name) for name in DETAILS} for row in intake.planned_milestones.all()]


def reports_of(intake: Intake) -> dict[str, QuestionSet]:
    """Return the questions that the milestones of a call ask, by what they are for."""
    rows = intake.planned_milestones.select_related("question_set")
    return {SET_OF[MilestoneKind(row.kind)]: row.question_set for row in rows}


def begin_plan(intake: Intake, rows: Rows, reports: Mapping[str, Reports], *, by: Any, at: datetime) -> None:
    """Give a new call its milestones, with questions of its own; in the caller's transaction."""
    kept = {what: _make(intake, asked, by, at) for what, asked in reports.items() if _asked_by(rows, what)}
    _set(intake, rows, kept)


@transaction.atomic
def set_plan(
    intake: Intake,
    rows: Rows,
    *,
    amendment: str = "",
    amendment_en: str = "",
    seen: str | None = None,
    by: Any,
    at: datetime,
) -> Intake:
    """Let agreements that are signed from now on have these milestones and no others.

    ``seen`` is the ``stamp`` of what was on the page. Raises what ``change_intake`` raises, and ``NotReady`` for two
    that are the same.
    """
    intake = to_change(intake, by=by)
    stood = plan_of(intake)
    if sorted(map(_key, stood)) == sorted(map(_key, rows)):
        return intake
    if seen is not None and seen != stamp_of(stood):
        raise ChangedMeanwhile(changed_meanwhile({"milestones": stood}), reason="changed_meanwhile")
    kept = reports_of(intake)
    for what, asked in report_templates().items():
        if what not in kept and _asked_by(rows, what):
            kept[what] = _make(intake, asked, by, at)
    _set(intake, rows, kept)
    amend(intake, ["milestones"], words=amendment, words_en=amendment_en, by=by, at=at)
    return intake


@transaction.atomic
def save_reports(
    intake: Intake,
    what: str,
    *,
    definition: dict[str, Any],
    seen: int,
    amendment: str = "",
    amendment_en: str = "",
    by: Any,
    at: datetime,
) -> QuestionSetVersion:
    """Save what reports, or looks back, ask; what is planned already keeps its questions.

    Raises what ``change_intake`` and ``save_version`` raise, and ``NotReady`` when the call has none of these.
    """
    intake = to_change(intake, by=by)
    asked = reports_of(intake).get(what)
    if asked is None:
        raise NotReady(_("Please add a milestone first."))
    version = save_version(
        asked, definition=definition, name=asked.name, name_en=asked.name_en, seen=seen, by=by, at=at
    )
    if version.number != seen:
        amend(intake, ["milestones"], words=amendment, words_en=amendment_en, by=by, at=at)
    return version


def questions_for(intake: Intake, kind: str, *, by: Any, at: datetime) -> QuestionSet:
    """Return what a milestone of this kind asks in this call; the usual questions are made where it has none yet."""
    what = SET_OF[MilestoneKind(kind)]
    return reports_of(intake).get(what) or _make(intake, report_templates()[what], by, at)


def stamp(intake: Intake) -> str:
    """Return what tells whether the milestones of a call have changed since they were read."""
    return stamp_of(plan_of(intake))


def _asked_by(rows: Rows, what: str) -> bool:
    return any(SET_OF[MilestoneKind(row["kind"])] == what for row in rows)


def _make(intake: Intake, asked: Reports, by: Any, at: datetime) -> QuestionSet:
    owner = keeper_id_of(intake.base) or 0
    names = {"name": asked.name.zh, "name_en": asked.name.en}
    return make_set(organisation_id=owner, **names, definition=dict(asked.questions), by=by, at=at)


def _set(intake: Intake, rows: Rows, kept: Mapping[str, QuestionSet]) -> None:
    """Write the rows; raises ``NotReady`` for two that are the same."""
    named = Counter((row["kind"], row["month"], row["name"]) for row in rows)
    if twice := next((name for (_kind, _month, name), count in named.items() if count > 1), None):
        raise NotReady(_("Two milestones are the same: %(name)s") % {"name": twice}, reason="milestones")
    intake.planned_milestones.all().delete()
    PlannedMilestone.objects.bulk_create(
        PlannedMilestone(
            intake=intake,
            question_set=kept[SET_OF[MilestoneKind(row["kind"])]],
            **{name: row[name] for name in DETAILS},
        )
        for row in rows
    )


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in DETAILS)
