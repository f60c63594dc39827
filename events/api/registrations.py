"""How does a machine sign people up, look at a sign-up and cancel it? Through the same operations as the pages."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Body, Header, Path, Query, Router, Schema
from ninja.responses import Status
from pydantic import AfterValidator, ConfigDict, Field

from events.api.asked import OneOf
from events.api.questions import AnswersIn, read_answers
from events.api.schemas import Moment
from events.api.within import event_run, events_within, registration_seen
from events.errors import Full, NoMandate, NotEligible, SignUpClosed
from events.models import Event, Party, Registration
from events.permissions import can_manage_event, may_sign_up
from events.seating.waiting_list import positions
from events.sign_up.registration import cancel, sign_up
from events.states import PartyState
from organisations.api.bearer import WITH_TOKEN, secured
from organisations.models import ApiToken
from portal.accounts.models import Person, masked
from portal.api.paging import Id, IdInBody, Page, Paging, page_of
from portal.api.problems import FieldProblem, Problem, Refused, answer_with

router = Router(tags=["registrations"])
answer_with(404, NoMandate)
answer_with(409, SignUpClosed, Full)

MOST_PEOPLE = 20
#: Younger ones are shown in lists by the first and the last character of their name.
NAMED_FROM_AGE = 14
State = Annotated[str, OneOf(PartyState.values)]
Reference = Annotated[str, Field(pattern="^[2-9A-HJKMNP-Z]{8}$", examples=["K7M2PQ4X"])]
REFUSALS = {**WITH_TOKEN, 404: Problem, 422: Problem}


def _each_once(ids: list[int]) -> list[int]:
    if len(set(ids)) != len(ids):
        raise ValueError("twice")
    return ids


class SignUpIn(Schema):
    """Who comes together: all have a place, or all wait."""

    model_config = ConfigDict(extra="forbid")

    people: Annotated[list[IdInBody], AfterValidator(_each_once)] = Field(
        min_length=1, max_length=MOST_PEOPLE, json_schema_extra={"uniqueItems": True}
    )
    answers: AnswersIn = Field(AnswersIn(), description="To what the event asks, see /events/{event_id}/questions")


class RegistrationOut(Schema):
    """One person's part in a sign-up. ``position`` is the party's place in the queue, while it waits."""

    reference: str
    event_id: int
    person_id: int
    state: State
    signed_up_at: Moment
    position: int | None
    offer_ends_at: Moment | None


class PartyOut(Schema):
    """What has become of people who signed up together."""

    event_id: int
    state: State
    size: int
    position: int | None
    offer_ends_at: Moment | None
    registrations: list[RegistrationOut]


class GuestOut(Schema):
    """Somebody on an event's list. Whoever is under 14 is shown as 王*英."""

    reference: str
    name: str
    state: State
    signed_up_at: Moment
    party: int = Field(description="The same for those who come together")
    position: int | None


class AskedGuests(Paging):
    state: State | None = None


@router.post(
    "/events/{event_id}/registrations",
    response={201: PartyOut, **REFUSALS, 400: Problem, 409: Problem},
    operation_id="sign_up",
    **secured(ApiToken.Scope.REGISTRATIONS_WRITE),
)
def register(
    request: HttpRequest,
    event_id: Path[Id],
    body: Body[SignUpIn],
    key: Annotated[UUID, Header(alias="Idempotency-Key", description="A UUID of your own, new for each sign-up")],
) -> Any:
    """Sign people up together. The same key gives the same answer, however often it is sent; with other people or
    other answers it is refused. What the event asks is answered along, and every answer that is amiss is named. A
    token with `people:write` may use the places kept for the window."""
    token, at = request.auth, timezone.now()  # type: ignore[attr-defined]
    event = get_object_or_404(events_within(token).public(), pk=event_id)  # type: ignore[attr-defined]
    people = list(Person.objects.filter(pk__in=body.people, erased_at=None).select_related("household"))
    if len(people) != len(body.people):
        raise NoMandate(_("You cannot sign these people up."))
    at_desk = ApiToken.Scope.PEOPLE_WRITE in token.scopes and can_manage_event(token.owner, event, at)
    if may_sign_up(token.owner, body.people, at) != set(body.people):
        raise NoMandate(_("You cannot sign these people up."))
    answers = read_answers(event, people, body.answers, by=token.owner, at=at)
    try:
        party = sign_up(event=event, people=people, by=token.owner, key=key, at=at, at_desk=at_desk, answers=answers)
    except NotEligible as refusal:
        raise Refused(409, refusal.sentence, reason=refusal.reason, errors=_whom(refusal)) from refusal
    return Status(201, _party(party))


