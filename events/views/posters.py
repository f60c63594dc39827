"""Where is an event's poster? A picture for chat groups, a sheet to print, and a page to share it from."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from events.models import Event
from events.permissions import can_see_plans
from events.posters import keeping
from events.posters.layout import A4, TALL, Sheet
from events.readouts.poster import for_poster, is_public, poster_facts
from portal.busy import busy


@require_safe
def poster_picture(request: HttpRequest, event_id: int) -> HttpResponse:
    """The tall picture, which telephones save and forward."""
    return _drawn(request, _event(request, event_id), TALL, "image/jpeg", f"linli-{event_id}.jpg")


@require_safe
def poster_print(request: HttpRequest, event_id: int) -> HttpResponse:
    """The sheet of A4."""
    return _drawn(request, _event(request, event_id), A4, "application/pdf", f"linli-{event_id}.pdf")


@require_safe
def poster(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show the picture and say how to send it on or print it."""
    event = _event(request, event_id)
    back = reverse("events:programme", args=[event.organisation.code, event.programme.slug])
    context = {"event": event, "is_public": is_public(event), "back": back, "size": TALL.size}
    return render(request, "events/posters/page.html", context)


def _event(request: HttpRequest, event_id: int) -> Event:
    """Return the event if this reader may have its poster; who may see a draft is asked only of drafts."""
    event = for_poster(event_id)
    if event is None or not (is_public(event) or can_see_plans(request.user, event, timezone.now())):
        raise Http404
    return event


def _drawn(request: HttpRequest, event: Event, sheet: Sheet, content_type: str, file_name: str) -> HttpResponse:
    facts = poster_facts(event)
    return file_response(
        request,
        key=keeping.poster_key(facts, sheet),
        make=lambda: keeping.poster(facts, sheet),
        content_type=content_type,
        file_name=file_name,
        is_public=is_public(event),
    )


def file_response(
    request: HttpRequest, *, key: str, make: Callable[[], bytes], content_type: str, file_name: str, is_public: bool
) -> HttpResponse:
    """Return a drawing, or 304 when the reader has it; 503 when too many others are being drawn."""
    etag = f'"{key}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = HttpResponse(make(), content_type=content_type)
        except keeping.Drawing as error:
            return busy(request, error)
        response["Content-Disposition"] = f'inline; filename="{file_name}"'
    response["ETag"] = etag
    patch_cache_control(
        response, **({"public": True, "max_age": 300} if is_public else {"private": True, "no_cache": True})
    )
    return response
