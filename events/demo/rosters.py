"""Which hands does the demonstration need? Roles, plans used for its programmes, standing duties, a few more shifts."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from events.demo.content import ACTOR, read
from events.models import Category, QualificationKind, Session, Shift, ShiftPlan, StandingDuty, VolunteerRole
from events.states import EventState
from events.volunteering import duties, roles, shifts
from organisations.models import Organisation

#: How far ahead the plans are used.
AHEAD = timedelta(weeks=3)
WORDS = ("name", "name_en", "words", "words_en", "skills", "min_age", "is_risky", "swaps_are_approved")
DUTY_FACTS = ("name", "name_en", "weekdays", "minutes", "minimum", "wished", "meeting_point", "meeting_point_en")


def load_rosters(at: datetime) -> None:
    """Make whatever of it is missing at this moment."""
    content = read("rosters")
    by_code = {facts["code"]: _role(facts, place, at) for place, facts in enumerate(content["roles"])}
    for facts in content["plans"]:
        _plan(facts, by_code, at)
    for facts in content["duties"]:
        _duty(facts, by_code, at)
    duties.make_ahead(at)
    for facts in content["shifts"]:
        _shift(facts, by_code, at)


def _role(facts: dict[str, Any], place: int, at: datetime) -> VolunteerRole:
    organisation = Organisation.objects.get(code=facts["of"]) if "of" in facts else None
    there = VolunteerRole.objects.filter(name=facts["name"], organisation=organisation).first()
    if there:
        return there
    own = {name: facts[name] for name in WORDS if name in facts} | {"position": place}
    own["requires"] = list(QualificationKind.objects.filter(code__in=facts.get("requires", ())))
    role = VolunteerRole(organisation=organisation)
    return (
        roles.change_role(role, facts=own, by=ACTOR, at=at)
        if organisation is None
        else roles.make_role(organisation, facts=own, by=ACTOR, at=at)
    )


def _plan(facts: dict[str, Any], by_code: dict[str, VolunteerRole], at: datetime) -> None:
    organisation = Organisation.objects.get(code=facts["of"])
    plan = ShiftPlan.objects.filter(organisation=organisation, name=facts["name"]).first()
    if plan is None:
        named = {"name": facts["name"], "name_en": facts["name_en"]}
        plan = roles.make_plan(
            organisation,
            facts=named | {"category": Category.objects.get(code=facts["category"])},
            lines=[
                {
                    "role": by_code[line["role"]],
                    "minutes_before": line["before"],
                    "minutes_after": line["after"],
                    "minimum": line["minimum"],
                    "wished": line["wished"],
                }
                for line in facts["lines"]
            ],
            by=ACTOR,
            at=at,
        )
    sessions = Session.objects.filter(
        event__organisation=organisation,
        event__programme__slug__in=facts["for"],
        event__state=EventState.SCHEDULED,
        starts_at__range=(at, at + AHEAD),
    )
    shifts.make_from_plan(plan, sessions.select_related("event__organisation", "event__centre"), by=ACTOR, at=at)


def _duty(facts: dict[str, Any], by_code: dict[str, VolunteerRole], at: datetime) -> None:
    organisation = Organisation.objects.get(code=facts["of"])
    if StandingDuty.objects.filter(organisation=organisation, name=facts["name"]).exists():
        return
    own = {name: facts[name] for name in DUTY_FACTS} | {
        "role": by_code[facts["role"]],
        "starts": time.fromisoformat(facts["starts"]),
        "starts_on": timezone.localdate(at),
        "supervisor": _user(facts),
    }
    duties.make_duty(organisation, facts=own, by=ACTOR, at=at)


def _shift(facts: dict[str, Any], by_code: dict[str, VolunteerRole], at: datetime) -> None:
    organisation, role = Organisation.objects.get(code=facts["of"]), by_code[facts["role"]]
    of_hand = Shift.objects.filter(organisation=organisation, role=role, session=None, duty=None)
    if of_hand.upcoming(at).exists():
        return
    day = timezone.localdate(at) + timedelta(days=facts["in_days"])
    starts_at, ends_at = (
        timezone.make_aware(datetime.combine(day, time.fromisoformat(clock))) for clock in facts["time"].split("-")
    )
    words = ("meeting_point", "meeting_point_en", "note", "note_en")
    shifts.make(
        organisation,
        role,
        starts_at=starts_at,
        ends_at=ends_at,
        wanted=shifts.Wanted(facts["minimum"], facts["wished"]),
        details={name: facts[name] for name in words if name in facts}
        | {"supervisor": _user(facts), "centre": duties.centre_of(organisation)},
        by=ACTOR,
        at=at,
    )


def _user(facts: dict[str, Any]) -> Any:
    return get_user_model().objects.get(username=facts["supervisor"])
