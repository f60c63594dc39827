"""Where do staff plan when and where? Events beside their programme's page, edited by operations alone."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, DateTimeField, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permissions import policy_registry

from events.errors import TooFewPlaces
from events.forms.planning import CallOffForm, EventForm
from events.models import Event, ProgrammePage
from events.planning.rescheduling import call_off_event, change_event
from events.planning.room_requests import SOURCE
from events.planning.scheduling import schedule_each, schedule_event
from events.viewsets.asking import Ask
from events.viewsets.copying import CopyProgramme
from events.viewsets.courses import SetCourse
from events.viewsets.event_filters import EventFilters
from events.viewsets.fairness import Draw, Rules
from events.viewsets.feedback import ChooseQuestions
from events.viewsets.importing import ExportEvents, ImportRows, UploadFile
from events.viewsets.letters import Write
from events.viewsets.sessions import ChangeSession
from organisations.bookings import decides
from organisations.errors import Clash
from organisations.free_times import alternatives
from organisations.models import Organisation
from organisations.permissions import ROLES, Act, may, organisations_for, reach_of
from organisations.viewsets.bookings import choices
from organisations.viewsets.guarded import (
    Guarded,
    GuardedCreate,
    GuardedEdit,
    GuardedIndex,
    GuardedViewSet,
    SavedByOperation,
)
from organisations.viewsets.history import history_url
from organisations.viewsets.menu import PROGRAMMES
from portal.refusals import Refusal
from portal.templatetags import when


def own_programme(user: Any, pk: str) -> ProgrammePage:
    """Return the programme that the user may write for; anything else is missing."""
    if not pk.isdecimal():
        raise Http404
    policy = policy_registry.get_by_type(ProgrammePage)
    mine = policy.instances_user_has_any_permission_for(user, ["change"]).values("pk")
    return get_object_or_404(ProgrammePage.objects.filter(pk__in=mine), pk=pk)


def take(data: QueryDict) -> QueryDict:
    """Return what was sent with the alternative chosen by one button: row, room, day, from, to."""
    chosen = data.get("take", "").split("/")
    if len(chosen) != 5:
        return data
    data = data.copy()
    for name, value in zip(("room", "day", "start", "end"), chosen[1:], strict=True):
        data[f"sessions-{chosen[0]}-{name}"] = value
    return data


class SaysWhere(SavedByOperation):
    """Puts a refusal at the field that has to change, with what is free instead at a room that is taken."""

    origins: list[tuple[Any, Any]] = []

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if "data" in kwargs:
            kwargs["data"] = take(kwargs["data"])
        return kwargs

    def show_choices(self, row: Any) -> None:
        """Say at a row what its room, or another one, is free for instead."""
        slots = [slot for slot, origin in self.origins if origin is row]
        room = slots[0].room if slots else None
        if row.choices is None and room is not None:
            own = (SOURCE, [row.cleaned_data["session"]]) if row.cleaned_data.get("session") else None
            row.choices = choices(alternatives(slots, at=self.acting["at"], but_not=own))
            row.may_override = decides(self.request.user, room)

    def show_refusal(self, form: EventForm, refusal: Refusal) -> None:
        if isinstance(refusal, TooFewPlaces):
            form.add_error("capacity", str(refusal.sentence))
            return
        for one in refusal.each if isinstance(refusal, Clash) else [refusal]:
            row = next((row for slot, row in self.origins if slot is getattr(one, "slot", None)), None)
            if row is None:
                form.add_error(None, str(one.sentence))
            else:
                row.add_error("room", str(one.sentence))
                self.show_choices(row)


class EventIndex(GuardedIndex):
    """The events of the programme that the address names, or all within reach, the next first."""

    add_item_label = gettext_lazy("Add dates")

    @cached_property
    def programme(self) -> ProgrammePage | None:
        wanted = self.request.GET.get("programme", "")
        return own_programme(self.request.user, wanted) if wanted else None

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("programme", "organisation").prefetch_related("pools")
        return rows.filter(programme=self.programme) if self.programme else rows

    def order_queryset(self, queryset: Any) -> Any:
        """Show what is to come first, the next on top; below it what is over, the last on top."""
        if self.request.GET.get("ordering"):
            return super().order_queryset(queryset)
        to_come = Case(When(ends_at__gt=timezone.now(), then="starts_at"), output_field=DateTimeField())
        return queryset.order_by(to_come.asc(nulls_last=True), "-starts_at", "-pk")

    def get_page_subtitle(self) -> str:
        return self.programme.local_title if self.programme else ""

    def get_add_url(self) -> str | None:
        return f"{reverse(self.add_url_name)}?programme={self.programme.pk}" if self.programme else None

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        if self.programme:
            words = reverse("wagtailadmin_pages:edit", args=[self.programme.pk])
            copy = reverse("planning:copy", args=[self.programme.pk])
            return [
                HeaderButton(_("Words of the programme"), url=words, icon_name="edit"),
                HeaderButton(_("Copy for a new season"), url=copy, icon_name="copy"),
            ]
        sessions = HeaderButton(
            _("Session by session"),
            url=f"{reverse('sessions:index')}?when=coming&ordering=starts_at",
            icon_name="list-ul",
        )
        buttons = [sessions, HeaderButton(_("Export as Excel"), url=reverse("planning:export"), icon_name="download")]
        buttons += self.list_buttons()
        if self.request.user.is_superuser or reach_of(self.request.user).allows_anywhere(Act.WRITE):
            buttons.append(HeaderButton(_("Import"), url=reverse("planning:import"), icon_name="upload"))
        centre = organisations_for(self.request.user, Act.SEE).centres().order_by("pk").first()
        if centre:
            sheet = reverse("events:month_sheet", args=[centre.code])
            buttons.append(HeaderButton(_("Month on a sheet"), url=sheet, icon_name="calendar-alt"))
        return buttons

    def get_edit_url(self, instance: Event) -> str | None:
        """Lead to the form of one's own events alone: those of a shared programme are to look at."""
        writes = may(self.request.user, Act.WRITE, instance.organisation_id)
        return super().get_edit_url(instance) if writes else None

    def get_list_more_buttons(self, instance: Event) -> list[Any]:
        url = reverse("sign_ups:index") + f"?event={instance.pk}"
        return [*super().get_list_more_buttons(instance), Button(_("Who is coming"), url=url, icon_name="group")]


