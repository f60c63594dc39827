"""Where does somebody go on to? Only to pages of this site."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

#: Longer than any of our addresses with all filters set.
LONGEST = 2000


def safe_next(request: HttpRequest) -> str:
    """Return the address in ``next`` (posted, or in the query) when it is a path on this site, else nothing."""
    return safe_path(request, request.POST.get("next") or request.GET.get("next") or "")


def safe_path(request: HttpRequest, address: str) -> str:
    """Return the address when it is a path on this site, else nothing."""
    if not address.startswith("/") or len(address) > LONGEST:
        return ""
    is_safe = url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=request.is_secure())
    return address if is_safe else ""


def with_query(address: str, **values: object) -> str:
    """Return the address with these values in its query, in place of any of the same name."""
    scheme, host, path, query, fragment = urlsplit(address)
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in values]
    given = [(name, str(value)) for name, value in values.items() if value not in (None, "")]
    return urlunsplit((scheme, host, path, urlencode(kept + given), fragment))


def login_required_to_act(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask who is not signed in to sign in, and lead back to the page that the button was on.

    For what only takes a POST: its own address has no page that one could come back to, as ``login_required`` would.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(_page_of_the_button(request) or "/")

    return asked


def _page_of_the_button(request: HttpRequest) -> str:
    """Return the path of the page of this site from which the request came, else nothing."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return ""
    return safe_path(request, urlunsplit(("", "", *urlsplit(came_from)[2:4], "")))
