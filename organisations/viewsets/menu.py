"""Where does a member of staff find it? The few heads of the menu, and what each role finds below them.

A viewset stands below a head by naming the head's ``hook`` as its ``menu_hook``, with its place as ``menu_order``.
"""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from organisations import admin_gate
from organisations.permissions import reach_of


class StaffMenuItem(MenuItem):
    """A menu item that shows where its address exists for the user."""

    def __init__(self, *args: Any, url_names: Sequence[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.url_names = url_names

    def is_shown(self, request: HttpRequest) -> bool:
        if request.user.is_superuser:
            return True
        return bool(admin_gate.allowed_names(reach_of(request.user).roles).intersection(self.url_names))


class _Items(Menu):
    """The items below a head, looked through once a request: Wagtail asks whether there are any, and then for them."""

    def menu_items_for_request(self, request: HttpRequest) -> list[MenuItem]:
        found: dict[str, list[MenuItem]] = request.__dict__.setdefault("_staff_menu", {})
        if self.register_hook_name not in found:
            found[self.register_hook_name] = super().menu_items_for_request(request)
        return found[self.register_hook_name]


class Head(SubmenuMenuItem):
    """A head of the staff's menu; it shows where one of its items does."""

    def __init__(self, name: str, label: str | Promise, icon: str, order: int, items: Sequence[MenuItem] = ()):
        self.hook = f"register_{name}_menu_item"
        menu = _Items(register_hook_name=self.hook, items=list(items))
        super().__init__(label, menu, name=name, icon_name=icon, order=order)

    def item(self) -> "Head":
        """Return the head: what a hook of Wagtail's menu registers."""
        return self

    def or_only_item(self, request: HttpRequest) -> MenuItem:
        """Return the head; where one item alone is below it, that item in its place."""
        items = self.menu.menu_items_for_request(request)
        if len(items) != 1:
            return self
        only = copy(items[0])
        only.order = self.order
        return only


PROGRAMMES = Head("programmes", gettext_lazy("Programmes"), "calendar-alt", 110)
RESIDENTS = Head("residents", gettext_lazy("Residents"), "user", 120)
ROOMS = Head("rooms", gettext_lazy("Rooms"), "tablet-alt", 130)
CASES = Head("cases", gettext_lazy("Cases and verifications"), "clipboard-list", 150)
REPORTS = Head("figures", gettext_lazy("Figures and projects"), "table", 170)
PEOPLE = Head("people", gettext_lazy("Organisation and staff"), "home", 180)
FILES = Head(
    *("files", gettext_lazy("Pictures and files"), "image", 190),
    items=[
        StaffMenuItem(label, reverse_lazy(name), icon_name=icon, order=order, url_names=[name])
        for label, name, icon, order in (
            (gettext_lazy("Pictures"), "wagtailimages:index", "image", 10),
            (gettext_lazy("Files"), "wagtaildocs:index", "doc-full-inverse", 20),
        )
    ],
)
HEADS = (PROGRAMMES, RESIDENTS, ROOMS, CASES, REPORTS, PEOPLE, FILES)
