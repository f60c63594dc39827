"""Which no-shows concern a reader? Their own people's on my page, an event's for its staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events.models import Event, NoShow, NoShowRule
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
    """Return what counts against somebody and those they act for, under the rules that there are; two queries."""
    rules = {rule.centre_id: rule for rule in NoShowRule.objects.all()}
    mandates = Mandate.objects.valid_on(timezone.localdate(at)).of_agent(user)
    rows = (
        NoShow.objects.counting()
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
        if row.centre_id
    ]
    return [absence for absence in absences if absence.counts_until > at]


def absences_at(event: Event) -> Sequence[NoShow]:
    """Return the no-shows of an event, those with a reply first; one query."""
    rows = NoShow.objects.filter(attendance__session__event=event, attendance__state="absent")
    return list(
        rows.select_related("person", "attendance__session").order_by("excused_at", "-replied_at", "-happened_at")
    )
