"""Where does an organisation apply to join, and renew? What is needed, which centre, and on to the form."""

from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organisations.forms.joining import JoiningForm
from organisations.joining.applying import apply, drafts_of
from portal.refusals import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Say what joining is and what it takes; begin, or go on with what was begun."""
    form = JoiningForm(request.POST or None, user=request.user, initial={"centre": request.GET.get("centre")})
    if request.method == "POST":
        if not request.user.is_authenticated:
            # What was chosen is chosen still after signing in.
            chosen = urlencode({"centre": request.POST.get("centre", "")})
            return redirect_to_login(f"{request.path}?{chosen}")
        if form.is_valid():
            try:
                case = apply(**form.cleaned_data, by=request.user, at=timezone.now())
                return redirect("cases:write", case.reference)
            except Refusal as refusal:
                form.add_error(None, str(refusal.sentence))
    drafts = drafts_of(request.user) if request.user.is_authenticated else []
    context = {"form": form, "drafts": drafts}
    return render(request, "organisations/joining/join.html", context, status=422 if form.errors else 200)
