"""Where do staff handle cases? One list with what is overdue first, and one screen a case."""

from typing import Any
from uuid import UUID

import django_filters
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from organisations import admin_gate
from organisations.viewsets.guarded import Guarded
from organisations.viewsets.menu import CASES, StaffMenuItem
from organisations.viewsets.saved_views import ViewedIndex, ViewedViewSet
from portal import contributions
from portal.cases.documents import lay_in
from portal.cases.forms.moving import DocumentForm, MoveForm
from portal.cases.kinds import kind_named
from portal.cases.models import Case, Defect
from portal.cases.moving import Given, move_case
from portal.cases.readouts.screen import Screen, screen
from portal.cases.returning import settle, tick
from portal.cases.states import Phase
from portal.questions.files import response
from portal.refusals import Refusal


class CaseFilters(WagtailFilterSet):
    """By kind, by what is to be done, by lateness; what is closed only on demand."""

    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("kind"), choices=lambda: [(kind.name, kind.title) for kind in contributions.case_kinds]
    )
    phase = django_filters.ChoiceFilter(label=gettext_lazy("where it stands"), choices=Phase.choices)
    late = django_filters.ChoiceFilter(
        label=gettext_lazy("in time"), choices=[("yes", gettext_lazy("overdue"))], method="only_late"
    )

    class Meta:
        model = Case
        fields = ["kind", "phase"]

    def only_late(self, rows: Any, name: str, value: str) -> Any:
        return rows.overdue(timezone.localdate())


class CaseIndex(ViewedIndex):
    """The cases that wait with one's organisations, most urgent first; closed ones when asked for."""

    needs = ("view",)

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().shown().most_urgent_first()
        asks_for_all = self.request.GET.get("phase") or self.request.GET.get("q")
        return rows if asks_for_all else rows.open()

    def get_edit_url(self, instance: Case) -> str:
        return reverse("cases_admin:case", args=[instance.pk])


class DueColumn(Column):
    """The day it is due, and whether that has passed."""

    cell_template_name = "cases/admin/due_cell.html"

    def get_cell_context_data(self, instance: Case, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "is_overdue": instance.is_overdue(timezone.localdate())}


class _OfCase(Guarded, PermissionCheckedMixin, View):
    """A view of one case that the user may handle."""

    model = Case
    needs = ("view",)

    def case(self, pk: int) -> Case:
        return get_object_or_404(self.allowed_records().select_related("workflow", "questions"), pk=pk)


