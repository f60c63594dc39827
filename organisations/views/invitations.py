"""Where does somebody see who invites them to what, and accept or decline? After signing in with that number."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organisations import invitations
from organisations.models import Invitation
from organisations.readouts.rights import rights_of_role
from organisations.states import InvitationState
from portal.accounts.returning import login_required_to_act
from portal.refusals import Refusal


def own_or_missing(request: HttpRequest, pk: int) -> Invitation:
    """Return an invitation to the number of this account; any other looks missing."""
    if not request.user.phone_verified_at:
        raise Http404
    rows = Invitation.objects.for_number(request.user.phone).select_related("organisation__page", "invited_by__person")
    return get_object_or_404(rows, pk=pk)


@never_cache
@require_safe
@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who invites, to what role, from when until when, and what that role may do."""
    invitation = own_or_missing(request, pk)
    is_open = invitation.state == InvitationState.WAITING and invitation.lapses_at > timezone.now()
    context = {"invitation": invitation, "is_open": is_open, "rights": rights_of_role(invitation.role)}
    return render(request, "organisations/staff/invitation.html", context)


@require_POST
@login_required_to_act
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, which leads to the workspace, or decline."""
    invitation, acting = own_or_missing(request, pk), {"by": request.user, "at": timezone.now()}
    try:
        if "decline" in request.POST:
            invitations.decline(invitation, **acting)
            messages.success(request, _("You have declined. The organisation has been told."))
            return redirect("me:home")
        invitations.accept(invitation, **acting)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("organisations:invitation", pk)
    place = {"organisation": invitation.organisation.local_name}
    messages.success(request, _("Welcome to the staff of %(organisation)s.") % place)
    return redirect("rights:index")
