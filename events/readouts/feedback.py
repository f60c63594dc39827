"""What does somebody see who is asked how it was, and what does the public see of what many have said?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Sum

from events.feedback.giving import FEW, OPEN_FOR, closes_at
from events.feedback.inviting import coming_next
from events.models import Attendance, Feedback, Registration, SalesAlert, Session
from events.states import ARRIVED, AlertState

MOST_TO_SAY = 5


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody of the same party who was there as well, and whether they have said how it was."""

    reference: str
    name: str
    has_said: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page about one registration shows besides the form."""

    registration: Registration
    closes_at: datetime
    others: tuple[Other, ...]
    following: Session | None
    alert: SalesAlert | None


def registration_of(user: Any, reference: str, at: datetime) -> Registration | None:
    """Return the registration, if it is the user's business; one query."""
    rows = Registration.objects.visible_to(user, at).filter(reference=reference)
    related = ("event__programme__category", "event__organisation", "person", "party", "feedback")
    return rows.select_related(*related).first()


def sheet_of(registration: Registration, user: Any, at: datetime) -> Sheet:
    """Return what the page shows; three queries."""
    others = (
        Registration.objects.visible_to(user, at)
        .filter(event=registration.event_id, party=registration.party_id, attendances__state__in=ARRIVED)
        .exclude(pk=registration.pk)
        .select_related("person", "feedback")
        .distinct()
        .order_by("pk")
    )
    alert = SalesAlert.objects.filter(registration=registration).exclude(state=AlertState.WITHDRAWN).first()
    return Sheet(
        registration=registration,
        closes_at=closes_at(registration.event),
        others=tuple(Other(row.reference, row.person.name, hasattr(row, "feedback")) for row in others),
        following=coming_next(registration.event, at),
        alert=alert,
    )


def still_to_say(user: Any, at: datetime) -> list[Registration]:
    """Return where the user's people were lately and have not said how it was, the latest first; one query."""
    came = Attendance.objects.arrived().filter(registration=OuterRef("pk"))
    rows = Registration.objects.visible_to(user, at).confirmed().filter(Exists(came), feedback=None)
    open_now = rows.filter(event__ends_at__lte=at, event__ends_at__gt=at - OPEN_FOR)
    related = open_now.select_related("event__programme", "person").defer("event__programme__body")
    return list(related.order_by("-event__ends_at", "pk")[:MOST_TO_SAY])


@dataclass(frozen=True, slots=True)
class Average:
    """What those who came gave a programme, over the events that enough people have spoken about."""

    stars: float
    answers: int


def public_average(programme_id: int) -> Average | None:
    """Return the average that the programme's page may show, or nothing while it would be of too few; one query."""
    of_event = Feedback.objects.filter(event__programme=programme_id).values("event").order_by()
    rows: Sequence[tuple[int, int]] = list(
        of_event.annotate(n=Count("pk"), total=Sum("stars")).filter(n__gte=FEW).values_list("n", "total")
    )
    answers = sum(n for n, _total in rows)
    return Average(round(sum(total for _n, total in rows) / answers, 1), answers) if answers else None


def feedback_of_person(person_id: int) -> dict[str, Any]:
    """Return what somebody said that is still tied to them, for a copy of their data."""
    rows = Feedback.objects.filter(registration__person=person_id).select_related("event__programme")
    alerts = SalesAlert.objects.filter(registration__person=person_id).select_related("event__programme")
    return {
        "feedback": [
            {
                "event": row.event.programme.title,
                "stars": row.stars,
                "something_was_sold": row.was_sold,
                "text": row.text,
                "answers": row.answers,
            }
            for row in rows.order_by("event__starts_at")
        ],
        "reports_of_selling": [
            {"event": row.event.programme.title, "said": row.said, "state": row.state, "answer": row.answer}
            for row in alerts
        ],
    }
