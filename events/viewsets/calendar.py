"""Where do staff see their own programmes as a week or a month?"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.viewsets.base import ViewSet

from events.readouts.calendar import asked_day, calendar
from events.readouts.sessions import SessionRow
from events.readouts.workspace import sessions_of
from organisations import admin_gate
from organisations.viewsets.menu import PROGRAMMES, StaffMenuItem
from organisations.viewsets.scope import chosen_scope


def coming(row: SessionRow) -> str:
    """Return where a session leads: to who is coming to its event."""
    return f"{reverse('sign_ups:index')}?event={row.event_id}"


class OwnCalendar(View):
    """The sessions of the organisations and in the centres that one looks at, called off ones among them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        kind = "week" if request.GET.get("view") == "week" else "month"
        at = timezone.now()
        on = asked_day(request.GET.get("on", ""), timezone.localdate(at))
        here = reverse("calendar:index")

        def address(**asked: Any) -> str:
            # A day that is too full to show by name leads to its week.
            day = asked.get("from") or asked.get("on") or ""
            query = {"view": "week" if asked.get("from") else asked.get("view", kind), "on": day}
            return f"{here}?{urlencode({name: value for name, value in query.items() if value})}"

        sessions = sessions_of(request.user, chosen_scope(request))
        view = calendar(sessions, kind=kind, on=on, at=at, address=address, link=coming)
        context = {
            "calendar": view,
            "kind": kind,
            "on": on,
            "week_url": address(view="week", on=on),
            "month_url": address(view="month", on=on),
        }
        return render(request, "events/admin/calendar.html", context)


class CalendarViewSet(ViewSet):
    """The calendar of one's own programmes."""

    name = "calendar"
    icon = "calendar-alt"
    menu_label = gettext_lazy("Calendar")
    menu_hook = PROGRAMMES.hook
    menu_order = 10

    def get_urlpatterns(self) -> list[Any]:
        return [path("", OwnCalendar.as_view(), name="index")]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=["calendar:index"], **kwargs)

    def on_register(self) -> None:
        super().on_register()
        admin_gate.allow(admin_gate.EVERYONE, ["calendar:index"])
