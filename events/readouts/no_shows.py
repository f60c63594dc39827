"""Which no-shows concern a reader? Their own people's on my page, an event's for its staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events.models import Event, NoShow, NoShowRule, VolunteerRule
from portal.accounts.models import Mandate

#: The longest that a centre's rule can look back.
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Absence:
    """A no-show that still counts, and until when it does."""

    pk: int
    name: str
    title: str
    happened_at: datetime
    counts_until: datetime
    reply: str


def own_absences(user: Any, at: datetime) -> Sequence[Absence]:
    """Return what counts against somebody and those they act for, under the rules that there are; four queries."""
    rules = {rule.centre_id: rule for rule in NoShowRule.objects.all()}
    mandates = Mandate.objects.valid_on(timezone.localdate(at)).of_agent(user)
    rows = (
        NoShow.objects.counting()
        .in_sessions()
        .of_people(mandates.values("person"))
        .since(at - LONGEST)
        .filter(centre__in=rules)
        .select_related("person", "attendance__session__event__programme")
        .defer("attendance__session__event__programme__body")
        .order_by("-happened_at")
    )
    absences = [
        Absence(
            row.pk,
            row.person.name,
            row.attendance.session.event.programme.local_title,
            row.happened_at,
            row.happened_at + timedelta(days=rules[row.centre_id].days),
            row.reply,
        )
        for row in rows
        if row.centre_id and row.attendance
    ]
    absences += _missed_shifts(mandates.values("person"), at)
    return [absence for absence in absences if absence.counts_until > at]


def _missed_shifts(people: Any, at: datetime) -> list[Absence]:
    """Return what counts as a volunteer, under the rules of the organisations; two queries."""
    rows = (
        NoShow.objects.counting()
        .in_shifts()
        .of_people(people)
        .since(at - LONGEST)
        .select_related("person", "centre__volunteer_rule", "assignment__shift__role")
        .order_by("-happened_at")
    )
    found = []
    for row in rows:
        rule = getattr(row.centre, "volunteer_rule", None) or VolunteerRule()
        if row.assignment and rule.absences is not None:
            until = row.happened_at + timedelta(days=rule.absence_days)
            title = row.assignment.shift.role.local_name
            found.append(Absence(row.pk, row.person.name, title, row.happened_at, until, row.reply))
    return found


def absences_at(event: Event) -> Sequence[NoShow]:
    """Return the no-shows of an event, those with a reply first; one query."""
    rows = NoShow.objects.filter(attendance__session__event=event, attendance__state="absent")
    return list(
        rows.select_related("person", "attendance__session").order_by("excused_at", "-replied_at", "-happened_at")
    )
