"""Where do staff keep their organisation's details, colleagues and rooms?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from organisations import admin_gate, membership, registering, rooms
from organisations.forms import staff
from organisations.models import Facility, Membership, Organisation, Room
from organisations.permissions import ROLES, Act, organisations_for
from organisations.viewsets.guarded import Guarded, GuardedCreate, GuardedEdit, GuardedIndex, GuardedViewSet
from portal.refusals import Refusal

MANAGERS = tuple(ROLES[Act.MANAGE])


class OrganisationEdit(GuardedEdit):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        url = reverse("staff:index") + f"?organisation={self.object.pk}"
        return [HeaderButton(_("Staff"), url=url, icon_name="group")]

    def perform(self, form: Any) -> Organisation:
        return registering.change_details(self.object, details=form.cleaned_data, **self.acting)


class OrganisationViewSet(GuardedViewSet):
    """The organisation's own contact details; its words are on its page."""

    model = Organisation
    name = "organisations_admin"
    url_prefix = "organisations"
    icon = "home"
    menu_label = gettext_lazy("Organisation")
    menu_order = 400
    add_to_admin_menu = True
    addresses = ("index", "index_results", "edit")
    roles = MANAGERS
    form_class = staff.OrganisationForm
    edit_view_class = OrganisationEdit
    list_display = ["name", "kind", "phone", "home_centre", "state"]
    search_fields = ["name", "name_en"]


class EndColumn(Column):
    """A button that ends the membership; a form, because a link changes nothing."""

    cell_template_name = "organisations/admin/end_cell.html"

    def get_cell_context_data(self, instance: Membership, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        return {**context, "request": request, "is_own": instance.user_id == request.user.pk}


class MembershipIndex(GuardedIndex):
    @cached_property
    def organisation(self) -> Organisation | None:
        """The organisation whose staff is shown: the one that the address names, else the only one there is."""
        manageable = organisations_for(self.request.user, Act.MANAGE)
        wanted = self.request.GET.get("organisation", "")
        if wanted:
            return get_object_or_404(manageable, pk=wanted) if wanted.isdecimal() else None
        found = list(manageable[:2])
        return found[0] if len(found) == 1 else None

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("user", "organisation").order_by("ends_on", "pk")
        return rows.filter(organisation=self.organisation) if self.organisation else rows

    def get_add_url(self) -> str | None:
        url = super().get_add_url()
        return f"{url}?organisation={self.organisation.pk}" if url and self.organisation else None


class MembershipCreate(GuardedCreate):
    success_message = gettext_lazy("Added. They sign in with a code sent to that number.")

    @cached_property
    def organisation(self) -> Organisation:
        wanted = self.request.GET.get("organisation", "")
        if not wanted.isdecimal():
            raise Http404
        return get_object_or_404(organisations_for(self.request.user, Act.MANAGE), pk=wanted)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "organisation": self.organisation}

    def get_page_subtitle(self) -> str:
        return self.organisation.local_name

    def get_add_url(self) -> str:
        return f"{super().get_add_url()}?organisation={self.organisation.pk}"

    def get_success_url(self) -> str:
        return f"{super().get_success_url()}?organisation={self.organisation.pk}"

    def get_success_buttons(self) -> list[Any]:
        return []

    def perform(self, form: Any) -> Membership:
        return membership.grant(organisation=self.organisation, **form.cleaned_data, **self.acting)


class EndMembership(Guarded, PermissionCheckedMixin, View):
    """Ends a membership; asked for by a button, so by POST alone."""

    model = Membership
    needs = ("delete",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = get_object_or_404(self.allowed_records().select_related("organisation"), pk=pk)
        try:
            membership.end(record, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("The membership has ended."))
        return HttpResponseRedirect(reverse("staff:index") + f"?organisation={record.organisation_id}")


class MembershipViewSet(GuardedViewSet):
    """The staff of an organisation: who, as what, since when."""

    model = Membership
    name = "staff"
    icon = "group"
    menu_label = gettext_lazy("Staff")
    menu_order = 410
    add_to_admin_menu = True
    addresses = ("index", "index_results", "add")
    roles = MANAGERS
    form_class = staff.MembershipForm
    index_view_class = MembershipIndex
    add_view_class = MembershipCreate
    list_display = [
        Column("user", label=gettext_lazy("name")),
        Column("role", label=gettext_lazy("role"), accessor="get_role_display"),
        Column("organisation", label=gettext_lazy("organisation"), accessor="organisation.local_name"),
        DateColumn("starts_on", label=gettext_lazy("from")),
        Column("ends_on", label=gettext_lazy("until")),
        EndColumn("end", label="", accessor="pk"),
    ]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("end", EndMembership)]


class FacilityCreate(GuardedCreate):
    def perform(self, form: Any) -> Facility:
        return rooms.add_facility(**form.cleaned_data, **self.acting)

    def get_success_buttons(self) -> list[Any]:
        return []


class FacilityViewSet(GuardedViewSet):
    """Which of the standard facilities a centre has."""

    model = Facility
    name = "facilities"
    icon = "clipboard-list"
    menu_order = 430
    add_to_admin_menu = True
    addresses = ("index", "index_results", "add")
    roles = tuple(admin_gate.APPROVERS)
    form_class = staff.FacilityForm
    add_view_class = FacilityCreate
    list_display = [
        Column("kind", label=gettext_lazy("facility"), accessor="get_kind_display"),
        Column("centre", label=gettext_lazy("centre"), accessor="centre.local_name"),
    ]


class RoomIndex(GuardedIndex):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("facility__centre", "parent")


class RoomCreate(GuardedCreate):
    def perform(self, form: Any) -> Room:
        return rooms.add_room(**form.cleaned_data, **self.acting)


class RoomEdit(GuardedEdit):
    def perform(self, form: Any) -> Room:
        return rooms.change_room(Room.objects.get(pk=self.object.pk), details=form.cleaned_data, **self.acting)


class RoomViewSet(GuardedViewSet):
    """The rooms that events are planned in."""

    model = Room
    name = "rooms"
    icon = "tablet-alt"
    menu_order = 420
    add_to_admin_menu = True
    roles = tuple(admin_gate.APPROVERS)
    form_class = staff.RoomForm
    index_view_class = RoomIndex
    add_view_class = RoomCreate
    edit_view_class = RoomEdit
    list_display = [
        "name",
        Column("facility", label=gettext_lazy("facility")),
        Column("centre", label=gettext_lazy("centre"), accessor="facility.centre.local_name"),
        Column("capacity", label=gettext_lazy("how many people it holds")),
        Column("parent", label=gettext_lazy("part of")),
    ]
    search_fields = ["name", "name_en"]
