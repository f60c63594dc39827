"""Where do staff look through all sessions, and act on several at once? They choose rows and see what changes first."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.permissions import policy_registry

from events.forms.many_sessions import CallOffSessionsForm, DeedForm, MoveSessionsForm, NoteSessionsForm
from events.models import Event, Session
from events.planning import many_sessions
from events.planning.scheduling import usable_rooms
from events.viewsets.event_filters import own_organisations
from organisations.errors import Clash
from organisations.models import Organisation, Room
from organisations.permissions import ROLES, Act, may, reach_of
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet, SavedByOperation
from organisations.viewsets.history import midnight
from portal.ids import ids_of
from portal.refusals import Refusal
from portal.templatetags import when

MOST = 200
ACTS: dict[str, tuple[Any, type[DeedForm]]] = {
    "move": (gettext_lazy("Move the chosen sessions"), MoveSessionsForm),
    "note": (gettext_lazy("Put a note on the chosen sessions"), NoteSessionsForm),
    "call_off": (gettext_lazy("Cancel the chosen sessions"), CallOffSessionsForm),
}


class SessionFilters(WagtailFilterSet):
    """By day, by time, by organisation, and by whether it takes place."""

    when = django_filters.ChoiceFilter(
        label=gettext_lazy("when"),
        choices=[("coming", gettext_lazy("still to come")), ("over", gettext_lazy("over"))],
        method="by_time",
    )
    since = django_filters.DateFilter(label=gettext_lazy("from"), method="from_day", widget=AdminDateInput)
    until = django_filters.DateFilter(label=gettext_lazy("until"), method="until_day", widget=AdminDateInput)
    organisation = django_filters.ModelChoiceFilter(
        label=gettext_lazy("organisation"),
        field_name="event__organisation",
        queryset=own_organisations,
        widget=forms.Select,
    )

    class Meta:
        model = Session
        fields = ["state"]

    def by_time(self, rows: QuerySet[Session], name: str, value: str) -> QuerySet[Session]:
        now = timezone.now()
        return rows.filter(ends_at__gt=now) if value == "coming" else rows.filter(ends_at__lte=now)

    def from_day(self, rows: QuerySet[Session], name: str, value: Any) -> QuerySet[Session]:
        return rows.filter(starts_at__gte=midnight(value))

    def until_day(self, rows: QuerySet[Session], name: str, value: Any) -> QuerySet[Session]:
        return rows.filter(starts_at__lt=midnight(value + timedelta(days=1)))


class PickSession(Column):
    """A box to choose a session; it belongs to the form below the list."""

    cell_template_name = "events/admin/sessions/pick_cell.html"

    def get_cell_context_data(self, instance: Session, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "can_change": many_sessions.can_change(instance, timezone.now())}


class SessionIndex(GuardedIndex):
    """The sessions of the event that the address names, or all within reach."""

    needs = ("view",)
    template_name = "events/admin/sessions/list.html"
    page_title = gettext_lazy("Sessions")

    @cached_property
    def event(self) -> Event | None:
        wanted = self.request.GET.get("event", "")
        if not wanted:
            return None
        if not wanted.isdecimal():
            raise Http404
        seen = policy_registry.get_by_type(Event).instances_user_has_any_permission_for(self.request.user, ["view"])
        return get_object_or_404(seen.select_related("programme"), pk=wanted)

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("event__programme", "event__organisation", "room__facility")
        return rows.filter(event=self.event) if self.event else rows

    @cached_property
    def may_write(self) -> bool:
        """Whether the user may change any of these: those of the event, or of whatever they write for."""
        if self.event:
            return may(self.request.user, Act.WRITE, self.event.organisation_id)
        return self.request.user.is_superuser or reach_of(self.request.user).allows_anywhere(Act.WRITE)

    @cached_property
    def columns(self) -> list[Any]:
        every = super().columns
        return every if self.may_write else [one for one in every if not isinstance(one, PickSession)]

    def get_page_subtitle(self) -> str:
        return self.event.local_name if self.event else ""

    def get_edit_url(self, instance: Session) -> str | None:
        writes = may(self.request.user, Act.WRITE, instance.event.organisation_id)
        return reverse("planning:session", args=[instance.event_id, instance.number]) if writes else None


class OnManySessions(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """Shows what an act makes of each chosen session; carries it out when that is sent."""

    model = Session
    needs = ("change",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        act, rows = request.POST.get("act", ""), self.chosen(request)
        if act not in ACTS:
            raise Http404
        if not rows:
            messages.warning(request, _("Please choose some sessions first."))
            return HttpResponseRedirect(reverse("sessions:index"))
        form = self.form(act, rows, request.POST if {"show", "confirmed"} & set(request.POST) else None)
        if not form.is_bound or not form.is_valid():
            return self.show(act, rows, form)
        try:
            planned = many_sessions.planned(rows, form.deed(), self.acting["at"])
            if "confirmed" not in request.POST:
                return self.show(act, rows, form, planned)
            people = many_sessions.people_told(rows)
            many_sessions.change_sessions(rows, form.deed(), **self.acting)
        except Refusal as refusal:
            where = "room" if isinstance(refusal, Clash) and "room" in form.fields else None
            form.add_error(where, str(refusal.sentence))
            return self.show(act, rows, form)
        count = len(rows)
        text = ngettext("%(count)s session is changed.", "%(count)s sessions are changed.", count)
        told = _("Whoever is signed up is told.") if people else ""
        messages.success(request, f"{text % {'count': count}} {told}".strip())
        same = {row.event_id for row in rows}
        return HttpResponseRedirect(reverse("sessions:index") + (f"?event={same.pop()}" if len(same) == 1 else ""))

    def chosen(self, request: HttpRequest) -> list[Session]:
        """Return the chosen sessions in order; one that is not the user's makes them all missing."""
        ids = ids_of(request.POST.getlist("session")[:MOST])
        rows = self.allowed_records().filter(pk__in=ids)
        rows = rows.select_related("event__organisation__home_centre", "event__programme", "room__facility")
        found = list(rows.order_by("starts_at", "pk"))
        if len(found) != len(ids):
            raise Http404
        return found

    def form(self, act: str, rows: Sequence[Session], data: Any) -> DeedForm:
        hosts = {row.event.organisation_id: row.event.organisation for row in rows}
        return ACTS[act][1](data, rooms=self.rooms(list(hosts.values())), own_centres=_centres(hosts.values()))

    def rooms(self, hosts: Sequence[Organisation]) -> QuerySet[Room]:
        """Return the rooms that all of these organisations may use."""
        if self.request.user.is_superuser:
            return Room.objects.order_by("facility", "name")
        shared = usable_rooms(hosts[0])
        for host in hosts[1:]:
            shared = shared.filter(pk__in=usable_rooms(host).values("pk"))
        return shared.order_by("facility", "name")

    def show(self, act: str, rows: Sequence[Session], form: DeedForm, planned: Any = None) -> HttpResponse:
        people = many_sessions.people_told(rows)
        context = {"act": act, "label": ACTS[act][0], "rows": rows, "form": form, "planned": planned, "people": people}
        context["has_clash"] = any(one.clash for one in planned or ())
        return render(self.request, "events/admin/sessions/on_many.html", context, status=422 if form.errors else 200)


