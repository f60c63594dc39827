"""Where does a base put its lists forward, and where does the authority decide? One screen a call."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from incubator import deciding, meetings, notices
from incubator.forms.deciding import FillForm, ReasonForm, Verdicts
from incubator.forms.meetings import MeetingForm
from incubator.models import Intake, Proposal, PublicNotice
from incubator.permissions import bases_seen_by, stands_at_a_base
from incubator.readouts.deciding import list_page
from incubator.states import REVIEWING
from incubator.viewsets.menu import INCUBATION
from incubator.viewsets.screens import Screen
from organisations.permissions import ROLES, Act
from organisations.viewsets.guarded import GuardedIndex, GuardedViewSet
from organisations.viewsets.menu import StaffMenuItem
from portal.ids import id_of


class Proposals(GuardedIndex):
    """The lists of one's bases; calls whose list is not begun yet have a button."""

    needs = ("view",)
    page_title = gettext_lazy("Deciding")
    is_scoped = False

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("intake__base", "public_notice")

    def get_edit_url(self, instance: Proposal) -> str:
        return reverse("deciding:list", args=[instance.intake_id])

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "acts": self.acts()}

    def acts(self) -> list[Any]:
        """Return a button for each call that has something to rank."""
        calls = Intake.objects.filter(base__in=bases_seen_by(self.request.user), applications__case__state=REVIEWING)
        label = _("List of: %(call)s")
        return [
            HeaderButton(
                label % {"call": call.local_name}, url=reverse("deciding:list", args=[call.pk]), icon_name="list-ol"
            )
            for call in calls.distinct()[:10]
        ]


class ShowList(Screen):
    """The applications of a call, with what is proposed and decided of each."""

    model = Proposal
    acts = {
        "save": None,
        "fill": FillForm,
        "hand_over": None,
        "hand_back": ReasonForm,
        "decide": None,
        "publish": None,
        "meet": None,
    }

    def record(self, intake_id: int) -> Intake:
        calls = Intake.objects.filter(base__in=bases_seen_by(self.request.user))
        return get_object_or_404(calls.select_related("base__parent__parent", "workflow"), pk=intake_id)

    def form_for(self, act: str, record: Intake, *data: Any) -> Any:
        if act == "hand_back":
            return ReasonForm(*data, prefix=act)
        if act == "meet":
            people = meetings.invitable(record, None, at=timezone.now())
            return MeetingForm(*data, people=people, has_placement=False, prefix=act)
        if act == "fill":
            return FillForm(*data, prefix=act)
        if act == "publish":
            return None
        return Verdicts(*data, page=list_page(record, self.request.user))

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:
        """Fill in without saving: it is for the page alone, whoever has pressed that button looks and then saves."""
        if request.POST.get("act") != "fill:":
            return super().post(request, **names)
        record = self.record(**names)
        form, verdicts = self.form_for("fill", record, request.POST), self.form_for("save", record, request.POST)
        if not form.is_valid():
            return self.page(record, {"fill": form, "save": verdicts}, 422)
        count = verdicts.fill(**form.cleaned_data)
        said = ngettext("%(count)d is filled in", "%(count)d are filled in", count) % {"count": count}
        messages.info(request, _("%(filled)s. Nothing is saved yet: please look, then save.") % {"filled": said})
        return self.page(record, {"save": verdicts})

    def page(self, record: Intake, forms: dict[str, Any], status: int = 200) -> HttpResponse:
        shown = list_page(record, self.request.user)
        stands = shown.proposal.step if shown.proposal else 0
        verdicts = next((forms[act] for act in ("save", "hand_over", "decide") if act in forms), None)
        context = {
            "page": shown,
            "seen": self.seen if self._is_untold(forms) else stands,
            "verdicts": verdicts or Verdicts(page=shown),
            "fill_form": forms.get("fill") or FillForm(prefix="fill"),
            "back_form": forms.get("hand_back") or ReasonForm(prefix="hand_back"),
            "meet_form": forms.get("meet") or self.form_for("meet", record),
        }
        return render(self.request, "incubator/admin/list.html", context, status=status)

    @property
    def seen(self) -> int:
        """The step of the list on the page that was sent; a page that names none has seen nothing."""
        sent = id_of(self.request.POST.get("seen", ""))
        return -1 if sent is None else sent

    def save(self, record: Intake, form: Verdicts) -> str:
        deciding.prepare(record, form.words, seen=self.seen, **self.acting)
        return _("Saved.")

    def hand_over(self, record: Intake, form: Verdicts) -> str:
        proposal = deciding.prepare(record, form.words, seen=self.seen, **self.acting)
        deciding.hand_over(proposal, seen=proposal.step, **self.acting)
        return _("The list is with the authority now.")

    def hand_back(self, record: Intake, form: ReasonForm) -> str:
        deciding.hand_back(self._open(record), **form.cleaned_data, seen=self.seen, **self.acting)
        return _("Handed back.")

    def decide(self, record: Intake, form: Verdicts) -> str:
        proposal = deciding.decide(self._open(record), form.words, seen=self.seen, **self.acting)
        if proposal.state != Proposal.State.DECIDED:
            return _("Your word is kept. A second person has to confirm it.")
        return _("Decided. The applicants have been told; now the list can be shown in public.")

    def publish(self, record: Intake, form: None) -> str:
        rows = record.proposals.filter(state=Proposal.State.DECIDED)
        proposal = get_object_or_404(rows, pk=id_of(self.about))
        notices.publish(proposal, **self.acting)
        return _("The list is shown in public from today.")

    def meet(self, record: Intake, form: MeetingForm) -> str:
        plan = meetings.Plan(**form.span, people=form.chosen)
        given = {name: form.cleaned_data[name] for name in ("kind", "is_despite_clash")}
        meetings.arrange(record, None, plan, **given, **self.acting)
        return _("Arranged. Everybody has been told, and it stands in their timetables.")

    def _is_untold(self, forms: dict[str, Any]) -> bool:
        """Return whether no operation has looked at what was sent: then the page has seen what it had seen before."""
        looks = self.request.POST.get("act") == "fill:" or any(not form.is_valid() for form in forms.values())
        return "seen" in self.request.POST and looks

    def _open(self, record: Intake) -> Proposal:
        proposal = deciding.open_proposal(record)
        return proposal or get_object_or_404(Proposal, pk=0)


