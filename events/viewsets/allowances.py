"""Where does an organisation say how often one may sign up for what is in demand? The allowances its events share."""

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column

from events.forms.allowance import AllowanceForm
from events.models import Allowance
from events.sign_up.allowances import change_allowance, make_allowance
from organisations import admin_gate
from organisations.viewsets.guarded import GuardedCreate, GuardedEdit, GuardedIndex, GuardedViewSet
from organisations.viewsets.menu import PROGRAMMES
from portal.templatetags import when


class AllowanceIndex(GuardedIndex):
    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("organisation")
        return rows.annotate(event_count=Count("events")).order_by("-starts_on", "name")


class AllowanceCreate(GuardedCreate):
    def perform(self, form: Any) -> Allowance:
        facts = dict(form.cleaned_data)
        return make_allowance(facts.pop("organisation"), facts=facts, **self.acting)


class AllowanceEdit(GuardedEdit):
    def perform(self, form: Any) -> Allowance:
        record = Allowance.objects.get(pk=self.object.pk)
        return change_allowance(record, facts=form.cleaned_data, **self.acting)


class AllowanceViewSet(GuardedViewSet):
    """The allowances of one's own organisations; an event takes one in its rules."""

    model = Allowance
    name = "allowances"
    icon = "tag"
    menu_label = gettext_lazy("Allowances")
    menu_hook = PROGRAMMES.hook
    menu_order = 50
    roles = tuple(admin_gate.WRITERS)
    form_class = AllowanceForm
    index_view_class = AllowanceIndex
    add_view_class = AllowanceCreate
    edit_view_class = AllowanceEdit
    list_display = [
        "name",
        Column("organisation", label=gettext_lazy("organisation"), accessor="organisation.local_name"),
        Column("most", label=gettext_lazy("sign-ups a person, at most")),
        Column("starts_on", label=gettext_lazy("from"), accessor=lambda one: when.day(one.starts_on)),
        Column("ends_on", label=gettext_lazy("to"), accessor=lambda one: when.day(one.ends_on)),
        Column("event_count", label=gettext_lazy("events that share it")),
    ]
