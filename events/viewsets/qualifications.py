"""Where do staff see who holds what, record a paper they have seen, renew and withdraw?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.errors import QualificationRefused
from events.forms.qualifications import PaperForm, RenewForm, WithdrawForm
from events.learning import qualifications
from events.models import Qualification, QualificationKind
from events.viewsets.menu import VOLUNTEERS
from events.viewsets.word_lists import PlainCreate, PlainEdit, WordListIndex
from organisations import admin_gate
from organisations.permissions import ROLES, Act
from organisations.viewsets.guarded import Guarded, GuardedCreate, GuardedIndex, GuardedViewSet
from portal.proofs.states import Why
from portal.questions import files
from portal.questions.errors import FileRefused
from portal.refusals import Refusal
from portal.templatetags.when import full_day


class QualificationIndex(GuardedIndex):
    needs = ("view",)

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("person", "kind", "organisation", "proof", "renewed_by")
        return rows.order_by("-obtained_on", "-pk")


class QualificationCreate(GuardedCreate):
    """Records a paper that was shown."""

    def perform(self, form: Any) -> Qualification:
        row = form.registration
        scan = form.cleaned_data["scan"]
        return qualifications.record_paper(
            row.person, row.event.organisation, details=form.details(), scan=scan, **self.acting
        )

    def get_success_buttons(self) -> list[Any]:
        return []

    def show_refusal(self, form: Any, refusal: Refusal) -> None:
        field = "scan" if isinstance(refusal, FileRefused) else getattr(refusal, "field", "")
        form.add_error(field if field in form.fields else None, str(refusal.sentence))


class OnQualification(Guarded, PermissionCheckedMixin, View):
    """An act on one qualification within reach."""

    model = Qualification
    needs = ("change",)

    def held(self, pk: int) -> Qualification:
        rows = self.allowed_records().select_related("person", "kind", "organisation", "scan")
        return get_object_or_404(rows, pk=pk)

    def page(self, held: Qualification, form: Any, heading: str, act: str) -> HttpResponse:
        context = {"held": held, "form": form, "heading": heading, "act": act}
        status = 422 if form.is_bound else 200
        return render(self.request, "events/admin/qualification_act.html", context, status=status)

    def done(self, sentence: str) -> HttpResponse:
        messages.success(self.request, sentence)
        return HttpResponseRedirect(reverse("qualifications:index"))


class Renew(OnQualification):
    """Asks until when it goes on."""

    def get(self, request: HttpRequest, pk: int, form: RenewForm | None = None) -> HttpResponse:
        held = self.held(pk)
        proposed = qualifications.lasts_until(held.kind, timezone.localdate())
        form = form or RenewForm(initial={"valid_until": proposed})
        return self.page(held, form, _("Renew a qualification"), _("Checked: renew"))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        held, form = self.held(pk), RenewForm(request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        try:
            until = form.cleaned_data["valid_until"]
            qualifications.renew(held, valid_until=until, by=request.user, at=timezone.now())
        except QualificationRefused as refusal:
            form.add_error(refusal.field or None, str(refusal.sentence))
            return self.get(request, pk, form)
        return self.done(_("Renewed."))


class Withdraw(OnQualification):
    """Asks why, then withdraws it and revokes its certificate."""

    def get(self, request: HttpRequest, pk: int, form: WithdrawForm | None = None) -> HttpResponse:
        return self.page(
            self.held(pk), form or WithdrawForm(), _("Withdraw a qualification"), _("Withdraw qualification")
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        held, form = self.held(pk), WithdrawForm(request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        why, note = Why(form.cleaned_data["why"]), form.cleaned_data["note"]
        qualifications.withdraw(held, why=why, note=note, by=request.user, at=timezone.now())
        return self.done(_("Withdrawn. The certificate says so from now on, and the holder is told."))


class ShowScan(OnQualification):
    """The scan, to be saved and never shown in the browser."""

    needs = ("view",)
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        scan = self.held(pk).scan
        answers = {qualifications.SCAN: [scan.as_answer]} if scan else {}
        return files.response(answers, scan.key if scan else None)


class ActsColumn(Column):
    cell_template_name = "events/admin/qualification_cell.html"

    def get_cell_context_data(self, instance: Qualification, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "is_open": instance.ended_at is None and not hasattr(instance, "renewed_by")}


def state(held: Qualification) -> str:
    """Return whether it is in force, in a word."""
    if held.ended_at:
        return _("withdrawn")
    if hasattr(held, "renewed_by"):
        return _("renewed")
    return _("valid") if held.is_held_on(timezone.localdate()) else _("expired")


def until(held: Qualification) -> str:
    """Return the last day, or nothing."""
    return full_day(held.valid_until) if held.valid_until else "–"


class QualificationViewSet(GuardedViewSet):
    """Qualifications that one's organisations recorded."""

    model = Qualification
    name = "qualifications"
    icon = "success"
    menu_label = gettext_lazy("Qualifications")
    menu_hook = VOLUNTEERS.hook
    menu_order = 60
    addresses = ("index", "index_results", "add")
    roles = tuple(ROLES[Act.SERVE])
    form_class = PaperForm
    index_view_class = QualificationIndex
    add_view_class = QualificationCreate
    list_display = [
        Column("person", label=gettext_lazy("Name"), accessor="person.name"),
        Column("kind", label=gettext_lazy("kind"), accessor="kind.local_name"),
        Column("issuer", label=gettext_lazy("issued by"), accessor="local_issuer"),
        Column("state", label=gettext_lazy("state"), accessor=state),
        Column("until", label=gettext_lazy("valid until"), accessor=until, sort_key="valid_until"),
        ActsColumn("acts", label="", accessor="pk"),
    ]
    list_filter = ["kind"]
    search_fields = ["person__name", "number"]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("renew", Renew), self.act("withdraw", Withdraw), self.act("scan", ShowScan)]


class QualificationKindForm(WagtailAdminModelForm):
    class Meta:
        model = QualificationKind
        fields = ["name", "name_en", "code", "months", "position"]


class QualificationKindViewSet(GuardedViewSet):
    """The short list of what one can hold; the administrator keeps it."""

    model = QualificationKind
    name = "qualification_kinds"
    icon = "tag"
    add_to_settings_menu = True
    roles = tuple(admin_gate.APPROVERS)
    form_class = QualificationKindForm
    index_view_class = WordListIndex
    add_view_class = PlainCreate
    edit_view_class = PlainEdit
    list_display = ["name", "name_en", "code", "months", "position"]
