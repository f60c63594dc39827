"""How does somebody who waits come to one session? By a button on the page of their sign-up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from events.errors import NoMandate
from events.models import Registration, Session
from events.seating import guest_places
from portal.accounts.returning import login_required_to_act
from portal.refusals import Refusal


@require_POST
@never_cache
@login_required_to_act
def come_once(request: HttpRequest, reference: str, session_id: int) -> HttpResponse:
    """Take the place that is free at this one session, or with ``back`` give it up."""
    at = timezone.now()
    visible = Registration.objects.visible_to(request.user, at).select_related("event", "person")
    row = get_object_or_404(visible, reference=reference)
    session = get_object_or_404(Session.objects.select_related("event"), pk=session_id, event=row.event_id)
    is_back = "back" in request.POST
    try:
        (guest_places.give_up if is_back else guest_places.take)(row, session, by=request.user, at=at)
    except NoMandate:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        done = _("Good: see you there. Show the code on this page at the door.")
        messages.success(request, _("Noted. Thank you for telling us.") if is_back else done)
    return redirect("events:registration", reference)
