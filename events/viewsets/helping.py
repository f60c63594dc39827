"""Where does a centre name its helpers, see what they do, and end it?"""

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

from events.forms.helping import HelperForm
from events.helping import neighbours as helping
from events.models import Helper
from events.readouts.helping import acts_of, with_counts
from organisations import admin_gate
from organisations.viewsets.guarded import Guarded, GuardedCreate, GuardedEdit, GuardedIndex, GuardedViewSet
from organisations.viewsets.menu import RESIDENTS
from portal.refusals import Refusal
from portal.templatetags import when


class HelperIndex(GuardedIndex):
    def get_base_queryset(self) -> Any:
        rows = with_counts(super().get_base_queryset(), timezone.now())
        return rows.select_related("estate", "centre").order_by("ended_at", "estate", "name")


class HelperCreate(GuardedCreate):
    def perform(self, form: Any) -> Helper:
        facts = dict(form.cleaned_data)
        centre, estate, phone = facts.pop("centre"), facts.pop("estate"), facts.pop("phone")
        return helping.name_helper(centre, phone=phone, estate=estate, facts=facts, **self.acting)


class HelperEdit(GuardedEdit):
    def perform(self, form: Any) -> Helper:
        return helping.change_helper(Helper.objects.get(pk=self.object.pk), facts=form.cleaned_data, **self.acting)


class Acts(Guarded, PermissionCheckedMixin, View):
    """Shows whom a helper signed up for what, and how they agreed; ends the helping by POST."""

    model = Helper
    needs = ("change",)

    def helper(self, pk: int) -> Helper:
        return get_object_or_404(self.allowed_records().select_related("estate", "centre"), pk=pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        helper = self.helper(pk)
        context = {"helper": helper, "acts": acts_of(helper, timezone.now())}
        return render(request, "events/admin/helper_acts.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            helping.end_helper(self.helper(pk), by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("Ended. From now on nobody is signed up by this helper."))
        return HttpResponseRedirect(reverse("helpers:index"))


class ActsColumn(Column):
    cell_template_name = "events/admin/helper_cell.html"


class HelperViewSet(GuardedViewSet):
    """The block leaders and grid workers of one's own centres."""

    model = Helper
    name = "helpers"
    icon = "group"
    menu_label = gettext_lazy("Helpers")
    menu_hook = RESIDENTS.hook
    menu_order = 40
    roles = tuple(admin_gate.APPROVERS)
    form_class = HelperForm
    index_view_class = HelperIndex
    add_view_class = HelperCreate
    edit_view_class = HelperEdit
    list_display = [
        "name",
        Column("kind", label=gettext_lazy("kind"), accessor="get_kind_display"),
        Column("estate", label=gettext_lazy("estate"), accessor="estate.local_name"),
        Column("this_month", label=gettext_lazy("Signed up this month")),
        Column("most_a_month", label=gettext_lazy("of at most")),
        Column("objections", label=gettext_lazy("Objections")),
        Column("ends_on", label=gettext_lazy("last day"), accessor=lambda helper: when.day(helper.ends_on)),
        ActsColumn("acts", label="", accessor="pk"),
    ]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("acts", Acts)]
