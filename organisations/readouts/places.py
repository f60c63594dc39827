"""What does a neighbour want to know of a place? What it holds, how one gets in, when it is open or closed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext as _

from organisations import opening_hours
from organisations.models import Closure, Facility, Organisation, Room
from organisations.permissions import Act, reach_of

#: Closures are announced so long ahead.
AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class HoursRow:
    """Days in a row with the same hours: ``周一–周五`` and when."""

    days: str
    hours: str


@dataclass(frozen=True, slots=True)
class RoomView:
    pk: int
    code: str
    name: str
    kind: str
    facility: str
    centre_code: str
    centre: str
    address: str
    phone: str
    capacity: int
    access: tuple[tuple[str, str], ...]
    is_step_free: bool
    equipment: tuple[str, ...]
    hours: tuple[HoursRow, ...]
    closures: tuple[Closure, ...]
    pictures: tuple[Any, ...]
    part_of: str
    parts: tuple[str, ...]
    part_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FacilityView:
    kind: str
    name: str
    centre_code: str
    centre: str
    address: str
    phone: str
    rooms: tuple[RoomView, ...]


def centres() -> list[tuple[Organisation, list[Facility]]]:
    """Return the active centres with their facilities in their own order; two queries."""
    order = list(Facility.Kind.values)
    rows = Organisation.objects.active().centres().filter(page__live=True).prefetch_related("facilities")
    return [(one, sorted(one.facilities.all(), key=lambda facility: order.index(facility.kind))) for one in rows]


def facility_view(centre: str, kind: str, at: datetime) -> FacilityView:
    """Return a facility of an active centre with its rooms; raise ``Http404``. Five queries."""
    rooms = [_view(room, at) for room in _rooms(centre, kind)]
    found = Facility.objects.select_related("centre").filter(centre__code=centre, kind=kind)
    facility = found.filter(centre__state=Organisation.State.ACTIVE, centre__page__live=True).first()
    if facility is None:
        raise Http404
    owner = facility.centre
    return FacilityView(
        kind, str(facility), owner.code, owner.local_name, owner.local_address, owner.phone, tuple(rooms)
    )


def room_view(centre: str, kind: str, code: str, at: datetime) -> RoomView:
    """Return a room of an active centre; raise ``Http404``."""
    room = _rooms(centre, kind).filter(code=code).first()
    if room is None:
        raise Http404
    return _view(room, at, Closure.objects.of_room(room).between(at, at + AHEAD).order_by("starts_at"))


def may_book(user: Any) -> bool:
    """Return whether the user plans for some organisation, and may ask for a room."""
    return user.is_superuser or reach_of(user).allows_anywhere(Act.WRITE)


def _rooms(centre: str, kind: str) -> Any:
    known = Room.objects.filter(facility__centre__code=centre, facility__kind=kind)
    known = known.filter(facility__centre__state=Organisation.State.ACTIVE, facility__centre__page__live=True)
    parts = Prefetch("parts", Room.objects.order_by("name"))
    related = known.select_related("facility__centre", "parent")
    return related.prefetch_related("equipment", "pictures__image", parts).order_by("name")


def _view(room: Room, at: datetime, closures: Any = ()) -> RoomView:
    centre = room.facility.centre
    return RoomView(
        pk=room.pk,
        code=room.code,
        name=room.local_name,
        kind=room.facility.kind,
        facility=str(room.facility),
        centre_code=centre.code,
        centre=centre.local_name,
        address=centre.local_address,
        phone=centre.phone,
        capacity=room.capacity,
        access=tuple(access_of(room)),
        is_step_free=room.is_step_free,
        equipment=tuple(word.local_name for word in room.equipment.all()),
        hours=tuple(hours_rows(room)),
        closures=tuple(closures),
        pictures=tuple(picture.image for picture in room.pictures.all()),
        part_of=room.parent.local_name if room.parent else "",
        parts=tuple(part.local_name for part in room.parts.all()),
        part_ids=tuple(part.pk for part in room.parts.all()),
    )


def access_of(room: Room) -> list[tuple[str, str]]:
    """Return how one gets in, as (icon, words)."""
    words = access_words(room.is_step_free, room.has_lift, room.has_hearing_loop)
    return [("success" if place else "wheelchair", word) for place, word in enumerate(words)]


def access_words(is_step_free: bool, has_lift: bool, has_hearing_loop: bool) -> list[str]:
    """Return how one gets in, in words; whether by wheelchair comes first and is always said."""
    words = [_("Step-free access") if is_step_free else _("Not accessible by wheelchair")]
    if has_lift:
        words.append(_("Lift"))
    if has_hearing_loop:
        words.append(_("Hearing loop"))
    return words


def hours_rows(room: Room) -> list[HoursRow]:
    """Return the opening hours, days in a row with the same hours together; nothing when nothing is said."""
    hours = opening_hours.hours_of(room)
    if not hours:
        return []
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    said = [opening_hours.write(hours.get(str(day), [])) or _("closed") for day in range(7)]
    rows: list[HoursRow] = []
    start = 0
    for day in range(1, 8):
        if day == 7 or said[day] != said[start]:
            days = names[start] if day - 1 == start else f"{names[start]}–{names[day - 1]}"
            rows.append(HoursRow(days, said[start]))
            start = day
    holiday = opening_hours.write(hours.get(opening_hours.HOLIDAY, [])) or _("closed")
    return [*rows, HoursRow(_("Public holidays"), holiday)]
