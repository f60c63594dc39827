"""Where do staff write workflows? Those of their own organisations; the district's own are the administrator's."""

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

from organisations.permissions import ROLES, Act
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet
from organisations.viewsets.menu import StaffMenuItem
from portal import contributions
from portal.cases.errors import ChangedMeanwhile, WorkflowNotWellFormed
from portal.cases.forms.editing import WorkflowEditor
from portal.cases.kinds import kind_named
from portal.cases.models import Workflow
from portal.cases.readouts.workflow import versions_of
from portal.cases.versions import save_workflow


class WorkflowIndex(GuardedIndex):
    """The workflows that one may change."""

    needs = ("change",)

    def get_edit_url(self, instance: Workflow) -> str:
        return reverse("workflows:change", args=[instance.pk])


class ChangeWorkflow(Guarded, PermissionCheckedMixin, View):
    """Shows a workflow as rows; only ``save`` writes. What is edited at its trade's own page leads there."""

    model = Workflow
    needs = ("change",)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        workflow = get_object_or_404(self.allowed_records(), pk=pk)
        if address := edited_at("workflow", workflow.pk):
            return HttpResponseRedirect(address)
        return self.page(request, WorkflowEditor(workflow))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        workflow = get_object_or_404(self.allowed_records(), pk=pk)
        if address := edited_at("workflow", workflow.pk):
            return HttpResponseRedirect(address)
        editor = WorkflowEditor(workflow, request.POST)
        if act := request.POST.get("arrange", ""):
            return self.page(request, editor.rearranged(act))
        if editor.is_valid() and self.is_saved(request, editor):
            messages.success(request, _("Saved. Whoever has begun goes on under the version they began with."))
            return HttpResponseRedirect(reverse("workflows:change", args=[pk]))
        return self.page(request, editor, status=422)

    def is_saved(self, request: HttpRequest, editor: WorkflowEditor) -> bool:
        """Save; what is amiss is put where it belongs and nothing typed is lost."""
        names = editor.names.cleaned_data
        try:
            save_workflow(
                editor.workflow,
                definition=editor.definition(),
                seen=names["seen"] or 0,
                names=(names["name"], names["name_en"]),
                by=request.user,
                at=timezone.now(),
            )
        except WorkflowNotWellFormed as refusal:
            editor.show(refusal.faults)
        except ChangedMeanwhile as refusal:
            editor.faults.append(str(refusal.sentence))
        else:
            return True
        return False

    def page(self, request: HttpRequest, editor: WorkflowEditor, *, status: int = 200) -> HttpResponse:
        context = {"editor": editor, "workflow": editor.workflow, "versions": versions_of(editor.workflow)}
        return render(request, "cases/admin/workflow.html", context, status=status)


def edited_at(what: str, pk: int) -> str | None:
    """Return where a workflow or a set of questions is edited, when that is at the page of what it belongs to."""
    return next((found for place in contributions.editing_places if (found := place(what, pk))), None)


class WorkflowsMenuItem(StaffMenuItem):
    """Shows to whoever writes workflows of some kind of case."""

    def is_shown(self, request: HttpRequest) -> bool:
        return super().is_shown(request) and any(kind.writes_its_way(request.user) for kind in contributions.case_kinds)


class WorkflowViewSet(GuardedViewSet):
    """How cases go, as tables that are versioned."""

    model = Workflow
    name = "workflows"
    icon = "tasks"
    menu_label = gettext_lazy("Workflows")
    add_to_settings_menu = True
    menu_order = 50
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.WRITE])
    index_view_class = WorkflowIndex
    list_display = [
        "name",
        Column("kind", label=gettext_lazy("kind"), accessor=lambda row: kind_named(row.kind).title),
        Column("changed_at", label=gettext_lazy("changed"), sort_key="changed_at"),
    ]
    search_fields = ["name", "name_en"]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: WorkflowsMenuItem(*args, url_names=["workflows:index"], **kwargs)

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("change", ChangeWorkflow)]
