"""Where does an organisation keep its roles, its plans of shifts and its standing duties?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.forms.roster_settings import DutyForm, EndDutyForm, PlanForm, RoleForm
from events.models import ShiftPlan, StandingDuty, VolunteerRole
from events.viewsets.menu import VOLUNTEERS
from events.volunteering import duties, roles
from organisations.permissions import ROLES, Act
from organisations.viewsets.guarded import Guarded, GuardedCreate, GuardedEdit, GuardedIndex, GuardedViewSet
from portal.refusals import Refusal
from portal.templatetags import when

COORDINATORS = tuple(ROLES[Act.ROSTER])


class SaysField:
    """Puts a refusal at the field it names."""

    def show_refusal(self, form: Any, refusal: Refusal) -> None:
        field = getattr(refusal, "field", "")
        form.add_error(field if field in form.fields else None, str(refusal.sentence))


class RoleIndex(GuardedIndex):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("organisation").prefetch_related("requires")


class RoleCreate(SaysField, GuardedCreate):
    def perform(self, form: RoleForm) -> VolunteerRole:
        facts = dict(form.cleaned_data)
        return roles.make_role(facts.pop("organisation"), facts=facts, **self.acting)


class RoleEdit(SaysField, GuardedEdit):
    def perform(self, form: RoleForm) -> VolunteerRole:
        row = VolunteerRole.objects.get(pk=self.object.pk)
        return roles.change_role(row, facts=form.cleaned_data, **self.acting)


def requires(role: VolunteerRole) -> str:
    """Return what one has to hold for it."""
    return _(", ").join(kind.local_name for kind in role.requires.all()) or "–"


def rules(role: VolunteerRole) -> str:
    """Return what else holds for it, in words."""
    said = [_("from %(age)d years") % {"age": role.min_age}]
    said += [_("only once insured")] if role.is_risky else []
    said += [_("stand-ins are approved")] if role.swaps_are_approved else []
    said += [_("no longer used")] if role.is_retired else []
    return _(", ").join(said)


class RoleViewSet(GuardedViewSet):
    """The roles of one's own organisations."""

    model = VolunteerRole
    name = "volunteer_roles"
    icon = "tag"
    menu_label = gettext_lazy("Volunteers' roles")
    menu_hook = VOLUNTEERS.hook
    menu_order = 90
    roles = COORDINATORS
    form_class = RoleForm
    index_view_class = RoleIndex
    add_view_class = RoleCreate
    edit_view_class = RoleEdit
    list_display = [
        "name",
        Column("organisation", label=gettext_lazy("organisation"), accessor="organisation.local_name"),
        Column("requires", label=gettext_lazy("only for holders of"), accessor=requires),
        Column("rules", label=gettext_lazy("rules"), accessor=rules),
    ]


class PlanIndex(GuardedIndex):
    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("organisation", "category")
        return rows.prefetch_related("lines__role")


class WithLines(SaysField):
    """A form with one line for each role."""

    template_name = "events/admin/rosters/plan_form.html"


class PlanCreate(WithLines, GuardedCreate):
    def perform(self, form: PlanForm) -> ShiftPlan:
        facts = dict(form.cleaned_data)
        return roles.make_plan(facts.pop("organisation"), facts=facts, lines=form.wanted_lines(), **self.acting)


class PlanEdit(WithLines, GuardedEdit):
    def perform(self, form: PlanForm) -> ShiftPlan:
        row = ShiftPlan.objects.get(pk=self.object.pk)
        return roles.change_plan(row, facts=form.cleaned_data, lines=form.wanted_lines(), **self.acting)


def lines(plan: ShiftPlan) -> str:
    """Return the roles of a plan with their numbers."""
    return _(", ").join(f"{line.role.local_name} × {line.wished}" for line in plan.lines.all())


class PlanViewSet(GuardedViewSet):
    """The plans of shifts of one's own organisations."""

    model = ShiftPlan
    name = "shift_plans"
    icon = "list-ol"
    menu_label = gettext_lazy("Plans of shifts")
    menu_hook = VOLUNTEERS.hook
    menu_order = 100
    roles = COORDINATORS
    form_class = PlanForm
    index_view_class = PlanIndex
    add_view_class = PlanCreate
    edit_view_class = PlanEdit
    list_display = [
        "name",
        Column("organisation", label=gettext_lazy("organisation"), accessor="organisation.local_name"),
        Column("category", label=gettext_lazy("kind of programme"), accessor="category.local_name"),
        Column("lines", label=gettext_lazy("roles"), accessor=lines),
    ]


class DutyIndex(GuardedIndex):
    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("organisation", "role")
        return rows.order_by("ends_on", "name", "pk")


class DutyCreate(SaysField, GuardedCreate):
    def perform(self, form: DutyForm) -> StandingDuty:
        facts = dict(form.cleaned_data)
        return duties.make_duty(facts.pop("organisation"), facts=facts, **self.acting)


class DutyEdit(SaysField, GuardedEdit):
    def perform(self, form: DutyForm) -> StandingDuty:
        return duties.change_duty(StandingDuty.objects.get(pk=self.object.pk), facts=form.cleaned_data, **self.acting)


class EndDuty(Guarded, PermissionCheckedMixin, View):
    """Asks for the last day and what people are told, then ends the duty."""

    model = StandingDuty
    needs = ("change",)

    def duty(self, pk: int) -> StandingDuty:
        return get_object_or_404(self.allowed_records().select_related("organisation", "role"), pk=pk)

    def get(self, request: HttpRequest, pk: int, form: EndDutyForm | None = None) -> HttpResponse:
        duty = self.duty(pk)
        form = form or EndDutyForm(initial={"last_day": timezone.localdate()})
        context = {"duty": duty, "form": form}
        return render(request, "events/admin/rosters/end_duty.html", context, status=422 if form.is_bound else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        duty, form = self.duty(pk), EndDutyForm(request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        facts = form.cleaned_data
        try:
            duties.end_duty(duty, last_day=facts["last_day"], note=facts["note"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("last_day", str(refusal.sentence))
            return self.get(request, pk, form)
        messages.success(request, _("Ended. Whoever is in a later shift is told."))
        return HttpResponseRedirect(reverse("standing_duties:index"))


class EndColumn(Column):
    cell_template_name = "events/admin/rosters/duty_cell.html"


def days_and_times(duty: StandingDuty) -> str:
    """Return the days of the week and the time."""
    names = when.WEEKDAYS if when.is_english() else when.WEEKDAYS_ZH
    days = _(", ").join(names[number] for number in sorted(duty.weekdays))
    return f"{days} {duty.starts:%H:%M} · {_('%(count)d minutes') % {'count': duty.minutes}}"


class DutyViewSet(GuardedViewSet):
    """The standing duties of one's own organisations."""

    model = StandingDuty
    name = "standing_duties"
    icon = "rotate"
    menu_label = gettext_lazy("Standing duties")
    menu_hook = VOLUNTEERS.hook
    menu_order = 110
    roles = COORDINATORS
    form_class = DutyForm
    index_view_class = DutyIndex
    add_view_class = DutyCreate
    edit_view_class = DutyEdit
    list_display = [
        "name",
        Column("role", label=gettext_lazy("role"), accessor="role.local_name"),
        Column("times", label=gettext_lazy("when"), accessor=days_and_times),
        Column("wished", label=gettext_lazy("people wished for")),
        Column(
            "ends_on",
            label=gettext_lazy("last day"),
            accessor=lambda one: when.day(one.ends_on) if one.ends_on else "–",
        ),
        EndColumn("end", label="", accessor="pk"),
    ]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("end", EndDuty)]
