"""Where does the person in charge see who came to a shift? On their phone: marks, the code, times, incidents."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.door import rotating
from events.forms.service import IncidentForm, TimesForm
from events.models import Assignment, Shift
from events.permissions import can_lead_shift
from events.readouts.door import drawn_code
from events.readouts.service_door import door_of, marks_of, shift_at_door
from events.views.programme_list import absolute
from events.volunteering import doing, incidents
from portal.refusals import Refusal

MARKS = ("here", "late", "left", "absent", "expected")


def for_leader(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a shift's door to its person in charge and to whoever rosters; to anybody else it is missing."""

    @wraps(view)
    @never_cache
    @login_required
    def guarded(request: HttpRequest, shift_id: int, **arguments: Any) -> HttpResponse:
        shift = shift_at_door(shift_id)
        if shift is None or not can_lead_shift(request.user, shift):
            raise Http404
        return view(request, shift, **arguments)

    return guarded


@require_safe
@for_leader
def door(request: HttpRequest, shift: Shift) -> HttpResponse:
    """Show who is in the shift, with one button each."""
    return _door(request, shift, IncidentForm())


@require_POST
@for_leader
def mark(request: HttpRequest, shift: Shift) -> HttpResponse:
    """Mark one of them; ``mark`` is what is said, and of whom."""
    says, _space, pk = request.POST.get("mark", "").partition(" ")
    row = _assignment(shift, pk)
    if says not in MARKS:
        raise Http404
    try:
        doing.mark(row, says, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect(f"{reverse('events:shift_door', args=[shift.pk])}#p{row.pk}")


@for_leader
def person(request: HttpRequest, shift: Shift, pk: int) -> HttpResponse:
    """Show every mark of one of them, and enter other times by POST."""
    row = _assignment(shift, str(pk))
    form = TimesForm(
        request.POST if request.method == "POST" else None,
        initial={name: timezone.localtime(at).time() for name, at in _known(row) if at},
    )
    if request.method == "POST" and form.is_valid():
        times = form.moments(shift)
        try:
            doing.correct(row, **times, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Entered. The history keeps what was marked before."))
            return redirect("events:shift_door", shift.pk)
    context = {"shift": shift, "row": row, "form": form, "marks": marks_of(row)}
    return render(request, "events/service/person.html", context, status=422 if form.errors else 200)


@require_safe
@for_leader
def code(request: HttpRequest, shift: Shift) -> HttpResponse:
    """Show the code of this half minute, large, and its six digits; the page renews it."""
    at, subject = timezone.now(), doing.subject_of(shift)
    secret = rotating.code_at(subject, at)
    digits = rotating.digits_at(subject, at)
    address = absolute(reverse("events:shift_scanned", args=[shift.pk, secret]))
    context = {"shift": shift, "code": drawn_code(address), "digits": f"{digits[:3]} {digits[3:]}"}
    return render(request, "events/service/code.html", context)


@require_POST
@for_leader
def incident(request: HttpRequest, shift: Shift) -> HttpResponse:
    """Write down what went wrong."""
    form = IncidentForm(request.POST)
    if not form.is_valid():
        return _door(request, shift, form, status=422)
    incidents.report(shift, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Noted. The organisation has been told."))
    return redirect("events:shift_door", shift.pk)


def _door(request: HttpRequest, shift: Shift, form: IncidentForm, *, status: int = 200) -> HttpResponse:
    context = {"door": door_of(shift), "shift": shift, "form": form, "closed": doing.closed(shift, timezone.now())}
    return render(request, "events/service/door.html", context, status=status)


def _assignment(shift: Shift, pk: str) -> Assignment:
    rows = shift.assignments.confirmed().select_related("volunteer__person", "shift__organisation")
    return get_object_or_404(rows, pk=int(pk) if pk.isdecimal() else None)


def _known(row: Assignment) -> list[tuple[str, Any]]:
    return [("came", row.came_at), ("left", row.left_at)]
