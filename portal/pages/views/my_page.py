"""Where does somebody find everything of theirs? My page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.pages.my_page import my_page


@never_cache
@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what is mine and my family's."""
    return render(request, "pages/my_page.html", {"my_page": my_page(request)})
