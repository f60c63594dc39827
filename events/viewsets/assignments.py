"""How does a coordinator bring people into shifts, move them and let them go? Every refusal is named."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from events.errors import NoShift
from events.forms.rosters import InviteForm, MoveForm, OverrideForm, ReasonForm
from events.models import Assignment, Call, Shift, Volunteer
from events.readouts.candidates import known_to
from events.readouts.rosters import MOST_DAYS
from events.states import AssignmentState
from events.viewsets.of_rosters import OnShift
from events.volunteering import inviting, moving, taking
from events.volunteering.shift_messages import what_for
from organisations.permissions import Act, organisations_for
from organisations.viewsets.guarded import Guarded
from portal.ids import ids_of
from portal.refusals import Refusal


class Invite(OnShift):
    """Asks those who were ticked, or all who may and are shown."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        shift, form = self.shift(pk), InviteForm(request.POST)
        there = HttpResponseRedirect(reverse("rosters:show", args=[pk]))
        shown = request.POST.get("shown", "").split(",")
        chosen = ids_of(shown if "shown" in request.POST else request.POST.getlist("volunteer"))
        asked = list(known_to([shift.organisation_id]).filter(pk__in=chosen).select_related("person__user"))
        if not asked or not form.is_valid():
            messages.warning(request, _("Please choose whom to ask, and a day by which they answer, or none."))
            return there
        try:
            rows = inviting.invite(shift, asked, answer_by=form.moment(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return there
        if not rows:
            messages.warning(request, _("Nobody was asked: they are asked already, or may not take this shift."))
            return there
        words = ngettext("%(count)d person asked.", "%(count)d people asked.", len(rows)) % {"count": len(rows)}
        messages.success(request, words)
        if to_call := Call.objects.untold().filter(assignment__in=rows).count():
            said = ngettext(
                "No message reaches %(count)d of them: on the call list.",
                "No message reaches %(count)d of them: on the call list.",
                to_call,
            )
            messages.warning(request, said % {"count": to_call})
        return there


class Put(OnShift):
    """Enters somebody directly; what stands against it is shown and may be set aside with a reason."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        shift, form = self.shift(pk), OverrideForm(request.POST)
        wanted = ids_of([request.POST.get("put", "")])
        volunteer = get_object_or_404(known_to([shift.organisation_id]).select_related("person"), pk__in=wanted)
        reason = form.cleaned_data["override_reason"] if form.is_valid() else ""
        try:
            taking.place(shift, volunteer, by=request.user, at=timezone.now(), override_reason=reason)
        except Refusal as refusal:
            return self.refused(shift, volunteer, form, refusal)
        messages.success(request, _("%(name)s is in, and has been told.") % {"name": volunteer.person.name})
        return HttpResponseRedirect(reverse("rosters:show", args=[pk]))

    def refused(self, shift: Shift, volunteer: Volunteer, form: OverrideForm, refusal: Refusal) -> HttpResponse:
        context = {"shift": shift, "what": what_for(shift), "volunteer": volunteer, "form": form, **why(refusal)}
        return render(self.request, "events/admin/rosters/put.html", context, status=422)


class Assigned(Guarded, PermissionCheckedMixin, View):
    """Somebody in a shift: moves them into another one, or lets them go with a reason."""

    model = Assignment
    any_permission_required = ("change",)

    def assignment(self, pk: int) -> Assignment:
        policy = policy_registry.get_by_type(Assignment)
        rows = policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        live = rows.select_related("volunteer__person__user", "shift__pool", "shift__role", "shift__organisation")
        return get_object_or_404(live.select_related("shift__event__programme", "shift__duty"), pk=pk)

    def others(self, row: Assignment) -> Any:
        """Return the shifts to come into which they could move: of the organisations that the user rosters."""
        mine = organisations_for(self.request.user, Act.ROSTER)
        rows = Shift.objects.open().upcoming(timezone.now()).of_organisations(mine).exclude(pk=row.shift_id)
        until = row.shift.starts_at + timezone.timedelta(days=MOST_DAYS)
        return rows.filter(starts_at__lt=until).with_all().order_by("starts_at", "role__position", "pk")

    def get(self, request: HttpRequest, assignment_id: int) -> HttpResponse:
        row = self.assignment(assignment_id)
        move = MoveForm(self.others(row), initial={"to": request.GET.get("to")})
        return self.page(row, move, ReasonForm())

    def page(self, row: Assignment, move: MoveForm, let_go: ReasonForm, **more: Any) -> HttpResponse:
        context = {"row": row, "shift": row.shift, "what": what_for(row.shift), "move": move, "let_go": let_go, **more}
        context["is_live"] = row.state in (AssignmentState.CONFIRMED, AssignmentState.WAITING, AssignmentState.INVITED)
        status = 422 if move.is_bound or let_go.is_bound else 200
        return render(self.request, "events/admin/rosters/assigned.html", context, status=status)

    def post(self, request: HttpRequest, assignment_id: int) -> HttpResponse:
        row = self.assignment(assignment_id)
        return self.let_go(row) if "let_go" in request.POST else self.move(row)

    def move(self, row: Assignment) -> HttpResponse:
        form = MoveForm(self.others(row), self.request.POST)
        if not form.is_valid():
            return self.page(row, form, ReasonForm())
        shift, reason = form.cleaned_data["to"], form.cleaned_data["override_reason"]
        try:
            moving.move_to(row, shift, override_reason=reason, by=self.request.user, at=timezone.now())
        except Refusal as refusal:
            return self.page(row, form, ReasonForm(), target=shift, **why(refusal))
        words = _("%(name)s is moved, and has been told.") % {"name": row.volunteer.person.name}
        messages.success(self.request, words)
        return HttpResponseRedirect(self.back(shift))

    def let_go(self, row: Assignment) -> HttpResponse:
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            return self.page(row, MoveForm(self.others(row)), form)
        try:
            taking.let_go(row, reason=form.cleaned_data["reason"], by=self.request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.page(row, MoveForm(self.others(row)), form)
        words = _("%(name)s is out of the shift, and has been told why.") % {"name": row.volunteer.person.name}
        messages.success(self.request, words)
        return HttpResponseRedirect(self.back(row.shift))

    def back(self, shift: Shift) -> str:
        """Return the roster they came from, where they came by dragging; else the shift."""
        grid = self.request.POST.get("grid", "")
        own = reverse("rosters:index")
        return grid if grid.startswith(f"{own}?") else reverse("rosters:show", args=[shift.pk])


def why(refusal: Refusal) -> dict[str, Any]:
    """Return what a page says of a refusal: all reasons, and whether a word of the coordinator sets them aside."""
    found = refusal.reasons if isinstance(refusal, NoShift) else ()
    return {
        "reasons": [str(one.sentence) for one in found] or [str(refusal.sentence)],
        "can_set_aside": bool(found) and all(one.can_be_set_aside for one in found),
    }
