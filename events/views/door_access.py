"""How does a device without an account come to the door? By a link that staff make and show as a code."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.door import door_links
from events.forms.door import LinkForm
from events.models import DoorLink
from events.readouts.door import drawn_code
from events.views.door import AtDoor, for_staff, remember_device
from events.views.programme_list import absolute
from portal.accounts.addresses import client_address
from portal.refusals import Refusal


@require_safe
@for_staff
def links(door: AtDoor) -> HttpResponse:
    """List the links that open this door, and offer to make one."""
    return _links_page(door, LinkForm())


@require_POST
@for_staff
def make_link(door: AtDoor) -> HttpResponse:
    """Make a link and show it, this once, as a code to scan with the other device."""
    form = LinkForm(door.request.POST)
    if not form.is_valid():
        return _links_page(door, form, status=422)
    try:
        link, secret = door_links.make_link(
            door.door.event, label=form.cleaned_data["label"], by=door.door.by, at=door.at
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return _links_page(door, form, status=422)
    url = absolute(reverse("events:door_open", args=[secret]))
    return _links_page(door, LinkForm(), link=link, url=url, code=drawn_code(url))


@require_POST
@for_staff
def revoke_link(door: AtDoor, pk: int) -> HttpResponse:
    """Take a link back: the device is out at its next request."""
    link = get_object_or_404(DoorLink, pk=pk, event=door.door.event)
    door_links.revoke_link(link, by=door.door.by, at=door.at)
    messages.success(door.request, _("The link is taken back. The device can open the door no more."))
    return redirect("events:door_links", door.door.event.pk)


def _links_page(door: AtDoor, form: LinkForm, *, status: int = 200, **context: object) -> HttpResponse:
    event = door.door.event
    context = {"event": event, "links": door_links.links_of(event, door.at), "form": form, **context}
    return render(door.request, "events/door/links.html", context, status=status)


@never_cache
@require_safe
def open_door(request: HttpRequest, secret: str) -> HttpResponse:
    """Open the door on this device: it carries the secret as a cookie from now on, the address no more."""
    try:
        link = door_links.open_link(secret[:64], address=client_address(request), at=timezone.now())
    except Refusal as refusal:
        return render(request, "events/door/no_link.html", {"sentence": refusal.sentence}, status=404)
    response = redirect("events:door", link.event_id)
    remember_device(response, link.event_id, secret, link.lapses_at)
    return response
