"""Where do staff say under which labels their programmes are reported, and take the month's sheet along?"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from events.errors import NotAllowed
from events.labels.labelling import set_labels
from events.models import ProgrammePage, ReportingLabel
from events.readouts.labels import asked_month, month_sheet, workbook_of
from organisations import admin_gate
from organisations.permissions import Act, reach_of
from organisations.viewsets.guarded import XLSX
from organisations.viewsets.menu import REPORTS, StaffMenuItem
from organisations.viewsets.scope import chosen_scope
from portal.ids import ids_of

PAGE_LENGTH = 30


class Month(View):
    """What a month held under each label, with a paragraph to paste."""

    def get(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        sheet = month_sheet(request.user, asked_month(request.GET.get("month", ""), at), at, only=chosen_scope(request))
        writes = request.user.is_superuser or reach_of(request.user).allows_anywhere(Act.WRITE)
        return render(request, "events/admin/labels/month.html", {"sheet": sheet, "may_write": writes})


class MonthAsWorkbook(View):
    """The same as a workbook."""

    def get(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        sheet = month_sheet(request.user, asked_month(request.GET.get("month", ""), at), at, only=chosen_scope(request))
        name = f"linli-labels-{sheet.first:%Y-%m}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(workbook_of(sheet), content_type=XLSX, headers=headers)


class Programmes(View):
    """One's own programmes, each with the labels it has; saves those whose ticks have changed."""

    def own(self, request: HttpRequest) -> Any:
        policy = policy_registry.get_by_type(ProgrammePage)
        mine = policy.instances_user_has_any_permission_for(request.user, ["change"]).values("pk")
        return ProgrammePage.objects.filter(pk__in=mine).order_by("-live", "title", "pk")

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = self.own(request).prefetch_related("reporting_labels").defer("body")
        page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
        labels = list(ReportingLabel.objects.all())
        shown = [(one, {label.pk for label in one.reporting_labels.all()}) for one in page.object_list]
        context = {"page": page, "labels": labels, "rows": shown}
        return render(request, "events/admin/labels/programmes.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        shown = ids_of(request.POST.getlist("shown"))[:PAGE_LENGTH]
        programmes = self.own(request).filter(pk__in=shown)
        if len(programmes) != len(set(shown)):
            raise Http404
        at = timezone.now()
        for programme in programmes:
            wanted = ids_of(request.POST.getlist(f"labels-{programme.pk}"))
            try:
                set_labels(programme, wanted, by=request.user, at=at)
            except NotAllowed:
                raise Http404 from None
        messages.success(request, _("Saved. The sheets of all months follow it at once."))
        number = request.POST.get("page", "")
        return HttpResponseRedirect(reverse("labels:programmes") + (f"?page={number}" if number.isdecimal() else ""))


class LabelViewSet(ViewSet):
    """Reporting labels: the month's sheet, and which programmes have which."""

    name = "labels"
    icon = "tag"
    menu_label = gettext_lazy("Reporting labels")
    menu_hook = REPORTS.hook
    menu_order = 30

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", Month.as_view(), name="index"),
            path("workbook/", MonthAsWorkbook.as_view(), name="workbook"),
            path("programmes/", Programmes.as_view(), name="programmes"),
        ]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=["labels:index"], **kwargs)

    def on_register(self) -> None:
        super().on_register()
        admin_gate.allow(admin_gate.EVERYONE, ["labels:index", "labels:workbook"])
        admin_gate.allow(admin_gate.WRITERS, ["labels:programmes"])
