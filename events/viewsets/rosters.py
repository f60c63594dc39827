"""Where do coordinators see who is when in which role, and make shifts? The roster, its sheet to print, new shifts."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.forms.rosters import ApplyPlanForm, ShiftForm
from events.models import Session, Shift, ShiftPlan
from events.readouts.rosters import SPANS, roster, shifts_between
from events.states import EventState
from events.viewsets.assignments import Assigned, Invite, Put
from events.viewsets.menu import VOLUNTEERS
from events.viewsets.of_rosters import OfRosters
from events.viewsets.proposals import Propose
from events.viewsets.shifts import CallOff, ChangeShift, ShowShift
from events.volunteering import shifts
from organisations.permissions import ROLES, Act
from organisations.viewsets.guarded import GuardedViewSet
from portal.refusals import Refusal


class Grid(OfRosters):
    """Roles as rows and days as columns, of so many days as one likes."""

    def get(self, request: HttpRequest) -> HttpResponse:
        first, days, step = self.first, self.days, timedelta(days=self.days)
        context = {
            "roster": roster(self.organisations, first, days, timezone.localdate()),
            "days": days,
            "spans": [(count, self.to("index", first, count)) for count in SPANS],
            "before": self.to("index", first - step, days),
            "today": self.to("index", timezone.localdate(), days),
            "after": self.to("index", first + step, days),
            "sheet": self.to("sheet", first, days),
            "propose": self.to("propose", first, days),
        }
        return render(request, "events/admin/rosters/grid.html", context)


class Sheet(OfRosters):
    """The same span to print: times, names, meeting points, who is in charge and their number."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [one for one in shifts_between(self.organisations, self.first, self.days) if not one.is_off]
        context = {
            "shifts": rows,
            "first": self.first,
            "last": self.first + timedelta(days=self.days - 1),
            "organisations": self.organisations,
            "grid": self.to("index", self.first, self.days),
        }
        return render(request, "events/admin/rosters/sheet.html", context)


class AddShift(OfRosters):
    """A shift by hand."""

    def get(self, request: HttpRequest, form: ShiftForm | None = None) -> HttpResponse:
        initial = {"day": self.first, "organisation": next((one.pk for one in self.organisations), None)}
        form = form or ShiftForm(user=request.user, initial=initial)
        status = 422 if form.is_bound else 200
        context = {"form": form, "back": self.to("index", self.first, self.days)}
        return render(request, "events/admin/rosters/shift_form.html", context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ShiftForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.get(request, form)
        starts_at, ends_at = form.span()
        organisation = form.cleaned_data["organisation"]
        try:
            shift = shifts.make(
                organisation,
                form.cleaned_data["role"],
                starts_at=starts_at,
                ends_at=ends_at,
                wanted=form.wanted,
                details=form.details()
                | {"centre": organisation if organisation.kind == "centre" else organisation.home_centre},
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(_field(form, refusal), str(refusal.sentence))
            return self.get(request, form)
        messages.success(request, _("The shift is there. Volunteers can take it."))
        return HttpResponseRedirect(reverse("rosters:show", args=[shift.pk]))


class ApplyPlan(OfRosters):
    """A plan for one or several sessions: what it would make is shown first."""

    def form(self, data: Any = None) -> ApplyPlanForm:
        plans = ShiftPlan.objects.filter(organisation__in=self.organisations)
        coming = Session.objects.filter(
            event__organisation__in=self.organisations,
            event__state=EventState.SCHEDULED,
            state=EventState.SCHEDULED,
            starts_at__gt=timezone.now(),
        )
        event = self.request.GET.get("event", "")
        if event.isdecimal():
            coming = coming.filter(event=event)
        rows = coming.select_related("event__programme", "event__centre").order_by("starts_at", "pk")
        return ApplyPlanForm(plans.select_related("organisation"), rows, data)

    def get(self, request: HttpRequest, form: ApplyPlanForm | None = None, planned: Any = None) -> HttpResponse:
        form = form or self.form()
        context = {
            "form": form,
            "planned": planned,
            "new_count": sum(not one.is_there for one in planned or ()),
            "back": self.to("index", self.first, self.days),
        }
        status = 422 if form.is_bound and form.errors else 200
        return render(request, "events/admin/rosters/apply_plan.html", context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.get(request, form)
        plan, sessions, at = form.cleaned_data["plan"], form.cleaned_data["sessions"], timezone.now()
        try:
            if "make" not in request.POST:
                return self.get(request, form, shifts.planned(plan, sessions, at))
            made = shifts.make_from_plan(plan, sessions, by=request.user, at=at)
        except Refusal as refusal:
            form.add_error("sessions", str(refusal.sentence))
            return self.get(request, form)
        count = len(made)
        messages.success(request, ngettext("%(count)d shift made.", "%(count)d shifts made.", count) % {"count": count})
        first = min((timezone.localdate(one.starts_at) for one in made), default=self.first)
        return HttpResponseRedirect(self.to("index", first, self.days))


def _field(form: Any, refusal: Refusal) -> str | None:
    field = {"ends_at": "end"}.get(getattr(refusal, "field", ""), getattr(refusal, "field", ""))
    return field if field in form.fields else None


class RosterViewSet(GuardedViewSet):
    """The shifts of one's own organisations."""

    model = Shift
    name = "rosters"
    icon = "calendar-check"
    menu_label = gettext_lazy("Roster")
    menu_hook = VOLUNTEERS.hook
    menu_order = 10
    addresses = ()
    roles = tuple(ROLES[Act.ROSTER])
    list_display: list[Any] = []

    def more_urlpatterns(self) -> list[Any]:
        pages = {"": Grid, "sheet/": Sheet, "add/": AddShift, "plan/": ApplyPlan, "propose/": Propose}
        return [
            *(path(at, self.construct_view(view), name=at.strip("/") or "index") for at, view in pages.items()),
            self.act("show", ShowShift),
            self.act("change", ChangeShift),
            self.act("call_off", CallOff),
            self.act("invite", Invite),
            self.act("put", Put),
            path("assigned/<int:assignment_id>/", self.construct_view(Assigned), name="assigned"),
        ]
