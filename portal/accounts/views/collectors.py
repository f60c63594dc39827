"""Who may collect a child? Listed, added and taken off by whoever acts for the child."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.accounts.caring import add_collector, remove_collector
from portal.accounts.forms.household import CollectorForm
from portal.accounts.household import people_one_may_act_for
from portal.accounts.models import Collector
from portal.refusals import Refusal


@never_cache
@login_required
def collectors(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show who may collect, and add somebody by POST, or with ``remove`` take somebody off."""
    at = timezone.now()
    person = get_object_or_404(people_one_may_act_for(request.user, at), pk=person_id)
    standing = Collector.objects.standing().filter(person=person)
    removing = request.POST.get("remove", "")
    if removing:
        pk = int(removing) if removing.isdecimal() and len(removing) < 19 else 0
        remove_collector(get_object_or_404(standing, pk=pk), by=request.user, at=at)
        messages.success(request, _("Taken off."))
        return redirect("accounts:collectors", person_id)
    form = CollectorForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            add_collector(person, **form.cleaned_data, by=request.user, at=at)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:collectors", person_id)
    context = {"person": person, "form": form, "collectors": standing}
    return render(request, "accounts/household/collectors.html", context, status=422 if form.is_bound else 200)
