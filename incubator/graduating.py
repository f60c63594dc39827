"""When has an organisation outgrown the incubator? Conditions, the authority's decision, and a proof that holds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incubator import premises
from incubator.errors import NotComplete, NotNow, NotYours
from incubator.milestones import plan_looks_back
from incubator.models import Mentoring, MilestoneKind, Placement
from incubator.permissions import above, can_decide, keeper_id_of
from incubator.placement_messages import tell_held
from incubator.states import PLACEMENT_MOVES, MilestoneState, PlacementState
from portal.audit.recording import record
from portal.proofs import issuing
from portal.proofs.content import HOLDER, Field, Kind, in_both
from portal.proofs.models import Proof

KIND = Kind(
    code="graduation",
    title=gettext_lazy("Certificate of graduation"),
    statement=gettext_lazy("has completed its incubation at %(base)s and stands on its own feet."),
    fields=(
        Field(HOLDER, gettext_lazy("Organisation")),
        Field("base", gettext_lazy("Incubation base")),
        Field("track", gettext_lazy("Track")),
        Field("days", gettext_lazy("Incubated")),
        Field("issuer", gettext_lazy("Issued by")),
    ),
)


@dataclass(frozen=True)
class Condition:
    """Something that has to be so before graduation, and whether it is."""

    words: str
    is_met: bool


def conditions(placement: Placement) -> list[Condition]:
    """Return what graduation wants of this placement; one query."""
    wanted = list(placement.milestones.standing().exclude(kind=MilestoneKind.LOOK_BACK))
    accepted = sum(one.state == MilestoneState.ACCEPTED for one in wanted)
    counts = {"accepted": accepted, "count": len(wanted)}
    return [
        Condition(
            _("Milestones and reports accepted: %(accepted)d of %(count)d") % counts, accepted == len(wanted) > 0
        ),
        Condition(_("Registered, and in the directory of this portal"), placement.organisation_id is not None),
        Condition(_("No warning that still stands"), not placement.is_at_risk),
    ]


@transaction.atomic
def graduate(placement: Placement, *, reason: str, by: Any, at: datetime) -> Proof:
    """Let a placement graduate: a proof is issued, the place is free, looks back are planned. Again: the same proof.

    Raises ``NotYours`` for whoever does not decide, ``NotNow``, ``NotComplete`` without a reason or a condition.
    """
    premises.lock(premises.room_of(placement))
    placement = Placement.objects.select_for_update(of=("self",)).with_call().get(pk=placement.pk)
    if hasattr(by, "pk") and not can_decide(by, placement.intake.base):
        raise NotYours(_("You do not decide for this base."))
    if placement.state == PlacementState.GRADUATED:
        return Proof.objects.about([placement.subject]).latest("pk")
    if placement.state != PlacementState.RUNNING:
        raise NotNow(_("It is not incubating now."))
    if lacking := [one.words for one in conditions(placement) if not one.is_met]:
        raise NotComplete(_("Not met yet: %(conditions)s") % {"conditions": _("; ").join(lacking)})
    if not reason.strip():
        raise NotComplete(_("Please say why."), reason="reason")
    PLACEMENT_MOVES.move(placement, PlacementState.GRADUATED)
    today = timezone.localdate(at)
    placement.ended_on, placement.end_reason = today, reason.strip()[:500]
    placement.save()
    Mentoring.objects.filter(placement=placement, ends_on=None).update(ends_on=today)
    premises.leave(placement, today)
    plan_looks_back(placement, today)
    proof = _issue(placement, by=by, at=at)
    record("placement.graduated", placement, by=by, at=at, organisation_id=keeper_id_of(placement.intake.base))
    tell_held(placement, "graduated", at=at, reason=proof.number)
    return proof


def _issue(placement: Placement, *, by: Any, at: datetime) -> Proof:
    base, organisation = placement.intake.base, placement.organisation
    if organisation is None or placement.ended_on is None:
        raise NotNow(_("It has not graduated."))
    runner = next((one.organisation for one in above(base) if one.organisation), organisation)
    return issuing.issue(
        KIND.code,
        subject=placement.subject,
        person=None,
        values={
            HOLDER: {"zh-hans": organisation.name, "en": organisation.name_en},
            "base": {"zh-hans": base.name, "en": base.name_en},
            "track": {"zh-hans": placement.track.name, "en": placement.track.name_en},
            "days": _days(placement.term[0], placement.ended_on),
            "issuer": {"zh-hans": runner.name, "en": runner.name_en},
        },
        organisation_id=keeper_id_of(base),
        by=by,
        at=at,
    )


def proof_of(placement: Placement) -> Proof | None:
    """Return the newest proof of a graduation, whether it is in force or not."""
    return Proof.objects.about([placement.subject]).order_by("-pk").first()


def _days(first: date, last: date) -> dict[str, str]:
    begins, ends = in_both(first), in_both(last)
    return {language: f"{begins[language]} – {ends[language]}" for language in begins}
