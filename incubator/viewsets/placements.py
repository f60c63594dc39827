"""Where does a base look after its placements? A board with places taken and free, and one screen a placement."""

from typing import Any
from uuid import UUID

import django_filters
from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from incubator import graduating, meetings, milestones, placing, premises
from incubator.forms.deciding import ReasonForm
from incubator.forms.meetings import MeetingForm
from incubator.forms.placements import ExtendForm, LogForm, MentorForm, MilestoneForm, NoteForm, SignForm
from incubator.models import Appointment, Intake, LogEntry, Milestone, Placement
from incubator.permissions import bases_seen_by, can_decide, can_prepare
from incubator.readouts.placements import next_of, placement_page, places_of
from incubator.states import MilestoneState, PlacementState
from incubator.viewsets.deciding import BasesMenuItem
from incubator.viewsets.menu import INCUBATION
from incubator.viewsets.screens import Screen
from organisations.permissions import ROLES, Act
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet
from portal.ids import id_of
from portal.proofs.paper import certificate, file_name
from portal.proofs.views import pdf
from portal.questions.files import response
from portal.templatetags.when import day


def own_calls(request: Any) -> Any:
    return Intake.objects.filter(base__in=bases_seen_by(request.user), placements__isnull=False).distinct()


class PlacementFilters(WagtailFilterSet):
    """By call, by state, and what is late."""

    intake = django_filters.ModelChoiceFilter(
        label=gettext_lazy("call"), queryset=own_calls, widget=django_forms.Select
    )
    late = django_filters.ChoiceFilter(
        label=gettext_lazy("in time"), choices=[("yes", gettext_lazy("overdue"))], method="only_late"
    )

    class Meta:
        model = Placement
        fields = ["intake", "state"]

    def only_late(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(pk__in=Milestone.objects.overdue(timezone.localdate()).values("placement"))


class Board(GuardedIndex):
    """The placements of one's bases; above them the places of each call."""

    needs = ("view",)
    page_title = gettext_lazy("Placements")
    is_scoped = False

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().with_call().prefetch_related("milestones")

    def get_edit_url(self, instance: Placement) -> str:
        return reverse("placements_admin:show", args=[instance.pk])

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return {**context, "calls": places_of(bases_seen_by(self.request.user))}


class ShowPlacement(Screen):
    """One placement: what was agreed, what is shown, who helps, and every act of the base."""

    model = Placement
    acts = {
        **{"sign": SignForm, "give_up": ReasonForm, "extend": ExtendForm, "leave": ReasonForm, "left": None},
        **{"note": LogForm, "lift": None, "pair": MentorForm, "add": MilestoneForm, "accept": NoteForm},
        **{"send_back": NoteForm, "graduate": ReasonForm, "meet": MeetingForm},
    }

    def record(self, pk: int) -> Placement:
        return get_object_or_404(self.allowed_records().with_call(), pk=pk)

    def form_for(self, act: str, record: Placement, *data: Any) -> Any:
        if act == "sign":
            return SignForm(*data, rooms=premises.rooms_for(self.request.user), prefix=act)
        if act == "pair":
            mentors = Appointment.objects.valid_on(timezone.localdate()).filter(
                base=record.intake.base_id, role=Appointment.Role.MENTOR
            )
            return MentorForm(*data, mentors=mentors.select_related("user__person"), prefix=act)
        if act == "meet":
            people = meetings.invitable(record.intake, record, at=timezone.now())
            return MeetingForm(*data, people=people, has_placement=True, prefix=act)
        if act in ("accept", "send_back"):
            return NoteForm(*data, prefix=f"note-{self.about}" if data else "note")
        return super().form_for(act, record, *data)

    def page(self, record: Placement, forms: dict[str, Any], status: int = 200) -> HttpResponse:
        base = record.intake.base
        offered = self.offered(record)
        context = {
            "page": placement_page(record),
            "may_prepare": can_prepare(self.request.user, base),
            "may_decide": can_decide(self.request.user, base),
            "forms": {act: forms.get(act) or self.form_for(act, record) for act in offered if self.acts[act]},
            "offered": offered,
        }
        return render(self.request, "incubator/admin/placement.html", context, status=status)

    def offered(self, record: Placement) -> list[str]:
        """Return the acts that the state of a placement and the rights of the user leave."""
        base, user = record.intake.base, self.request.user
        by_state = {
            PlacementState.AGREEING: ["sign", "give_up"],
            PlacementState.RUNNING: ["pair", "meet", "note", "add", "extend", "leave", "accept"],
            PlacementState.LEAVING: ["note", "left"],
            PlacementState.GRADUATED: ["accept"],
        }
        acts = by_state.get(PlacementState(record.state), []) if can_prepare(user, base) else []
        if record.state == PlacementState.RUNNING and can_decide(user, base):
            acts = [*acts, "graduate"]
        return acts

    def milestone(self, record: Placement) -> Milestone:
        return get_object_or_404(record.milestones, pk=id_of(self.about) or 0)

    def sign(self, record: Placement, form: SignForm) -> str:
        given = dict(form.cleaned_data)
        upload = given.pop("paper")
        placing.sign(record, placing.Terms(**given), [upload], **self.acting)
        return _("Signed. Incubation begins, and the milestones are planned.")

    def give_up(self, record: Placement, form: ReasonForm) -> str:
        placing.give_up(record, **form.cleaned_data, **self.acting)
        return _("The place is free again.")

    def extend(self, record: Placement, form: ExtendForm) -> str:
        placing.extend(record, form.cleaned_data["until"], reason=form.cleaned_data["reason"], **self.acting)
        return _("Extended. The organisation has been told.")

    def leave(self, record: Placement, form: ReasonForm) -> str:
        placing.begin_leaving(record, **form.cleaned_data, **self.acting)
        return _("The organisation has been told to hand over within fifteen working days.")

    def left(self, record: Placement, form: None) -> str:
        placing.finish_leaving(record, **self.acting)
        return _("The hand-over is complete; the place is free.")

    def note(self, record: Placement, form: LogForm) -> str:
        placing.note(record, LogEntry(**form.cleaned_data), **self.acting)
        return _("Entered.")

    def lift(self, record: Placement, form: None) -> str:
        placing.mark_risk(record, is_at_risk=False, **self.acting)
        return _("The mark is taken away.")

    def pair(self, record: Placement, form: MentorForm) -> str:
        placing.pair(record, form.cleaned_data["appointment"], **self.acting)
        return _("Paired. The organisation has been told.")

    def meet(self, record: Placement, form: MeetingForm) -> str:
        plan = meetings.Plan(**form.span, people=form.chosen)
        given = {name: form.cleaned_data[name] for name in ("kind", "is_despite_clash")}
        meetings.arrange(record.intake, record, plan, **given, **self.acting)
        return _("Arranged. Everybody has been told, and it stands in their timetables.")

    def add(self, record: Placement, form: MilestoneForm) -> str:
        milestones.add(record, **form.cleaned_data, **self.acting)
        return _("Agreed. The organisation has been told.")

    def accept(self, record: Placement, form: NoteForm) -> str:
        milestones.accept(self.milestone(record), **form.cleaned_data, **self.acting)
        return _("Accepted. The organisation has been told.")

    def send_back(self, record: Placement, form: NoteForm) -> str:
        milestones.send_back(self.milestone(record), **form.cleaned_data, **self.acting)
        return _("Returned. The organisation has been told what to correct.")

    def graduate(self, record: Placement, form: ReasonForm) -> str:
        proof = graduating.graduate(record, **form.cleaned_data, **self.acting)
        return _("Graduated. The certificate has the number %(number)s.") % {"number": proof.number}


class PlacementFile(Guarded, PermissionCheckedMixin, View):
    """Gives back a signed agreement, or a file of a report."""

    model = Placement
    needs = ("view",)

    def get(self, request: HttpRequest, pk: int, file_key: UUID) -> HttpResponse:
        record = get_object_or_404(self.allowed_records(), pk=pk)
        for answers in [{"papers": record.papers}, *record.milestones.values_list("answers", flat=True)]:
            try:
                return response(answers, file_key)
            except Http404:
                continue
        raise Http404


class PlacementProof(Guarded, PermissionCheckedMixin, View):
    """The certificate as a PDF."""

    model = Placement
    needs = ("view",)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        proof = graduating.proof_of(get_object_or_404(self.allowed_records(), pk=pk))
        if proof is None:
            raise Http404
        return pdf(certificate(proof, timezone.localdate()), file_name(proof))


def next_words(placement: Placement) -> str:
    coming = next_of(placement, list(placement.milestones.all()))
    return f"{coming.words} · {day(coming.due_on)}" if coming.due_on else coming.words


def reports(placement: Placement) -> str:
    wanted = [one for one in placement.milestones.all() if one.state != MilestoneState.DROPPED]
    done = sum(one.state == MilestoneState.ACCEPTED for one in wanted)
    late = sum(one.is_overdue(timezone.localdate()) for one in wanted)
    return f"{done}/{len(wanted)}" + (_(", %(count)d overdue") % {"count": late} if late else "")


class PlacementViewSet(GuardedViewSet):
    """Who has a place at one's bases."""

    model = Placement
    name = "placements_admin"
    url_prefix = "placements"
    icon = "group"
    menu_label = gettext_lazy("Placements")
    menu_hook = INCUBATION.hook
    menu_order = 40
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.WRITE])
    index_view_class = Board
    index_template_name = "incubator/admin/board.html"
    filterset_class = PlacementFilters
    is_handed_out = True
    list_display = [
        TitleColumn(
            "name",
            label=gettext_lazy("name"),
            get_url=lambda placement: reverse("placements_admin:show", args=[placement.pk]),
        ),
        Column("intake", label=gettext_lazy("call"), accessor=lambda one: one.intake.local_name),
        Column("track", label=gettext_lazy("track"), accessor=lambda one: one.track.local_name),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display"),
        Column("reports", label=gettext_lazy("in order"), accessor=reports),
        Column("next", label=gettext_lazy("what comes next"), accessor=next_words),
    ]
    search_fields = ["name", "reference"]

    @property
    def menu_item_class(self) -> Any:
        names = (self.get_url_name("index"),)
        return lambda *args, **kwargs: BasesMenuItem(*args, url_names=names, **kwargs)

    def more_urlpatterns(self) -> list[Any]:
        file = self.construct_view(PlacementFile)
        return [
            self.act("show", ShowPlacement),
            path("show/<int:pk>/files/<uuid:file_key>/", file, name="file"),
            path("show/<int:pk>/proof/", self.construct_view(PlacementProof), name="proof"),
        ]
