"""Where does a volunteer find a shift, take it, answer when asked, and step back?"""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.errors import NoShift, NotAllowed, VolunteeringRefused
from events.forms.volunteering import ShiftSearchForm
from events.models import Assignment, Shift, Volunteer
from events.readouts.volunteering import shift_list
from events.readouts.volunteering.shift_page import sheet, shift_for
from events.readouts.volunteering.whose import whose
from events.states import AssignmentState
from events.views.programme_list import page_number
from events.volunteering import taking, welcoming
from events.volunteering.cautions import cautions
from portal.accounts.returning import login_required_to_act, with_query


@never_cache
@require_safe
def shifts(request: HttpRequest) -> HttpResponse:
    """List the open shifts that fit the address, for the volunteer in it."""
    at = timezone.now()
    who = whose(request.user, request.GET.get("volunteer", ""), at)
    form = ShiftSearchForm(request.GET, choices=shift_list.choices(at))
    page = page_number(request.GET.get("page", ""))
    rows = shift_list.found(shift_list.to_come(at), form.asked)
    listed = shift_list.list_shifts(rows, who.chosen, only_fitting=bool(form.asked.get("mine")), page=page, at=at)
    kept = urlencode([(name, value) for name, value in request.GET.items() if name != "page" and value])
    context = {"form": form, "whose": who, "list": listed, "kept": kept}
    return render(request, "events/volunteering/shifts.html", context)


@never_cache
@require_safe
def shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Show one shift, for the volunteer in the address."""
    return _page(request, _readable(request, shift_id))


@require_POST
@never_cache
@login_required_to_act
def take(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Take it, or wait for it; a caution that was not on the page yet is shown first."""
    row, at = _readable(request, shift_id), timezone.now()
    volunteer = _volunteer(request)
    said = len(cautions(row, volunteer, by=request.user, at=at))
    if str(said) != request.POST.get("cautions", "0"):
        return _page(request, row, asked=str(volunteer.pk), status=409)
    try:
        made = taking.take(row, volunteer, by=request.user, at=at)
    except NotAllowed:
        raise Http404 from None
    except NoShift as refusal:
        messages.error(request, refusal.sentence)
        return _page(request, row, asked=str(volunteer.pk), status=409)
    if made.state == AssignmentState.CONFIRMED:
        messages.success(request, _("You are in. Thank you!"))
    else:
        messages.success(request, _("It is full: you are on the waiting list, and hear at once when a place is free."))
    return _back(row, volunteer)


@require_POST
@never_cache
@login_required_to_act
def answer(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Say yes or no to an invitation."""
    row, volunteer = _readable(request, shift_id), _volunteer(request)
    own, at = _own(row, volunteer), timezone.now()
    says_yes = request.POST.get("answer") == "yes"
    if says_yes and str(len(cautions(row, volunteer, by=request.user, at=at))) != request.POST.get("cautions", "0"):
        return _page(request, row, asked=str(volunteer.pk), status=409)
    try:
        made = taking.answer(own, yes=says_yes, by=request.user, at=at)
    except NoShift as refusal:
        messages.error(request, refusal.sentence)
        return _page(request, row, asked=str(volunteer.pk), status=409)
    if made.state == AssignmentState.CONFIRMED:
        messages.success(request, _("You are in. Thank you!"))
    elif made.state == AssignmentState.WAITING:
        messages.success(request, _("It is full by now: you are on the waiting list."))
    else:
        messages.success(request, _("Thank you for answering. Perhaps another time."))
    return _back(row, volunteer)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step_back(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Ask whether somebody steps back; by POST let it be so."""
    row, volunteer = _readable(request, shift_id), _volunteer(request)
    own = _own(row, volunteer)
    if request.method != "POST":
        context = {
            "sheet": sheet(
                row, whose(request.user, str(volunteer.pk), timezone.now()), user=request.user, at=timezone.now()
            ),
            "volunteer": volunteer,
        }
        return render(request, "events/volunteering/step_back.html", context)
    try:
        taking.step_back(own, by=request.user, at=timezone.now())
    except NoShift as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("You have stepped back. Thank you for saying so in good time."))
    return _back(row, volunteer)


@require_POST
@never_cache
@login_required_to_act
def ask_to_join(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Ask the shift's organisation to be one of its volunteers."""
    row, volunteer = _readable(request, shift_id), _volunteer(request)
    try:
        welcoming.ask_to_join(volunteer, row.organisation, by=request.user, at=timezone.now())
    except VolunteeringRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        words = {"organisation": row.organisation.local_name}
        messages.success(request, _("%(organisation)s has your name now, and tells you here.") % words)
    return _back(row, volunteer)


def _page(request: HttpRequest, row: Shift, *, asked: str = "", status: int = 200) -> HttpResponse:
    at = timezone.now()
    who = whose(request.user, asked or request.GET.get("volunteer", ""), at)
    context = {"sheet": sheet(row, who, user=request.user, at=at)}
    return render(request, "events/volunteering/shift.html", context, status=status)


def _readable(request: HttpRequest, shift_id: int) -> Shift:
    row = shift_for(request.user, shift_id, timezone.now())
    if row is None:
        raise Http404
    return row


def _volunteer(request: HttpRequest) -> Volunteer:
    """Return the volunteer whom a button or an address is about; whoever one does not act for is missing."""
    asked = request.POST.get("volunteer") or request.GET.get("volunteer", "")
    found = next((one for one in whose(request.user, "", timezone.now()).volunteers if str(one.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _own(row: Shift, volunteer: Volunteer) -> Assignment:
    mine = Assignment.objects.live().select_related("shift__role", "shift__pool", "shift__supervisor")
    return get_object_or_404(mine.select_related("volunteer__person__user"), shift=row, volunteer=volunteer)


def _back(row: Shift, volunteer: Volunteer) -> HttpResponse:
    return redirect(with_query(reverse("events:shift", args=[row.pk]), volunteer=volunteer.pk))
