"""Where does somebody look for a stand-in, say yes to being one, and where is that approved?"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from events.errors import NotAllowed
from events.forms.service import StandInForm
from events.models import StandIn
from events.permissions import can_roster
from events.readouts.service import volunteers_of
from events.readouts.service_door import shift_at_door
from events.states import StandInState
from events.volunteering import stand_ins
from portal.refusals import Refusal


@never_cache
@login_required
def seek(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Ask a colleague or everybody who may; take it back."""
    shift, at = shift_at_door(shift_id), timezone.now()
    mine = {str(one.pk) for one in volunteers_of(request.user, at)}
    wanted = request.POST.get("volunteer") or request.GET.get("volunteer") or ""
    chosen = mine & {wanted} if wanted else mine
    rows = shift.assignments.confirmed().filter(volunteer__in=chosen) if shift else None
    row = rows.select_related("volunteer__person").first() if rows is not None else None
    if shift is None or row is None:
        raise Http404
    sought = row.stand_ins.filter(state__in=stand_ins.OPEN).select_related("asked__person", "taker__person").first()
    is_asked = request.method == "POST" and "withdraw" not in request.POST
    form = StandInForm(stand_ins.colleagues(row), request.POST if is_asked else None)
    if request.method == "POST" and (not is_asked or form.is_valid()):
        try:
            if not is_asked:
                if sought:
                    stand_ins.withdraw(sought, by=request.user, at=at)
                messages.success(request, _("Taken back: the shift is yours."))
            else:
                stand_ins.ask(row, **form.cleaned_data, by=request.user, at=at)
                messages.success(
                    request, _("Asked. You hear as soon as somebody says yes; until then it is your shift.")
                )
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        return redirect("events:shift", shift.pk)
    context = {"shift": shift, "row": row, "sought": sought, "form": form}
    return render(request, "events/service/stand_in.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request to whoever may answer it; by POST say yes or no, approve or refuse."""
    rows = StandIn.objects.select_related("assignment__volunteer__person", "asked__person", "taker__person")
    sought, at = get_object_or_404(rows, pk=pk), timezone.now()
    shift = shift_at_door(sought.assignment.shift_id)
    if shift is None:
        raise Http404
    sought.assignment.shift = shift
    mine = volunteers_of(request.user, at)
    is_staff = can_roster(request.user, shift.organisation_id)
    offered = stand_ins.offered_to(sought, mine, at)
    concerned = {sought.assignment.volunteer_id, sought.taker_id, sought.asked_id} & {one.pk for one in mine}
    if not (is_staff or offered or concerned):
        raise Http404
    if request.method == "POST":
        act, volunteer = request.POST.get("act"), request.POST.get("volunteer")
        taker = next((one for one in offered if str(one.pk) == volunteer), None)
        try:
            _do(act, sought, taker, {"by": request.user, "at": at})
        except NotAllowed:
            raise Http404 from None
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Thank you, noted. Those concerned are told."))
        return redirect("events:stand_in_answer", pk)
    may_decide = is_staff and sought.state == StandInState.TAKEN
    context = {"sought": sought, "shift": shift, "offered": offered, "may_decide": may_decide}
    return render(request, "events/service/stand_in_answer.html", context)


def _do(act: str | None, sought: StandIn, taker: object, acting: dict[str, object]) -> None:
    """Do what was tapped. Raises ``Http404`` for anything else."""
    acts = {"approve": stand_ins.approve, "refuse": stand_ins.refuse, "decline": stand_ins.decline}
    if act == "accept" and taker is not None:
        stand_ins.accept(sought, taker, **acting)
    elif act in acts:
        acts[act](sought, **acting)
    else:
        raise Http404
