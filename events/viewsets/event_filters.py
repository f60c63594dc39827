"""By what do staff look through their dates? Whether they come or are over, category, organisation, and place."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from events.models import Category, Event
from organisations.models import Organisation
from organisations.permissions import Act, organisations_for


def own_organisations(request: Any) -> QuerySet[Organisation]:
    """Return the organisations whose dates the user sees."""
    return organisations_for(request.user, Act.SEE)


class EventFilters(WagtailFilterSet):
    """The filters above the list of dates."""

    when = django_filters.ChoiceFilter(
        label=_("when"), choices=[("coming", _("still to come")), ("over", _("over"))], method="by_time"
    )
    category = django_filters.ModelChoiceFilter(
        label=_("category"), field_name="programme__category", queryset=Category.objects.all(), widget=forms.Select
    )
    organisation = django_filters.ModelChoiceFilter(
        label=_("organisation"), queryset=own_organisations, widget=forms.Select
    )

    class Meta:
        model = Event
        fields = ["state", "allocation"]

    def by_time(self, rows: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        now = timezone.now()
        return rows.filter(ends_at__gt=now) if value == "coming" else rows.filter(ends_at__lte=now)
