"""Where do staff keep their funded projects? A list with the progress, a page each, its parts and its dossiers."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.errors import NotAllowed, ProjectRefused
from events.forms.projects import EventPartForm, PartForm, ProjectForm
from events.models import Dossier, Project, ProjectPart
from events.permissions import can_run_project, can_take_dossier
from events.projects import making, setting_up
from events.projects.counting import tallies
from events.readouts.projects import dossier_page, project_page
from events.viewsets import activity_records
from organisations.forms.handing_out import HandingOutForm
from organisations.permissions import Act, may
from organisations.viewsets.guarded import Guarded, GuardedCreate, GuardedEdit, GuardedIndex, GuardedViewSet
from organisations.viewsets.history import history_url
from organisations.viewsets.menu import REPORTS
from portal.audit.recording import record
from portal.handing_out import Purpose, Recipient
from portal.refusals import Refusal
from portal.templatetags import when

FILES = {"pdf": "application/pdf", "zip": "application/zip"}


class ProjectIndex(GuardedIndex):
    """The projects within reach, with how far each is."""

    needs = ("view",)

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("organisation")

    def get_edit_url(self, instance: Project) -> str:
        return reverse("projects:look", args=[instance.pk])

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, rows, has_others = super().paginate_queryset(queryset, page_size)
        reached = tallies([row.pk for row in rows], timezone.now())
        for row in rows:
            row.reached = reached[row.pk]
        return paginator, page, rows, has_others


class ShowsWhere:
    """Puts a project's refusal at the field that has to change."""

    def show_refusal(self, form: Any, refusal: Refusal) -> None:
        field = refusal.field if isinstance(refusal, ProjectRefused) else ""
        form.add_error(field if field in form.fields else None, str(refusal.sentence))

    def get_success_url(self) -> str:
        return reverse("projects:look", args=[self.object.pk])


class ProjectCreate(ShowsWhere, GuardedCreate):
    def perform(self, form: Any) -> Project:
        facts = dict(form.cleaned_data)
        return setting_up.make_project(facts.pop("organisation"), facts=facts, **self.acting)


class ProjectEdit(ShowsWhere, GuardedEdit):
    def perform(self, form: Any) -> Project:
        return setting_up.change_project(Project.objects.get(pk=self.object.pk), facts=form.cleaned_data, **self.acting)


class OnProject(Guarded, PermissionCheckedMixin, View):
    """A page of one project within reach; ``needs`` says whether to look or to change."""

    model = Project
    needs = ("view",)

    def project(self, pk: int) -> Project:
        return get_object_or_404(self.allowed_records().select_related("organisation", "funder"), pk=pk)


