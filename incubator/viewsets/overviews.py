"""Where does a base see its calls as a whole? The board of a call with its funnel and days, and the bases compared."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from incubator.models import Intake
from incubator.permissions import bases_seen_by
from incubator.readouts.compared import compare
from incubator.readouts.pipeline import pipeline
from organisations.viewsets.guarded import Guarded


class ShowPipeline(Guarded, PermissionCheckedMixin, View):
    """The applications to one call, a column for each state; below, how far they come and how long it takes."""

    model = Intake
    needs = ("view",)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        intake = get_object_or_404(self.allowed_records().select_related("base"), pk=pk)
        context = {"page": pipeline(intake, day=timezone.localdate())}
        return render(request, "incubator/admin/pipeline.html", context)


class CompareBases(Guarded, PermissionCheckedMixin, View):
    """One's bases beside each other, and what became of those who graduated."""

    model = Intake
    needs = ("view",)

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"page": compare(bases_seen_by(request.user))}
        return render(request, "incubator/admin/compared.html", context)
