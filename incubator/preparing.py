"""How does a call come to be? From a template, or as a copy of an earlier call: everything of its own from then on."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from incubator.call_templates import Pattern, Reports
from incubator.completeness import unknown_questions
from incubator.errors import NotReady, NotYours
from incubator.intakes import TRACK_DETAILS, amend, make_intake, to_change
from incubator.models import Base, Intake, IntakePage
from incubator.permissions import can_prepare, keeper_of
from incubator.planning import begin_plan, plan_of, reports_of
from organisations.models import Organisation
from portal.cases.models import WorkflowVersion
from portal.cases.versions import make_workflow, save_workflow
from portal.questions.definition import Words
from portal.questions.models import QuestionSetVersion
from portal.questions.versions import make_set, save_version

KIND = "incubator"
#: Staff who decide, by role in a case: those whose decisions may need two.
AUTHORITY = "authority"
WORDS = ("title", "title_en", "summary", "summary_en", "body", "body_en")


@transaction.atomic
def prepare_call(
    *,
    base: Base,
    code: str,
    name: str,
    name_en: str = "",
    opens_on: date,
    closes_on: date,
    pattern: Pattern,
    by: Any,
    at: datetime,
) -> Intake:
    """Prepare a call of a base with a notice, questions and a workflow of its own, as the pattern has them.

    Raises ``NotYours``, and ``NotReady`` for a base that nobody runs, or a code that is taken.
    """
    if hasattr(by, "pk") and not can_prepare(by, base):
        raise NotYours(_("You do not prepare calls of this base."))
    keeper = keeper_of(base)
    if keeper is None:
        raise NotReady(_("Nobody runs this base yet: the notice has no place."), reason="base")
    if Intake.objects.filter(code=code).exists() or keeper.page.get_children().filter(slug=code).exists():
        raise NotReady(_("This code is taken."), reason="code")
    acting: dict[str, Any] = {"by": by, "at": at}
    names: dict[str, Any] = {"name": name, "name_en": name_en}
    details = {
        **{field: getattr(pattern, field) for field in COPIED},
        **names,
        "opens_on": opens_on,
        "closes_on": closes_on,
        "page": _notice(keeper, code, name, pattern, by),
        "workflow": make_workflow(kind=KIND, definition=pattern.workflow, organisation_id=keeper.pk, **names, **acting),
        "question_set": make_set(organisation_id=keeper.pk, definition=dict(pattern.questions), **names, **acting),
    }
    tracks = [dict(track) for track in pattern.tracks]
    made = make_intake(base=base, code=code, details=details, tracks=tracks, **acting)
    begin_plan(made, pattern.milestones, pattern.reports, **acting)
    return made


#: What a call takes over as it is.
COPIED = (
    *("place_count", "applicants", "exclusions", "papers", "blind_fields", "rubric", "reviews_wanted"),
    *("drops_extremes", "notice_days", "conflict_checks"),
)


def pattern_of(intake: Intake) -> Pattern:
    """Return what another call can take over from this one."""
    page = intake.page.get_latest_revision_as_object() if intake.page else None
    return Pattern(
        **{field: getattr(intake, field) for field in COPIED},
        tracks=[
            {"code": track.code, **{name: getattr(track, name) for name in TRACK_DETAILS}}
            for track in intake.tracks.all()
        ],
        questions=intake.question_set.newest.definition,
        workflow=intake.workflow.newest.definition,
        words={name: getattr(page, name) for name in WORDS} if page else {},
        milestones=plan_of(intake),
        reports={
            what: Reports(Words(asked.name, asked.name_en), asked.newest.definition)
            for what, asked in reports_of(intake).items()
        },
    )


@transaction.atomic
def save_questions(
    intake: Intake,
    *,
    definition: dict[str, Any],
    seen: int,
    amendment: str = "",
    amendment_en: str = "",
    by: Any,
    at: datetime,
) -> QuestionSetVersion:
    """Save what a call asks; whoever has begun goes on with what they were asked.

    Raises what ``change_intake`` and ``save_version`` raise, and ``NotReady`` when an exclusion, a paper or a blind
    field names a question that is gone.
    """
    intake = to_change(intake, by=by)
    asked = intake.question_set
    version = save_version(
        asked, definition=definition, name=asked.name, name_en=asked.name_en, seen=seen, by=by, at=at
    )
    if version.number == seen:
        return version
    intake = Intake.objects.select_related("base__parent__parent", "question_set").get(pk=intake.pk)
    if unknown := unknown_questions(intake):
        labels = asked.newest.questions.by_id()
        words = _("; ").join(str(labels[key].label) if key in labels else key for key in unknown)
        raise NotReady(
            _("“What the answers mean” still names: %(questions)s. Please take it out there first.")
            % {"questions": words},
            reason="questions",
        )
    amend(intake, ["questions"], words=amendment, words_en=amendment_en, by=by, at=at)
    return version


@transaction.atomic
def save_way(
    intake: Intake,
    *,
    definition: dict[str, Any],
    seen: int,
    names: tuple[str, str] | None = None,
    amendment: str = "",
    amendment_en: str = "",
    by: Any,
    at: datetime,
) -> WorkflowVersion:
    """Save how applications to a call go; whoever has begun goes on under the version they began with.

    Raises what ``change_intake`` and ``save_workflow`` raise.
    """
    intake = to_change(intake, by=by)
    version = save_workflow(intake.workflow, definition=definition, seen=seen, names=names, by=by, at=at)
    if version.number != seen:
        amend(intake, ["workflow"], words=amendment, words_en=amendment_en, by=by, at=at)
    return version


def decided_by(definition: dict[str, Any], people: int) -> dict[str, Any]:
    """Return the workflow with every decision of the authority made by one person, or by two."""
    moves = []
    for row in definition["moves"]:
        is_decision = row.get("does", "decide") == "decide" and row["by"] == [AUTHORITY]
        kept = {key: value for key, value in row.items() if key != "people" or not is_decision}
        moves.append({**kept, "people": people} if is_decision and people > 1 else kept)
    return {**definition, "moves": moves}


def _notice(keeper: Organisation, code: str, name: str, pattern: Pattern, by: Any) -> IntakePage:
    """Return the draft of the notice, below the page of the organisation that keeps the call."""
    words = {**{word: "" for word in WORDS}, **pattern.words}
    words["title"] = words["title"] or name
    words["summary"] = words["summary"] or name
    page = IntakePage(**words, slug=code, live=False, owner=by if hasattr(by, "pk") else None)
    keeper.page.add_child(instance=page)
    page.save_revision(user=by if hasattr(by, "pk") else None)
    return page
