"""Which pages does the incubator have?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incubator.readouts.network import network


@require_safe
def bases(request: HttpRequest) -> HttpResponse:
    """Show what an incubator does, and where the bases are."""
    return render(request, "incubator/bases/page.html", {"cores": network()})
