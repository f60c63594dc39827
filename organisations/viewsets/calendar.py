"""Where do officers enter holidays, make-up days and their centres' closures?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from organisations import admin_gate, closures
from organisations.forms.calendar import ClosureForm, HolidayForm
from organisations.models import Closure
from organisations.viewsets.cells import FormColumn
from organisations.viewsets.guarded import (
    Guarded,
    GuardedCreate,
    GuardedEdit,
    GuardedIndex,
    GuardedViewSet,
    SavedByOperation,
)
from organisations.viewsets.menu import ROOMS
from portal.templatetags import when
from portal.timetable import holidays
from portal.timetable.models import Holiday


class StrikeColumn(FormColumn):
    """A button that takes a row away; a form, because a link changes nothing."""

    cell_template_name = "organisations/admin/strike_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "request": parent_context["request"], "address": reverse(self.accessor, args=[instance.pk])}


class StrikeOut(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """Takes a row away; asked for by a button, so by POST alone."""

    needs = ("delete",)
    http_method_names = ["post"]
    address = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.perform(get_object_or_404(self.allowed_records(), pk=pk))
        return HttpResponseRedirect(reverse(self.address))


class HolidayCreate(GuardedCreate):
    def perform(self, form: Any) -> Holiday:
        return holidays.enter(details=form.cleaned_data, **self.acting)


class HolidayEdit(GuardedEdit):
    def perform(self, form: Any) -> Holiday:
        record = Holiday.objects.get(pk=self.object.pk)
        return holidays.enter(holiday=record, details=form.cleaned_data, **self.acting)


class StrikeOutHoliday(StrikeOut):
    model = Holiday
    address = "holidays:index"

    def perform(self, form: Holiday) -> None:
        holidays.strike_out(form, **self.acting)


class HolidayViewSet(GuardedViewSet):
    """The days off of the whole district, and the weekends that are worked."""

    model = Holiday
    name = "holidays"
    icon = "calendar"
    menu_label = gettext_lazy("Holidays")
    add_to_settings_menu = True
    menu_order = 30
    roles = tuple(admin_gate.APPROVERS)
    form_class = HolidayForm
    add_view_class = HolidayCreate
    edit_view_class = HolidayEdit
    ordering = "-on"
    list_display = [
        "name",
        Column("on", label=gettext_lazy("day"), accessor=lambda holiday: when.day(holiday.on), sort_key="on"),
        Column("kind", label=gettext_lazy("kind"), accessor="get_kind_display"),
        StrikeColumn("strike", label="", accessor="holidays:strike"),
    ]
    list_filter = ["kind"]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("strike", StrikeOutHoliday)]


class SaysWhatIsInItsWay(SavedByOperation):
    """After saving, says how much is planned in the closed rooms: somebody has to move it."""

    def tell(self, closure: Closure) -> Closure:
        if count := closures.in_its_way(closure):
            text = ngettext(
                "%(count)s session or booking is planned there at that time. Please move it.",
                "%(count)s sessions or bookings are planned there at that time. Please move them.",
                count,
            )
            messages.warning(self.request, text % {"count": count})
        return closure


class ClosureIndex(GuardedIndex):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("centre", "room")


class ClosureCreate(SaysWhatIsInItsWay, GuardedCreate):
    def perform(self, form: Any) -> Closure:
        return self.tell(closures.close(details=form.cleaned_data, **self.acting))


class ClosureEdit(SaysWhatIsInItsWay, GuardedEdit):
    def perform(self, form: Any) -> Closure:
        record = Closure.objects.get(pk=self.object.pk)
        return self.tell(closures.close(closure=record, details=form.cleaned_data, **self.acting))


class Reopen(StrikeOut):
    model = Closure
    address = "closures:index"

    def perform(self, form: Closure) -> None:
        closures.reopen(form, **self.acting)


class ClosureViewSet(GuardedViewSet):
    """When a centre or one of its rooms is closed."""

    model = Closure
    name = "closures"
    icon = "lock"
    menu_label = gettext_lazy("Closures")
    menu_hook = ROOMS.hook
    menu_order = 20
    roles = tuple(admin_gate.APPROVERS)
    form_class = ClosureForm
    index_view_class = ClosureIndex
    add_view_class = ClosureCreate
    edit_view_class = ClosureEdit
    ordering = "-starts_at"
    list_display = [
        "reason",
        Column("centre", label=gettext_lazy("centre"), accessor="centre.local_name"),
        Column("room", label=gettext_lazy("room")),
        Column("span", label=gettext_lazy("closed"), accessor=when.span, sort_key="starts_at"),
        StrikeColumn("strike", label="", accessor="closures:strike"),
    ]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("strike", Reopen)]
