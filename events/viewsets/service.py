"""Where does an organisation approve hours, correct them, enter some by hand, and issue proofs of service?"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from events.errors import HoursRefused
from events.forms.service import CorrectHoursForm, EnterHoursForm, IssueProofForm, ReasonForm
from events.models import HoursEntry, ServiceProof
from events.readouts import hours_desk
from events.viewsets.menu import VOLUNTEERS
from events.volunteering import hours, service_proofs
from organisations.permissions import ROLES, Act, organisations_for
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet
from portal.ids import ids_of
from portal.refusals import Refusal
from portal.templatetags import when


class HoursIndex(GuardedIndex):
    """The ledger of one's own organisations, the newest days first."""

    needs = ("view",)

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("volunteer__person", "organisation", "decided_by")
        return rows.order_by("-on", "-pk")

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [
            HeaderButton(_("Approve a month"), url=reverse("hours:month"), icon_name="check"),
            HeaderButton(_("Enter hours by hand"), url=reverse("hours:enter"), icon_name="plus"),
            *self.list_buttons(),
        ]


class WhoColumn(Column):
    """Whose hours; leads to the entry."""

    cell_template_name = "events/admin/service/hours_cell.html"


class Month(Guarded, PermissionCheckedMixin, View):
    """What awaits approval in a month, person by person; a POST approves what was shown, and nothing else."""

    model = HoursEntry
    needs = ("change",)
    permission_required = "change"

    def get(self, request: HttpRequest) -> HttpResponse:
        board = hours_desk.month_of(self.allowed_records(), _month(request.GET.get("month", "")), request.user)
        return render(request, "events/admin/service/month.html", {"board": board})

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = ids_of(request.POST.getlist("entry"))
        rows = self.allowed_records().filter(pk__in=wanted)
        done = own = 0
        for organisation_id in sorted(set(rows.values_list("organisation_id", flat=True))):
            result = hours.approve(wanted, organisation_id=organisation_id, by=request.user, at=timezone.now())
            done, own = done + result.approved, own + result.own
        said = ngettext("%(count)d entry counts now.", "%(count)d entries count now.", done) % {"count": done}
        messages.success(request, said)
        if own:
            messages.warning(request, _("Your own hours wait for a colleague."))
        return HttpResponseRedirect(f"{reverse('hours:month')}?month={request.POST.get('month', '')[:7]}")