class CaseScreen(_OfCase):
    """Shows a case; every act is a button of its own, and none of them names a state."""

    acts = frozenset({"move", "settle", "tick", "untick", "lay_in"})

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(request, self.case(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        act, _colon, about = request.POST.get("act", "").partition(":")
        if act not in self.acts:
            raise Http404
        try:
            done = getattr(self, act)(request, case, about)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return self.page(request, case, status=422)
        if isinstance(done, HttpResponse):
            return done
        messages.success(request, done)
        return HttpResponseRedirect(reverse("cases_admin:case", args=[pk]))

    def move(self, request: HttpRequest, case: Case, key: str) -> Any:
        move = case.plan.move(key)
        if move is None:
            raise Http404
        form = MoveForm(case, move, request.POST, request.FILES, by=request.user, at=timezone.now(), prefix=key)
        if not form.is_valid():
            return self.page(request, case, forms={key: form}, status=422)
        faults = request.POST.getlist("fault") if move.does == "return" else []
        defects = {question: request.POST.get(f"sentence-{question}", "") for question in faults}
        given: Given = form.given(defects)
        move_case(case, key, seen=form.cleaned_data["step"], given=given, by=request.user, at=timezone.now())
        return _("Done: %(move)s") % {"move": move.name}

    def settle(self, request: HttpRequest, case: Case, about: str) -> str:
        defects = Defect.objects.filter(notice__case=case)
        defect = get_object_or_404(defects, pk=about if about.isdecimal() else 0)
        settle(defect, by=request.user, at=timezone.now())
        return _("Ticked off.")

    def tick(self, request: HttpRequest, case: Case, about: str) -> str:
        note = request.POST.get(f"note-{about}", "")
        tick(case, about, is_done=True, note=note, by=request.user, at=timezone.now())
        return _("Ticked off.")

    def untick(self, request: HttpRequest, case: Case, about: str) -> str:
        tick(case, about, is_done=False, by=request.user, at=timezone.now())
        return _("The tick is taken away.")

    def lay_in(self, request: HttpRequest, case: Case, about: str) -> Any:
        form = DocumentForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(request, case, document_form=form, status=422)
        upload = form.cleaned_data.pop("file")
        lay_in(case, upload, **form.cleaned_data, by=request.user, at=timezone.now())
        return _("The document is with the case now.")

    def page(
        self,
        request: HttpRequest,
        case: Case,
        *,
        forms: dict[str, MoveForm] | None = None,
        document_form: DocumentForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        at = timezone.now()
        shown = screen(Case.objects.select_related("workflow", "questions").get(pk=case.pk), request.user, at=at)
        given = forms or {}

        def form_of(move: Any) -> MoveForm:
            return given.get(move.id) or MoveForm(shown.case, move, by=request.user, at=at, prefix=move.id)

        context = {
            "screen": shown,
            "rows": _rows(request, shown),
            "deciding": [(offer, form_of(offer.move)) for offer in shown.deciding],
            "returning": (shown.returning, form_of(shown.returning.move)) if shown.returning else None,
            "document_form": document_form or DocumentForm(),
        }
        return render(request, "cases/admin/screen.html", context, status=status)


def _rows(request: HttpRequest, shown: Screen) -> list[tuple[Any, bool, str]]:
    """Return the fields with what was typed about them, so that a refusal loses nothing."""
    marked = set(request.POST.getlist("fault"))
    return [
        (field, field.question.id in marked, request.POST.get(f"sentence-{field.question.id}", ""))
        for field in shown.fields
    ]


class CaseFile(_OfCase):
    """Gives back a file of the answers, of any version, or of a decision."""

    def get(self, request: HttpRequest, pk: int, file_key: UUID) -> HttpResponse:
        case = self.case(pk)
        kept = [*case.revisions.values_list("answers", flat=True), *case.decisions.values_list("answers", flat=True)]
        for answers in kept:
            try:
                return response(answers, file_key)
            except Http404:
                continue
        raise Http404


class CaseDocument(_OfCase):
    """Gives back a document of the case."""

    def get(self, request: HttpRequest, pk: int, paper_id: int) -> HttpResponse:
        paper = get_object_or_404(self.case(pk).documents.select_related("file"), pk=paper_id)
        return response({"document": [paper.file.as_answer]}, paper.file.key)


def state_name(case: Case) -> str:
    return str(case.where.name)


class CasesMenuItem(StaffMenuItem):
    """Shows to whom some kind of case can ever come."""

    def is_shown(self, request: HttpRequest) -> bool:
        return super().is_shown(request) and any(kind.comes_to(request.user) for kind in contributions.case_kinds)


class CaseViewSet(ViewedViewSet):
    """Applications and other cases that one's organisations handle."""

    model = Case
    name = "cases_admin"
    url_prefix = "cases"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Cases")
    menu_hook = CASES.hook
    menu_order = 10
    addresses = ("index", "index_results")
    roles = tuple(admin_gate.EVERYONE)
    index_view_class = CaseIndex
    filterset_class = CaseFilters
    list_display = [
        TitleColumn(
            "title",
            label=gettext_lazy("about"),
            accessor=lambda case: case.title or case.reference,
            get_url=lambda case: reverse("cases_admin:case", args=[case.pk]),
        ),
        Column("kind", label=gettext_lazy("kind"), accessor=lambda case: kind_named(case.kind).title),
        Column("state", label=gettext_lazy("where it stands"), accessor=state_name),
        DueColumn("due_on", label=gettext_lazy("due"), sort_key="due_on"),
        Column("reference", label=gettext_lazy("Case number")),
    ]
    search_fields = ["title", "reference"]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: CasesMenuItem(*args, url_names=["cases_admin:index"], **kwargs)

    def more_urlpatterns(self) -> list[Any]:
        files, papers = self.construct_view(CaseFile), self.construct_view(CaseDocument)
        return [
            self.act("case", CaseScreen),
            path("case/<int:pk>/files/<uuid:file_key>/", files, name="file"),
            path("case/<int:pk>/documents/<int:paper_id>/", papers, name="document"),
        ]
