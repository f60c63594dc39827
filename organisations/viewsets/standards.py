"""How soon does the district promise an answer, and how well do my centres keep it? The administrator sets the days."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.viewsets.base import ViewSet

from organisations import admin_gate
from organisations.errors import StandardRefused
from organisations.forms.standards import StandardsForm
from organisations.permissions import Act, organisations_for
from organisations.readouts.standards import standards
from organisations.standards import set_standards
from organisations.viewsets.menu import REPORTS, StaffMenuItem


class Standards(View):
    """Each promise with how it was kept; to the administrator with fields to change it."""

    def get(self, request: HttpRequest, form: StandardsForm | None = None) -> HttpResponse:
        only = None
        if not request.user.is_superuser:
            only = set(organisations_for(request.user, Act.SEE).values_list("pk", flat=True))
        found = standards(timezone.now(), only=only)
        if request.user.is_superuser:
            form = form or StandardsForm({one.kind: one.working_days for one in found})
        status = 422 if form is not None and form.errors else 200
        return render(request, "organisations/admin/standards.html", {"standards": found, "form": form}, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_superuser:
            raise Http404
        form = StandardsForm(request.POST)
        if not form.is_valid():
            return self.get(request, form)
        try:
            set_standards(form.cleaned_data, by=request.user, at=timezone.now())
        except StandardRefused as refusal:
            form.add_error(refusal.kind, str(refusal.sentence))
            return self.get(request, form)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("standards:index"))


class StandardsViewSet(ViewSet):
    """Service standards."""

    name = "standards"
    url_prefix = "service-standards"
    icon = "time"
    menu_label = gettext_lazy("Service standards")
    menu_hook = REPORTS.hook
    menu_order = 40

    def get_urlpatterns(self) -> list[Any]:
        return [path("", Standards.as_view(), name="index")]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=["standards:index"], **kwargs)

    def on_register(self) -> None:
        super().on_register()
        admin_gate.allow(admin_gate.APPROVERS, ["standards:index"])
