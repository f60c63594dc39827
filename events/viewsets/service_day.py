"""Where does an organisation read what went wrong in shifts, and who was missing? It closes, and it excuses."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from events.forms.service import CloseIncidentForm
from events.models import Badge, Incident, NoShow
from events.readouts.awaiting_word import awaiting_word
from events.viewsets.menu import VOLUNTEERS
from events.viewsets.word_lists import WordList
from events.volunteering import incidents
from events.volunteering.excusing import excuse
from organisations.permissions import ROLES, Act, organisations_for
from organisations.policies import RecordPolicy
from organisations.viewsets.cells import FormColumn
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet
from portal.refusals import Refusal
from portal.templatetags import when


class IncidentPolicy(RecordPolicy):
    """Incidents in shifts of one's own organisations, and in those held at one's own centres."""

    def __init__(self) -> None:
        acts = dict.fromkeys(["view", "change"], Act.ROSTER)
        super().__init__(Incident, organisation="shift__organisation", acts=acts)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        rows = super().instances_user_has_any_permission_for(user, actions)
        if not user.is_active or user.is_superuser:
            return rows
        here = organisations_for(user, Act.ROSTER)
        without_centre = Q(shift__centre=None, shift__organisation__home_centre__in=here)
        return rows | self.model._default_manager.filter(Q(shift__centre__in=here) | without_centre)


class IncidentIndex(GuardedIndex):
    """What went wrong; open ones first."""

    needs = ("view",)

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("shift__role", "shift__organisation")
        return rows.order_by("closed_at", "-made_at")


class IncidentColumn(Column):
    """The shift it happened in; leads to the note."""

    cell_template_name = "events/admin/service/incident_cell.html"


class Close(Guarded, PermissionCheckedMixin, View):
    """The note, and by POST what was done."""

    model = Incident
    needs = ("change",)
    permission_required = "change"

    def incident(self, pk: int) -> Incident:
        joined = ("shift__role", "shift__organisation", "made_by__person", "closed_by__person")
        rows = self.allowed_records().select_related(*joined)
        return get_object_or_404(rows, pk=pk)

    def get(self, request: HttpRequest, pk: int, form: CloseIncidentForm | None = None) -> HttpResponse:
        context = {"incident": self.incident(pk), "form": form or CloseIncidentForm()}
        return render(request, "events/admin/service/incident.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        incident, form = self.incident(pk), CloseIncidentForm(request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        try:
            incidents.close(incident, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.get(request, pk, form)
        messages.success(request, _("Closed."))
        return HttpResponseRedirect(reverse("incidents:index"))


class IncidentViewSet(GuardedViewSet):
    """What went wrong in shifts."""

    model = Incident
    name = "incidents"
    icon = "warning"
    menu_label = gettext_lazy("Incidents in shifts")
    menu_hook = VOLUNTEERS.hook
    menu_order = 70
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.ROSTER])
    index_view_class = IncidentIndex
    list_display = [
        IncidentColumn("shift", label=gettext_lazy("shift"), accessor="shift.role.local_name"),
        Column("when", label=gettext_lazy("when"), accessor=lambda one: when.day_and_time(one.made_at)),
        Column(
            "hurt",
            label=gettext_lazy("Somebody was hurt"),
            accessor=lambda one: _("yes") if one.somebody_was_hurt else "–",
        ),
        Column("state", label=gettext_lazy("state"), accessor=lambda one: _("closed") if one.closed_at else _("open")),
        Column("organisation", label=gettext_lazy("organisation"), accessor="shift.organisation.local_name"),
    ]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("close", Close)]


class AbsenceIndex(GuardedIndex):
    """Who was missing in a shift; those that still count first."""

    needs = ("view",)

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().in_shifts().filter(assignment__mark="absent")
        rows = rows.select_related("person", "assignment__shift__role", "centre")
        return rows.order_by("excused_at", "-happened_at")

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [HeaderButton(_("Who waits for your word"), url=reverse("absences:word"), icon_name="user")]


class Word(Guarded, PermissionCheckedMixin, View):
    """Who missed several shifts and asks for another, with the ways to excuse, let in or decline."""

    model = NoShow
    needs = ("change",)
    permission_required = "change"
    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        organisations = organisations_for(request.user, Act.ROSTER)
        context = {"waiting": awaiting_word(organisations, timezone.now())}
        return render(request, "events/admin/service/awaiting_word.html", context)


class ExcuseColumn(FormColumn):
    """The way to excuse it, while it counts."""

    cell_template_name = "events/admin/service/absence_cell.html"


class Excuse(Guarded, PermissionCheckedMixin, View):
    """Lets an absence count no more."""

    model = NoShow
    needs = ("change",)
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = self.allowed_records().in_shifts().select_related("assignment__shift")
        excuse(get_object_or_404(rows, pk=pk), by=request.user, at=timezone.now())
        messages.success(request, _("Excused: it counts no more."))
        return HttpResponseRedirect(reverse("absences:word" if "back" in request.POST else "absences:index"))


class AbsenceViewSet(GuardedViewSet):
    """Volunteers who did not come to a shift, with what they say."""

    model = NoShow
    name = "absences"
    icon = "user"
    menu_label = gettext_lazy("Missed shifts")
    menu_hook = VOLUNTEERS.hook
    menu_order = 80
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.ROSTER])
    index_view_class = AbsenceIndex
    list_display = [
        Column("who", label=gettext_lazy("volunteer"), accessor="person.name"),
        Column("shift", label=gettext_lazy("shift"), accessor="assignment.shift.role.local_name"),
        Column("when", label=gettext_lazy("when"), accessor=lambda one: when.day_and_time(one.happened_at)),
        Column("reply", label=gettext_lazy("what they say")),
        Column("organisation", label=gettext_lazy("organisation"), accessor="centre.local_name"),
        ExcuseColumn("excused", label=gettext_lazy("excused"), accessor="pk"),
    ]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("excuse", Excuse), path("word/", self.construct_view(Word), name="word")]


class BadgeForm(WagtailAdminModelForm):
    class Meta:
        model = Badge
        fields = ["hours", "name", "name_en"]


class BadgeViewSet(WordList):
    """Thank-yous for hours; the district sets them."""

    model = Badge
    name = "badges"
    icon = "success"
    form_class = BadgeForm
    list_display = ["name", "name_en", "hours"]
