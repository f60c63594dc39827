"""Whom does the door look after? Children and the old: whom to call, and who collects a child."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from events.models import Attendance, HandOver, Registration, Session
from events.sign_up.care import is_cared_for, is_collected, rule_of
from portal.accounts.models import Collector


@dataclass(frozen=True, slots=True)
class Charge:
    """Somebody of whom the door takes care; a child that is collected has those who may collect it."""

    reference: str
    name: str
    age: int
    emergency_name: str
    emergency_phone: str
    is_collected: bool
    collectors: tuple[Collector, ...]
    has_arrived: bool
    handed_to: str
    handed_at: datetime | None


def charges(session: Session) -> list[Charge]:
    """Return whom the door takes care of at this session, children first; five queries however many come."""
    event, day = session.event, timezone.localdate(session.event.starts_at)
    rule = rule_of(event)
    rows = Registration.objects.seated(session).select_related("person").order_by("pk")
    of_care = [row for row in rows if is_cared_for(row.person, rule, event) or is_collected(row.person, rule, event)]
    collectors: dict[int, list[Collector]] = defaultdict(list)
    for collector in Collector.objects.standing().filter(person__in=[row.person_id for row in of_care]):
        collectors[collector.person_id].append(collector)
    arrived = set(
        Attendance.objects.arrived()
        .filter(session=session, registration__in=of_care)
        .values_list("registration", flat=True)
    )
    handed = {
        done.registration_id: done
        for done in HandOver.objects.filter(session=session, registration__in=of_care).select_related("collector")
    }
    found = [
        Charge(
            reference=row.reference,
            name=row.person.name,
            age=row.person.age_on(day) or 0,
            emergency_name=row.person.emergency_name,
            emergency_phone=row.person.emergency_phone,
            is_collected=is_collected(row.person, rule, event),
            collectors=tuple(collectors[row.person_id]),
            has_arrived=row.pk in arrived,
            handed_to=handed[row.pk].collector.name if row.pk in handed else "",
            handed_at=handed[row.pk].at if row.pk in handed else None,
        )
        for row in of_care
    ]
    return sorted(found, key=lambda charge: (not charge.is_collected, charge.handed_at is not None, charge.name))
