"""Which doors of Wagtail's admin are shut? Its own sign-in and passwords. Mounted at ``admin/`` before Wagtail's."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path, reverse

from portal.accounts.idle import alive
from portal.accounts.returning import safe_next, with_query


def to_our_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the portal's sign-in and back to where somebody wanted to go."""
    return redirect(with_query(reverse("accounts:sign_in"), next=safe_next(request) or reverse("wagtailadmin_home")))


def closed(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Answer as if there were nothing here."""
    raise Http404


urlpatterns = [
    path("login/", to_our_sign_in),
    path("alive/", alive, name="workspace_alive"),
    re_path(r"^password_reset/", closed),
]
