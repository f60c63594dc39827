"""How is a call made, published, corrected while it runs, and closed? Everything an officer sets is checked here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from incubator import rubric
from incubator.errors import NotReady, NotYours
from incubator.models import Amendment, ApplicantKind, Base, Intake, Track
from incubator.permissions import can_decide, can_prepare
from incubator.states import INTAKE_MOVES, IntakeState
from portal.audit.recording import record

#: What an officer sets with a call; everything else follows from acts.
DETAILS = frozenset(
    {
        *("page", "name", "name_en", "opens_on", "closes_on", "place_count", "applicants", "workflow", "question_set"),
        *("exclusions", "papers", "blind_fields", "rubric", "reviews_wanted", "drops_extremes", "notice_days"),
    }
)


@transaction.atomic
def make_intake(
    *,
    base: Base,
    code: str,
    details: Mapping[str, Any],
    tracks: Sequence[Mapping[str, Any]],
    by: Any,
    at: datetime,
) -> Intake:
    """Prepare a call. Raises ``NotYours``, ``NotReady`` for what does not fit together, ``NotWellFormed``."""
    if hasattr(by, "pk") and not can_prepare(by, base):
        raise NotYours(_("You do not prepare calls of this base."))
    intake = Intake(base=base, code=code, **{key: value for key, value in details.items() if key in DETAILS})
    _check(intake)
    intake.save(force_insert=True)
    Track.objects.bulk_create(Track(intake=intake, position=number, **track) for number, track in enumerate(tracks))
    record("intake.made", intake, by=by, at=at, organisation_id=base.organisation_id)
    return intake


@transaction.atomic
def change_intake(
    intake: Intake, *, details: Mapping[str, Any], amendment: str = "", amendment_en: str = "", by: Any, at: datetime
) -> Intake:
    """Change a call; one that is published says publicly what has changed (``amendment``).

    Applications keep the workflow and the questions they began with. Raises what ``make_intake`` raises, and
    ``NotReady`` for a published call without an amendment, or one that is over.
    """
    if hasattr(by, "pk") and not can_prepare(by, intake.base):
        raise NotYours(_("You do not prepare calls of this base."))
    intake = Intake.objects.select_for_update(of=("self",)).select_related("base").get(pk=intake.pk)
    if intake.state not in (IntakeState.PREPARED, IntakeState.PUBLISHED):
        raise NotReady(_("This call is over and stays as it was."))
    changed = [key for key, value in details.items() if key in DETAILS and getattr(intake, key) != value]
    if not changed:
        return intake
    if intake.state == IntakeState.PUBLISHED and not amendment.strip():
        raise NotReady(_("This call is published: please say in one sentence what has changed."), reason="amendment")
    for key in changed:
        setattr(intake, key, details[key])
    _check(intake)
    intake.save()
    if intake.state == IntakeState.PUBLISHED:
        Amendment.objects.create(intake=intake, words=amendment.strip(), words_en=amendment_en.strip(), made_at=at)
    record("intake.changed", intake, by=by, at=at, organisation_id=intake.base.organisation_id, fields=sorted(changed))
    return intake


@transaction.atomic
def publish_intake(intake: Intake, *, by: Any, at: datetime) -> Intake:
    """Show a call to everybody. Doing it again changes nothing. Raises ``NotYours``, ``NotReady``."""
    intake = Intake.objects.select_for_update(of=("self",)).select_related("base", "page").get(pk=intake.pk)
    if hasattr(by, "pk") and not can_decide(by, intake.base):
        raise NotYours(_("You do not publish calls of this base."))
    if intake.state == IntakeState.PUBLISHED:
        return intake
    if intake.page is None or not intake.page.live:
        raise NotReady(_("Please publish the notice of this call first."), reason="page")
    if not intake.tracks.exists():
        raise NotReady(_("Please add a track first."), reason="tracks")
    INTAKE_MOVES.move(intake, IntakeState.PUBLISHED)
    intake.save(update_fields=["state"])
    record("intake.published", intake, by=by, at=at, organisation_id=intake.base.organisation_id)
    return intake


def _check(intake: Intake) -> None:
    """Raise ``NotReady`` or ``NotWellFormed`` for what does not fit together."""
    if intake.closes_on < intake.opens_on:
        raise NotReady(_("The last day is before the first."), reason="closes_on")
    if not intake.applicants or set(intake.applicants) - set(ApplicantKind.values):
        raise NotReady(_("Please choose who may apply."), reason="applicants")
    questions = intake.question_set.newest.questions.by_id()
    named = {
        *(row.get("question", "") for row in intake.exclusions),
        *intake.blind_fields,
        *(key for keys in intake.papers.values() for key in keys),
    }
    if unknown := sorted(named - set(questions)):
        raise NotReady(
            _("These questions are not asked in this call: %(ids)s") % {"ids": ", ".join(unknown)}, reason="questions"
        )
    if intake.rubric:
        rubric.read(intake.rubric)
