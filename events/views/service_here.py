"""How do volunteers check in and out by themselves? They scan the leader's code, or type its six digits."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.door import rotating
from events.forms.service import CodeForm
from events.models import Assignment
from events.readouts.service import volunteers_of
from events.readouts.service_door import shift_at_door
from events.volunteering import doing
from portal.refusals import Refusal

COOKIE = "shift_code_read"


@never_cache
@require_safe
def scanned(request: HttpRequest, shift_id: int, secret: str) -> HttpResponse:
    """Note that this browser has seen the leader's code, and go on to checking in, signing in on the way."""
    shift = shift_at_door(shift_id)
    if shift is None or not rotating.is_current(doing.subject_of(shift), secret, timezone.now()):
        sentence = _("This code has changed since. Please scan the one on the screen now.")
        return render(request, "events/door/no_link.html", {"sentence": sentence}, status=404)
    response = redirect("events:shift_here", shift.pk)
    response.set_cookie(
        COOKIE,
        doing.pass_for(shift),
        max_age=doing.PASS_SECONDS,
        path=reverse("events:shift_here", args=[shift.pk]),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@never_cache
@login_required
def here(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Ask for the digits, unless the code was scanned; a POST checks in, or out."""
    shift, at = shift_at_door(shift_id), timezone.now()
    mine = {one.pk for one in volunteers_of(request.user, at)}
    rows = list(shift.assignments.confirmed().select_related("volunteer__person")) if shift else []
    rows = [row for row in rows if row.volunteer_id in mine]
    if shift is None or not rows:
        raise Http404
    carried = request.COOKIES.get(COOKIE, "")
    has_scanned = doing.is_pass(shift, carried)
    form = CodeForm(request.POST if request.method == "POST" and not has_scanned else None)
    if request.method == "POST" and (has_scanned or form.is_valid()):
        row = _chosen(rows, request.POST.get("who", ""))
        try:
            done = doing.tap(row, carried if has_scanned else form.cleaned_data["code"], by=request.user, at=at)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            left = done.left_at is not None
            messages.success(request, _("Checked out. Thank you!") if left else _("Welcome! You are checked in."))
        return redirect("events:shift_here", shift.pk)
    context = {
        "shift": shift,
        "rows": rows,
        "form": form,
        "has_scanned": has_scanned,
        "closed": doing.closed(shift, at),
        "is_done": all(row.left_at for row in rows),
    }
    return render(request, "events/service/here.html", context, status=422 if form.errors else 200)


def _chosen(rows: list[Assignment], who: str) -> Assignment:
    """Return the one that was chosen, or the only one. Raises ``Http404``."""
    found = [row for row in rows if str(row.pk) == who] if who else rows[:1]
    if not found:
        raise Http404
    return found[0]
