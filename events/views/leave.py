"""How does somebody ask leave for one session? By a button on the page of their sign-up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from events.door.leave import ask_leave, take_back_leave
from events.errors import NoMandate
from events.models import Registration, Session
from portal.accounts.returning import login_required_to_act
from portal.refusals import Refusal


@require_POST
@never_cache
@login_required_to_act
def leave(request: HttpRequest, reference: str, session_id: int) -> HttpResponse:
    """Ask leave for one session, or with ``back`` take it back."""
    at = timezone.now()
    visible = Registration.objects.visible_to(request.user, at).select_related("event")
    row = get_object_or_404(visible, reference=reference)
    session = get_object_or_404(Session.objects.select_related("event"), pk=session_id, event=row.event_id)
    is_back = "back" in request.POST
    try:
        (take_back_leave if is_back else ask_leave)(row, session, by=request.user, at=at)
    except NoMandate:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Good: see you there.") if is_back else _("Noted. Thank you for telling us."))
    return redirect("events:registration", reference)