class BasesMenuItem(StaffMenuItem):
    """Shows to whoever has a base to work for."""

    def is_shown(self, request: HttpRequest) -> bool:
        return super().is_shown(request) and stands_at_a_base(request.user)


def call_of(proposal: Proposal) -> str:
    return proposal.intake.local_name


def notice_until(proposal: Proposal) -> Any:
    notice: PublicNotice | None = getattr(proposal, "public_notice", None)
    return notice.last_on if notice else None


class DecidingViewSet(GuardedViewSet):
    """Which applications are proposed, decided and shown in public."""

    model = Proposal
    name = "deciding"
    url_prefix = "deciding"
    icon = "list-ol"
    menu_label = gettext_lazy("Deciding")
    menu_hook = INCUBATION.hook
    menu_order = 30
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.WRITE])
    index_view_class = Proposals
    index_template_name = "incubator/admin/listing_with_acts.html"
    list_display = [
        TitleColumn(
            "call",
            label=gettext_lazy("call"),
            accessor=call_of,
            get_url=lambda proposal: reverse("deciding:list", args=[proposal.intake_id]),
        ),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display"),
        DateColumn("decided_at", label=gettext_lazy("decided")),
        Column("notice", label=gettext_lazy("public notice until"), accessor=notice_until),
    ]

    @property
    def menu_item_class(self) -> Any:
        names = (self.get_url_name("index"),)
        return lambda *args, **kwargs: BasesMenuItem(*args, url_names=names, **kwargs)

    def more_urlpatterns(self) -> list[Any]:
        return [path("list/<int:intake_id>/", self.construct_view(ShowList), name="list")]
