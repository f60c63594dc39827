"""Where do staff see the proofs that their organisation issued, print one, and revoke one?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from organisations.permissions import ROLES, Act
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet
from organisations.viewsets.menu import RESIDENTS
from portal.proofs.content import HOLDER, local
from portal.proofs.issuing import revoke
from portal.proofs.models import Proof
from portal.proofs.paper import certificate, file_name
from portal.proofs.readouts import standing
from portal.proofs.states import Why
from portal.proofs.views import pdf
from portal.refusals import Refusal


class RevokeForm(forms.Form):
    """Why: one of the reasons that everybody reads, and a note for the holder alone."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[(why.value, why.label) for why in Why if why != Why.ERASED],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Whoever checks the proof reads this."),
    )
    note = forms.CharField(
        label=gettext_lazy("A word to the holder"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only the holder reads this."),
    )


class ProofIndex(GuardedIndex):
    needs = ("view",)

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("person").order_by("-issued_at", "-pk")


class ActsColumn(Column):
    """The paper, and the way to revoke what is in force."""

    cell_template_name = "organisations/admin/proof_cell.html"

    def get_cell_context_data(self, instance: Proof, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "is_in_force": instance.state == "issued"}


class ShowPaper(Guarded, PermissionCheckedMixin, View):
    """The certificate as a PDF, to be printed at the desk."""

    model = Proof
    needs = ("view",)
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        proof = get_object_or_404(self.allowed_records(), pk=pk)
        return pdf(certificate(proof, timezone.localdate()), file_name(proof))


class Revoke(Guarded, PermissionCheckedMixin, View):
    """Asks why, then revokes."""

    model = Proof
    needs = ("change",)

    def get(self, request: HttpRequest, pk: int, form: RevokeForm | None = None) -> HttpResponse:
        proof = get_object_or_404(self.allowed_records().select_related("person"), pk=pk)
        context = {"proof": proof, "title": title(proof), "form": form or RevokeForm()}
        return render(request, "organisations/admin/revoke_proof.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        proof = get_object_or_404(self.allowed_records().select_related("person"), pk=pk)
        form = RevokeForm(request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        why, note = Why(form.cleaned_data["why"]), form.cleaned_data["note"]
        try:
            revoke(proof, why=why, note=note, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.get(request, pk, form)
        messages.success(request, _("Revoked. Whoever checks it sees so from now on, and the holder is told."))
        return HttpResponseRedirect(reverse("proofs_admin:index"))


def title(proof: Proof) -> str:
    """Return what kind of proof it is, in the reader's language."""
    return local(proof.content["title"])


def holder(proof: Proof) -> str:
    """Return the name that stands on it."""
    return next((local(one["value"]) for one in proof.content["fields"] if one["name"] == HOLDER), "")


def about(proof: Proof) -> str:
    """Return what it certifies, in a few words."""
    named = [one for one in proof.content["fields"] if one["name"] in ("activity", "qualification")]
    return " · ".join(local(one["value"]) for one in named)


def state(proof: Proof) -> str:
    """Return whether it counts today."""
    return standing(proof, timezone.localdate()).word


class ProofViewSet(GuardedViewSet):
    """Proofs issued in the name of one's organisations."""

    model = Proof
    name = "proofs_admin"
    url_prefix = "proofs"
    icon = "success"
    menu_label = gettext_lazy("Proofs")
    menu_hook = RESIDENTS.hook
    menu_order = 60
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.SERVE])
    index_view_class = ProofIndex
    list_display = [
        Column("number", label=gettext_lazy("number")),
        Column("title", label=gettext_lazy("proof"), accessor=title),
        Column("holder", label=gettext_lazy("Name"), accessor=holder),
        Column("about", label=gettext_lazy("about"), accessor=about),
        Column("standing", label=gettext_lazy("state"), accessor=state),
        DateColumn("issued_at", label=gettext_lazy("issued")),
        ActsColumn("acts", label="", accessor="pk"),
    ]
    list_filter = ["kind", "state"]
    search_fields = ["number", "person__name"]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("paper", ShowPaper), self.act("revoke", Revoke)]
