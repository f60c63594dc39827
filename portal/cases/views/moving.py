"""Where does somebody make a move in their own case beside handing in? Withdrawing, above all; asked twice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.cases.forms.moving import MoveForm
from portal.cases.moving import move_case
from portal.cases.readouts.case import case_page
from portal.cases.views.own import own_case
from portal.refusals import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def move(request: HttpRequest, case_reference: str, key: str) -> HttpResponse:
    """Ask whether that is meant, with the reason; then do it."""
    case = own_case(request, case_reference)
    page, acting = case_page(case, request.user), {"by": request.user, "at": timezone.now()}
    found = next((one for one in page.moves if one.id == key), None)
    if found is None and request.method == "POST" and case.plan.move(key):
        return redirect("cases:case", case_reference)  # made already, or no longer there: the page says where it stands
    if found is None:
        raise Http404
    form = MoveForm(case, found, request.POST or None, request.FILES or None, **acting)
    if request.method == "POST" and form.is_valid():
        try:
            move_case(case, found.id, seen=form.cleaned_data["step"], given=form.given(), **acting)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Done: %(move)s") % {"move": found.name})
            return redirect("cases:case", case_reference)
    status = 422 if form.is_bound else 200
    return render(request, "cases/move.html", {"page": page, "move": found, "form": form}, status=status)
