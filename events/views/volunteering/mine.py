"""What is mine as a volunteer? Shifts, invitations, organisations, papers and hours, of all whom I act for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.readouts.volunteering.mine import own_cards
from events.views.volunteering.joining import own_volunteer
from events.volunteering import welcoming
from portal.accounts.returning import login_required_to_act


@never_cache
@require_safe
@login_required
def my_shifts(request: HttpRequest) -> HttpResponse:
    """Show it all; whoever is no volunteer yet is shown the way."""
    at = timezone.now()
    context = {"cards": own_cards(request.user, at), "today": timezone.localdate(at)}
    return render(request, "events/volunteering/mine.html", context)


@require_POST
@never_cache
@login_required_to_act
def leave(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Belong to an organisation no longer."""
    row = own_volunteer(request, volunteer_id)
    code = request.POST.get("organisation", "")
    welcome = get_object_or_404(row.welcomes.select_related("organisation"), organisation__code=code)
    welcoming.leave(row, welcome.organisation, by=request.user, at=timezone.now())
    words = {"organisation": welcome.organisation.local_name}
    messages.success(request, _("You do not belong to %(organisation)s any more.") % words)
    return redirect("events:my_shifts")
