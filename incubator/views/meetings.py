"""Where does somebody who is asked to a meeting see it, and a mentor arrange one and keep its minutes?"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from incubator import meetings
from incubator.forms.meetings import MeetingForm, MinutesForm
from incubator.models import Meeting, Placement
from portal.refusals import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show a meeting to whoever is to come; whoever arranges such meetings writes the minutes here."""
    rows = Meeting.objects.attended_by(request.user).select_related("intake__base__parent__parent", "placement")
    mine, at = get_object_or_404(rows, pk=meeting_id), timezone.now()
    arranges = meetings.may_arrange(mine.intake, mine.placement, request.user, at)
    writes = arranges and mine.state != Meeting.State.CALLED_OFF and mine.starts_at <= at
    form = MinutesForm(request.POST or None, initial={"minutes": mine.minutes}) if writes else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                meetings.write_minutes(mine, form.cleaned_data["minutes"], by=request.user, at=at)
            except Refusal as refusal:
                form.add_error(None, str(refusal.sentence))
            else:
                messages.success(request, _("The minutes are kept."))
                return redirect("incubator:meeting", meeting_id)
    people = mine.attendees.select_related("user__person").prefetch_related("user__incubator_appointments")
    context = {"meeting": mine, "people": people, "form": form}
    return render(request, "incubator/meetings/show.html", context, status=422 if form and form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def arrange(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Let a mentor arrange a talk with a placement."""
    at = timezone.now()
    placement = get_object_or_404(Placement.objects.with_call(), pk=placement_id)
    if not meetings.may_arrange(placement.intake, placement, request.user, at):
        raise Http404
    people = meetings.invitable(placement.intake, placement, at=at)
    form = MeetingForm(request.POST or None, people=people, has_placement=True, initial={"kind": Meeting.Kind.MENTOR})
    if request.method == "POST" and form.is_valid():
        plan = meetings.Plan(**form.span, people=form.chosen)
        given = {name: form.cleaned_data[name] for name in ("kind", "is_despite_clash")}
        try:
            meetings.arrange(placement.intake, placement, plan, **given, by=request.user, at=at)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Arranged. Everybody has been told, and it stands in their timetables."))
            return redirect("incubator:placements")
    context = {"placement": placement, "form": form}
    return render(request, "incubator/meetings/arrange.html", context, status=422 if form.errors else 200)
