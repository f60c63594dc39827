"""What did volunteers do in the past weeks of the demonstration? Shifts with who came, hours approved and awaiting, an
incident that was closed, a proof that anybody can verify.

By the operations of the portal, called with moments of the past; loaded once.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from events.demo.content import read
from events.demo.people import agent
from events.models import Assignment, Badge, HoursEntry, Shift, Volunteer, VolunteerRole
from events.volunteering import doing, hours, incidents, service_proofs, shifts, taking
from organisations.models import Organisation


def load_service(at: datetime) -> None:
    """Make the past weeks, unless there are hours already."""
    content = read("service")
    for facts in content["badges"]:
        Badge.objects.get_or_create(hours=facts["hours"], defaults=facts)
    if HoursEntry.objects.exists():
        return
    staff = get_user_model().objects.get(username="admin")
    volunteers = {name: _volunteer(name, place, at) for place, name in enumerate(content["volunteers"], start=1)}
    roles = {code: _role(facts) for code, facts in content["roles"].items()}
    for facts in content["shifts"]:
        _hold(facts, roles[facts["role"]], volunteers, staff, at)
    for facts in content["by_hand"]:
        _enter(facts, volunteers, staff, at)
    _prove(content, volunteers, staff, at)


def _volunteer(username: str, place: int, at: datetime) -> Volunteer:
    person = agent(username, at).people[0]
    started = {"number": f"ZY26{place:06}", "started_at": at - timedelta(days=200)}
    volunteer, _is_new = Volunteer.objects.get_or_create(person=person, defaults=started)
    return volunteer


def _role(facts: Mapping[str, Any]) -> VolunteerRole:
    role, _is_new = VolunteerRole.objects.get_or_create(name=facts["name"], organisation=None, defaults=facts)
    return role


def _hold(
    facts: Mapping[str, Any], role: VolunteerRole, volunteers: Mapping[str, Volunteer], staff: Any, at: datetime
) -> None:
    shift = _shift(facts, role, len(facts["people"]), staff, at)
    rows = {
        who: taking.place(
            shift, volunteers[who], by=staff, at=shift.starts_at - timedelta(days=3), override_reason="演示"
        )
        for who in facts["people"]
    }
    for who, came in facts["people"].items():
        _mark(rows[who], came, staff)
    after = shift.ends_at + hours.WAITS
    hours.propose_due(after)
    if incident := facts.get("incident"):
        noted = incidents.report(
            shift, incident["words"], somebody_was_hurt=incident["hurt"], by=staff, at=shift.ends_at
        )
        incidents.close(noted, note=incident["done"], by=staff, at=after + timedelta(days=1))
    if facts.get("approved"):
        entries = HoursEntry.objects.filter(assignment__shift=shift).values_list("pk", flat=True)
        hours.approve(list(entries), organisation_id=shift.organisation_id, by=staff, at=after + timedelta(days=2))


def _shift(facts: Mapping[str, Any], role: VolunteerRole, people: int, staff: Any, at: datetime) -> Shift:
    organisation = Organisation.objects.get(code=facts["organisation"])
    day = timezone.localdate(at) - timedelta(days=facts["days_ago"])
    starts_at = timezone.make_aware(datetime.combine(day, time.fromisoformat(facts["from"])))
    return shifts.make(
        organisation,
        role,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=facts["minutes"]),
        wanted=shifts.Wanted(1, people),
        details={"centre": organisation if organisation.kind == "centre" else organisation.home_centre},
        by=staff,
        at=starts_at - timedelta(days=20),
    )


def _mark(row: Assignment, came: list[Any], staff: Any) -> None:
    """Say when somebody came and left, in minutes after the start; that they left may be missing."""
    start = row.shift.starts_at
    if came[0] == "absent":
        doing.mark(row, "absent", by=staff, at=start + timedelta(minutes=30))
        return
    doing.mark(row, "here", by=staff, at=start + timedelta(minutes=came[0]))
    if len(came) > 1:
        doing.mark(row, "left", by=staff, at=start + timedelta(minutes=came[1]))


def _enter(facts: Mapping[str, Any], volunteers: Mapping[str, Volunteer], staff: Any, at: datetime) -> None:
    hours.enter(
        volunteers[facts["who"]],
        Organisation.objects.get(code=facts["organisation"]),
        on=timezone.localdate(at) - timedelta(days=facts["days_ago"]),
        minutes=facts["minutes"],
        content=facts["content"],
        content_en=facts["content_en"],
        reason=facts["reason"],
        by=staff,
        at=at - timedelta(days=facts["days_ago"] - 1),
    )


def _prove(content: Mapping[str, Any], volunteers: Mapping[str, Volunteer], staff: Any, at: datetime) -> None:
    for name, facts in (("proof", content["proof"]), ("asked", content["asked"])):
        volunteer = volunteers[facts["who"]]
        today = timezone.localdate(at)
        asked = service_proofs.ask(
            volunteer,
            Organisation.objects.get(code=facts["organisation"]),
            days=(today - timedelta(days=facts["days"]), today),
            document=None,
            by=volunteer.person.user,
            at=at - timedelta(days=1),
        )
        if name == "proof":
            answering = service_proofs.Issuing(facts["in_charge"], facts["handler"], facts["phone"])
            service_proofs.issue(asked, answering=answering, by=staff, at=at - timedelta(hours=4))
