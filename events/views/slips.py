"""Where is a slip of paper printed? By oneself from one's sign-up, by staff for everybody of an event."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.readouts.slips import own_slip, slips_of
from events.views.door import AtDoor, for_staff
from portal.audit.recording import record


@never_cache
@require_safe
@login_required
def own(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the slip of one sign-up to whoever made it or acts for the person; to anybody else it is missing."""
    slips = own_slip(reference, reader=request.user, at=timezone.now())
    if slips is None:
        raise Http404
    back = reverse("events:registration", args=[reference])
    return render(request, "events/slips/slips.html", {"slips": slips, "back": back})


@require_safe
@for_staff
def of_event(door: AtDoor) -> HttpResponse:
    """Show the slips of everybody of an event, or of one; that a list of people was printed is on record."""
    event, reference = door.door.event, door.request.GET.get("reference", "")
    slips = slips_of(event, door.at, reference=reference)
    if reference and not slips.rows:
        raise Http404
    by = door.door.by
    record("slips.shown", event, by=by, at=door.at, organisation_id=event.organisation_id, people=len(slips.rows))
    back = f"{reverse('sign_ups:index')}?event={event.pk}"
    return render(door.request, "events/slips/slips.html", {"slips": slips, "back": back})
