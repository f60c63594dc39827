"""Who lends a hand in the demonstration? Volunteers, the organisations that welcomed them, and the shifts they took.

Made by the acts that residents and staff have; what is there, whoever has changed it since, is left alone.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from events.demo.content import ACTOR, read
from events.demo.people import agent
from events.errors import NoShift
from events.models import QualificationKind, Session, Shift, SpokenLanguage, Volunteer, VolunteerRole, VolunteerRule
from events.states import EventState
from events.volunteering import enlisting, shifts, taking, welcoming
from organisations.models import Organisation

#: How long ago they became volunteers, and how long the insurance lasts.
BEGAN, INSURED = timedelta(days=90), timedelta(days=240)


def load_volunteers(at: datetime) -> None:
    """Make the volunteers, roles and shifts that are missing."""
    content = read("volunteers")
    organisations = {one.code: one for one in Organisation.objects.all()}
    officer = get_user_model().objects.get(username="centre")
    for code, rule in content["rules"].items():
        if not VolunteerRule.objects.filter(organisation=organisations[code]).exists():
            welcoming.set_rule(organisations[code], rule, by=officer, at=at)
    for facts in content["people"]:
        _enlist(facts, organisations, officer, at)
    roles = {facts["name"]: _role(facts) for facts in content["roles"]}
    for facts in content["shifts"]:
        _shifts(facts, roles, {one["who"]: one for one in content["people"]}, at)


def _enlist(facts: dict[str, Any], organisations: Mapping[str, Organisation], officer: Any, at: datetime) -> None:
    """Make somebody a volunteer, and let organisations welcome them."""
    acting = agent(facts["by"], at)
    person = next(one for one in acting.people if one.name == facts["who"])
    if Volunteer.objects.filter(person=person).exists():
        return
    profile = enlisting.Profile(
        interests=facts["interests"],
        skills=facts["skills"],
        languages=list(SpokenLanguage.objects.filter(code__in=facts["languages"])),
        free_times=facts["free"],
        estate_codes=facts["estates"],
    )
    volunteer = enlisting.enlist(person, profile, by=acting.user, at=at)
    Volunteer.objects.filter(pk=volunteer.pk).update(started_at=at - BEGAN)
    for code in [*facts.get("of", []), *facts.get("asks", [])]:
        welcoming.ask_to_join(volunteer, organisations[code], by=acting.user, at=at)
    for code in facts.get("of", []):
        welcoming.welcome(volunteer, organisations[code], by=officer, at=at)
    for code in facts.get("insured", []):
        until = timezone.localdate(at + INSURED)
        note = "志愿者意外伤害保险（演示）"
        welcoming.note_insurance(volunteer, organisations[code], until=until, note=note, by=officer, at=at)
    if note := facts.get("note"):
        welcoming.write_note(volunteer, organisations[facts["of"][0]], note=note, by=officer, at=at)


def _role(facts: dict[str, Any]) -> VolunteerRole:
    """Return the role of this name that everybody uses."""
    role = VolunteerRole.objects.filter(name=facts["name"]).order_by("organisation", "pk").first()
    if role is None:
        plain = {name: value for name, value in facts.items() if name != "requires"}
        role = VolunteerRole.objects.create(**plain)
        role.requires.set(QualificationKind.objects.filter(code__in=facts.get("requires", [])))
    return role


def _shifts(
    facts: dict[str, Any], roles: Mapping[str, VolunteerRole], people: Mapping[str, dict[str, Any]], at: datetime
) -> None:
    """Make the shifts of one role around the next sessions of a programme; those that there are stay as they are."""
    role = roles[facts["role"]]
    coming = Session.objects.filter(
        event__programme__slug=facts["programme"],
        event__state=EventState.SCHEDULED,
        state=EventState.SCHEDULED,
        starts_at__gt=at + timedelta(minutes=facts["before"]),
    ).select_related("event__organisation", "event__centre")
    for session in coming.order_by("starts_at")[: facts["sessions"]]:
        if role.organisation_id not in (None, session.event.organisation_id):
            continue
        if Shift.objects.filter(session=session, role__name=role.name).exists():
            continue
        shift = shifts.make(
            session.event.organisation,
            role,
            starts_at=session.starts_at - timedelta(minutes=facts["before"]),
            ends_at=session.ends_at + timedelta(minutes=facts["after"]),
            wanted=shifts.Wanted(facts["minimum"], facts["wished"]),
            details={
                "centre": session.event.centre,
                "event": session.event,
                "session": session,
                "minutes_before": facts["before"],
                "minutes_after": facts["after"],
                "meeting_point": facts["point"],
                "meeting_point_en": facts["point_en"],
                "note": facts.get("note", ""),
                "note_en": facts.get("note_en", ""),
            },
            by=ACTOR,
            at=at,
        )
        for name in facts["takers"]:
            volunteer = Volunteer.objects.select_related("person__user").get(person__name=name)
            acting = agent(people[name]["by"], at)
            # Whoever has something else at that time, or lacks a paper, is not in it.
            with suppress(NoShift):
                taking.take(shift, volunteer, by=acting.user, at=at)
