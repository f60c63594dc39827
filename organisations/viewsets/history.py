"""Where do staff read what was done, by whom and for whom? The acts of the organisations they manage."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminDateInput

from organisations.models import Membership
from organisations.permissions import ROLES, Act, organisations_for
from organisations.readouts.history import act_names, acts_of
from organisations.viewsets.guarded import GuardedIndex, GuardedViewSet
from organisations.viewsets.menu import PEOPLE
from organisations.viewsets.scope import chosen_scope
from portal.audit.models import Entry
from portal.templatetags import when


def colleagues(request: Any) -> QuerySet[Any]:
    """Return the accounts that serve the organisations whose history the user reads."""
    mine = organisations_for(request.user, Act.MANAGE)
    return get_user_model().objects.filter(pk__in=Membership.objects.filter(organisation__in=mine).values("user"))


class HistoryFilters(WagtailFilterSet):
    """By act, by who did it, and by day."""

    act = django_filters.ChoiceFilter(label=_("what was done"), choices=[], widget=forms.Select)
    #: By name and not from a list: an officer's colleagues are those of all organisations that the centre hosts.
    who = django_filters.CharFilter(label=_("by whom"), method="by_name")
    side = django_filters.ChoiceFilter(
        label=_("whose acts"),
        choices=[("staff", _("of the staff")), ("others", _("of everybody else"))],
        method="by_side",
    )
    since = django_filters.DateFilter(label=_("from"), method="from_day", widget=AdminDateInput)
    until = django_filters.DateFilter(label=_("until"), method="until_day", widget=AdminDateInput)

    class Meta:
        model = Entry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        names = sorted(((code, str(words)) for code, words in act_names().items()), key=lambda pair: pair[1])
        self.filters["act"].extra["choices"] = names

    def by_name(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        named = Q(person__name__icontains=value) | Q(first_name__icontains=value) | Q(username__iexact=value)
        return rows.filter(actor_id__in=colleagues(self.request).filter(named).values("pk"))

    def by_side(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        staff = Q(actor_id__in=colleagues(self.request).values("pk"))
        return rows.filter(staff) if value == "staff" else rows.exclude(staff)

    def from_day(self, rows: QuerySet[Entry], name: str, value: Any) -> QuerySet[Entry]:
        return rows.filter(at__gte=midnight(value))

    def until_day(self, rows: QuerySet[Entry], name: str, value: Any) -> QuerySet[Entry]:
        return rows.filter(at__lt=midnight(value + timedelta(days=1)))


class RecordColumn(Column):
    """A record, with the way to its own history."""

    cell_template_name = "organisations/admin/record_cell.html"


def midnight(day: Any) -> Any:
    """Return the moment at which a local day begins."""
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day))


def history_url(record: Any) -> str:
    """Return the address of one record's own history."""
    return f"{reverse('history:index')}?record={record._meta.label_lower}:{record.pk}"


class HistoryIndex(GuardedIndex):
    """The newest first; with ``?record=`` that of one record alone."""

    needs = ("view",)
    page_title = _("History")
    is_scoped = False

    def get_base_queryset(self) -> QuerySet[Entry]:
        rows = super().get_base_queryset()
        if chosen := chosen_scope(self.request):
            rows = rows.filter(organisation_id=chosen)
        kind, _colon, pk = self.request.GET.get("record", "").partition(":")
        return rows.filter(object_type=kind, object_id=pk) if kind else rows

    def order_queryset(self, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.order_by("-at", "-pk")

    def prepared(self, rows: Any) -> Sequence[Any]:
        return acts_of(rows)


class HistoryViewSet(GuardedViewSet):
    """What was done in the organisations one manages."""

    model = Entry
    name = "history"
    icon = "history"
    menu_label = _("History")
    menu_hook = PEOPLE.hook
    menu_order = 30
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.MANAGE])
    index_view_class = HistoryIndex
    filterset_class = HistoryFilters
    list_per_page = 50
    has_columns_to_choose = True
    is_handed_out = True
    list_display = [
        Column("at", label=_("when"), accessor=lambda act: when.day_and_time(act.at)),
        Column("what", label=_("what was done")),
        Column("facts", label=_("in detail")),
        Column("who", label=_("by whom")),
        Column("for_whom", label=_("which people it concerns")),
        Column("organisation", label=_("organisation")),
        RecordColumn("record", label=_("record")),
    ]