def _centres(hosts: Any) -> set[str]:
    return {one.local_name for host in hosts for one in (host, host.home_centre) if one}


def said(session: Session) -> str:
    """Return what is said of a session: that it is cancelled, or its note."""
    off = session.get_state_display() if session.state != "scheduled" else ""
    return " · ".join(filter(None, (off, session.note)))


class SessionViewSet(GuardedViewSet):
    """Every single session, with acts on several at once."""

    model = Session
    name = "sessions"
    icon = "date"
    menu_label = gettext_lazy("Sessions")
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.SEE])
    index_view_class = SessionIndex
    list_per_page = 50
    ordering = "-starts_at"
    has_columns_to_choose = True
    filterset_class = SessionFilters
    list_display = [
        TitleColumn("programme", label=gettext_lazy("programme"), accessor="event.local_name"),
        PickSession("pick", label="", accessor="pk"),
        Column("when", label=gettext_lazy("When"), accessor=when.span, sort_key="starts_at"),
        Column("place", label=gettext_lazy("Place"), accessor="local_place"),
        Column("organisation", label=gettext_lazy("organisation"), accessor="event.organisation.local_name"),
        Column("said", label=gettext_lazy("Note"), accessor=said),
    ]
    search_fields = ["event__programme__title", "event__label", "title", "room__name"]

    def more_urlpatterns(self) -> list[Any]:
        return [path("on-many/", self.construct_view(OnManySessions), name="on_many")]
