"""What are the records called that the history names? Those of organisations, and of the shell below them."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from organisations.models import Area, Booking, Facility, Organisation, Room
from portal.cases.models import Case


def _named(model: Any) -> Callable[[Collection[int]], Mapping[int, str]]:
    """Return what finds the names of this model's records; one query."""
    return lambda ids: {row.pk: row.local_name for row in model._default_manager.filter(pk__in=ids)}


def _cases(ids: Collection[int]) -> Mapping[int, str]:
    return dict(Case.objects.filter(pk__in=ids).values_list("pk", "reference"))


def _facilities(ids: Collection[int]) -> Mapping[int, str]:
    return {row.pk: row.get_kind_display() for row in Facility.objects.filter(pk__in=ids)}


def _bookings(ids: Collection[int]) -> Mapping[int, str]:
    rows = Booking.objects.filter(pk__in=ids).select_related("room")
    return {row.pk: f"{row.room.local_name} {row.purpose}" for row in rows}


RECORD_NAMES = {
    "organisations.organisation": _named(Organisation),
    "organisations.area": _named(Area),
    "organisations.room": _named(Room),
    "organisations.facility": _facilities,
    "organisations.booking": _bookings,
    "cases.case": _cases,
}
