"""Where is a centre's month, to read and to print? A page that prints well, and sheets of A4 and A3."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events.posters import keeping
from events.posters.month_paper import PAPERS, month_paper
from events.readouts.door import drawn_code
from events.readouts.month_sheet import centre_with_sheet, month_of, month_sheet
from events.views.posters import file_response
from organisations.models import Organisation


@require_safe
def month(request: HttpRequest, centre: str) -> HttpResponse:
    """Show a centre's month, day by day."""
    found, first = _asked(request, centre)
    sheet = month_sheet(found, first, timezone.now())
    context = {"sheet": sheet, "code": drawn_code(sheet.url), "centre": found, "papers": [*PAPERS]}
    return render(request, "events/month_sheet/page.html", context)


@require_safe
def month_print(request: HttpRequest, centre: str, paper: str) -> HttpResponse:
    """The same as a PDF of A4 or A3."""
    if paper not in PAPERS:
        raise Http404
    found, first = _asked(request, centre)
    sheet = month_sheet(found, first, timezone.now())
    key = keeping.key_of(sheet, paper, get_language())
    return file_response(
        request,
        key=key,
        make=lambda: keeping.kept(key, lambda: month_paper(sheet, paper)),
        content_type="application/pdf",
        file_name=f"{found.code}-{sheet.month}-{paper}.pdf",
        is_public=True,
    )


def _asked(request: HttpRequest, centre: str) -> tuple[Organisation, date]:
    """Return the centre and the month that are asked for; whatever has no sheet is missing."""
    found = centre_with_sheet(centre)
    month = month_of(request.GET.get("month", ""), timezone.now())
    if found is None or month is None:
        raise Http404
    return found, month
