"""Where do staff bring programmes in from a file, look at every row first, and take them out as a table?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.exporting import csv_of, xlsx_of
from events.forms.importing import ConfirmForm, FileForm
from events.importing import files
from events.importing.columns import COLUMNS, REQUIRED, called
from events.importing.fates import digest_of
from events.models import Event, ImportedFile
from events.readouts.importing import counts, fate_views
from organisations.models import Organisation
from organisations.permissions import Act, organisations_for, reach_of
from organisations.viewsets.guarded import Guarded, SavedByOperation
from portal.refusals import Refusal

EXPORTS = {
    "csv": (csv_of, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class ForWriters(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """Missing for staff who may write for nobody."""

    model = Event

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (request.user.is_superuser or reach_of(request.user).allows_anywhere(Act.WRITE)):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class UploadFile(ForWriters):
    """Takes a file and leads to its rows."""

    def get(self, request: HttpRequest, form: FileForm | None = None) -> HttpResponse:
        columns = [(called(column), column in REQUIRED) for column in COLUMNS]
        context = {"form": form or FileForm(user=request.user), "columns": columns}
        return render(request, "events/admin/import_file.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FileForm(request.POST, request.FILES, user=request.user)
        if not form.is_valid():
            return self.get(request, form)
        upload, organisation = form.cleaned_data["file"], form.cleaned_data["organisation"]
        try:
            file = files.keep(upload.name, upload.read(), has_organisation=bool(organisation), **self.acting)
        except Refusal as refusal:
            form.add_error("file", str(refusal.sentence))
            return self.get(request, form)
        query = "?" + urlencode({"organisation": organisation.code}) if organisation else ""
        return HttpResponseRedirect(reverse("planning:import_rows", args=[file.pk]) + query)


class ImportRows(ForWriters):
    """Shows what will become of each row; writes them when that is confirmed."""

    @cached_property
    def file(self) -> ImportedFile:
        return get_object_or_404(ImportedFile, uploaded_by=self.request.user, pk=self.kwargs["pk"])

    @cached_property
    def organisation(self) -> Organisation | None:
        code = self.request.GET.get("organisation", "")
        return get_object_or_404(organisations_for(self.request.user, Act.WRITE), code=code) if code else None

    def get(self, request: HttpRequest, pk: int, refusal: Refusal | None = None) -> HttpResponse:
        if self.file.imported_at:
            messages.info(request, _("This file is in already."))
            return HttpResponseRedirect(reverse("planning:index"))
        fates = files.fates_of_file(self.file, organisation=self.organisation, **self.acting)
        context = {
            "file": self.file,
            "rows": fate_views(fates),
            "counts": counts(fates),
            "refusal": refusal,
            "form": ConfirmForm(initial={"seen": digest_of(fates)}),
        }
        return render(request, "events/admin/import_rows.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            return self.get(request, pk)
        wanted = {"seen": form.cleaned_data["seen"], "publish": form.cleaned_data["publish"]}
        try:
            outcome = files.bring_in(self.file, organisation=self.organisation, **wanted, **self.acting)
        except Refusal as refusal:
            return self.get(request, pk, refusal)
        if outcome:
            words = {"new": outcome.kinds.get("new", 0), "changed": outcome.kinds.get("changed", 0)}
            messages.success(request, _("Imported: %(new)s new, %(changed)s changed.") % words)
        return HttpResponseRedirect(reverse("planning:index"))


class ExportEvents(Guarded, PermissionCheckedMixin, View):
    """The events within reach as a table: those to come, or all of them with ``?all=1``."""

    model = Event
    needs = ("view",)

    def get(self, request: HttpRequest) -> HttpResponse:
        kind = request.GET.get("format", "xlsx")
        if kind not in EXPORTS:
            raise Http404
        events = self.allowed_records()
        if not request.GET.get("all"):
            events = events.upcoming(timezone.now())
        table, content_type = EXPORTS[kind]
        name = f"programmes-{timezone.localdate():%Y-%m-%d}.{kind}"
        return HttpResponse(
            table(events),
            content_type=content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
        )
