"""Where do staff see which verifications end, and what is known of an organisation? Where is one suspended?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from organisations.forms.staff import SuspensionForm
from organisations.models import Organisation, Standing
from organisations.permissions import ROLES, Act
from organisations.suspending import can_suspend, resume, suspend
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet
from organisations.viewsets.menu import CASES
from portal import contributions
from portal.refusals import Refusal
from portal.templatetags import when


class StandingIndex(GuardedIndex):
    """Those that have ended or end first on top."""

    needs = ("view",)

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("organisation").order_by("verified_until", "pk")


class ShowStanding(Guarded, PermissionCheckedMixin, View):
    """Shows what is verified, and every fact with its source and day."""

    model = Standing
    needs = ("view",)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        standing = get_object_or_404(self.allowed_records().select_related("organisation"), pk=pk)
        names = {name: label for book in contributions.facts for name, label in book.names.items()}
        facts = [(names.get(fact.name, fact.name), fact) for fact in standing.organisation.facts.all()]
        context = {"standing": standing, "facts": facts, "is_verified": standing.is_verified(timezone.localdate())}
        return render(request, "organisations/admin/standing.html", context)


def until(standing: Standing) -> str:
    """Return the day until which it is verified, and whether that has passed."""
    day = when.day(standing.verified_until)
    return day if standing.is_verified(timezone.localdate()) else _("ended on %(day)s") % {"day": day}


class StandingViewSet(GuardedViewSet):
    """Verified organisations."""

    model = Standing
    name = "standings"
    icon = "check"
    menu_label = gettext_lazy("Verifications")
    menu_hook = CASES.hook
    menu_order = 20
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.MANAGE])
    index_view_class = StandingIndex
    list_display = [
        TitleColumn(
            "organisation",
            label=gettext_lazy("organisation"),
            accessor="organisation.local_name",
            get_url=lambda standing: reverse("standings:show", args=[standing.pk]),
        ),
        Column("form", label=gettext_lazy("legal form"), accessor="get_form_display"),
        Column("until", label=gettext_lazy("verified until"), accessor=until),
        Column("rating", label=gettext_lazy("rating")),
    ]
    search_fields = ["organisation__name", "credit_code"]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("show", ShowStanding)]


class Suspend(Guarded, PermissionCheckedMixin, View):
    """Asks why, then suspends; a suspended one is resumed here."""

    model = Organisation
    needs = ("change",)

    def organisation(self, request: HttpRequest, pk: int) -> Organisation:
        ones = self.allowed_records().filter(pk=pk)
        found = get_object_or_404(ones)
        return found if can_suspend(request.user, found) else get_object_or_404(ones.none())

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(request, self.organisation(request, pk), SuspensionForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        organisation, form = self.organisation(request, pk), SuspensionForm(request.POST)
        is_active = organisation.state == Organisation.State.ACTIVE
        if is_active and not form.is_valid():
            return self.page(request, organisation, form, status=422)
        reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
        act, done = (suspend, _("Suspended.")) if is_active else (resume, _("It can act again."))
        try:
            act(organisation, reason=reason, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.page(request, organisation, form, status=422)
        messages.success(request, done)
        return HttpResponseRedirect(reverse("organisations_admin:index"))

    def page(self, request: HttpRequest, organisation: Organisation, form: Any, *, status: int = 200) -> HttpResponse:
        context = {"organisation": organisation, "form": form}
        return render(request, "organisations/admin/suspend.html", context, status=status)
