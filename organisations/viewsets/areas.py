"""Where does the administrator keep the district's tree?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from organisations import areas
from organisations.errors import WrongPlace
from organisations.forms.area import AreaForm, ChangeAreaForm
from organisations.models import Area
from organisations.permissions import reach_of
from organisations.viewsets.cells import FormColumn
from organisations.viewsets.guarded import (
    Guarded,
    GuardedCreate,
    GuardedEdit,
    GuardedIndex,
    GuardedViewSet,
    SavedByOperation,
)
from organisations.viewsets.menu import StaffMenuItem
from portal.refusals import Refusal


class SaysWhich(SavedByOperation):
    """Puts a refusal at the field that has to change."""

    def show_refusal(self, form: Any, refusal: Refusal) -> None:
        field = refusal.field if isinstance(refusal, WrongPlace) and refusal.field in form.fields else None
        form.add_error(field, str(refusal.sentence))


class AreaIndex(GuardedIndex):
    """The whole tree, retired ones included; officers of a sub-district see what lies in it."""

    paginate_by = 200

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("centre", "parent")


class AreaCreate(SaysWhich, GuardedCreate):
    def perform(self, form: Any) -> Area:
        return areas.add_area(**form.cleaned_data, **self.acting)


class AreaEdit(SaysWhich, GuardedEdit):
    def perform(self, form: Any) -> Area:
        return areas.change_area(Area.objects.get(pk=self.object.pk), details=form.cleaned_data, **self.acting)


class RetireColumn(FormColumn):
    """A button that retires an area or takes it back; a form, because a link changes nothing."""

    cell_template_name = "organisations/admin/retire_cell.html"

    def get_cell_context_data(self, instance: Area, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        return {**context, "request": request, "area": instance, "may_change": request.user.is_superuser}


class RetireArea(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """Retires an area, or takes a retired one back; asked for by a button, so by POST alone."""

    model = Area
    needs = ("change",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        area = get_object_or_404(self.allowed_records(), pk=pk)
        act = areas.restore_area if area.retired_at else areas.retire_area
        try:
            act(area, **self.acting)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("areas:index"))


def in_the_tree(area: Area) -> str:
    """Return the name, moved in by as much as it lies below."""
    return format_html("{}{}", "– " * (area.path.count("/") - 1), area.local_name)


class TreeMenuItem(StaffMenuItem):
    """Shows to the administrator, and to whoever oversees some area."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or bool(reach_of(request.user).overseen)


class AreaViewSet(GuardedViewSet):
    """District, sub-districts, residents' committees and estates."""

    model = Area
    name = "areas"
    icon = "globe"
    menu_label = gettext_lazy("Areas")
    add_to_settings_menu = True
    menu_order = 20
    form_class = AreaForm
    index_view_class = AreaIndex
    add_view_class = AreaCreate
    edit_view_class = AreaEdit
    ordering = "path"
    list_display = [
        Column("name", label=gettext_lazy("name"), accessor=in_the_tree),
        Column("level", label=gettext_lazy("level"), accessor="get_level_display"),
        Column("code", label=gettext_lazy("code")),
        Column("centre", label=gettext_lazy("served by"), accessor="centre.local_name"),
        Column("household_count", label=gettext_lazy("households")),
        RetireColumn("retired_at", label="", accessor="pk"),
    ]
    list_filter = ["level"]
    search_fields = ["name", "name_en", "code"]

    @property
    def menu_item_class(self) -> Any:
        return TreeMenuItem

    def get_form_class(self, for_update: bool = False) -> Any:
        return ChangeAreaForm if for_update else AreaForm

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("retire", RetireArea)]
