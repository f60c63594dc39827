"""How does a window's own program say who stands before it? The answer tells nothing that was not typed."""

import re
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Body, Router, Schema
from pydantic import ConfigDict, Field
from pydantic_core import PydanticCustomError, core_schema

from organisations import window
from organisations.api.bearer import WITH_TOKEN, secured
from organisations.errors import NotYours
from organisations.models import ApiToken, Area
from portal.accounts.errors import SeveralFit, TooManyPeople
from portal.accounts.receiving import Visitor
from portal.api.days import day_pattern
from portal.api.paging import Id
from portal.api.problems import FieldProblem, Problem, Refused, answer_with

router = Router(tags=["window"])
answer_with(403, NotYours)
answer_with(409, SeveralFit)
answer_with(429, TooManyPeople)

FIRST_YEAR = 1900
#: Nothing that cannot be seen, and something that can.
NAME = r"^[^\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u3000\ufeff][^\x00-\x1f\x7f-\x9f]*$"


class Birthday:
    """A day from 1900 up to today, by the local calendar; the document of each day says so."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(_birthday, serialization=core_schema.to_string_ser_schema())

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": day_pattern(FIRST_YEAR, timezone.localdate())}


def _birthday(value: Any) -> date:
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("date", "a day like 1951-05-04")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date", "no such day") from None
    if day > timezone.localdate():
        raise PydanticCustomError("future", "a day to come")
    if day.year < FIRST_YEAR:
        raise PydanticCustomError("too_long_ago", "before 1900")
    return day


class PersonIn(Schema):
    """What somebody says of themselves; `estate` or `phone` is needed to find them again."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"anyOf": [{"required": ["estate"]}, {"required": ["phone"]}]}
    )

    name: str = Field(max_length=50, pattern=NAME, examples=["王建国"])
    birth_date: Annotated[date, Birthday()] = Field(examples=["1951-05-04"])
    estate: str = Field("", pattern="^[a-zA-Z0-9_-]{1,40}$", description="Code of the estate", examples=["jinyuan"])
    phone: str = Field("", pattern=r"^\+?[0-9]{5,17}$", examples=["13800000001"])


class PersonOut(Schema):
    """What was typed, and the id by which to sign the person up today."""

    id: Id
    name: str
    birth_date: str
    estate: str
    phone: str


@router.post(
    "/people",
    response={200: PersonOut, **WITH_TOKEN, 400: Problem, 404: Problem, 409: Problem, 422: Problem},
    operation_id="receive_person",
    **secured(ApiToken.Scope.PEOPLE_WRITE),
)
def people(request: HttpRequest, person: Body[PersonIn]) -> Any:
    """Find or add whoever is at the window of the token's centre, who may then be signed up until midnight.

    The same person gives the same id. Several who fit are a 409: the telephone number tells them apart.
    """
    token, at = request.auth, timezone.now()  # type: ignore[attr-defined]
    _refuse(person)
    visitor = Visitor(person.name, person.birth_date, person.estate, person.phone)
    found = window.receive(visitor, centre=token.organisation, by=token.owner, at=at)
    return {**person.dict(), "birth_date": str(person.birth_date), "id": found.pk}


def _refuse(person: PersonIn) -> None:
    """Raise for an estate that is none, and for whoever could not be found again."""
    if not person.estate and not person.phone:
        sentence = _("Please give the estate or the telephone number.")
        raise Refused(422, sentence, reason="invalid", errors=[_at("estate", "missing", sentence)])
    if person.estate and not Area.objects.estates().filter(code=person.estate).exists():
        sentence = _("There is no estate with this code.")
        raise Refused(404, sentence, reason="unknown", errors=[_at("estate", "unknown", sentence)])


def _at(field: str, code: str, sentence: str) -> FieldProblem:
    return FieldProblem(where="body", field=field, code=code, message=sentence)
