"""Where does a base see how applications compare, and ask reviewers? A ranking, a page an application, a proposal."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, F, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from incubator.assigning import assign, assign_many, propose
from incubator.dossiers import note_taken
from incubator.forms.on_many import DueForm
from incubator.models import Application, Intake, Review
from incubator.permissions import bases_for, bases_seen_by, can_prepare, keeper_id_of, stands_at_a_base
from incubator.readouts.dossier import dossier
from incubator.readouts.ranking import ranked, reviewed
from incubator.states import REVIEWING
from incubator.viewsets.filters import ApplicationFilters, own_calls
from incubator.viewsets.menu import INCUBATION
from incubator.viewsets.on_many import OnMany, PickColumn, acts_for
from organisations import admin_gate
from organisations.permissions import Act
from organisations.saved_views import Audience
from organisations.viewsets.guarded import Guarded
from organisations.viewsets.menu import StaffMenuItem
from organisations.viewsets.saved_views import ViewedIndex, ViewedViewSet, query_of
from portal.ids import id_of, ids_of, pairs_of
from portal.refusals import Refusal
from portal.templatetags import when


class Ranking(ViewedIndex):
    """The applications handed in, best first within each call; what ended without a review when it is asked for."""

    needs = ("view",)
    page_title = gettext_lazy("Reviews and ranking")
    is_scoped = False

    @staticmethod
    def audiences(user: Any) -> list[Audience]:
        """Return the bases for which the user works: with whose staff a view can be shared."""
        bases = bases_seen_by(user).select_related("parent__parent").order_by("position", "code")
        return [Audience(f"base:{one.pk}", one.local_name, keeper_id_of(one)) for one in bases]

    def get_base_queryset(self) -> Any:
        has_reviews = Exists(Review.objects.filter(application=OuterRef("pk")))
        rows = super().get_base_queryset()
        if only := self.request.GET.get("only"):
            return ranked(rows.filter(pk__in=ids_of(only.split("-"))).shown())
        asks_for_all = self.request.GET.get("state") or self.request.GET.get("q")
        return ranked((rows if asks_for_all else rows.filter(Q(case__closed_at=None) | has_reviews)).shown())

    def order_queryset(self, queryset: Any) -> Any:
        if not self.request.GET.get("ordering"):
            return queryset.order_by("-intake__opens_on", "intake", F("mean").desc(nulls_last=True), "pk")
        return super().order_queryset(queryset)

    def get_edit_url(self, instance: Application) -> str:
        return reverse("reviews_admin:show", args=[instance.pk])

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return self.list_buttons()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "acts": self.acts()}

    @cached_property
    def query(self) -> str:
        """The filters in use, for the form that acts on what matches them."""
        return query_of(self.request)

    @cached_property
    def many_acts(self) -> dict[str, Any]:
        return acts_for(self.request)

    def list_buttons(self) -> list[Any]:
        """Return, where one call is chosen, the way to its board besides: with the same filters."""
        chosen, buttons = id_of(self.request.GET.get("intake", "")), super().list_buttons()
        if chosen is None:
            return buttons
        url = f"{reverse('intakes:pipeline', args=[chosen])}?{query_of(self.request)}"
        return [Button(_("Board"), url=url, icon_name="table", priority=70), *buttons]

    def acts(self) -> list[Any]:
        """Return a button for each call whose applications one may give to reviewers now."""
        calls = Intake.objects.filter(
            pk__in=self.allowed_records().filter(case__state=REVIEWING).values("intake"),
            base__in=bases_for(self.request.user, Act.WRITE),
        )
        label = _("Propose reviewers: %(call)s")
        return [
            HeaderButton(
                label % {"call": call.local_name},
                url=reverse("reviews_admin:propose", args=[call.pk]),
                icon_name="group",
            )
            for call in calls[:10]
        ]


class ShowReviews(Guarded, PermissionCheckedMixin, View):
    """The reviews of one application in full, and who could be asked besides."""

    model = Application
    needs = ("view",)

    def application(self, pk: int) -> Application:
        return get_object_or_404(
            self.allowed_records().with_case().select_related("intake__base__parent__parent"), pk=pk
        )

    def get(self, request: HttpRequest, pk: int, form: DueForm | None = None, status: int = 200) -> HttpResponse:
        application = self.application(pk)
        context = {
            "page": reviewed(application),
            "form": form or DueForm(),
            "may_assign": can_prepare(request.user, application.intake.base),
        }
        return render(request, "incubator/admin/reviews.html", context, status=status)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        application, form = self.application(pk), DueForm(request.POST)
        if request.POST.get("act") == "dossier":
            return self.dossier(application)
        wanted = request.POST.get("assign", "")
        people = {one.appointment.user_id: one.appointment.user for one in reviewed(application).candidates}
        user = people.get(id_of(wanted) or 0)
        if user is None:
            raise Http404
        if not form.is_valid():
            return self.get(request, pk, form, 422)
        try:
            assign(application, user, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.get(request, pk, form, 422)
        messages.success(request, _("Assigned. The reviewer has been told."))
        return HttpResponseRedirect(reverse("reviews_admin:show", args=[pk]))

    def dossier(self, application: Application) -> HttpResponse:
        """Hand out the dossier; that it was taken stands in the history of the case."""
        at, case = timezone.now(), application.case
        content = dossier(application, self.request.user, at=at)
        note_taken(application, by=self.request.user, at=at)
        headers = {"Content-Disposition": f'attachment; filename="{case.reference}.pdf"', "Cache-Control": "no-store"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class ProposeReviewers(Guarded, PermissionCheckedMixin, View):
    """Who could review what, as proposed; what is ticked is assigned at once."""

    model = Application
    needs = ("view",)

    def intake(self, intake_id: int) -> Intake:
        calls = Intake.objects.filter(base__in=bases_for(self.request.user, Act.WRITE))
        return get_object_or_404(calls.select_related("base__parent__parent"), pk=intake_id)

    def get(self, request: HttpRequest, intake_id: int, status: int = 200) -> HttpResponse:
        intake = self.intake(intake_id)
        context = {"intake": intake, "rows": propose(intake, day=timezone.localdate())}
        return render(request, "incubator/admin/propose.html", context, status=status)

    def post(self, request: HttpRequest, intake_id: int) -> HttpResponse:
        intake = self.intake(intake_id)
        wanted = pairs_of(request.POST.getlist("pair"))
        try:
            made = assign_many(intake, wanted, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return self.get(request, intake_id, 422)
        said = ngettext("%(count)d review assigned.", "%(count)d reviews assigned.", len(made))
        messages.success(request, said % {"count": len(made)})
        return HttpResponseRedirect(reverse("reviews_admin:index"))


class ReviewsMenuItem(StaffMenuItem):
    """Shows to whoever has a base to work for."""

    def is_shown(self, request: HttpRequest) -> bool:
        return super().is_shown(request) and stands_at_a_base(request.user) and own_calls(request).exists()


class OnManyApplications(OnMany, Ranking):
    """The list itself, acted on instead of shown."""


def points(value: float | None) -> float | int | None:
    """Return a score as a cell shows it: whole where it is."""
    rounded = None if value is None else round(value, 2)
    return int(rounded) if rounded is not None and rounded.is_integer() else rounded


def due(row: Application) -> str:
    """Return the day by which something has to be done, and whether it has passed."""
    case = row.case
    if case.due_on is None or case.closed_at:
        return ""
    said = when.day(case.due_on)
    return _("%(day)s, overdue") % {"day": said} if case.is_overdue(timezone.localdate()) else said


class RankingViewSet(ViewedViewSet):
    """How the applications to the calls of one's bases compare."""

    model = Application
    name = "reviews_admin"
    url_prefix = "reviews"
    icon = "order"
    menu_label = gettext_lazy("Reviews and ranking")
    menu_hook = INCUBATION.hook
    menu_order = 20
    addresses = ("index", "index_results")
    roles = tuple(sorted(admin_gate.EVERYONE))
    index_view_class = Ranking
    index_template_name = "incubator/admin/listing_with_acts.html"
    index_results_template_name = "incubator/admin/applications_results.html"
    filterset_class = ApplicationFilters
    is_handed_out = True
    has_columns_to_choose = True
    list_per_page = 50
    list_display = [
        TitleColumn(
            "title",
            label=gettext_lazy("about"),
            accessor=lambda row: row.case.title or row.case.reference,
            get_url=lambda row: reverse("reviews_admin:show", args=[row.pk]),
        ),
        PickColumn("pick", label="", accessor="pk"),
        Column("reference", label=gettext_lazy("Case number"), accessor="case.reference"),
        Column("call", label=gettext_lazy("call"), accessor="intake.local_name"),
        Column("track", label=gettext_lazy("track"), accessor="track.local_name"),
        Column("applicant_kind", label=gettext_lazy("who applies"), accessor="get_applicant_kind_display"),
        Column("state", label=gettext_lazy("where it stands"), accessor=lambda row: str(row.case.where.name)),
        Column("due", label=gettext_lazy("due"), accessor=due, sort_key="case__due_on"),
        Column(
            "reviews",
            label=gettext_lazy("reviews that count"),
            accessor=lambda row: f"{row.counting} / {row.intake.reviews_wanted}",
        ),
        Column("mean", label=gettext_lazy("mean"), accessor=lambda row: points(row.mean), sort_key="mean"),
        Column("spread", label=gettext_lazy("highest less lowest"), accessor=lambda row: points(row.spread)),
        Column("vetoed", label=gettext_lazy("vetoes")),
        Column("stale", label=gettext_lazy("of older answers")),
    ]
    search_fields = ["case__title", "case__reference", "organisation__name"]

    @property
    def menu_item_class(self) -> Any:
        names = (self.get_url_name("index"),)
        return lambda *args, **kwargs: ReviewsMenuItem(*args, url_names=names, **kwargs)

    def more_urlpatterns(self) -> list[Any]:
        proposal = path("propose/<int:intake_id>/", self.construct_view(ProposeReviewers), name="propose")
        on_many = path("on-many/", self.construct_index(OnManyApplications), name="on_many")
        return [self.act("show", ShowReviews), proposal, on_many]
