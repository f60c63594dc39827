"""Where do calendar programs and feed readers come to? The same filters as the list, and nothing personal."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import feedgenerator, timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events import calendar_tokens
from events.calendar_feed import CONTENT_TYPE, calendar_text
from events.models import CalendarToken, Session
from events.models.event import SessionQuerySet
from events.readouts.my_calendar import own_sessions
from events.readouts.news import newest_programmes
from events.readouts.programme_list import of_words
from events.readouts.sessions import rows
from events.readouts.volunteering import calendar as shift_calendar
from events.states import EventState
from events.views.programme_list import absolute, asked_sessions
from portal.accounts.returning import login_required_to_act

#: How far back a calendar reaches, and how many sessions it has at most.
SINCE = timedelta(days=31)
MOST = 1000


@require_safe
def programmes_calendar(request: HttpRequest) -> HttpResponse:
    """The sessions that fit the filters, called-off ones too, so that a program takes them off the wall."""
    at = timezone.now()
    asked = asked_sessions(request, at)
    sessions = asked.qs.filter(starts_at__gt=at - SINCE)
    if words := asked.form.cleaned_data.get("q"):
        sessions = of_words(sessions, words)
    return calendar_response(request, sessions, at, name=_("Linli: activities"))


@require_safe
def event_calendar(request: HttpRequest, event_id: int) -> HttpResponse:
    """All sessions of one event that the public may see."""
    sessions = Session.objects.public().filter(event_id=event_id)
    if not sessions.exists():
        raise Http404
    return calendar_response(request, sessions, timezone.now(), name=_("Linli"), file_name=f"linli-{event_id}.ics")


@require_safe
def my_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """What the owner of a secret address, and those whom they act for, signed up for, and the shifts they are in."""
    at = timezone.now()
    token = CalendarToken.objects.filter(secret=secret, user__is_active=True).first()
    if token is None:
        raise Http404
    own, whom = own_sessions(token.user_id, at)
    sessions = own.filter(starts_at__gt=at - SINCE)
    shifts = shift_calendar.own_shifts(token.user_id, at - SINCE, at)
    salt = "".join(f"{event_id}{names}" for event_id, names in sorted(whom.items())) + shift_calendar.salt(shifts)
    response = calendar_response(
        request, sessions, at, name=_("Linli: my calendar"), for_whom=whom, shifts=shifts, salt=salt
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def calendar_response(
    request: HttpRequest,
    sessions: SessionQuerySet,
    at: datetime,
    *,
    name: str,
    for_whom: dict[int, str] | None = None,
    shifts: Iterable[shift_calendar.Entry] = (),
    salt: str = "",
    file_name: str = "linli.ics",
) -> HttpResponse:
    """Return the sessions as a calendar, or 304 when nothing that it tells has changed since."""
    is_own = for_whom is not None
    etag = calendar_etag(sessions, at, salt)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        found = rows(sessions.order_by("starts_at", "pk").values_list("pk", flat=True)[:MOST])
        text = calendar_text(found, name=name, for_whom=for_whom, shifts=shifts, alarms=is_own)
        response = HttpResponse(text, content_type=CONTENT_TYPE)
        response["Content-Disposition"] = f'inline; filename="{file_name}"'
    response["ETag"] = etag
    patch_cache_control(
        response, **({"private": True, "no_cache": True} if is_own else {"public": True, "max_age": 300})
    )
    return response


def calendar_etag(sessions: SessionQuerySet, at: datetime, salt: str) -> str:
    """Return a mark of all that a calendar tells: one query. The day is in it for what has no time of change."""
    facts = sessions.order_by().aggregate(
        Count("pk"),
        Max("pk"),
        Max("starts_at"),
        Max("event__changed_at"),
        Max("event__programme__last_published_at"),
        off=Count("pk", filter=Q(state=EventState.CANCELLED) | Q(event__state=EventState.CANCELLED)),
    )
    told = f"{sorted(facts.items())}{timezone.localdate(at)}{get_language()}{salt}{settings.WAGTAILADMIN_BASE_URL}"
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


@require_safe
def programmes_rss(request: HttpRequest) -> HttpResponse:
    """The newest programmes that fit the filters and are still to come."""
    asked = asked_sessions(request, timezone.now())
    sessions = asked.qs.scheduled().filter(ends_at__gt=timezone.now())
    feed = feedgenerator.Rss201rev2Feed(
        title=_("Linli: new programmes"),
        link=absolute(reverse("events:programmes")),
        description=_("What organisations and community centres have just announced."),
        language=get_language(),
        feed_url=absolute(request.get_full_path()),
    )
    for item in newest_programmes(sessions):
        feed.add_item(
            title=item.title,
            link=absolute(item.url),
            description=item.summary,
            unique_id=absolute(item.url),
            pubdate=item.published_at,
            categories=[item.category_name],
            author_name=item.organisation_name,
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
    patch_cache_control(response, public=True, max_age=300)
    return response


@never_cache
@require_safe
@login_required
def calendar_subscription(request: HttpRequest) -> HttpResponse:
    """Show the owner their secret address, and how to use it."""
    token = CalendarToken.objects.filter(user=request.user).first()
    url = absolute(reverse("events:my_calendar", args=[token.secret])) if token else ""
    return render(request, "events/programme_list/my_calendar.html", {"url": url})


@require_POST
@login_required_to_act
def renew_calendar(request: HttpRequest) -> HttpResponse:
    """Make a new secret address; the old one stops working."""
    calendar_tokens.renew(by=request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("events:calendar_subscription"))


@require_POST
@login_required_to_act
def revoke_calendar(request: HttpRequest) -> HttpResponse:
    """Take the secret address away."""
    calendar_tokens.revoke(by=request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("events:calendar_subscription"))
