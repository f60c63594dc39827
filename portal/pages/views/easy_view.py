"""How does a reader switch easy view (长辈版) on and off?"""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.pages.shell import EASY_VIEW_COOKIE

A_YEAR = 365 * 24 * 60 * 60


@csrf_exempt  # A token would need a cookie on every anonymous page; the form can only set a reader's preference.
@require_POST
def easy_view(request: HttpRequest) -> HttpResponse:
    """Remember the choice in a cookie and go back to ``next``, which must be on this site."""
    if not is_same_origin(request):
        return HttpResponseForbidden()
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    response.status_code = 303
    if request.POST.get("on") == "1":
        response.set_cookie(
            EASY_VIEW_COOKIE, "1", max_age=A_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(EASY_VIEW_COOKIE, samesite="Lax")
    return response


def is_same_origin(request: HttpRequest) -> bool:
    """Return False when the browser says that the form was on another site; old ones say nothing."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return urlsplit(origin).netloc == request.get_host()
