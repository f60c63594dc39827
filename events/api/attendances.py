"""How does a door's own program say who has come? Marks with keys of their own, safe to send again."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Body, Path, Router, Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, WithJsonSchema

from events.api.asked import OneOf
from events.api.registrations import REFUSALS, Reference
from events.api.within import event_at_whose_door
from events.door import check_in
from events.errors import DoorClosed, NotAllowed
from events.models import Attendance, Session
from events.states import AttendanceState
from organisations.api.bearer import secured
from organisations.models import ApiToken
from portal.api.paging import Id, IdInBody
from portal.api.problems import Problem, answer_with

router = Router(tags=["check-in"])
answer_with(404, NotAllowed)
answer_with(409, DoorClosed)

SAYS = [check_in.ARRIVED, *AttendanceState.values]
WAYS = [Attendance.Way.SCAN.value, Attendance.Way.SEARCH.value, Attendance.Way.PAPER.value]
#: Days near the ends of the calendar have no other time zone.
FIRST, LAST = 2000, 2100


def _written(value: Any) -> Any:
    """Let only text be a moment, and not a number of seconds."""
    if not isinstance(value, str):
        raise ValueError("a text")
    return value


Tapped = Annotated[AwareDatetime, BeforeValidator(_written), WithJsonSchema({"type": "string", "format": "date-time"})]


class MarkIn(Schema):
    """One tap: on whom, what it says, when, and a key of its own, by which it counts once."""

    model_config = ConfigDict(extra="forbid")

    reference: Reference
    key: UUID
    says: Annotated[str, OneOf(SAYS)] = check_in.ARRIVED
    way: Annotated[str, OneOf(WAYS)] = Attendance.Way.SCAN.value
    marked_at: Tapped | None = Field(None, description="When it was tapped, if that was earlier")


class MarksIn(Schema):
    model_config = ConfigDict(extra="forbid")

    session_id: IdInBody
    marks: list[MarkIn] = Field(min_length=1, max_length=check_in.MOST_AT_ONCE)


class MarkOut(Schema):
    """What became of a mark. ``is_taken`` is true for one that was known already, too."""

    reference: str
    key: UUID
    is_taken: bool
    is_new: bool
    state: str | None
    reason: str
    detail: str


class MarksOut(Schema):
    session_id: int
    marks: list[MarkOut]


@router.post(
    "/events/{event_id}/attendances",
    response={200: MarksOut, **REFUSALS, 400: Problem, 409: Problem},
    operation_id="mark_attendances",
    **secured(ApiToken.Scope.CHECKIN_WRITE),
)
def attendances(request: HttpRequest, event_id: Path[Id], body: Body[MarksIn]) -> Any:
    """Mark who has come to a session of the event, in the order of the taps; of two taps the later one holds.

    The same marks may be sent again: each counts once, by its key. A mark that is refused says why; the others
    still count."""
    token, at = request.auth, timezone.now()  # type: ignore[attr-defined]
    event = event_at_whose_door(token, event_id, at)
    session = Session.objects.select_related("event").filter(event=event, pk=body.session_id).first()
    if session is None:
        raise Http404
    marks = [check_in.Mark(one.reference, one.says, one.key, one.way, _moment(one.marked_at, at)) for one in body.marks]
    outcomes = check_in.mark_all(session, marks, by=token.owner, at=at)
    return {"session_id": session.pk, "marks": [_outcome(outcome) for outcome in outcomes]}


def _moment(marked_at: datetime | None, at: datetime) -> datetime:
    return marked_at if marked_at and FIRST <= marked_at.year < LAST else at


def _outcome(outcome: check_in.Outcome) -> dict[str, Any]:
    refusal = outcome.refusal
    return {
        "reference": outcome.mark.reference,
        "key": outcome.mark.key,
        "is_taken": refusal is None,
        "is_new": outcome.is_new,
        "state": outcome.attendance.state if outcome.attendance else None,
        "reason": refusal.reason if refusal else "",
        "detail": str(refusal.sentence) if refusal else "",
    }
