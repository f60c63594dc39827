"""Who has paid? Ticked at the door or the window, with the receipt; taken back with a reason."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.door.fees import mark_fee, undo_fee
from events.models import FeeMark, Registration
from events.readouts.fees import payers
from events.views.door import AtDoor, at_the_door
from portal.refusals import Refusal


@require_safe
@at_the_door
def fees(door: AtDoor) -> HttpResponse:
    """List who has a place, those who have not paid first; there is no such list where nothing is to be paid."""
    return _page(door)


@require_POST
@at_the_door
def mark(door: AtDoor) -> HttpResponse:
    """Tick one person's fee as paid or waived."""
    posted = door.request.POST
    receipt = posted.get("receipt", "").replace("\0", "")[:30]
    row = get_object_or_404(Registration, event=door.door.event, reference=posted.get("reference", "")[:10])
    try:
        ticked = mark_fee(row, posted.get("outcome", "")[:8], receipt=receipt, **door.acting)
    except Refusal as refusal:
        return _page(door, {row.reference: (receipt, str(refusal.sentence))})
    messages.success(
        door.request, _("%(name)s: %(state)s") % {"name": row.person.name, "state": ticked.get_outcome_display()}
    )
    return redirect("events:door_fees", door.door.event.pk)


@require_POST
@at_the_door
def undo(door: AtDoor, pk: int) -> HttpResponse:
    """Take a tick back, with the reason."""
    ticked = get_object_or_404(
        FeeMark.objects.select_related("registration"), pk=pk, registration__event=door.door.event
    )
    reason = door.request.POST.get("reason", "").replace("\0", "")[:100]
    try:
        undo_fee(ticked, reason=reason, **door.acting)
    except Refusal as refusal:
        return _page(door, {ticked.registration.reference: (reason, str(refusal.sentence))})
    messages.success(door.request, _("Taken back."))
    return redirect("events:door_fees", door.door.event.pk)


def _page(door: AtDoor, trouble: Mapping[str, tuple[str, str]] | None = None) -> HttpResponse:
    event = door.door.event
    if not event.programme.fee_yuan:
        raise Http404
    found = payers(event, trouble=trouble)
    context = {"event": event, "payers": found, "unpaid": sum(payer.mark_id is None for payer in found)}
    return render(door.request, "events/door/fees.html", context, status=422 if trouble else 200)
