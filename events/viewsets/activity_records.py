"""Where do staff fill the record of an activity? What it was, photographs, signed sheets; private, and theirs alone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.errors import ProjectRefused
from events.forms.projects import PhotosForm, RecordForm, SheetsForm
from events.models import ActivityPicture, ActivityRecord, Project
from events.projects import pictures
from events.projects.recording import write_record
from events.readouts.projects import record_page
from organisations.viewsets.guarded import Guarded
from portal.refusals import Refusal

FORMS = {ActivityPicture.Kind.PHOTO: PhotosForm, ActivityPicture.Kind.SHEET: SheetsForm}


class OnRecord(Guarded, PermissionCheckedMixin, View):
    """A page of one activity's record; whoever only looks at the project's progress has no business here."""

    model = Project
    needs = ("change",)

    def record(self, record_id: int) -> ActivityRecord:
        rows = ActivityRecord.objects.filter(project__in=self.allowed_records().values("pk"))
        return get_object_or_404(
            rows.select_related("project__organisation", "session__event__programme"), pk=record_id
        )

    def page(self, record: ActivityRecord, bound: dict[str, Form] | None = None) -> HttpResponse:
        forms = {"record": RecordForm(instance=record), "photo": PhotosForm(), "sheet": SheetsForm(), **(bound or {})}
        context = {"page": record_page(record, timezone.now()), "forms": forms}
        return render(self.request, "events/admin/projects/record.html", context, status=422 if bound else 200)


class Record(OnRecord):
    """The record of one activity."""

    def get(self, request: HttpRequest, record_id: int) -> HttpResponse:
        return self.page(self.record(record_id))

    def post(self, request: HttpRequest, record_id: int) -> HttpResponse:
        record = self.record(record_id)
        form = RecordForm(request.POST, instance=self.record(record_id))
        if not form.is_valid():
            return self.page(record, {"record": form})
        try:
            write_record(record, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            field = refusal.field if isinstance(refusal, ProjectRefused) else ""
            form.add_error(field or None, str(refusal.sentence))
            return self.page(record, {"record": form})
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("projects:record", args=[record_id]))


class AddPictures(OnRecord):
    """Keeps photographs of the activity, or of the sheets that were signed."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, record_id: int, kind: str) -> HttpResponse:
        record = self.record(record_id)
        if kind not in FORMS:
            raise Http404
        form = FORMS[ActivityPicture.Kind(kind)](request.POST, request.FILES)
        if not form.is_valid():
            return self.page(record, {kind: form})
        said = {name: value for name, value in form.cleaned_data.items() if name != "files"}
        kept = 0
        for upload in form.cleaned_data["files"]:
            try:
                pictures.keep_picture(record, upload, kind=kind, by=request.user, at=timezone.now(), **said)
                kept += 1
            except Refusal as refusal:
                form.add_error("files", f"{upload.name[:60]}: {refusal.sentence}")
        if kept:
            words = ngettext("%(count)d picture is kept.", "%(count)d pictures are kept.", kept)
            messages.success(request, words % {"count": kept})
        if form.errors:
            return self.page(record, {kind: form})
        return HttpResponseRedirect(reverse("projects:record", args=[record_id]))


class OnPicture(OnRecord):
    """A picture of a record within reach."""

    def picture(self, key: UUID) -> ActivityPicture:
        rows = ActivityPicture.objects.filter(record__project__in=self.allowed_records().values("pk"))
        return get_object_or_404(rows.select_related("record__project"), pk=key)


class Picture(OnPicture):
    """The picture itself, for staff's eyes."""

    def get(self, request: HttpRequest, picture_key: UUID) -> FileResponse:
        picture = self.picture(picture_key)
        if not picture.path.is_file():
            raise Http404
        response = FileResponse(picture.path.open("rb"), content_type="image/jpeg")
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


class ActOnPicture(OnPicture):
    http_method_names = ["post"]
    perform: Any = None
    said = ""

    def post(self, request: HttpRequest, picture_key: UUID) -> HttpResponse:
        picture = self.picture(picture_key)
        record_id = picture.record_id
        try:
            type(self).perform(picture, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        return HttpResponseRedirect(reverse("projects:record", args=[record_id]))


class RemovePicture(ActOnPicture):
    """Deletes a picture that should not be there."""

    perform = staticmethod(pictures.remove_picture)


class LookAgain(ActOnPicture):
    """Says that whoever took their consent back cannot be seen in it."""

    perform = staticmethod(pictures.look_again)
