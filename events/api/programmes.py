"""What can anybody read? Programmes, events, sessions and places left, as far as the public may see them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Query, Router

from events.api.asked import AskedEvents, AskedProgrammes, public_programmes, sessions_asked, with_one_of, with_words
from events.api.schemas import EventDetail, EventOut, Named, Places, ProgrammeDetail, ProgrammeOut, SessionOut
from events.readouts import open_data
from events.readouts.programme_list import in_order
from events.readouts.sessions import rows
from portal.api.paging import Id, Page, page_of
from portal.api.problems import Problem

router = Router(tags=["public"])
#: A programme has hundreds of events over the years: the nearest are named.
MOST_EVENTS = 100

LIST = {304: None, 404: Problem, 422: Problem}
ONE = {304: None, 404: Problem, 422: Problem}


@router.get("/categories", response={200: list[Named], 304: None}, operation_id="list_categories")
def categories(request: HttpRequest) -> Any:
    """All categories of programmes."""
    return open_data.categories()


@router.get("/programmes", response={200: Page[ProgrammeOut], **LIST}, operation_id="list_programmes")
def programmes(request: HttpRequest, asked: Query[AskedProgrammes]) -> Any:
    """Programmes with a session that fits, soonest first; for words (`q`), best first."""
    at = timezone.now()
    sessions = sessions_asked(request, asked).scheduled()
    found, _count = in_order(sessions, words=asked.words, start=asked.start, stop=asked.stop)
    return page_of(request, asked, found, open_data.programme_items(found[: asked.limit], at))


@router.get("/programmes/{programme_id}", response={200: ProgrammeDetail, **ONE}, operation_id="get_programme")
def programme(request: HttpRequest, programme_id: Path[Id]) -> Any:
    """One programme with its events that are not over."""
    at = timezone.now()
    page = get_object_or_404(public_programmes().select_related("category"), pk=programme_id)
    events = open_data.public_events().filter(programme_id=page.pk, ends_at__gt=at)[:MOST_EVENTS]
    return open_data.programme_detail(page, open_data.event_items(events, at))


@router.get("/events", response={200: Page[EventOut], **LIST}, operation_id="list_events")
def events(request: HttpRequest, asked: Query[AskedEvents]) -> Any:
    """Events with a session that fits, soonest first; those that are called off too, until their time is over."""
    found = with_one_of(open_data.public_events(), sessions_asked(request, asked))
    if asked.programme is not None:
        found = found.filter(programme_id=asked.programme)
    window = list(found[asked.start : asked.stop])
    return page_of(request, asked, window, open_data.event_items(window[: asked.limit], timezone.now()))


@router.get("/events/{event_id}", response={200: EventDetail, **ONE}, operation_id="get_event")
def event(request: HttpRequest, event_id: Path[Id]) -> Any:
    """One event with its sessions and its places."""
    return open_data.with_sessions(_event(event_id))


@router.get("/events/{event_id}/places", response={200: Places, **ONE}, operation_id="get_places")
def places(request: HttpRequest, response: HttpResponse, event_id: Path[Id]) -> Any:
    """The places left at this moment; ask again with `If-None-Match` as often as needed."""
    response["Cache-Control"] = "public, no-cache"
    return _event(event_id)["places"]


@router.get("/sessions", response={200: Page[SessionOut], **LIST}, operation_id="list_sessions")
def sessions(request: HttpRequest, asked: Query[AskedProgrammes]) -> Any:
    """Sessions that fit, in order of time; those that are called off say so."""
    at = timezone.now()
    found = with_words(sessions_asked(request, asked), asked.words).order_by("starts_at", "pk")
    ids = list(found.values_list("pk", flat=True)[asked.start : asked.stop])
    return page_of(request, asked, ids, [open_data.session_item(row, at) for row in rows(ids[: asked.limit])])


def _event(event_id: int) -> dict[str, Any]:
    row = open_data.public_events().filter(pk=event_id).first()
    if row is None:
        raise Http404
    return open_data.event_items([row], timezone.now())[0]
