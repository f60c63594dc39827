"""Who acts, as far as anybody may know? The organisations of the directory: published, and not suspended."""

from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema
from pydantic import Field

from organisations.models import Organisation
from organisations.models.organisation import OrganisationQuerySet
from portal.api.paging import Page, Paging, page_of
from portal.api.problems import Problem
from portal.languages import address_in

router = Router(tags=["public"])
Kind = Literal["centre", "social", "committee", "authority"]
Code = Annotated[str, Field(pattern="^[a-zA-Z0-9_-]{1,40}$")]


class OrganisationOut(Schema):
    """An organisation as the directory shows it."""

    code: str
    kind: Kind
    name: str
    name_en: str
    summary: str
    summary_en: str
    phone: str
    address: str
    address_en: str
    area: str = Field(description="Code of its area")
    url: str
    url_en: str


class AskedOrganisations(Paging):
    kind: Kind | None = None


@router.get(
    "/organisations", response={200: Page[OrganisationOut], 304: None, 422: Problem}, operation_id="list_organisations"
)
def organisations(request: HttpRequest, asked: Query[AskedOrganisations]) -> Any:
    """The organisations, in order of their codes."""
    found = _public()
    if asked.kind:
        found = found.filter(kind=asked.kind)
    window = list(found[asked.start : asked.stop])
    return page_of(request, asked, window, [_item(one) for one in window[: asked.limit]])


@router.get(
    "/organisations/{code}",
    response={200: OrganisationOut, 304: None, 404: Problem, 422: Problem},
    operation_id="get_organisation",
)
def organisation(request: HttpRequest, code: Path[Code]) -> Any:
    """One organisation."""
    return _item(get_object_or_404(_public(), code=code))


def _public() -> OrganisationQuerySet:
    return Organisation.objects.active().filter(page__live=True).select_related("page", "area").order_by("code")


def _item(organisation: Organisation) -> dict[str, Any]:
    path, own = f"/organisations/{organisation.code}/", ("code", "kind", "name", "name_en", "phone")
    return {
        **{name: getattr(organisation, name) for name in (*own, "address", "address_en")},
        "summary": organisation.page.summary,
        "summary_en": organisation.page.summary_en,
        "area": organisation.area.code,
        "url": settings.WAGTAILADMIN_BASE_URL + path,
        "url_en": settings.WAGTAILADMIN_BASE_URL + address_in("en", path),
    }
