"""What did a month hold under each label? Sessions, attendances, people and the hours of volunteers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from events.labels.volunteering import minutes_volunteered
from events.models import ActivityRecord, Attendance, ReportingLabel, Session
from events.projects.counting import Tally
from events.states import ARRIVED
from portal.languages import in_reader_language

PATH = "event__programme__reporting_labels"


@dataclass(frozen=True, slots=True)
class Line:
    """A label with what was held under it; ``titles`` are programmes, the one with most sessions first."""

    label: ReportingLabel
    tally: Tally
    minutes: int
    titles: Sequence[str]

    @property
    def hours(self) -> float:
        """Hours of volunteers, to a tenth; whole ones without a point."""
        hours = round(self.minutes / 60, 1)
        return int(hours) if hours.is_integer() else hours


def month_span(first: date) -> tuple[datetime, datetime]:
    """Return the half-open span of the month that begins on this local day."""
    after = first + relativedelta(months=1)
    start, end = (timezone.make_aware(datetime.combine(day, time())) for day in (first, after))
    return start, end


def held_in(first: date, organisation_ids: Any, at: datetime) -> QuerySet[Session]:
    """Return what these organisations held, or what was held in these centres, in a month until ``at``."""
    start, end = month_span(first)
    whose = Q(event__organisation__in=organisation_ids) | Q(event__centre__in=organisation_ids)
    return Session.objects.scheduled().filter(whose, starts_at__gte=start, starts_at__lt=end, ends_at__lte=at)


def monthly_lines(held: QuerySet[Session]) -> list[Line]:
    """Return a line for each label, those without anything too; six queries however many labels and sessions.

    A programme with several labels stands under each: the lines do not add up to a total.
    """
    held = held.order_by()
    ids = held.values("pk")
    sessions = dict(held.filter(**{f"{PATH}__isnull": False}).values_list(PATH).annotate(Count("pk", distinct=True)))
    came = Attendance.objects.filter(session__in=ids, state__in=ARRIVED).order_by()
    people = {
        label: (comings, persons)
        for label, comings, persons in came.values_list(f"session__{PATH}").annotate(
            Count("pk"), Count("registration__person", distinct=True)
        )
    }
    counted = ActivityRecord.objects.filter(session__in=ids).order_by().values_list(f"session__{PATH}")
    heads = dict(counted.annotate(Sum("head_count")))
    minutes = _minutes(held)
    titles = _titles(held)
    lines = []
    for label in ReportingLabel.objects.all():
        on_lists, persons = people.get(label.pk, (0, 0))
        more = heads.get(label.pk) or 0
        tally = Tally(sessions.get(label.pk, 0), on_lists + more, persons, more)
        lines.append(Line(label, tally, minutes.get(label.pk, 0), titles.get(label.pk, [])))
    return lines


def _minutes(held: QuerySet[Session]) -> dict[int, int]:
    pairs = list(held.filter(**{f"{PATH}__isnull": False}).values_list("pk", PATH))
    served = minutes_volunteered({session for session, _label in pairs})
    found: dict[int, int] = {}
    for session, label in pairs:
        found[label] = found.get(label, 0) + served[session]
    return found


def _titles(held: QuerySet[Session]) -> dict[int, list[str]]:
    rows: Iterable[tuple[int, str, str, int]] = (
        held.filter(**{f"{PATH}__isnull": False})
        .values_list(PATH, "event__programme__title", "event__programme__title_en")
        .annotate(n=Count("pk"))
        .order_by("-n", "event__programme__title")
    )
    found: dict[int, list[str]] = {}
    for label, title, title_en, _count in rows:
        found.setdefault(label, []).append(in_reader_language(title, title_en))
    return found
