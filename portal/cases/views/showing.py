"""Where does somebody see what they have applied for, and where it stands?"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.cases.forms.moving import DocumentForm
from portal.cases.readouts.case import case_page
from portal.cases.readouts.mine import my_cases
from portal.cases.views.own import own_case


@never_cache
@require_safe
@login_required
def cases(request: HttpRequest) -> HttpResponse:
    """List my cases."""
    return render(request, "cases/list.html", {"rows": my_cases(request.user)})


@never_cache
@require_safe
@login_required
def case(request: HttpRequest, case_reference: str) -> HttpResponse:
    """Show one of my cases."""
    page = case_page(own_case(request, case_reference), request.user)
    return render(request, "cases/show.html", {"page": page, "document_form": DocumentForm()})
