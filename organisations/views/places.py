"""Where to go? The facilities of the centres, a facility with its rooms, a room with what is on there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from organisations.readouts import places as readout
from portal import contributions


def places(request: HttpRequest) -> HttpResponse:
    """Show every centre with its facilities."""
    return render(request, "organisations/places/places.html", {"centres": readout.centres()})


def facility(request: HttpRequest, centre: str, kind: str) -> HttpResponse:
    """Show a facility, its rooms, and what is on there."""
    view = readout.facility_view(centre, kind, timezone.now())
    context = {"facility": view, "sections": _sections(request, [room.pk for room in view.rooms])}
    return render(request, "organisations/places/facility.html", context)


def room(request: HttpRequest, centre: str, kind: str, room: str) -> HttpResponse:
    """Show a room: what it holds, how one gets in, when it is open, and what is on there."""
    view = readout.room_view(centre, kind, room, timezone.now())
    books = request.user.is_authenticated and readout.may_book(request.user)
    context = {"room": view, "books": books, "sections": _sections(request, [view.pk, *view.part_ids])}
    return render(request, "organisations/places/room.html", context)


def _sections(request: HttpRequest, room_ids: list[int]) -> list[Any]:
    found = (source(request, room_ids) for source in contributions.place_sections)
    return [section for section in found if section]
