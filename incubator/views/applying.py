"""Where does an application begin? With the track and the applicant; it is written among one's cases."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from incubator import applying
from incubator.forms.applying import ApplyForm
from incubator.models import Intake
from incubator.permissions import runs_for
from portal.refusals import Refusal


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, call: str) -> HttpResponse:
    """Ask who applies for what, begin the application, and lead to where it is written."""
    intake = get_object_or_404(Intake.objects.public().select_related("page", "base"), code=call)
    form = ApplyForm(request.POST or None, intake=intake, theirs=runs_for(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            application = applying.apply(intake=intake, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return redirect("cases:write", application.case.reference)
    status = 422 if form.errors else 200
    return render(request, "incubator/calls/apply.html", {"intake": intake, "form": form}, status=status)
