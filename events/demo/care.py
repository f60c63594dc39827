"""Who pays, who collects, and how often may somebody come, in the demonstration? As staff and families would say it."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from events.demo.content import read
from events.demo.people import agent
from events.door.fees import mark_fee, undo_fee
from events.models import Allowance, Event, FeeMark, Registration
from events.sign_up.allowances import make_allowance
from organisations.models import Organisation
from portal.accounts.caring import add_collector, note_emergency_contact


def load_care(at: datetime) -> None:
    """Make what is missing of it; an event that a rule was chosen for, and a fee that was ticked, stay as they are."""
    facts = read("care")
    administrator = get_user_model().objects.get(username="admin")
    for allowance in facts["allowances"]:
        _share(allowance, by=administrator, at=at)
    if not FeeMark.objects.exists():
        _tick(facts["fees"], by=administrator, at=at)
    for contact in facts["emergency"]:
        who = agent(contact["username"], at)
        person = next((one for one in who.people if one.name == contact["of"]), None)
        if person and not person.emergency_name:
            note_emergency_contact(person, name=contact["name"], phone=contact["phone"], by=who.user, at=at)
    for collector in facts["collectors"]:
        who = agent(collector["username"], at)
        child = next((one for one in who.people if one.name == collector["child"]), None)
        if child and not child.collectors.filter(name=collector["name"]).exists():
            add_collector(child, name=collector["name"], phone=collector["phone"], by=who.user, at=at)


def _share(facts: dict[str, Any], *, by: Any, at: datetime) -> None:
    """Let the organisation's events of these programmes share an allowance, from the first of this month."""
    organisation = Organisation.objects.get(code=facts["organisation"])
    allowance = Allowance.objects.filter(organisation=organisation, name=facts["name"]).first()
    if allowance is None:
        first = timezone.localdate(at).replace(day=1)
        days = {"starts_on": first, "ends_on": first + timedelta(weeks=facts["weeks"])}
        allowance = make_allowance(organisation, facts={**facts, **days}, by=by, at=at)
    events = Event.objects.filter(
        organisation=organisation, programme__slug__in=facts["programmes"], needs_sign_up=True, allowance=None
    )
    events.filter(starts_at__gt=at).update(allowance=allowance)


def _tick(ticks: list[dict[str, Any]], *, by: Any, at: datetime) -> None:
    """Tick the fees of the nearest activity that has one, as its door would."""
    due = Registration.objects.confirmed().filter(event__programme__fee_yuan__gt=0, event__starts_at__gt=at)
    nearest = due.order_by("event__starts_at", "event", "pk").first()
    if nearest is None:
        return
    rows = due.filter(event=nearest.event_id).order_by("pk")
    for number, (row, facts) in enumerate(zip(rows, ticks, strict=False), start=1):
        receipt = f"{at:%y%m}-{number:04}" if facts["outcome"] == FeeMark.Outcome.PAID else ""
        mark = mark_fee(row, facts["outcome"], receipt=receipt, by=by, at=at)
        if reason := facts.get("undo"):
            undo_fee(mark, reason=reason, by=by, at=at)
