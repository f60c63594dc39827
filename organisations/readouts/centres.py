"""Which community centres are there, and which is this reader's?"""

from dataclasses import dataclass
from typing import Any

from organisations.models import Area, Organisation


@dataclass(frozen=True, slots=True)
class CentreView:
    """A centre as the home page names it; ``is_mine`` when it serves the reader's estate, or they chose it."""

    centre_id: int
    code: str
    name: str
    address: str
    is_mine: bool


def centres_for(user: Any, *, chosen: str = "") -> list[CentreView]:
    """Return the active centres, the reader's own first: one query, and two more when signed in.

    Where somebody lives goes before the code of a centre that they chose.
    """
    centres = list(Organisation.objects.active().centres().filter(page__live=True))
    mine = centre_of(user) or next((centre.pk for centre in centres if chosen and centre.code == chosen), None)
    views = [
        CentreView(centre.pk, centre.code, centre.local_name, centre.local_address, centre.pk == mine)
        for centre in centres
    ]
    return sorted(views, key=lambda view: not view.is_mine)


def centre_of(user: Any) -> int | None:
    """Return the id of the centre that serves the estate of the reader's household, if they named one."""
    person = getattr(user, "person", None) if user.is_authenticated else None
    if person is None or not person.household or not person.household.estate_code:
        return None
    estate = Area.objects.filter(code=person.household.estate_code).select_related("parent").first()
    while estate is not None and estate.centre_id is None:
        estate = estate.parent
    return estate.centre_id if estate else None
