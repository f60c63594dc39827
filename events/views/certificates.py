"""How does somebody take a certificate of attendance? By one tap, on their page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from events.errors import NotAllowed
from events.learning.certificates import certify
from events.models import Registration
from portal.accounts.returning import login_required_to_act
from portal.refusals import Refusal


@never_cache
@require_POST
@login_required_to_act
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Issue the certificate of a sign-up of one's own people, and show it."""
    rows = Registration.objects.select_related("event__programme", "event__organisation", "person")
    registration = get_object_or_404(rows, reference=reference)
    try:
        proof = certify(registration, by=request.user, at=timezone.now())
    except NotAllowed:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("events:registration", reference)
    messages.success(request, _("Here is the certificate. You can print it, or show its code."))
    return redirect("proofs:own_proof", proof.number)
