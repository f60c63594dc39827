"""Where does the administrator say who approves what, and what an approver has to look at?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.approving import approval_settings
from events.errors import SettingRefused
from events.forms.approval import CheckFormSet, PlanForm
from events.models import ApprovalPlan, Category, CheckList
from events.viewsets.word_lists import WordListIndex
from organisations import admin_gate
from organisations.viewsets.calendar import StrikeColumn, StrikeOut
from organisations.viewsets.guarded import (
    Guarded,
    GuardedCreate,
    GuardedEdit,
    GuardedIndex,
    GuardedViewSet,
    SavedByOperation,
)
from portal.refusals import Refusal


class SaysWhichLevel(SavedByOperation):
    """Puts a refusal at the level that has to change."""

    def show_refusal(self, form: Any, refusal: Refusal) -> None:
        form.add_error((isinstance(refusal, SettingRefused) and refusal.field) or None, str(refusal.sentence))


class PlanIndex(WordListIndex):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("category", "centre").order_by("category", "centre")


class PlanCreate(SaysWhichLevel, GuardedCreate):
    def perform(self, form: Any) -> ApprovalPlan:
        return approval_settings.set_plan(form.cleaned_data, **self.acting)


class PlanEdit(SaysWhichLevel, GuardedEdit):
    def perform(self, form: Any) -> ApprovalPlan:
        plan = ApprovalPlan.objects.get(pk=self.object.pk)
        return approval_settings.set_plan(form.cleaned_data, plan=plan, **self.acting)

    def get_queryset(self) -> Any:
        return ApprovalPlan.objects.all()


class StrikeOutPlan(StrikeOut):
    model = ApprovalPlan
    address = "approval_plans:index"

    def allowed_records(self) -> Any:
        return ApprovalPlan.objects.all()

    def perform(self, form: ApprovalPlan) -> None:
        approval_settings.strike_plan(form, **self.acting)


def kind_of(plan: ApprovalPlan) -> str:
    """Return for which programmes a plan holds."""
    return plan.category.local_name if plan.category else _("all categories")


def where_of(plan: ApprovalPlan) -> str:
    """Return where a plan holds."""
    return plan.centre.local_name if plan.centre else _("the whole district")


class PlanViewSet(GuardedViewSet):
    """Who approves programmes, level by level; officers read it, the administrator changes it."""

    model = ApprovalPlan
    name = "approval_plans"
    url_prefix = "approval-levels"
    icon = "check"
    menu_label = gettext_lazy("Levels of approval")
    add_to_settings_menu = True
    roles = tuple(admin_gate.APPROVERS)
    form_class = PlanForm
    index_view_class = PlanIndex
    add_view_class = PlanCreate
    edit_view_class = PlanEdit
    list_display = [
        TitleColumn(
            "category",
            label=gettext_lazy("category"),
            accessor=kind_of,
            url_name="approval_plans:edit",
            get_title_id=lambda plan: f"plan_{plan.pk}",
        ),
        Column("centre", label=gettext_lazy("where"), accessor=where_of),
        Column("first", label=gettext_lazy("first review"), accessor="get_first_display"),
        Column("second", label=gettext_lazy("second review"), accessor="get_second_display"),
        Column("third", label=gettext_lazy("final review"), accessor="get_third_display"),
        StrikeColumn("strike", label="", accessor="approval_plans:strike"),
    ]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("strike", StrikeOutPlan)]


class CheckListIndex(GuardedIndex):
    """The newest version of each category's list, and the categories that have none."""

    def allowed_records(self) -> Any:
        return CheckList.objects.all()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        newest: dict[int, CheckList] = {}
        for one in CheckList.objects.order_by("version"):
            newest[one.category_id] = one
        rows = [(category, newest.get(category.pk)) for category in Category.objects.all()]
        context = {"rows": rows, "may_change": request.user.is_superuser}
        return render(request, "events/admin/check_lists.html", context)


class ChangeChecks(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """The list of one category in rows; saving makes a new version of it."""

    model = CheckList
    needs = ("change",)
    permission_required = "change"

    def get(self, request: HttpRequest, pk: int, rows: Any = None) -> HttpResponse:
        category = get_object_or_404(Category, pk=pk)
        versions = list(category.check_lists.select_related("made_by__person")[:20])
        rows = rows or CheckFormSet(initial=versions[0].items if versions else [], prefix="rows")
        context = {"category": category, "rows": rows, "versions": versions}
        return render(request, "events/admin/checks_form.html", context, status=422 if rows.is_bound else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        category, rows = get_object_or_404(Category, pk=pk), CheckFormSet(request.POST, prefix="rows")
        if not rows.is_valid():
            return self.get(request, pk, rows)
        made = approval_settings.change_checks(category, rows.items(), **self.acting)
        messages.success(request, _("Saved as version %(number)s.") % {"number": made.version})
        return HttpResponseRedirect(reverse("check_lists:index"))


class CheckListViewSet(GuardedViewSet):
    """What approvers look at, category by category."""

    model = CheckList
    name = "check_lists"
    url_prefix = "approval-checks"
    icon = "list-ul"
    menu_label = gettext_lazy("Checks before approval")
    add_to_settings_menu = True
    addresses = ("index",)
    roles = tuple(admin_gate.APPROVERS)
    index_view_class = CheckListIndex

    def more_urlpatterns(self) -> list[Any]:
        return [path("change/<int:pk>/", self.construct_view(ChangeChecks), name="change")]
