"""What of this app waits for a member of staff? Words to approve, sign-ups, people to call, volunteers who wait."""

from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Party, Shift
from events.readouts import calls as call_readouts
from events.readouts.approvals import waiting_for
from events.readouts.awaiting_word import awaiting_word
from events.readouts.rosters import short_shifts
from events.readouts.volunteering.desk import waiting_to_join
from events.states import PartyState
from organisations.permissions import Act, organisations_for
from portal.contributions import WaitingItem
from portal.late_joins import first_of
from portal.templatetags.when import day_and_time

#: How many are shown by name.
BY_NAME = 5
#: Of whom a call speaks; the list itself reads more.
_WHOM = ("registration__person", "assignment__volunteer__person", "message__recipient__person")


def words_to_approve(request: HttpRequest) -> WaitingItem | None:
    """Return the programmes that wait for this user's word."""
    waiting = waiting_for(request.user)
    if not waiting:
        return None
    return WaitingItem(
        title=_("programmes to approve"),
        count=len(waiting),
        url=reverse("approvals:index"),
        since=waiting[0].sent_at,
        examples=tuple((one.title, reverse("approvals:review", args=[one.page.pk])) for one in waiting[:BY_NAME]),
    )


def sign_ups_to_decide(request: HttpRequest) -> WaitingItem | None:
    """Return the sign-ups that await approval in the events of the user's organisations; one query."""
    pending = (
        Party.objects.filter(
            state=PartyState.PENDING,
            event__organisation__in=organisations_for(request.user, Act.SERVE),
            event__state="scheduled",
        )
        .values("event", "event__programme__title")
        .annotate(count=Count("pk"), since=Min("created_at"))
        .order_by("since")
    )
    events = list(pending)
    if not events:
        return None
    index = reverse("sign_ups:index")
    examples = [(row["event__programme__title"], f"{index}?event={row['event']}&state=pending") for row in events]
    return WaitingItem(
        title=_("sign-ups to decide on"),
        count=sum(row["count"] for row in events),
        url=examples[0][1],
        since=events[0]["since"],
        examples=tuple(examples[:BY_NAME]),
    )


def calls_to_make(request: HttpRequest) -> WaitingItem | None:
    """Return whom the user has to call, the most pressing first; three queries."""
    calls = call_readouts.calls_to_make(request.user)
    count = calls.count()
    if not count:
        return None
    first = first_of(calls.select_related(None).select_related(*_WHOM).only("subject", "created_at", *_WHOM), BY_NAME)
    return WaitingItem(
        title=_("people to call"),
        count=count,
        url=reverse("calls:index") + "?state=open",
        since=min(call.created_at for call in first),
        examples=tuple(
            (
                _("%(name)s: %(subject)s") % {"name": call.name, "subject": call.subject},
                reverse("calls:answer", args=[call.pk]),
            )
            for call in first
        ),
    )


def short_of(request: HttpRequest) -> list[Shift]:
    """Return the shifts of the next week with too few people, looked up once a request; two panels tell of them."""
    user: Any = request.user
    if not hasattr(user, "_short_shifts"):
        user._short_shifts = short_shifts(user, timezone.now())
    return user._short_shifts


def shifts_short_of_people(request: HttpRequest) -> WaitingItem | None:
    """Return the shifts of the next week that have fewer people than they need at least; one query."""
    short = short_of(request)
    if not short:
        return None
    return WaitingItem(
        title=_("shifts short of people"),
        count=len(short),
        url=reverse("rosters:index"),
        examples=tuple(
            (f"{one.role.local_name} · {day_and_time(one.starts_at)}", reverse("rosters:show", args=[one.pk]))
            for one in short[:BY_NAME]
        ),
    )


def volunteers_awaiting_word(request: HttpRequest) -> WaitingItem | None:
    """Return who missed several shifts and asks for another; at most three queries."""
    waiting = awaiting_word(organisations_for(request.user, Act.ROSTER), timezone.now())
    if not waiting:
        return None
    url = reverse("absences:word")
    examples = [(f"{one.row.volunteer.person.name} · {day_and_time(one.row.shift.starts_at)}", url) for one in waiting]
    return WaitingItem(
        title=_("volunteers who wait for your word after missed shifts"),
        count=len(waiting),
        url=url,
        since=min(one.row.made_at for one in waiting),
        examples=tuple(examples[:BY_NAME]),
    )


def volunteers_to_welcome(request: HttpRequest) -> WaitingItem | None:
    """Return the volunteers who asked to join the user's organisations; one query."""
    waiting = waiting_to_join(request.user)
    if not waiting["count"]:
        return None
    url = reverse("volunteers:index") + "?state=asked"
    return WaitingItem(
        title=_("volunteers to welcome"), count=waiting["count"], url=url, since=waiting["since"], examples=()
    )