@router.get(
    "/registrations/{reference}",
    response={200: RegistrationOut, **REFUSALS},
    operation_id="get_registration",
    **secured(ApiToken.Scope.REGISTRATIONS_READ),
)
def registration(request: HttpRequest, reference: Path[Reference]) -> Any:
    """Where a sign-up stands."""
    return _registration(registration_seen(request.auth, reference, timezone.now()))  # type: ignore[attr-defined]


@router.delete(
    "/registrations/{reference}",
    response={200: RegistrationOut, **REFUSALS, 409: Problem},
    operation_id="cancel_registration",
    **secured(ApiToken.Scope.REGISTRATIONS_WRITE),
)
def cancel_registration(request: HttpRequest, reference: Path[Reference]) -> Any:
    """Cancel one person's part; the place goes to the next in line. Doing it again changes nothing."""
    token, at = request.auth, timezone.now()  # type: ignore[attr-defined]
    return _registration(cancel(registration=registration_seen(token, reference, at), by=token.owner, at=at))


@router.get(
    "/events/{event_id}/registrations",
    response={200: Page[GuestOut], **REFUSALS},
    operation_id="list_registrations",
    **secured(ApiToken.Scope.REGISTRATIONS_READ),
)
def registrations(request: HttpRequest, event_id: Path[Id], asked: Query[AskedGuests]) -> Any:
    """Who has signed up for an event of the token's organisation, in the order in which they did."""
    event = event_run(request.auth, event_id, timezone.now())  # type: ignore[attr-defined]
    found = Registration.objects.filter(event=event).select_related("party", "person").order_by("pk")
    if asked.state:
        found = found.filter(state=asked.state)
    rows = list(found[asked.start : asked.stop])
    return page_of(request, asked, rows, _guests(rows[: asked.limit], event))


def _whom(refusal: NotEligible) -> list[FieldProblem]:
    if refusal.person_id is None:
        return []
    field = f"people.{refusal.person_id}"
    return [FieldProblem(where="body", field=field, code=refusal.reason, message=str(refusal.sentence))]


def _party(party: Party) -> dict[str, Any]:
    position = positions([party]).get(party.pk)
    return {
        "event_id": party.event_id,
        "state": party.state,
        "size": party.size,
        "position": position,
        "offer_ends_at": party.offer_ends_at,
        "registrations": [_part(row, party, position) for row in party.registrations.order_by("pk")],
    }


def _registration(registration: Registration) -> dict[str, Any]:
    return _part(registration, registration.party, positions([registration.party]).get(registration.party_id))


def _part(registration: Registration, party: Party, position: int | None) -> dict[str, Any]:
    return {
        "reference": registration.reference,
        "event_id": registration.event_id,
        "person_id": registration.person_id,
        "state": registration.state,
        "signed_up_at": party.created_at,
        "position": position if registration.state == PartyState.WAITING else None,
        "offer_ends_at": party.offer_ends_at if registration.state == PartyState.OFFERED else None,
    }


def _guests(rows: Iterable[Registration], event: Event) -> list[dict[str, Any]]:
    day = timezone.localdate(event.starts_at)
    standing = positions({row.party for row in rows})
    return [
        {
            "reference": row.reference,
            "name": masked(row.person.name) if (row.person.age_on(day) or 99) < NAMED_FROM_AGE else row.person.name,
            "state": row.state,
            "signed_up_at": row.party.created_at,
            "party": row.party_id,
            "position": standing.get(row.party_id) if row.state == PartyState.WAITING else None,
        }
        for row in rows
    ]
