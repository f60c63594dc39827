"""How does one find a programme? A list, a week or a month of what fits the filters of the address."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from events.filters import SessionFilter
from events.models import Session
from events.models.event import SessionQuerySet
from events.readouts.asked import Addresses, fields
from events.readouts.calendar import asked_day, calendar
from events.readouts.choices import current_choices
from events.readouts.programme_list import LAST_PAGE, from_now_on, list_programmes, of_words

CALENDARS = ("week", "month")


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """Show what is on, as a list, a week or a month (``view``), around a day (``on``), a page at a time (``page``)."""
    at = timezone.now()
    asked = asked_sessions(request, at)
    kind = request.GET.get("view", "")
    kind = kind if kind in CALENDARS else "list"
    kept = {"view": kind, "on": request.GET.get("on", "")[:10]} if kind in CALENDARS else {}
    address = Addresses(request.path, asked.form, kept)
    context = {"kind": kind, "address": address} | panel(asked, address) | links(address, asked.form)
    if kind in CALENDARS:
        context |= calendar_context(request, asked, kind, address, at)
    else:
        context |= list_context(request, asked, address, at)
    return render(request, f"events/programme_list/{kind}.html", context)


def asked_sessions(request: HttpRequest, at: datetime) -> SessionFilter:
    """Return the filter over all public sessions, with its form checked."""
    asked = SessionFilter(request.GET, Session.objects.public(), choices=current_choices(), at=at)
    asked.form.is_valid()
    return asked


def panel(asked: SessionFilter, address: Addresses) -> dict[str, Any]:
    """Return the fields of the search, those with a list apart from those that are typed."""
    made, chosen = fields(asked.form), address.filters.get("category")
    return {
        "asked": made,
        "errors": asked.form.errors,
        "categories": [
            (name, address(category="" if code == chosen else code, page=""), code == chosen)
            for code, name in asked.choices.category
        ],
        "selects": [field for name, field in made.items() if field.options and name != "organisation"],
        "inputs": [made["age"], made["first_day"], made["to"]],
    }


def list_context(request: HttpRequest, asked: SessionFilter, address: Addresses, at: datetime) -> dict[str, Any]:
    page = page_number(request.GET.get("page", ""))
    first = asked.form.cleaned_data.get("from")
    sessions = asked.qs.scheduled()
    if first is None or first >= timezone.localdate(at):
        sessions = from_now_on(sessions, at)
    listed = list_programmes(sessions, words=asked.form.cleaned_data.get("q") or "", page=page, at=at)
    previous = address(page=page - 1 if page > 2 else "") if listed.has_previous else ""
    return {
        "list": listed,
        "previous_url": previous,
        "next_url": address(page=page + 1) if listed.has_next else "",
        "canonical": absolute(address(page=page if page > 1 else "")),
    }


def calendar_context(
    request: HttpRequest, asked: SessionFilter, kind: str, address: Addresses, at: datetime
) -> dict[str, Any]:
    on = asked_day(request.GET.get("on", ""), timezone.localdate(at))
    sessions: SessionQuerySet = asked.qs
    if words := asked.form.cleaned_data.get("q"):
        sessions = of_words(sessions, words)
    return {
        "calendar": calendar(sessions, kind=kind, on=on, at=at, address=address),
        "on": on,
        "canonical": absolute(address(on=on)),
    }


def page_number(text: str) -> int:
    """Return the page that is asked for: the first when it makes no sense, the last when it is beyond."""
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def links(address: Addresses, form: Any) -> dict[str, Any]:
    """Return the addresses that every view shows: filters in use, the other views, the feeds."""
    return {
        "in_use": address.in_words(form),
        "filters_in_use": sum(key != "q" for key in address.filters),
        "views": {"list": address(view="", on=""), "week": address(view="week"), "month": address(view="month")},
        "feeds": {
            "ics": address.feed(reverse("events:programmes_calendar")),
            "rss": address.feed(reverse("events:programmes_rss")),
        },
        "clear_url": address.path if address.filters else "",
        "alternates": alternates(address),
    }


def alternates(address: Addresses) -> list[tuple[str, str]]:
    """Return each language with the address of the same search in it."""
    query = address().removeprefix(address.path)
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append((code, absolute(reverse("events:programmes") + query)))
    return found


def absolute(path: str) -> str:
    """Return an address with the portal's own host, whatever host was asked."""
    return settings.WAGTAILADMIN_BASE_URL + path
