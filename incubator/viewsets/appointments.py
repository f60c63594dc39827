"""Where does a base keep its reviewers, mentors and officers?"""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from incubator import appointing
from incubator.forms.bases import AppointmentForm, ChangeAppointmentForm
from incubator.models import Appointment
from incubator.viewsets.bases import AtItsField, BaseMenuItem
from incubator.viewsets.menu import INCUBATION
from organisations import admin_gate
from organisations.viewsets.cells import FormColumn
from organisations.viewsets.guarded import Guarded, GuardedCreate, GuardedEdit, GuardedIndex, GuardedViewSet
from portal.accounts.signing_in import account_to_be
from portal.refusals import Refusal
from portal.templatetags import when


class AppointmentIndex(GuardedIndex):
    """Who is appointed, those in force first."""

    needs = ("view",)

    def get_base_queryset(self) -> Any:
        joined = super().get_base_queryset().select_related("base", "user__person", "organisation")
        return joined.order_by("base__position", "role", "-ends_on", "pk")

    def get_edit_url(self, instance: Appointment) -> str:
        """Whoever sees an appointment may open it: no look at the policy for each row."""
        return reverse("appointments:edit", args=[instance.pk])


class AppointmentCreate(AtItsField, GuardedCreate):
    success_message = gettext_lazy("They have been asked. It counts once they accept.")

    def perform(self, form: Any) -> Appointment:
        data = form.cleaned_data
        user = account_to_be(data["phone"], **self.acting)
        return appointing.appoint(
            base=data["base"], user=user, role=data["role"], details=form.details(), **self.acting
        )


class AppointmentEdit(AtItsField, GuardedEdit):
    needs = ("change",)

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("base__parent__parent", "user__person")

    def get_page_subtitle(self) -> str:
        return f"{self.object.who} · {self.object.get_role_display()} · {self.object.base.local_name}"

    def perform(self, form: Any) -> Appointment:
        stored = Appointment.objects.select_related("base__parent__parent").get(pk=self.object.pk)
        return appointing.change_appointment(stored, details=form.details(), **self.acting)


class EndAppointment(Guarded, PermissionCheckedMixin, View):
    """Ends an appointment; asked for by a button, so by POST alone."""

    model = Appointment
    needs = ("change",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = get_object_or_404(self.allowed_records().select_related("base__parent__parent"), pk=pk)
        try:
            appointing.end_appointment(record, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("The appointment has ended."))
        return HttpResponseRedirect(reverse("appointments:index"))


class EndColumn(FormColumn):
    """A button that ends it; a form, because a link changes nothing."""

    cell_template_name = "incubator/admin/end_cell.html"

    def get_cell_context_data(self, instance: Appointment, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        today = timezone.localdate()
        is_open = instance.ends_on is None or instance.ends_on > today
        return {**context, "request": parent_context["request"], "is_open": is_open}


def until(one: Appointment) -> str:
    """Return the last day in words, or that it is over."""
    if one.ends_on is None:
        return ""
    if one.ends_on <= timezone.localdate():
        return _("ended on %(day)s") % {"day": when.day(one.ends_on)}
    return when.day(one.ends_on - timedelta(days=1))


class AppointmentViewSet(GuardedViewSet):
    """Reviewers, mentors and officers of one's bases."""

    model = Appointment
    name = "appointments"
    icon = "group"
    menu_label = gettext_lazy("Reviewers and mentors")
    menu_hook = INCUBATION.hook
    menu_order = 70
    roles = tuple(sorted(admin_gate.EVERYONE))
    index_view_class = AppointmentIndex
    add_view_class = AppointmentCreate
    edit_view_class = AppointmentEdit
    list_filter = ["role"]
    list_display = [
        "who",
        Column("role", label=gettext_lazy("role"), accessor="get_role_display"),
        Column("base", label=gettext_lazy("incubation base"), accessor="base.local_name"),
        Column("answer", label=gettext_lazy("answer"), accessor="get_answer_display"),
        Column("field_of_work", label=gettext_lazy("field of work")),
        Column("employer", label=gettext_lazy("works for")),
        Column("starts_on", label=gettext_lazy("from"), accessor=lambda one: when.day(one.starts_on)),
        Column("ends_on", label=gettext_lazy("until"), accessor=until),
        EndColumn("end", label="", accessor="pk"),
    ]
    search_fields = ["name", "user__person__name", "field_of_work", "employer"]

    @property
    def menu_item_class(self) -> Any:
        names = (self.get_url_name("index"),)
        return lambda *args, **kwargs: BaseMenuItem(*args, url_names=names, **kwargs)

    def get_form_class(self, for_update: bool = False) -> Any:
        return ChangeAppointmentForm if for_update else AppointmentForm

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("end", EndAppointment)]
