"""Where is a programme's own page? One look-up by the codes in its address, then its words and records."""

from django.db.models import Exists
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from events.models import Event, ProgrammePage
from organisations.models import Organisation


@require_safe
def programme(request: HttpRequest, organisation: str, programme: str) -> HttpResponse:
    """Show a published programme of an organisation that is not suspended; anything else looks missing."""
    pages = ProgrammePage.objects.live().filter(
        Exists(Organisation.objects.active().filter(code=organisation)),
        slug=programme,
        url_path__endswith=f"/{organisation}/{programme}/",
    )
    page = get_object_or_404(pages.select_related("category", "picture"))
    return TemplateResponse(request, page.get_template(request), page.get_context(request))


@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from the short address on a poster to the programme it advertises."""
    found = Event.objects.public().filter(code=code).values_list("organisation__code", "programme__slug").first()
    if found is None:
        raise Http404
    return redirect(reverse("events:programme", args=found))