class Look(OnProject):
    """One project: how far it is, its activities with what their records hold, what is to come."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = project_page(self.project(pk), request.user, timezone.now())
        manages = may(request.user, Act.MANAGE, page.project.organisation_id)
        context = {"page": page, "history_url": history_url(page.project) if manages else ""}
        return render(request, "events/admin/projects/look.html", context)


class Move(OnProject):
    """Closes a project, or opens it again."""

    needs = ("change",)
    http_method_names = ["post"]
    perform: Any = None
    said: Any = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = self.project(pk)
        try:
            type(self).perform(project, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, self.said)
        return HttpResponseRedirect(reverse("projects:look", args=[pk]))


class Close(Move):
    perform = staticmethod(setting_up.close_project)
    said = gettext_lazy("The project is closed. Its records stay as they are.")


class Reopen(Move):
    perform = staticmethod(setting_up.reopen_project)
    said = gettext_lazy("The project is open again. Dossiers that were made stay what they are.")


class Parts(OnProject):
    """Which programmes and dates belong to the project; adds one at a time."""

    needs = ("change",)

    def get(self, request: HttpRequest, pk: int, bound: dict[str, Form] | None = None) -> HttpResponse:
        project = self.project(pk)
        forms = {"programme": PartForm(project=project), "event": EventPartForm(project=project)} | (bound or {})
        parts = project.parts.select_related("programme", "event__programme")
        context = {"project": project, "parts": parts, "forms": forms}
        return render(request, "events/admin/projects/parts.html", context, status=422 if bound else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        project, acting = self.project(pk), {"by": request.user, "at": timezone.now()}
        if request.POST.get("remove", "").isdecimal():
            return self.remove(request, project, int(request.POST["remove"]), acting)
        name, kind = ("event", EventPartForm) if "event" in request.POST else ("programme", PartForm)
        form = kind(request.POST, project=project)
        if not form.is_valid():
            return self.get(request, pk, {name: form})
        event = form.cleaned_data.get("event")
        programme = event.programme if event else form.cleaned_data["programme"]
        try:
            setting_up.add_part(project, programme, event=event, **acting)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.get(request, pk, {name: form})
        messages.success(request, _("It belongs to the project now."))
        return HttpResponseRedirect(reverse("projects:parts", args=[pk]))

    def remove(self, request: HttpRequest, project: Project, part_id: int, acting: dict[str, Any]) -> HttpResponse:
        part = get_object_or_404(ProjectPart.objects.select_related("project"), pk=part_id, project=project)
        try:
            setting_up.remove_part(part, **acting)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("It no longer belongs to the project."))
        return HttpResponseRedirect(reverse("projects:parts", args=[project.pk]))


class Dossiers(OnProject):
    """What is missing, the versions that were made, and the way to a new one."""

    def get(self, request: HttpRequest, pk: int, form: HandingOutForm | None = None) -> HttpResponse:
        page = dossier_page(self.project(pk), request.user, timezone.now())
        usual = {"recipient": Recipient.FUNDER, "purpose": Purpose.REPORT}
        context = {"page": page, "form": form or HandingOutForm(initial=usual)}
        return render(request, "events/admin/projects/dossiers.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        project, form = self.project(pk), HandingOutForm(request.POST)
        if not can_run_project(request.user, project):
            raise Http404
        if not form.is_valid():
            return self.get(request, pk, form)
        given = {name: kind(form.cleaned_data[name]) for name, kind in (("recipient", Recipient), ("purpose", Purpose))}
        try:
            made = making.order_dossier(project, by=request.user, at=timezone.now(), **given)
        except NotAllowed:
            raise Http404 from None
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.get(request, pk, form)
        said = _("Version %(number)d is being made. You get a message when it is ready.")
        messages.success(request, said % {"number": made.number})
        return HttpResponseRedirect(reverse("projects:dossiers", args=[pk]))


class Take(OnProject):
    """Hands out a file of a dossier to whoever may have it, on record; one that is not as it was frozen stays here."""

    def get(self, request: HttpRequest, dossier_id: int, ending: str) -> FileResponse | HttpResponse:
        seen = self.allowed_records().values("pk")
        rows = Dossier.objects.select_related("project__organisation").filter(project__in=seen, erased_at=None)
        dossier = get_object_or_404(rows, pk=dossier_id, state=Dossier.State.READY)
        if ending not in FILES or not can_take_dossier(request.user, dossier):
            raise Http404
        if not making.is_untouched(dossier, ending):
            messages.error(request, _("The file is not the one that was frozen. Please tell the administrator."))
            return HttpResponseRedirect(reverse("projects:dossiers", args=[dossier.project_id]))
        record(
            "dossier.taken",
            dossier,
            by=request.user,
            at=timezone.now(),
            organisation_id=dossier.project.organisation_id,
            file=ending,
        )
        # Dossiers of many projects lie in one folder of an office: the name says whose this is.
        name = get_valid_filename(f"{dossier.project.name} {_('Dossier')} v{dossier.number}.{ending}")
        response = FileResponse(
            dossier.path(ending).open("rb"), as_attachment=True, filename=name, content_type=FILES[ending]
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


class ProjectViewSet(GuardedViewSet):
    """Funded projects: of one's own organisations, of one's area, or paid for by one's own."""

    model = Project
    name = "projects"
    icon = "folder-open-inverse"
    menu_label = gettext_lazy("Projects")
    menu_hook = REPORTS.hook
    menu_order = 20
    form_class = ProjectForm
    index_view_class = ProjectIndex
    add_view_class = ProjectCreate
    edit_view_class = ProjectEdit
    list_display = [
        "name",
        Column("number", label=gettext_lazy("project number")),
        Column("organisation", label=gettext_lazy("organisation"), accessor="organisation.local_name"),
        Column("funder_name", label=gettext_lazy("funder")),
        Column("starts_on", label=gettext_lazy("from"), accessor=lambda one: when.full_day(one.starts_on)),
        Column("ends_on", label=gettext_lazy("to"), accessor=lambda one: when.full_day(one.ends_on)),
        Column(
            "sessions",
            label=gettext_lazy("sessions held"),
            accessor=lambda one: of(one.reached.sessions, one.target_sessions),
        ),
        Column(
            "attendances",
            label=gettext_lazy("attendances served"),
            accessor=lambda one: of(one.reached.attendances, one.target_attendances),
        ),
        Column(
            "people",
            label=gettext_lazy("people served"),
            accessor=lambda one: of(one.reached.people, one.target_people),
        ),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display"),
    ]

    def more_urlpatterns(self) -> list[Any]:
        views = self.construct_view
        return [
            self.act("look", Look),
            self.act("parts", Parts),
            self.act("close", Close),
            self.act("reopen", Reopen),
            self.act("dossiers", Dossiers),
            path("dossier/<int:dossier_id>/<slug:ending>/", views(Take), name="take"),
            path("record/<int:record_id>/", views(activity_records.Record), name="record"),
            path("record/<int:record_id>/<slug:kind>/add/", views(activity_records.AddPictures), name="add_pictures"),
            path("picture/<uuid:picture_key>/", views(activity_records.Picture), name="picture"),
            path("picture/<uuid:picture_key>/remove/", views(activity_records.RemovePicture), name="remove_picture"),
            path("picture/<uuid:picture_key>/seen/", views(activity_records.LookAgain), name="look_again"),
        ]


def of(reached: int, agreed: int | None) -> str:
    """Return what was reached beside what was agreed, as a list shows it."""
    return f"{reached} / {agreed}" if agreed is not None else str(reached)
