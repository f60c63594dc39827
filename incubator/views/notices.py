"""Where does everybody read a result that is not final yet, and object to it?"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from incubator.forms.deciding import ObjectionForm
from incubator.models import Application
from incubator.objecting import begin_objection
from incubator.readouts.deciding import notice_page, public_notices
from portal.refusals import Refusal


@require_safe
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show the list: names of organisations and teams, and how to object."""
    found = get_object_or_404(public_notices(), pk=notice_id)
    return render(request, "incubator/notices/page.html", {"page": notice_page(found)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def object_to(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Ask against what, begin the objection, and lead to where it is written."""
    found = get_object_or_404(public_notices().running(timezone.localdate()), pk=notice_id)
    form = ObjectionForm(request.POST or None, listed=found.listed)
    if request.method == "POST" and form.is_valid():
        about = form.cleaned_data["about"]
        application = Application.objects.with_case().get(pk=about) if about.isdecimal() else None
        try:
            objection = begin_objection(found, application, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return redirect("cases:write", objection.case.reference)
    context = {"page": notice_page(found), "form": form}
    return render(request, "incubator/notices/object.html", context, status=422 if form.errors else 200)
