"""What is going on in the district, in numbers? A page that anybody may read; each app shows its own part."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import contributions


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show what the apps contribute."""
    sections = [section for source in contributions.statistics if (section := source(request))]
    return render(request, "pages/statistics.html", {"sections": sections})