class Decide(Guarded, PermissionCheckedMixin, View):
    """One entry with its corrections: approve it, refuse it, or say how many minutes it was."""

    model = HoursEntry
    needs = ("change",)
    permission_required = "change"

    def entry(self, pk: int) -> HoursEntry:
        rows = self.allowed_records().select_related("volunteer__person", "organisation", "corrects", "made_by__person")
        return get_object_or_404(rows, pk=pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.entry(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        entry, acting = self.entry(pk), {"by": request.user, "at": timezone.now()}
        if "approve" in request.POST:
            done = hours.approve([entry.pk], organisation_id=entry.organisation_id, **acting)
            if done.approved:
                messages.success(request, _("It counts now."))
            else:
                messages.error(request, _("Not approved: your own, decided already, or a correction of what is not."))
            return HttpResponseRedirect(reverse("hours:decide", args=[pk]))
        is_correction = "correct" in request.POST
        form = (CorrectHoursForm if is_correction else ReasonForm)(request.POST)
        shown = {"correcting" if is_correction else "refusing": form}
        if not form.is_valid():
            return self.page(entry, status=422, **shown)
        try:
            (hours.correct if is_correction else hours.refuse)(entry, **form.cleaned_data, **acting)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.page(entry, status=422, **shown)
        messages.success(
            request, _("Entered. The correction awaits approval.") if is_correction else _("Not approved.")
        )
        return HttpResponseRedirect(reverse("hours:decide", args=[pk]))

    def page(self, entry: HoursEntry, *, status: int = 200, **forms: Any) -> HttpResponse:
        first = entry.corrects or entry
        context = {
            "entry": entry,
            "chain": hours_desk.chain_of(first),
            "standing": hours.standing_of(first),
            "correcting": forms.get("correcting") or CorrectHoursForm(),
            "refusing": forms.get("refusing") or ReasonForm(),
            "is_own": entry.volunteer.person.user_id == self.request.user.pk,
        }
        return render(self.request, "events/admin/service/decide.html", context, status=status)


class Enter(Guarded, PermissionCheckedMixin, View):
    """Hours outside of shifts, by hand."""

    model = HoursEntry
    needs = ("change",)
    permission_required = "change"

    def form(self, data: Any = None) -> EnterHoursForm:
        organisations = organisations_for(self.request.user, Act.ROSTER).filter(state="active").order_by("name")
        return EnterHoursForm(
            data,
            volunteers=hours_desk.volunteers_known(organisations),
            organisations=organisations,
            initial={"on": timezone.localdate(), "organisation": organisations.first()},
        )

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "events/admin/service/enter.html", {"form": self.form()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                hours.enter(**form.cleaned_data, by=request.user, at=timezone.now())
            except Refusal as refusal:
                field = refusal.field if isinstance(refusal, HoursRefused) else ""
                form.add_error(field or None, str(refusal.sentence))
            else:
                messages.success(request, _("Entered. It awaits approval."))
                return HttpResponseRedirect(reverse("hours:index"))
        return render(request, "events/admin/service/enter.html", {"form": form}, status=422)


class HoursViewSet(GuardedViewSet):
    """Hours of service: entries that are never changed, only decided and corrected by others."""

    model = HoursEntry
    name = "hours"
    icon = "time"
    menu_label = gettext_lazy("Volunteers' hours")
    menu_hook = VOLUNTEERS.hook
    menu_order = 30
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.ROSTER])
    index_view_class = HoursIndex
    list_per_page = 60
    is_handed_out = True
    exported = ["who", "number", "on", "minutes", "content", "state", "organisation"]
    list_display = [
        WhoColumn("who", label=gettext_lazy("volunteer"), accessor="volunteer.person.name"),
        Column("number", label=gettext_lazy("volunteer number"), accessor="volunteer.number"),
        Column("on", label=gettext_lazy("day"), accessor=lambda one: when.day(one.on), sort_key="on"),
        Column("minutes", label=gettext_lazy("time"), accessor=lambda one: when.duration(one.minutes)),
        Column("content", label=gettext_lazy("what was done"), accessor="local_content"),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display"),
        Column("organisation", label=gettext_lazy("organisation"), accessor="organisation.local_name"),
    ]
    list_filter = ["state"]
    search_fields = ["volunteer__person__name", "volunteer__number"]

    def more_urlpatterns(self) -> list[Any]:
        return [
            self.act("decide", Decide),
            path("month/", self.construct_view(Month), name="month"),
            path("enter/", self.construct_view(Enter), name="enter"),
        ]


class ServiceProofIndex(GuardedIndex):
    """Who asked for a proof; those that wait first."""

    needs = ("view",)

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("volunteer__person", "organisation", "proof")
        return hours_desk.waiting_first(rows)


class AskedColumn(Column):
    """Who asked; leads to the decision."""

    cell_template_name = "events/admin/service/proof_cell.html"


class Issue(Guarded, PermissionCheckedMixin, View):
    """What would stand on the paper; issue it, or decline with a reason."""

    model = ServiceProof
    needs = ("change",)
    permission_required = "change"

    def asked(self, pk: int) -> ServiceProof:
        rows = self.allowed_records().select_related("volunteer__person", "organisation", "proof")
        return get_object_or_404(rows, pk=pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.asked(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        asked, acting = self.asked(pk), {"by": request.user, "at": timezone.now()}
        is_declined = "decline" in request.POST
        form = (ReasonForm if is_declined else IssueProofForm)(request.POST)
        shown = {"declining" if is_declined else "issuing": form}
        if not form.is_valid():
            return self.page(asked, status=422, **shown)
        try:
            if isinstance(form, IssueProofForm):
                service_proofs.issue(asked, answering=form.answering(), **acting)
            else:
                service_proofs.decline(asked, reason=form.cleaned_data["reason"], **acting)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.page(asked, status=422, **shown)
        messages.success(request, _("Declined, and the volunteer is told.") if is_declined else _("Issued."))
        return HttpResponseRedirect(reverse("service_proofs:decide", args=[pk]))

    def page(self, asked: ServiceProof, *, status: int = 200, **forms: Any) -> HttpResponse:
        context = {
            "asked": asked,
            "lines": hours_desk.lines_of(asked),
            "issuing": forms.get("issuing") or IssueProofForm(initial=hours_desk.last_answering(asked)),
            "declining": forms.get("declining") or ReasonForm(),
        }
        return render(self.request, "events/admin/service/proof.html", context, status=status)


class ServiceProofViewSet(GuardedViewSet):
    """Proofs of service that were asked for."""

    model = ServiceProof
    name = "service_proofs"
    icon = "success"
    menu_label = gettext_lazy("Proofs of service")
    menu_hook = VOLUNTEERS.hook
    menu_order = 40
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.ROSTER])
    index_view_class = ServiceProofIndex
    list_display = [
        AskedColumn("who", label=gettext_lazy("volunteer"), accessor="volunteer.person.name"),
        Column("starts_on", label=gettext_lazy("from"), accessor=lambda one: when.full_day(one.starts_on)),
        Column("ends_on", label=gettext_lazy("to"), accessor=lambda one: when.full_day(one.ends_on)),
        Column("asked_at", label=gettext_lazy("asked"), accessor=lambda one: when.day_and_time(one.asked_at)),
        Column("state", label=gettext_lazy("state"), accessor=hours_desk.state_of),
        Column("organisation", label=gettext_lazy("organisation"), accessor="organisation.local_name"),
    ]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("decide", Issue)]


def _month(words: str) -> date:
    """Return the first of the month of an address, else of the present one. Raises ``Http404``."""
    if not words:
        return timezone.localdate().replace(day=1)
    try:
        return date.fromisoformat(f"{words}-01")
    except ValueError:
        raise Http404 from None
