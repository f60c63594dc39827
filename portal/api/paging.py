"""How does a machine read a long list? A page at a time, each with the address of the next."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Schema
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

LARGEST_PAGE = 100
LAST_PAGE = 1000
#: The largest id that the databases can hold.
LARGEST_ID = 2**63 - 1

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]


def _is_a_number(value: Any) -> Any:
    """Let only a number be one: in JSON 1.0 is whole as well, but neither "1" nor true is a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("int_type", "a whole number")
    return value


#: An id inside a body.
IdInBody = Annotated[Id, BeforeValidator(_is_a_number)]


class Paging(Schema):
    """Which page, and how many entries a page has."""

    page: int = Field(1, ge=1, le=LAST_PAGE, description="Which page, from 1")
    limit: int = Field(20, ge=1, le=LARGEST_PAGE, description="Entries on a page")

    @property
    def start(self) -> int:
        return (self.page - 1) * self.limit

    @property
    def stop(self) -> int:
        """One more than is shown: whether it is there tells whether there is a next page."""
        return self.page * self.limit + 1


class Page[Item](Schema):
    """A page of a list; ``next`` and ``previous`` are addresses, or null."""

    items: list[Item]
    page: int
    limit: int
    next: str | None
    previous: str | None


def page_of(request: HttpRequest, paging: Paging, rows: Sequence[Any], made: Sequence[Any] | None = None) -> dict:
    """Return a page of ``rows``, read from ``start`` to ``stop``; ``made`` are its entries when made already."""
    items = list(rows if made is None else made)[: paging.limit]
    has_next = len(rows) > paging.limit and paging.page < LAST_PAGE
    return {
        "items": items,
        "page": paging.page,
        "limit": paging.limit,
        "next": _address(request, paging.page + 1) if has_next else None,
        "previous": _address(request, paging.page - 1) if paging.page > 1 else None,
    }


def _address(request: HttpRequest, page: int) -> str:
    """Return the address of another page of what was asked, at the portal's own host, whatever host was asked."""
    query = request.GET.copy()
    query["page"] = str(page)
    return f"{settings.WAGTAILADMIN_BASE_URL}{request.path}?{query.urlencode()}"
