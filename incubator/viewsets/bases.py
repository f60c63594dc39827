"""Where are the bases kept: their tree, who runs them and who oversees them?"""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn

from incubator import arranging
from incubator.forms.bases import BaseForm, ChangeBaseForm
from incubator.models import Base
from incubator.permissions import above, stands_at_a_base
from incubator.viewsets.menu import INCUBATION
from organisations import admin_gate
from organisations.viewsets.guarded import (
    GuardedCreate,
    GuardedEdit,
    GuardedIndex,
    GuardedViewSet,
    SavedByOperation,
)
from organisations.viewsets.menu import StaffMenuItem
from portal.refusals import Refusal


class BaseMenuItem(StaffMenuItem):
    """Shows to whoever has a base to work for."""

    def is_shown(self, request: HttpRequest) -> bool:
        return super().is_shown(request) and stands_at_a_base(request.user)


class AtItsField(SavedByOperation):
    """Puts a refusal at the field that it names, where the form has one."""

    def show_refusal(self, form: Any, refusal: Refusal) -> None:
        form.add_error(refusal.reason if refusal.reason in form.fields else None, str(refusal.sentence))


class BaseIndex(GuardedIndex):
    """The bases one works for, cores first."""

    needs = ("view",)
    paginate_by = 200

    def get_base_queryset(self) -> Any:
        joined = super().get_base_queryset().select_related("organisation", "overseen_by", "parent__parent")
        changeable = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        marked = joined.annotate(may_change=Exists(changeable.filter(pk=OuterRef("pk"))))
        return marked.order_by("parent__parent__position", "parent__position", "position", "code")


class BaseCreate(AtItsField, GuardedCreate):
    def perform(self, form: Any) -> Base:
        details = dict(form.cleaned_data)
        return arranging.make_base(code=details.pop("code"), details=details, **self.acting)


class BaseEdit(AtItsField, GuardedEdit):
    def perform(self, form: Any) -> Base:
        return arranging.change_base(Base.objects.get(pk=self.object.pk), details=form.cleaned_data, **self.acting)


def in_the_tree(base: Base) -> str:
    """Return the name, moved in by as much as it leans on others."""
    return format_html("{}{}", "– " * (len(above(base)) - 1), base.local_name)


class BaseViewSet(GuardedViewSet):
    """Core, special and sub-district bases and their points."""

    model = Base
    name = "bases"
    icon = "home"
    menu_label = gettext_lazy("Incubation bases")
    menu_hook = INCUBATION.hook
    menu_order = 60
    roles = tuple(sorted(admin_gate.EVERYONE))
    index_view_class = BaseIndex
    add_view_class = BaseCreate
    edit_view_class = BaseEdit
    list_display = [
        TitleColumn(
            "name",
            label=gettext_lazy("name"),
            accessor=in_the_tree,
            get_url=lambda base: reverse("bases:edit", args=[base.pk]) if base.may_change else None,
        ),
        Column("level", label=gettext_lazy("level"), accessor="get_level_display"),
        Column("organisation", label=gettext_lazy("run by"), accessor="organisation.local_name"),
        Column("overseen_by", label=gettext_lazy("overseen by"), accessor="overseen_by.local_name"),
    ]
    search_fields = ["name", "name_en", "code"]

    @property
    def menu_item_class(self) -> Any:
        names = (self.get_url_name("index"),)
        return lambda *args, **kwargs: BaseMenuItem(*args, url_names=names, **kwargs)

    def get_form_class(self, for_update: bool = False) -> Any:
        return ChangeBaseForm if for_update else BaseForm
