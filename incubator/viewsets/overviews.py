"""Where does a base see its calls as a whole? The board of a call with its funnel and days, and the bases compared."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from incubator.models import Application, Intake
from incubator.permissions import bases_seen_by
from incubator.readouts.compared import compare
from incubator.readouts.pipeline import pipeline
from incubator.readouts.ranking import ranked
from incubator.viewsets.filters import ApplicationFilters
from organisations.viewsets.guarded import Guarded

#: What the board's address says already.
OF_THE_ADDRESS = ("intake", "base")


class ShowPipeline(Guarded, PermissionCheckedMixin, View):
    """The applications to one call, a column for each state; below, how far they come and how long it takes."""

    model = Intake
    needs = ("view",)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        intake = get_object_or_404(self.allowed_records().select_related("base"), pk=pk)
        query = request.GET.copy()
        query["intake"] = str(pk)
        seen = policy_registry.get_by_type(Application)
        rows = ranked(seen.instances_user_has_any_permission_for(request.user, ["view"]).filter(intake=intake))
        filters = ApplicationFilters(query, queryset=rows, request=request)
        is_filtered = any(query.get(name) for name in filters.filters if name not in OF_THE_ADDRESS)
        only = filters.qs if is_filtered and filters.is_valid() else None
        for name in OF_THE_ADDRESS:
            del filters.form.fields[name]
        context = {
            "page": pipeline(intake, day=timezone.localdate(), only=only),
            "filters": filters.form,
            "is_filtered": is_filtered,
            "query": query.urlencode(),
        }
        return render(request, "incubator/admin/pipeline.html", context)


class CompareBases(Guarded, PermissionCheckedMixin, View):
    """One's bases beside each other, and what became of those who graduated."""

    model = Intake
    needs = ("view",)

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"page": compare(bases_seen_by(request.user))}
        return render(request, "incubator/admin/compared.html", context)
