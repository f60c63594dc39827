"""How is a group's sign-up chain pasted? Read, shown line by line, confirmed, and then the fate of each line told."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from events.forms.chains import ChainForms, PasteForm
from events.forms.helping import AgreedForm
from events.helping.chains import Circle, StaffCircle, sign_up_chain
from events.models import Registration
from events.readouts.chains import fates
from events.readouts.helping import masked_list
from events.views.door import AtDoor, for_staff


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def chain(door: AtDoor) -> HttpResponse:
    """Let the staff of an event sign people up by a chain, and copy the masked list for the group."""
    event = door.door.event
    context = {
        "event": event,
        "layout": "events/door/layout.html",
        "back": reverse("events:door", args=[event.pk]),
        "masked_list": masked_list(event, Registration.objects.all(), door.at),
    }
    return chain_page(door.request, StaffCircle(event, door.door.by, door.at), context)


def chain_page(
    request: HttpRequest, circle: Circle, context: dict[str, Any], *, consent: AgreedForm | None = None
) -> HttpResponse:
    """Ask for the chain, show its lines, or sign up those confirmed, as the request says."""
    if request.method != "POST":
        return _page(request, "paste", {**context, "form": PasteForm(initial={"key": uuid4()})})
    form = PasteForm(request.POST)
    if not form.is_valid():
        return _page(request, "paste", {**context, "form": form}, status=422)
    is_confirmed = "confirm" in request.POST
    lines = ChainForms(form.chain, circle, request.POST if is_confirmed else None)
    context |= {"form": form, "lines": lines, "consent": consent}
    if not is_confirmed:
        return _page(request, "preview", context)
    wanted = lines.wanted()
    is_agreed = consent is None or consent.is_valid()
    if lines.faulty or not is_agreed or not wanted:
        return _page(request, "preview", {**context, "is_nobody": not wanted}, status=422)
    done = sign_up_chain(wanted, circle, key=form.cleaned_data["key"], by=request.user, at=circle.at)
    return _page(request, "fates", {**context, "fates": fates(done, lines)})


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"events/chains/{name}.html", context, status=status)
