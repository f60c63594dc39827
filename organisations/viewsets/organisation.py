"""Where do staff keep their organisation's details and rooms?"""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from organisations import admin_gate, registering, rooms
from organisations.forms import staff
from organisations.forms.room import EquipmentForm, RoomForm
from organisations.models import Equipment, Facility, Organisation, Room
from organisations.permissions import ROLES, Act
from organisations.suspending import can_suspend
from organisations.viewsets.guarded import GuardedCreate, GuardedEdit, GuardedIndex, GuardedViewSet
from organisations.viewsets.history import history_url
from organisations.viewsets.menu import PEOPLE, ROOMS
from organisations.viewsets.standing import Suspend

MANAGERS = tuple(ROLES[Act.MANAGE])


class OrganisationEdit(GuardedEdit):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        url = reverse("staff:index") + f"?organisation={self.object.pk}"
        history = HeaderButton(_("History"), url=history_url(self.object), icon_name="history")
        buttons = [HeaderButton(_("Staff"), url=url, icon_name="group"), history]
        if can_suspend(self.request.user, self.object):
            is_active = self.object.state == Organisation.State.ACTIVE
            label = _("Suspend the organisation") if is_active else _("Let it act again")
            address = reverse("organisations_admin:suspend", args=[self.object.pk])
            buttons.append(HeaderButton(label, url=address, icon_name="warning"))
        return buttons

    def perform(self, form: Any) -> Organisation:
        return registering.change_details(self.object, details=form.cleaned_data, **self.acting)


class OrganisationViewSet(GuardedViewSet):
    """The organisation's own contact details; its words are on its page."""

    model = Organisation
    name = "organisations_admin"
    url_prefix = "organisations"
    icon = "home"
    menu_label = gettext_lazy("Organisation")
    menu_hook = PEOPLE.hook
    menu_order = 10
    addresses = ("index", "index_results", "edit")
    roles = MANAGERS
    form_class = staff.OrganisationForm
    edit_view_class = OrganisationEdit
    list_display = ["name", "kind", "phone", "home_centre", "state"]
    search_fields = ["name", "name_en"]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("suspend", Suspend)]


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
    menu_hook = ROOMS.hook
    menu_order = 40
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
    template_name = "organisations/admin/room_form.html"

    def perform(self, form: Any) -> Room:
        return rooms.add_room(**form.details(), **self.acting)


class RoomEdit(GuardedEdit):
    template_name = "organisations/admin/room_form.html"

    def perform(self, form: Any) -> Room:
        return rooms.change_room(Room.objects.get(pk=self.object.pk), details=form.details(), **self.acting)


class EquipmentCreate(GuardedCreate):
    def perform(self, form: Any) -> Equipment:
        return rooms.name_equipment(details=form.cleaned_data, **self.acting)


class EquipmentEdit(GuardedEdit):
    def perform(self, form: Any) -> Equipment:
        record = Equipment.objects.get(pk=self.object.pk)
        return rooms.name_equipment(equipment=record, details=form.cleaned_data, **self.acting)


class EquipmentViewSet(GuardedViewSet):
    """The words for what rooms can have; the administrator's."""

    model = Equipment
    name = "equipment"
    icon = "list-ul"
    menu_label = gettext_lazy("Equipment")
    add_to_settings_menu = True
    menu_order = 40
    roles = tuple(admin_gate.APPROVERS)
    form_class = EquipmentForm
    add_view_class = EquipmentCreate
    edit_view_class = EquipmentEdit
    list_display = ["name", "name_en"]
    search_fields = ["name", "name_en"]


class RoomViewSet(GuardedViewSet):
    """The rooms that events are planned in."""

    model = Room
    name = "rooms"
    icon = "tablet-alt"
    menu_hook = ROOMS.hook
    menu_order = 30
    roles = tuple(admin_gate.APPROVERS)
    form_class = RoomForm
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
