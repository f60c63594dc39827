"""Where can anyone check a draw? On a page, and as data to work it out again."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.readouts.ballot import ballot_facts, ballot_of, ballot_view


@require_safe
def ballot(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show the rule, the fixed list and, once drawn, the seed and what came of each lot."""
    found = ballot_of(event_id)
    if found is None:
        raise Http404
    return render(request, "events/ballot/page.html", {"ballot": ballot_view(*found)})


@require_safe
def ballot_data(request: HttpRequest, event_id: int) -> HttpResponse:
    """Return the same as JSON, which docs/ballot.md says how to replay."""
    found = ballot_of(event_id)
    if found is None:
        raise Http404
    return JsonResponse(ballot_facts(*found), json_dumps_params={"ensure_ascii": False})
