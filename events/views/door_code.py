"""How do people check themselves in? They scan the code on the door's screen, and tap who came."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.door import door_code
from events.door.check_in import arrive
from events.models import Attendance, Session
from events.readouts.door import drawn_code
from events.views.door import AtDoor, at_the_door
from events.views.programme_list import absolute
from portal.accounts.returning import login_required_to_act
from portal.refusals import Refusal

BROWSER_COOKIE = "door_code_read"


@require_safe
@at_the_door
def code(door: AtDoor) -> HttpResponse:
    """Show the code of this half minute, large; the page renews it, with a script or without."""
    session = door.session(door.request.GET.get("session", ""))
    secret = door_code.code_at(session.pk, door.at)
    drawing = drawn_code(absolute(reverse("events:door_scanned", args=[session.pk, secret])))
    context = {"session": session, "event": door.door.event, "code": drawing}
    return render(door.request, "events/door/code.html", context)


@never_cache
@require_safe
def scanned(request: HttpRequest, session_id: int, secret: str) -> HttpResponse:
    """Note that this browser has seen the door's code, and go on to who came, signing in on the way."""
    if not door_code.is_current(session_id, secret, timezone.now()):
        sentence = _("This code has changed since. Please scan the one on the screen now.")
        return render(request, "events/door/no_link.html", {"sentence": sentence}, status=404)
    response = redirect("events:door_here")
    response.set_cookie(
        BROWSER_COOKIE,
        door_code.pass_for(session_id),
        max_age=door_code.PASS_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@never_cache
@require_safe
@login_required
def here(request: HttpRequest) -> HttpResponse:
    """Ask who came, of one's own people."""
    session = _session(request)
    if session is None:
        sentence = _("Please scan the code on the screen at the door once more.")
        return render(request, "events/door/no_link.html", {"sentence": sentence}, status=404)
    rows = list(door_code.own_registrations(session, request.user, timezone.now()))
    arrived = set(Attendance.objects.arrived().filter(session=session).values_list("registration_id", flat=True))
    people = [{"reference": row.reference, "name": row.person.name, "is_here": row.pk in arrived} for row in rows]
    context = {"session": session, "people": people, "is_waiting": any(not one["is_here"] for one in people)}
    return render(request, "events/door/here.html", context)


@require_POST
@never_cache
@login_required_to_act
def tap(request: HttpRequest) -> HttpResponse:
    """Mark those who were tapped as here."""
    session = _session(request)
    if session is None:
        raise Http404
    try:
        outcomes = arrive(session, request.POST.getlist("reference")[:20], by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        if any(outcome.is_new for outcome in outcomes):
            messages.success(request, _("Welcome! You are checked in."))
    return redirect("events:door_here")


def _session(request: HttpRequest) -> Session | None:
    """Return the session whose code this browser has read in the last minutes."""
    pk = door_code.session_of_pass(request.COOKIES.get(BROWSER_COOKIE, ""))
    sessions = Session.objects.select_related("event__programme", "event__organisation", "room")
    return get_object_or_404(sessions, pk=pk) if pk else None
