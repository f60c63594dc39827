"""Which centre is near somebody who has no account? The one that they choose, kept in a cookie."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from events.readouts.programme_list import NEAR_COOKIE
from organisations.models import Organisation
from portal.pages.views.easy_view import A_YEAR, is_same_origin


@csrf_exempt  # A token would need a cookie on the home page of all; the form can only set a reader's preference.
@require_POST
def choose_centre(request: HttpRequest) -> HttpResponse:
    """Remember the centre and go back to the home page; nothing chosen forgets it."""
    if not is_same_origin(request):
        return HttpResponseForbidden()
    code = request.POST.get("centre", "")
    if code and not Organisation.objects.active().centres().filter(code=code).exists():
        raise Http404
    response = HttpResponseRedirect(reverse("wagtail_serve", args=[""]) + "#near")
    response.status_code = 303
    if code:
        response.set_cookie(
            NEAR_COOKIE, code, max_age=A_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(NEAR_COOKIE, samesite="Lax")
    return response
