"""Where does an officer make a call? A list, a page that shows it whole, and a page for each of its parts."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from incubator import intakes
from incubator.forms.intakes import CallOffForm, MakeCallForm, first_days
from incubator.models import Intake
from incubator.permissions import bases_for
from incubator.preparing import prepare_call
from incubator.readouts.preparing import preparation
from incubator.viewsets import call_parts, call_plan, overviews
from incubator.viewsets.bases import BaseMenuItem
from incubator.viewsets.menu import INCUBATION
from organisations import admin_gate
from organisations.permissions import Act
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet
from portal.refusals import Refusal
from portal.templatetags import when


class CallIndex(GuardedIndex):
    """The calls of one's bases, newest first."""

    needs = ("view",)
    add_item_label = gettext_lazy("New call")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("base").annotate(application_count=Count("applications"))

    def get_add_url(self) -> str | None:
        return reverse("intakes:make")

    @property
    def permission_required_to_add(self) -> str:
        return "add"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        compared = HeaderButton(_("Bases compared"), url=reverse("intakes:compared"), icon_name="table")
        return {**super().get_context_data(*args, **kwargs), "acts": [compared]}

    def get_edit_url(self, instance: Intake) -> str:
        return reverse("intakes:call", args=[instance.pk])


class MakeCall(Guarded, PermissionCheckedMixin, View):
    """Asks for the base, the days and what to start from; the rest is taken over and changed afterwards."""

    model = Intake
    needs = ("view",)
    permission_required = "add"

    def form(self, request: HttpRequest, data: Any = None) -> MakeCallForm:
        opens_on, closes_on = first_days()
        bases = bases_for(request.user, Act.WRITE).order_by("position", "code")
        only = list(bases[:2])
        initial = {"opens_on": opens_on, "closes_on": closes_on, "base": only[0] if len(only) == 1 else None}
        return MakeCallForm(data, bases=bases, earlier=self.allowed_records()[:50], initial=initial)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, self.form(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request, request.POST)
        if form.is_valid():
            given = {key: value for key, value in form.cleaned_data.items() if key != "source"}
            try:
                made = prepare_call(**given, pattern=form.pattern(), by=request.user, at=timezone.now())
            except Refusal as refusal:
                form.add_error(refusal.reason if refusal.reason in form.fields else None, str(refusal.sentence))
            else:
                messages.success(request, _("Prepared. Nobody sees it until it is published."))
                return HttpResponseRedirect(reverse("intakes:call", args=[made.pk]))
        return self.page(request, form, status=422)

    def page(self, request: HttpRequest, form: MakeCallForm, *, status: int = 200) -> HttpResponse:
        return render(request, "incubator/admin/make_call.html", {"form": form}, status=status)


class ShowCall(Guarded, PermissionCheckedMixin, View):
    """The call whole: its parts, what is missing, and the buttons that publish, close and call it off."""

    model = Intake
    needs = ("view",)

    def intake(self, pk: int) -> Intake:
        joined = self.allowed_records().select_related("base__parent__parent", "page", "workflow", "question_set")
        return get_object_or_404(joined, pk=pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(request, self.intake(pk), CallOffForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        intake, form = self.intake(pk), CallOffForm(request.POST)
        acting: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        act = request.POST.get("act", "")
        try:
            if act == "publish":
                intakes.publish_intake(intake, **acting)
                said = _("Published. Everybody can read the call now.")
            elif act == "close":
                intakes.close_intake(intake, **acting)
                said = _("Closed. What has come in goes on.")
            elif act == "call_off" and form.is_valid():
                intakes.call_off(intake, **form.cleaned_data, **acting)
                said = _("Called off. Whoever has applied has been told.")
            else:
                return self.page(request, intake, form, status=422)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return self.page(request, self.intake(pk), form, status=422)
        messages.success(request, said)
        return HttpResponseRedirect(reverse("intakes:call", args=[pk]))

    def page(self, request: HttpRequest, intake: Intake, form: CallOffForm, *, status: int = 200) -> HttpResponse:
        context = {"page": preparation(intake, request.user, at=timezone.now()), "form": form, "intake": intake}
        return render(request, "incubator/admin/call.html", context, status=status)


def window(intake: Intake) -> str:
    return f"{when.day(intake.opens_on)} – {when.day(intake.closes_on)}"


class IntakeViewSet(GuardedViewSet):
    """Calls of one's bases."""

    model = Intake
    name = "intakes"
    url_prefix = "incubator-calls"
    icon = "doc-full-inverse"
    menu_label = gettext_lazy("Calls for applications")
    menu_hook = INCUBATION.hook
    menu_order = 10
    addresses = ("index", "index_results")
    roles = tuple(sorted(admin_gate.EVERYONE))
    index_view_class = CallIndex
    index_template_name = "incubator/admin/listing_with_acts.html"
    list_filter = ["state", "base"]
    list_display = [
        TitleColumn(
            "name",
            label=gettext_lazy("name"),
            accessor="local_name",
            get_url=lambda intake: reverse("intakes:call", args=[intake.pk]),
        ),
        Column("base", label=gettext_lazy("incubation base"), accessor="base.local_name"),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display", sort_key="state"),
        Column("window", label=gettext_lazy("applications"), accessor=window),
        Column("place_count", label=gettext_lazy("places")),
        Column("applications", label=gettext_lazy("begun or handed in"), accessor="application_count"),
    ]
    search_fields = ["name", "name_en", "code"]

    @property
    def menu_item_class(self) -> Any:
        names = (self.get_url_name("index"),)
        return lambda *args, **kwargs: BaseMenuItem(*args, url_names=names, **kwargs)

    def more_urlpatterns(self) -> list[Any]:
        parts = [
            ("details", call_parts.ChangeDetails),
            ("questions", call_parts.ChangeQuestions),
            ("preview", call_parts.PreviewQuestions),
            ("meanings", call_parts.ChangeMeanings),
            ("rubric", call_parts.ChangeRubric),
            ("workflow", call_parts.ChangeWay),
            ("plan", call_plan.ChangePlan),
            ("reports", call_plan.ChangeReports),
            ("looks_back", call_plan.ChangeLooksBack),
        ]
        make = path("make/", self.construct_view(MakeCall), name="make")
        compared = path("compared/", self.construct_view(overviews.CompareBases), name="compared")
        overview = self.act("pipeline", overviews.ShowPipeline)
        return [make, compared, overview, self.act("call", ShowCall), *(self.act(name, view) for name, view in parts)]
