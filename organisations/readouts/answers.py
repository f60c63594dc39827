"""When was a room asked for and when was there an answer, and the same of cases? What service standards look at."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organisations.models import Booking
from portal.cases.models import Case, HistoryEntry
from portal.cases.states import OWN_ROLES
from portal.contributions import AnswerSource, Asked


def rooms_asked(since: datetime, until: datetime) -> Iterable[Asked]:
    """Return the requests for rooms; whose officer has to answer is the room's centre. One query."""
    rows = Booking.objects.filter(answer_by__isnull=False, created_at__gte=since, created_at__lt=until)
    rows = rows.exclude(state=Booking.State.CANCELLED, answered_at=None)
    return (Asked(*row) for row in rows.values_list("room__facility__centre", "created_at", "answered_at"))


def cases_asked(since: datetime, until: datetime) -> Iterable[Asked]:
    """Return the cases that were handed in; the first move of the staff answers one. One query."""
    moved = HistoryEntry.objects.filter(case=OuterRef("pk"), act="moved").exclude(role__in=OWN_ROLES).order_by()
    first = moved.values("case").annotate(first=Min("at")).values("first")
    rows = Case.objects.filter(submitted_at__gte=since, submitted_at__lt=until).annotate(answered=Subquery(first))
    found = rows.values_list("holder_id", "submitted_at", "answered")
    return (Asked(holder, submitted, answered) for holder, submitted, answered in found if submitted)


ROOMS = AnswerSource("rooms", _("requests for a room"), 2, rooms_asked)
CASES = AnswerSource("cases", pgettext_lazy("what is asked for", "applications"), 2, cases_asked)
