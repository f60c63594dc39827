"""Where does a member of staff read what they may do, and leave by themselves?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.viewsets.base import ViewSet

from organisations import admin_gate, membership
from organisations.models import Membership
from organisations.permissions import is_staff_member
from organisations.readouts.rights import own_roles
from organisations.viewsets.menu import PEOPLE, StaffMenuItem
from organisations.viewsets.scope import choose_scope
from portal.refusals import Refusal


class MyRights(View):
    """One's roles, in which organisation, since when and until when, and what each may do."""

    def get(self, request: HttpRequest) -> HttpResponse:
        roles = own_roles(request.user, timezone.localdate())
        return render(request, "organisations/admin/rights.html", {"roles": roles})


class Leave(View):
    """Ends one's own role; asked for by a button, so by POST alone."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        own = get_object_or_404(Membership.objects.select_related("organisation"), pk=pk, user=request.user)
        try:
            membership.leave(own, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return HttpResponseRedirect(reverse("rights:index"))
        messages.success(request, _("You have left %(organisation)s.") % {"organisation": own.organisation.local_name})
        del request.user._reach
        return redirect("rights:index" if is_staff_member(request.user) else "me:home")


class Switch(View):
    """Keeps the workspace to one of the organisations one serves, or to none in particular."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("organisation", "")
        choose_scope(request, int(wanted) if wanted.isdecimal() else None)
        return HttpResponseRedirect(reverse("wagtailadmin_home"))


class RightsViewSet(ViewSet):
    """What I may do."""

    name = "rights"
    url_prefix = "my-rights"
    icon = "key"
    menu_label = gettext_lazy("My rights")
    menu_hook = PEOPLE.hook
    menu_order = 40

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", MyRights.as_view(), name="index"),
            path("switch/", Switch.as_view(), name="switch"),
            path("leave/<int:pk>/", Leave.as_view(), name="leave"),
        ]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=["rights:index"], **kwargs)

    def on_register(self) -> None:
        super().on_register()
        admin_gate.allow(admin_gate.EVERYONE, ["rights:index", "rights:leave", "rights:switch"])
