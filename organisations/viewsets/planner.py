"""Who is where today, this week, this month? The planner of one centre's rooms, and the sheet to print."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from organisations.models import Booking, Organisation
from organisations.permissions import Act, organisations_for
from organisations.readouts import planner
from organisations.viewsets.guarded import Guarded

#: Nobody looks further; the ends of the calendar have no day before or after.
YEARS = range(2000, 2100)
DAY, WEEK, MONTH = "day", "week", "month"
TEMPLATES = {DAY: "planner_day.html", WEEK: "planner_week.html", MONTH: "month_sheet.html"}


def centres_of(user: Any) -> list[Organisation]:
    """Return the centres whose rooms concern the user: their own, and the home centres of their organisations."""
    mine = organisations_for(user, Act.SEE).active()
    concerned = Organisation.objects.active().centres().filter(pk__in=mine.values("pk"))
    homes = Organisation.objects.active().centres().filter(hosted_organisations__in=mine.values("pk"))
    return list((concerned | homes).distinct().order_by("name"))


class Planner(Guarded, PermissionCheckedMixin, View):
    """Rooms as rows, time as columns; every free stretch leads to booking it."""

    model = Booking
    permission_required = "view"

    @cached_property
    def centre(self) -> Organisation | None:
        """The centre that the address names, any that is active, or the first of one's own."""
        wanted = self.request.GET.get("centre", "")
        if not wanted:
            return next(iter(self.centres), None)
        found = Organisation.objects.active().centres().filter(code=wanted).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def centres(self) -> list[Organisation]:
        return centres_of(self.request.user)

    @cached_property
    def day(self) -> date:
        try:
            day = date.fromisoformat(self.request.GET.get("on", ""))
        except ValueError:
            return timezone.localdate()
        return day if day.year in YEARS else timezone.localdate()

    def get(self, request: HttpRequest) -> HttpResponse:
        view = request.GET.get("view", DAY)
        view = view if view in TEMPLATES else DAY
        context = {"centre": self.centre, "centres": self.centres, "day": self.day, "view": view, **self.links(view)}
        if self.centre is None:
            return render(request, "organisations/admin/planner_none.html", context)
        return render(request, f"organisations/admin/{TEMPLATES[view]}", {**context, **self.plan(view)})

    def plan(self, view: str) -> dict[str, Any]:
        if view == WEEK:
            return {"plan": planner.week_plan(self.centre, self.day, viewer=self.request.user)}
        if view == DAY:
            return {"plan": planner.day_plan(self.centre, self.day, viewer=self.request.user)}
        wanted = self.request.GET.get("room", "")
        room_id = int(wanted) if wanted.isdecimal() else None
        rooms = [room for facility in self.centre.facilities.prefetch_related("rooms") for room in facility.rooms.all()]
        shown = next((room for room in rooms if room.pk == room_id), None)
        sheet = planner.month_sheet(self.centre, self.day, viewer=self.request.user, room_id=shown and shown.pk)
        return {"sheet": sheet, "rooms": rooms, "shown": shown}

    def links(self, view: str) -> dict[str, Any]:
        """Return the addresses of other days, other views and of booking."""
        step = {DAY: timedelta(days=1), WEEK: timedelta(days=7)}.get(view)
        first = self.day.replace(day=1)
        before = self.day - step if step else (first - timedelta(days=1)).replace(day=1)
        after = self.day + step if step else (first + timedelta(days=32)).replace(day=1)
        mine = organisations_for(self.request.user, Act.WRITE).active()
        books_for = mine.filter(pk=self.centre.pk if self.centre else None).first() or mine.order_by("pk").first()
        return {
            "before": self._to(before, view),
            "after": self._to(after, view),
            "today": self._to(timezone.localdate(), view),
            "views": {name: self._to(self.day, name) for name in TEMPLATES},
            "book": f"{reverse('bookings:add')}?organisation={books_for.pk}" if books_for else "",
        }

    def _to(self, day: date, view: str) -> str:
        named = {"centre": self.centre.code} if self.centre else {}
        return "?" + urlencode({**named, "view": view, "on": day.isoformat()})
