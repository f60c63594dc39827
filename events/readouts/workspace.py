"""What does a member of staff want to see first? What is on today, their next dates, and the month in figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from events.models import Attendance, Event, Registration, Session
from events.permissions import events_at_whose_door
from events.states import ARRIVED
from organisations.models import Organisation
from organisations.permissions import Act, may, organisations_for, reach_of
from portal.late_joins import first_of

#: What the first page reads of a session and of an event: a programme's page alone holds a hundred fields more, and a
#: statement that names them all costs more than the rows.
_NAMES = ("title", "title_en")
_OF_TODAY = (
    *("starts_at", "ends_at", "place", "place_en", "room__name", "room__name_en"),
    *("event__organisation", "event__needs_sign_up", *(f"event__programme__{name}" for name in _NAMES)),
)
_OF_WHAT_COMES = (
    *("label", "label_en", "needs_sign_up", *(f"programme__{name}" for name in _NAMES)),
    *("organisation__name", "organisation__name_en"),
)


#: So many dates are looked through for each event to show: a course that is held every day is one line.
DATES_OF_ONE = 5


@dataclass(frozen=True)
class Today:
    """A session of today, and whether the user may check people in and see who is coming."""

    session: Session
    opens_door: bool
    sees_people: bool


@dataclass(frozen=True)
class MonthFigure:
    """A figure of this month so far, and of as many days of the month before."""

    words: str | Promise
    now: int
    before: int

    @property
    def change(self) -> int:
        return self.now - self.before


def seen_by(user: Any, only: int | None) -> QuerySet[Organisation]:
    """Return the organisations that the user looks at: all they see, or the one they have chosen."""
    mine = organisations_for(user, Act.SEE)
    return mine.filter(pk=only) if only else mine


def sessions_of(user: Any, only: int | None) -> QuerySet[Session]:
    """Return the sessions of the organisations and in the centres that the user looks at."""
    mine = seen_by(user, only)
    return Session.objects.filter(Q(event__organisation__in=mine) | Q(event__centre__in=mine))


def sessions_today(user: Any, at: datetime, *, only: int | None = None, limit: int = 12) -> list[Today]:
    """Return today's sessions; four queries."""
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = (
        sessions_of(user, only)
        .filter(state="scheduled", event__state="scheduled", starts_at__lt=start + timedelta(days=1), ends_at__gt=start)
        .select_related("event__programme", "room")
        .prefetch_related("event__pools")
        .only(*_OF_TODAY)
        .order_by("starts_at", "pk")
    )
    rows = first_of(today, limit)
    doors = set(
        Event.objects.filter(events_at_whose_door(user, at), pk__in=[row.event_id for row in rows]).values_list(
            "pk", flat=True
        )
    )
    return [Today(row, row.event_id in doors, may(user, Act.SERVE, row.event.organisation_id)) for row in rows]


def next_events(
    user: Any, at: datetime, *, only: int | None = None, limit: int = 12
) -> list[tuple[Event, datetime, bool]]:
    """Return what has a date to come, the soonest first: when, and whether the user may change it; three queries."""
    dates = (
        Session.objects.scheduled()
        .filter(event__organisation__in=seen_by(user, only), ends_at__gt=at)
        .order_by("starts_at", "pk")
        .values_list("event_id", "starts_at")
    )
    soonest: dict[int, datetime] = {}
    for event_id, starts_at in dates[: limit * DATES_OF_ONE]:
        soonest.setdefault(event_id, starts_at)
    events = (
        Event.objects.select_related("programme", "organisation")
        .prefetch_related("pools")
        .only(*_OF_WHAT_COMES)
        .in_bulk(list(soonest)[:limit])
    )
    return [
        (event, soonest[pk], may(user, Act.WRITE, event.organisation_id)) for pk in soonest if (event := events.get(pk))
    ]


def month_figures(user: Any, at: datetime, *, only: int | None = None) -> list[MonthFigure]:
    """Return what the month holds so far, beside as many days of the month before; three queries."""
    mine = seen_by(user, only).values("pk")
    first = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    spans = {"now": (first, at), "before": (first - relativedelta(months=1), at - relativedelta(months=1))}

    def within(field: str) -> dict[str, Q]:
        return {name: Q(**{f"{field}__gte": start, f"{field}__lt": end}) for name, (start, end) in spans.items()}

    since = spans["before"][0]
    held = within("starts_at")
    sessions = (
        Session.objects.scheduled()
        .filter(event__organisation__in=mine, starts_at__gte=since, starts_at__lt=at)
        .aggregate(
            **{f"sessions_{name}": Count("pk", filter=span) for name, span in held.items()},
            **{
                f"programmes_{name}": Count("event__programme", filter=span, distinct=True)
                for name, span in held.items()
            },
        )
    )
    sign_ups = Registration.objects.filter(
        event__organisation__in=mine, party__created_at__gte=since, party__created_at__lt=at
    ).aggregate(**{name: Count("pk", filter=span) for name, span in within("party__created_at").items()})
    came = Attendance.objects.filter(
        session__event__organisation__in=mine,
        session__starts_at__gte=since,
        session__starts_at__lt=at,
        state__in=ARRIVED,
    ).aggregate(**{name: Count("pk", filter=span) for name, span in within("session__starts_at").items()})
    return [
        MonthFigure(_("programmes held"), sessions["programmes_now"], sessions["programmes_before"]),
        MonthFigure(_("sessions held"), sessions["sessions_now"], sessions["sessions_before"]),
        MonthFigure(_("sign-ups received"), sign_ups["now"], sign_ups["before"]),
        MonthFigure(_("people who came"), came["now"], came["before"]),
    ]


def places_to_write(user: Any) -> QuerySet[Page]:
    """Return the pages of one's own organisations under which one may write a new programme."""
    own = organisations_for(user, Act.WRITE).filter(pk__in=list(reach_of(user).own))
    return Page.objects.filter(pk__in=own.values("page")).order_by("title")


def drafts_of(user: Any) -> QuerySet[Page]:
    """Return the user's own programmes whose latest words are not public: drafts and changes, the newest first."""
    return Page.objects.filter(Q(live=False) | Q(has_unpublished_changes=True), owner=user).order_by(
        "-latest_revision_created_at", "-pk"
    )