class EventCreate(SaysWhere, GuardedCreate):
    template_name = "events/admin/event_form.html"
    success_message = None

    @cached_property
    def programme(self) -> ProgrammePage:
        return own_programme(self.request.user, self.request.GET.get("programme", ""))

    @cached_property
    def organisation(self) -> Organisation:
        return get_object_or_404(Organisation, page=self.programme.get_parent())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.programme  # noqa: B018  # a programme that is not the user's is missing before anything else is
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "organisation": self.organisation}

    def get_page_subtitle(self) -> str:
        return self.programme.local_title

    def get_add_url(self) -> str:
        return f"{reverse(self.add_url_name)}?programme={self.programme.pk}"

    def get_success_url(self) -> str:
        return f"{reverse(self.index_url_name)}?programme={self.programme.pk}"

    def perform(self, form: EventForm) -> Event:
        self.origins = form.slots()
        plan = {
            "programme": self.programme,
            "organisation": self.organisation,
            "slots": [slot for slot, _row in self.origins],
            "capacity": form.cleaned_data["capacity"],
            "rule": form.rule(),
            **form.details(),
            **self.acting,
        }
        event = schedule_each(**plan)[0] if form.makes_one_event_each else schedule_event(**plan)
        messages.success(self.request, planned(event))
        return event

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the dates that the rule makes when asked to, without saving; save otherwise."""
        if "show_dates" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.object = None
        form = self.form = self.get_form()
        form.is_valid()
        return self.render_to_response(self.get_context_data(form=form, shows_dates=True))


def planned(event: Event) -> str:
    """Return what the organiser reads after planning: from when, and where people will find it."""
    words = {"when": when.day_and_time(event.starts_at)}
    if event.awaits_room:
        return (
            _("Planned, first on %(when)s. The room was asked for; it shows as soon as its centre has said yes.")
            % words
        )
    if event.programme.live:
        return _("Planned, first on %(when)s. It shows on the public pages now.") % words
    return _("Planned, first on %(when)s. It shows as soon as the programme's words are published.") % words


class EventEdit(SaysWhere, GuardedEdit):
    template_name = "events/admin/event_form.html"
    success_message = gettext_lazy("Saved. Whoever signed up is told of changed dates and places.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("programme", "organisation")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "organisation": self.object.organisation}

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        coming = reverse("sign_ups:index") + f"?event={self.object.pk}"
        questions = reverse("planning:ask", args=[self.object.pk])
        course = reverse("planning:course", args=[self.object.pk])
        afterwards = reverse("planning:feedback", args=[self.object.pk])
        each = f"{reverse('sessions:index')}?event={self.object.pk}&ordering=starts_at"
        buttons = [
            HeaderButton(_("Who is coming"), url=coming, icon_name="group"),
            HeaderButton(_("Session by session"), url=each, icon_name="list-ul"),
            HeaderButton(_("Who gets a place"), url=reverse("planning:rules", args=[self.object.pk]), icon_name="user"),
            HeaderButton(_("Qualification course"), url=course, icon_name="success"),
            HeaderButton(_("Questions at sign-up"), url=questions, icon_name="help"),
            HeaderButton(_("Questions afterwards"), url=afterwards, icon_name="comment"),
            HeaderButton(_("Poster"), url=reverse("events:poster", args=[self.object.pk]), icon_name="image"),
        ]
        if may(self.request.user, Act.MANAGE, self.object.organisation_id):
            buttons.append(HeaderButton(_("History"), url=history_url(self.object), icon_name="history"))
        if self.object.state == "scheduled":
            off = reverse("planning:call_off", args=[self.object.pk])
            buttons.append(Button(_("Call off the event"), url=off, icon_name="cross", priority=50))
        return buttons

    def get_success_url(self) -> str:
        return f"{reverse(self.index_url_name)}?programme={self.object.programme_id}"

    def get_page_subtitle(self) -> str:
        return self.object.local_name

    def perform(self, form: EventForm) -> Event:
        plan, self.origins = form.plan()
        event = Event.objects.select_related("organisation").get(pk=self.object.pk)
        return change_event(
            event, plan=plan, capacity=form.cleaned_data["capacity"], details=form.details(), **self.acting
        )


class CallOff(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """Asks why, then calls the event off."""

    model = Event
    needs = ("change",)

    def get(self, request: HttpRequest, pk: int, form: CallOffForm | None = None) -> HttpResponse:
        event = get_object_or_404(self.allowed_records().select_related("programme", "organisation"), pk=pk)
        context = {"event": event, "form": form or CallOffForm()}
        return render(request, "events/admin/call_off.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        event = get_object_or_404(self.allowed_records().select_related("programme", "organisation"), pk=pk)
        form = CallOffForm(request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        try:
            call_off_event(event, note=form.cleaned_data["note"], **self.acting)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.get(request, pk, form)
        messages.success(request, _("Called off. Everybody signed up has been told."))
        return HttpResponseRedirect(reverse("planning:index") + f"?programme={event.programme_id}")


def places(event: Event) -> str:
    """Return taken and all places of the open pool, and who waits."""
    pool = next((pool for pool in event.pools.all() if pool.kind == "open"), None)
    if pool is None or not event.needs_sign_up:
        return "–"
    return f"{pool.taken}/{pool.capacity}" + (f" +{pool.waiting}" if pool.waiting else "")


def starts(event: Event) -> str:
    """Return the day and the time of the first session."""
    return when.day_and_time(event.starts_at)


def state(event: Event) -> str:
    """Return whether it is held; one that waits for its room says so."""
    return _("room asked for") if event.awaits_room else event.get_state_display()


class EventViewSet(GuardedViewSet):
    """Dates and places of the organisation's programmes."""

    model = Event
    name = "planning"
    url_prefix = "events"
    icon = "date"
    menu_label = gettext_lazy("Dates and places")
    menu_hook = PROGRAMMES.hook
    menu_order = 20
    roles = tuple(ROLES[Act.SEE])
    form_class = EventForm
    index_view_class = EventIndex
    add_view_class = EventCreate
    edit_view_class = EventEdit
    ordering = "-starts_at"
    list_display = [
        "__str__",
        Column("starts_at", label=gettext_lazy("Starts"), accessor=starts, sort_key="starts_at"),
        Column("organisation", label=gettext_lazy("organisation"), accessor="organisation.local_name"),
        Column("places", label=gettext_lazy("Places"), accessor=places),
        Column("state", label=gettext_lazy("state"), accessor=state),
    ]
    has_columns_to_choose = True
    filterset_class = EventFilters
    search_fields = ["programme__title", "label"]

    def more_urlpatterns(self) -> list[Any]:
        one = path("session/<int:pk>/<int:number>/", self.construct_view(ChangeSession), name="session")
        return [
            self.act("call_off", CallOff),
            self.act("rules", Rules),
            self.act("draw", Draw),
            self.act("course", SetCourse),
            self.act("ask", Ask),
            self.act("feedback", ChooseQuestions),
            self.act("write", Write),
            one,
            path("import/", self.construct_view(UploadFile), name="import"),
            self.act("import_rows", ImportRows),
            self.act("copy", CopyProgramme),
            path("export/", self.construct_view(ExportEvents), name="export"),
        ]
