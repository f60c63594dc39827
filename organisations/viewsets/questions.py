"""Where do staff write questions? The sets of their own organisations; every saving is a new version."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from organisations.models import Organisation
from organisations.permissions import ROLES, Act, organisations_for, reach_of
from organisations.viewsets.cells import FormColumn
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet
from organisations.viewsets.menu import PROGRAMMES
from organisations.viewsets.workflows import edited_at
from portal.questions.errors import ChangedMeanwhile, NotWellFormed
from portal.questions.forms.answering import AnswersForm
from portal.questions.forms.editing import SetEditor
from portal.questions.models import QuestionSet
from portal.questions.versions import copy_set, make_set, save_version


class QuestionSetIndex(GuardedIndex):
    """The sets of one's own organisations."""

    needs = ("change",)
    add_item_label = gettext_lazy("New questions")

    def get_add_url(self) -> str | None:
        return reverse("questions:make")

    @property
    def permission_required_to_add(self) -> str:
        return "add"

    def get_edit_url(self, instance: QuestionSet) -> str:
        return reverse("questions:change", args=[instance.pk])


class ActsColumn(FormColumn):
    """Look at it as residents do, or begin another one with the same questions."""

    cell_template_name = "questions/admin/acts_cell.html"

    def get_cell_context_data(self, instance: QuestionSet, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "request": parent_context["request"]}


class _Editing(Guarded, PermissionCheckedMixin, View):
    """The page with all rows; only ``save`` writes."""

    model = QuestionSet
    needs = ("change",)

    def page(self, request: HttpRequest, editor: SetEditor, *, organisation: Organisation, status: int = 200) -> Any:
        context = {"editor": editor, "question_set": editor.question_set, "organisation": organisation}
        return render(request, "questions/admin/editor.html", context, status=status)

    def take(self, request: HttpRequest, editor: SetEditor, organisation: Organisation) -> HttpResponse:
        """Add or move a row, or save; whatever is amiss is shown with everything that was typed."""
        if act := request.POST.get("arrange", ""):
            return self.page(request, editor.rearranged(act), organisation=organisation)
        if not editor.is_valid():
            return self.page(request, editor, organisation=organisation, status=422)
        try:
            saved = self.save(editor, organisation, by=request.user, at=timezone.now())
        except NotWellFormed as refusal:
            editor.show(refusal.faults)
        except ChangedMeanwhile as refusal:
            editor.faults.append(str(refusal.sentence))
        else:
            messages.success(request, _("Saved. Events go on asking the version they began with until you change it."))
            return HttpResponseRedirect(reverse("questions:change", args=[saved.pk]))
        return self.page(request, editor, organisation=organisation, status=422)

    def save(self, editor: SetEditor, organisation: Organisation, **acting: Any) -> QuestionSet:
        """Call the operation."""
        raise NotImplementedError


class MakeSet(_Editing):
    """Begin a set for the organisation that the address names, or for one's only one."""

    def organisation(self, request: HttpRequest) -> Organisation | None:
        writable = organisations_for(request.user, Act.WRITE)
        if wanted := request.GET.get("organisation", ""):
            if not wanted.isdecimal():
                raise Http404
            return get_object_or_404(writable, pk=wanted)
        own = list(self.choices(request)[:2])
        return own[0] if len(own) == 1 else None

    def choices(self, request: HttpRequest) -> Any:
        writable = organisations_for(request.user, Act.WRITE)
        return writable if request.user.is_superuser else writable.filter(pk__in=reach_of(request.user).own)

    def get(self, request: HttpRequest) -> HttpResponse:
        organisation = self.organisation(request)
        if organisation is None:
            choices = self.choices(request).order_by("name")[:200]
            return render(request, "questions/admin/whose.html", {"organisations": choices})
        return self.page(request, SetEditor(None), organisation=organisation)

    def post(self, request: HttpRequest) -> HttpResponse:
        organisation = self.organisation(request)
        if organisation is None:
            raise Http404
        return self.take(request, SetEditor(None, request.POST), organisation)

    def save(self, editor: SetEditor, organisation: Organisation, **acting: Any) -> QuestionSet:
        names = editor.names.cleaned_data
        return make_set(
            organisation_id=organisation.pk,
            name=names["name"],
            name_en=names["name_en"],
            definition=editor.definition(),
            **acting,
        )


class ChangeSet(_Editing):
    """Change a set."""

    def found(self, pk: int) -> tuple[QuestionSet, Organisation]:
        question_set = get_object_or_404(self.allowed_records(), pk=pk)
        return question_set, get_object_or_404(Organisation, pk=question_set.organisation_id)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        question_set, organisation = self.found(pk)
        if address := edited_at("questions", pk):
            return HttpResponseRedirect(address)
        return self.page(request, SetEditor(question_set), organisation=organisation)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        question_set, organisation = self.found(pk)
        if address := edited_at("questions", pk):
            return HttpResponseRedirect(address)
        return self.take(request, SetEditor(question_set, request.POST), organisation)

    def save(self, editor: SetEditor, organisation: Organisation, **acting: Any) -> QuestionSet:
        names = editor.names.cleaned_data
        version = save_version(
            editor.question_set,
            definition=editor.definition(),
            name=names["name"],
            name_en=names["name_en"],
            seen=names["seen"] or 0,
            **acting,
        )
        return version.question_set


class CopySet(Guarded, PermissionCheckedMixin, View):
    """Begin another set of the same organisation with the questions of this one; by a button alone."""

    model = QuestionSet
    needs = ("change",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = get_object_or_404(self.allowed_records(), pk=pk)
        name = _("Copy of %(name)s") % {"name": source.name}
        made = copy_set(
            source, organisation_id=source.organisation_id, name=name[:60], by=request.user, at=timezone.now()
        )
        messages.success(request, _("Copied. What you change here changes nothing there."))
        return HttpResponseRedirect(reverse("questions:change", args=[made.pk]))


class PreviewSet(Guarded, PermissionCheckedMixin, View):
    """The newest questions as residents see them; nothing is sent from here."""

    model = QuestionSet
    needs = ("change",)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        question_set = get_object_or_404(self.allowed_records(), pk=pk)
        form = AnswersForm(question_set.newest.questions.questions, by=request.user, at=timezone.now())
        return render(request, "questions/preview.html", {"question_set": question_set, "form": form})


class QuestionSetViewSet(GuardedViewSet):
    """Questions that events, and later other things, ask."""

    model = QuestionSet
    name = "questions"
    icon = "help"
    menu_label = gettext_lazy("Questions")
    menu_hook = PROGRAMMES.hook
    menu_order = 40
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.WRITE])
    index_view_class = QuestionSetIndex
    list_display = [
        "name",
        Column("changed_at", label=gettext_lazy("changed"), sort_key="changed_at"),
        ActsColumn("acts", label="", accessor="pk"),
    ]
    search_fields = ["name", "name_en"]

    def more_urlpatterns(self) -> list[Any]:
        return [
            path("make/", self.construct_view(MakeSet), name="make"),
            self.act("change", ChangeSet),
            self.act("copy", CopySet),
            self.act("preview", PreviewSet),
        ]
