"""Whose shifts, and which days, is a page of the roster about?"""

from datetime import date

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.models import Shift
from events.readouts.calendar import asked_day
from events.readouts.rosters import MOST_DAYS, SPANS
from organisations.models import Organisation
from organisations.permissions import Act, organisations_for
from organisations.viewsets.guarded import Guarded
from organisations.viewsets.scope import chosen_scope


class OfRosters(Guarded, PermissionCheckedMixin, View):
    """A page about the shifts of the organisations that the user rosters, or of the one they look at."""

    model = Shift
    any_permission_required = ("view", "change")

    @cached_property
    def organisations(self) -> list[Organisation]:
        rows = organisations_for(self.request.user, Act.ROSTER).active()
        chosen = chosen_scope(self.request)
        return list(rows.filter(pk=chosen) if chosen else rows)

    @cached_property
    def first(self) -> date:
        return asked_day(self.request.GET.get("from", ""), timezone.localdate())

    @cached_property
    def days(self) -> int:
        wanted = self.request.GET.get("days", "")
        return min(max(int(wanted), 1), MOST_DAYS) if wanted.isdecimal() and len(wanted) < 4 else SPANS[0]

    def to(self, name: str, first: date, days: int) -> str:
        return f"{reverse(f'rosters:{name}')}?{urlencode({'from': first.isoformat(), 'days': days})}"


class OnShift(Guarded, PermissionCheckedMixin, View):
    """A page or an act about one shift within reach; any other is missing."""

    model = Shift
    needs = ("change",)

    def shift(self, pk: int) -> Shift:
        rows = self.allowed_records().with_all().select_related("supervisor__person")
        return get_object_or_404(rows.prefetch_related("role__requires"), pk=pk)
