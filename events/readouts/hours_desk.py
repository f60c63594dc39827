"""What does a desk see of hours and proofs? A month to approve, an entry with its history, a request."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from events.models import Assignment, HoursEntry, ServiceProof, Volunteer
from events.states import HoursState
from events.volunteering import service_proofs
from portal.proofs.content import Field, in_both, local
from portal.proofs.states import ProofState

#: A month holds no more than this to be approved at once; the rest comes after.
MOST = 400


@dataclass
class Person:
    """One volunteer's entries of a month that await approval."""

    name: str
    number: str
    is_own: bool
    entries: list[HoursEntry] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.entries)


@dataclass(frozen=True)
class Board:
    """A month to approve; ``others`` are months in which something waits too."""

    month: date
    people: Sequence[Person]
    others: Sequence[date]

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.people if not one.is_own)

    @property
    def count(self) -> int:
        return sum(len(one.entries) for one in self.people if not one.is_own)


def month_of(entries: QuerySet[HoursEntry], month: date, user: Any) -> Board:
    """Return what awaits approval in a month, person by person; two queries."""
    following = (month + timedelta(days=32)).replace(day=1)
    waiting = entries.filter(state=HoursState.PROPOSED)
    rows = waiting.filter(on__gte=month, on__lt=following).select_related("volunteer__person", "organisation")
    people: dict[int, Person] = {}
    for row in rows.order_by("volunteer__person__name", "volunteer", "on", "pk")[:MOST]:
        whose = row.volunteer.person
        person = people.setdefault(row.volunteer_id, Person(whose.name, row.volunteer.number, whose.user_id == user.pk))
        person.entries.append(row)
    others = sorted({one.replace(day=1) for one in waiting.order_by().values_list("on", flat=True).distinct()})
    return Board(month, list(people.values()), others)


def chain_of(first: HoursEntry) -> list[HoursEntry]:
    """Return an entry and its corrections, in order; one query."""
    rows = HoursEntry.objects.filter(Q(pk=first.pk) | Q(corrects=first))
    return list(rows.select_related("made_by__person", "decided_by__person").order_by("pk"))


def volunteers_known(organisations: Any) -> QuerySet[Volunteer]:
    """Return the volunteers of these organisations: welcome there, or in a shift of theirs at any time."""
    served = Assignment.objects.filter(shift__organisation__in=organisations).values("volunteer")
    welcome = Volunteer.objects.of_organisations(organisations).values("pk")
    rows = Volunteer.objects.filter(Q(pk__in=served) | Q(pk__in=welcome))
    return rows.select_related("person").order_by("person__name", "number")


def waiting_first(rows: QuerySet[ServiceProof]) -> QuerySet[ServiceProof]:
    """Sort requests: those that wait, then the newest."""
    return rows.order_by("proof__issued_at", "declined_at", "-asked_at")


def state_of(asked: ServiceProof) -> str:
    """Return in words where a request stands."""
    if asked.declined_at:
        return _("declined")
    if asked.proof is None:
        return _("waiting for you")
    return _("revoked") if asked.proof.state == ProofState.REVOKED else asked.proof.number


def lines_of(asked: ServiceProof) -> list[tuple[str, str]]:
    """Return what would stand on the paper, or stands there, in the reader's language."""
    if asked.proof:
        return [(local(one["label"]), local(one["value"])) for one in asked.proof.content["fields"]]
    values = service_proofs.values_of(asked) or {}
    fields: Sequence[Field] = service_proofs.KIND.fields
    told = [(str(one.label), local(in_both(values[one.name]))) for one in fields if one.name in values]
    return [(str(fields[0].label), asked.volunteer.person.name), *told] if told else []


def last_answering(asked: ServiceProof) -> dict[str, str]:
    """Return who answered for the organisation's last proof, to begin with."""
    last = ServiceProof.objects.filter(organisation=asked.organisation_id).exclude(proof=None).order_by("-pk").first()
    return {name: getattr(last, name) for name in ("in_charge", "handler", "phone")} if last else {}
