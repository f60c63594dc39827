"""Where does somebody accept or decline what a base asks of them? On one page; anybody else finds none."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from incubator import appointing
from incubator.forms.appointments import AcceptForm
from incubator.models import Appointment
from portal.refusals import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def appointment(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Show what is asked; take the answer."""
    mine = get_object_or_404(Appointment.objects.filter(user=request.user).select_related("base"), pk=appointment_id)
    declines = request.POST.get("act") == "decline"
    form = AcceptForm(request.POST if request.method == "POST" and not declines else None)
    if request.method == "POST" and (declines or form.is_valid()):
        mine = _answered(request, mine, form, declines=declines)
        if mine.answer != Appointment.Answer.ASKED:
            return redirect("incubator:appointment", appointment_id)
    context = {"appointment": mine, "form": form}
    return render(request, "incubator/appointments/show.html", context, status=422 if form.errors else 200)


def _answered(request: HttpRequest, mine: Appointment, form: AcceptForm, *, declines: bool) -> Appointment:
    acting = {"by": request.user, "at": timezone.now()}
    try:
        if declines:
            mine = appointing.decline(mine, **acting)
        else:
            mine = appointing.accept(mine, **form.cleaned_data, **acting)
            if mine.answer == Appointment.Answer.ASKED:
                form.add_error("name", _("The base knows another name. If you do not expect this, please decline."))
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    return mine
