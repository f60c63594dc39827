"""How many sessions were held, how often did people come, and how many different people? Of any set of sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from events.models import ActivityRecord, Attendance, Project, Session
from events.states import ARRIVED


@dataclass(frozen=True, slots=True)
class Tally:
    """场次, 人次, 人数: sessions that ended, comings, and people, each counted once.

    ``uncounted`` of the comings are people counted on the spot who are on no list; nobody knows whether one of them
    came twice, so they are no part of ``people``.
    """

    sessions: int = 0
    attendances: int = 0
    people: int = 0
    uncounted: int = 0


def tally(sessions: QuerySet[Session], at: datetime) -> Tally:
    """Return what these sessions held until ``at``; three queries. What was called off is left out."""
    held = sessions.filter(state="scheduled", event__state="scheduled", ends_at__lte=at).order_by()
    came = Attendance.objects.filter(session__in=held.values("pk"), state__in=ARRIVED)
    people = came.aggregate(comings=Count("pk"), people=Count("registration__person", distinct=True))
    heads = ActivityRecord.objects.filter(session__in=held.values("pk")).aggregate(n=Sum("head_count"))["n"] or 0
    return Tally(held.count(), people["comings"] + heads, people["people"], heads)


def tallies(project_ids: Collection[int], at: datetime) -> dict[int, Tally]:
    """Return what projects have reached until ``at``, by the records of their sessions; two queries for all."""
    records = ActivityRecord.objects.held().filter(project__in=project_ids, session__ends_at__lte=at).order_by()
    held = {
        pk: (count, heads or 0)
        for pk, count, heads in records.values_list("project").annotate(Count("pk"), Sum("head_count"))
    }
    came = Attendance.objects.filter(session__activity_record__in=records.values("pk"), state__in=ARRIVED).order_by()
    people = {
        pk: (comings, people)
        for pk, comings, people in came.values_list("session__activity_record__project").annotate(
            Count("pk"), Count("registration__person", distinct=True)
        )
    }
    found = {}
    for pk in project_ids:
        (sessions, heads), (on_lists, persons) = held.get(pk, (0, 0)), people.get(pk, (0, 0))
        found[pk] = Tally(sessions, on_lists + heads, persons, heads)
    return found


def comings(project: Project) -> dict[int, int]:
    """Return how many people on the list came, by activity record; one query."""
    arrived = Count("session__attendances", filter=Q(session__attendances__state__in=ARRIVED))
    return dict(project.records.order_by().values_list("pk").annotate(n=arrived))
