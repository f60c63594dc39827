"""Which sessions belong to a project? Those of its programmes and events, within its days."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from events.models import Project, ProjectPart, Session


def period(project: Project) -> tuple[datetime, datetime]:
    """Return the half-open span of a project's local days."""
    first, after = project.starts_on, project.ends_on + timedelta(days=1)
    return tuple(timezone.make_aware(datetime.combine(day, time())) for day in (first, after))  # type: ignore[return-value]


def condition(project: Project) -> Q:
    """Return the condition on sessions under which they belong to the project."""
    start, end = period(project)
    parts = ProjectPart.objects.filter(project=project, programme=OuterRef("event__programme"))
    named = Exists(parts.filter(Q(event=None) | Q(event=OuterRef("event"))))
    return Q(
        named,
        event__organisation=project.organisation_id,
        starts_at__gte=start,
        starts_at__lt=end,
    )


def of_project(project: Project) -> QuerySet[Session]:
    """Return the sessions of a project that are to be held or were."""
    return Session.objects.scheduled().filter(condition(project))


def of_part(part: ProjectPart) -> QuerySet[Session]:
    """Return the sessions that a part alone brings into its project."""
    own = Session.objects.filter(condition(part.project), event__programme=part.programme_id)
    if part.event_id:
        return own.filter(event=part.event_id)
    return own.exclude(event__in=part.project.parts.exclude(pk=part.pk).exclude(event=None).values("event"))


def unrecorded(project: Project, at: datetime) -> QuerySet[Session]:
    """Return those that have begun and have no record yet."""
    return of_project(project).filter(starts_at__lte=at, activity_record=None).order_by(F("starts_at"), "pk")
