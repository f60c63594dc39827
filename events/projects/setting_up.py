"""What is a project, and what belongs to it? Programmes and events, each accounted for to one funder alone."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import NotAllowed, ProjectRefused
from events.models import ActivityRecord, Event, ProgrammePage, Project, ProjectPart, Session
from events.permissions import can_run_project
from events.projects import sessions
from events.projects.notices import open_records_of
from events.states import PROJECT_MOVES, ProjectState
from organisations.models import Organisation
from organisations.permissions import Act, may
from portal.audit.recording import record
from portal.lifecycle import IllegalMove

#: What may change of a project that runs.
CHANGEABLE = (
    *("name", "name_en", "kind", "number", "funder_name", "funder", "starts_on", "ends_on", "kept_years"),
    *("target_sessions", "target_attendances", "target_people"),
)


@transaction.atomic
def make_project(organisation: Organisation, *, facts: Mapping[str, Any], by: Any, at: datetime) -> Project:
    """Note down what was agreed with a funder. Raises ``NotAllowed``, ``ProjectRefused``."""
    if not may(by, Act.WRITE, organisation.pk):
        raise NotAllowed(_("You do not run projects of this organisation."))
    project = Project(organisation=organisation, created_at=at, **facts)
    _check(project)
    project.kept_until = _kept_until(project)
    project.save(force_insert=True)
    record("project.made", project, by=by, at=at, organisation_id=organisation.pk)
    return project


@transaction.atomic
def change_project(project: Project, *, facts: Mapping[str, Any], by: Any, at: datetime) -> Project:
    """Change what was agreed; nothing that was recorded may fall out of its period. Raises as ``make_project``."""
    project = locked(project, by)
    changed = [name for name in CHANGEABLE if name in facts and getattr(project, name) != facts[name]]
    if not changed:
        return project
    for name in changed:
        setattr(project, name, facts[name])
    _check(project)
    start, end = sessions.period(project)
    if project.records.filter(Q(session__starts_at__lt=start) | Q(session__starts_at__gte=end)).exists():
        raise ProjectRefused(
            _("Activities that are recorded for it would lie outside of these days."), field="starts_on"
        )
    _refuse_shared(project)
    project.kept_until = _kept_until(project)
    project.save()
    open_records_of(project, at=at)
    record("project.changed", project, by=by, at=at, organisation_id=project.organisation_id, fields=changed)
    return project


@transaction.atomic
def add_part(
    project: Project, programme: ProgrammePage, *, event: Event | None = None, by: Any, at: datetime
) -> ProjectPart:
    """Let a programme belong to a project with all its dates in the period, or one event alone; again, the same.

    Sessions that began already get their records at once. Raises ``NotAllowed``, ``ProjectRefused`` for what belongs
    to another project in the same days: nothing is accounted for twice.
    """
    project = locked(project, by)
    if Organisation.objects.of_page(programme) != project.organisation or (event and event.programme != programme):
        raise ProjectRefused(_("This programme is not one of the organisation's."), field="programme")
    if there := project.parts.filter(programme=programme, event=event).first():
        return there
    if event is None:
        project.parts.filter(programme=programme).delete()
    elif whole := project.parts.filter(programme=programme, event=None).first():
        return whole
    part = ProjectPart.objects.create(project=project, programme=programme, event=event)
    _refuse_shared(project)
    open_records_of(project, at=at)
    record(
        "project.part_added",
        project,
        by=by,
        at=at,
        organisation_id=project.organisation_id,
        programme=programme.pk,
        event=event.pk if event else None,
    )
    return part


@transaction.atomic
def remove_part(part: ProjectPart, *, by: Any, at: datetime) -> None:
    """Take a programme or an event out of a project, with the records in which nothing was kept yet.

    Raises ``NotAllowed``, ``ProjectRefused`` when something was.
    """
    project = locked(part.project, by)
    there = ProjectPart.objects.filter(pk=part.pk, project=project)
    if not there.exists():
        return
    own = ActivityRecord.objects.filter(project=project, session__in=sessions.of_part(part))
    if own.filter(Q(pictures__isnull=False) | ~Q(summary="") | Q(head_count__isnull=False)).exists():
        raise ProjectRefused(_("Something has been recorded for it already, so it stays."))
    own.delete()
    there.delete()
    record(
        "project.part_removed",
        project,
        by=by,
        at=at,
        organisation_id=project.organisation_id,
        programme=part.programme_id,
        event=part.event_id,
    )


@transaction.atomic
def close_project(project: Project, *, by: Any, at: datetime) -> Project:
    """Close a project: its records stay as they are. Raises ``NotAllowed``, ``ProjectRefused`` when it is closed."""
    return _moved(project, ProjectState.CLOSED, "project.closed", by=by, at=at)


@transaction.atomic
def reopen_project(project: Project, *, by: Any, at: datetime) -> Project:
    """Let a closed project's records be mended again; dossiers that were made stay what they are. Raises as above."""
    return _moved(project, ProjectState.RUNNING, "project.reopened", by=by, at=at)


def locked(project: Project, by: Any, *, is_running: bool = True) -> Project:
    """Return the project under its lock. Raises ``NotAllowed``, and ``ProjectRefused`` for one that is closed."""
    project = Project.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=project.pk)
    if not can_run_project(by, project):
        raise NotAllowed(_("You do not run projects of this organisation."))
    if is_running and project.state != ProjectState.RUNNING:
        raise ProjectRefused(_("The project is closed. Please open it again first."), reason="closed")
    return project


def to_choose_from(project: Project) -> QuerySet[ProgrammePage]:
    """Return the organisation's programmes that are not yet in the project as a whole."""
    whole = project.parts.filter(event=None).values("programme")
    return ProgrammePage.objects.child_of(project.organisation.page).exclude(pk__in=whole).order_by("title")


def _moved(project: Project, state: str, act: str, *, by: Any, at: datetime) -> Project:
    project = locked(project, by, is_running=False)
    try:
        PROJECT_MOVES.move(project, state)
    except IllegalMove:
        raise ProjectRefused(_("Somebody has done this already.")) from None
    project.closed_at = at if state == ProjectState.CLOSED else None
    project.kept_until = _kept_until(project)
    project.save(update_fields=["state", "closed_at", "kept_until"])
    record(act, project, by=by, at=at, organisation_id=project.organisation_id)
    return project


def _kept_until(project: Project) -> date:
    """Return the first day without its papers: so many years after its last day, or after it was closed later."""
    closed_on = timezone.localdate(project.closed_at) if project.closed_at else project.ends_on
    return max(project.ends_on, closed_on) + relativedelta(days=1, years=project.kept_years)


def _check(project: Project) -> None:
    if project.ends_on < project.starts_on:
        raise ProjectRefused(_("The last day is before the first."), field="ends_on")
    if project.funder_id == project.organisation_id:
        raise ProjectRefused(_("An organisation does not fund itself."), field="funder")
    same = Project.objects.filter(organisation=project.organisation, number=project.number).exclude(pk=project.pk)
    if same.exists():
        raise ProjectRefused(_("There is a project with this number already."), field="number")


def _refuse_shared(project: Project) -> None:
    """Refuse what another project of these days accounts for; the lock on the organisation makes them take turns."""
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=project.organisation_id)
    others = Project.objects.filter(
        organisation=project.organisation, starts_on__lte=project.ends_on, ends_on__gte=project.starts_on
    ).exclude(pk=project.pk)
    for other in others:
        shared = Session.objects.filter(sessions.condition(project) & sessions.condition(other))
        recorded = Session.objects.filter(sessions.condition(project), activity_record__project=other)
        if (shared | recorded).exists():
            raise ProjectRefused(
                _("“%(project)s” already accounts for this in the same days. Nothing is counted for two projects.")
                % {"project": other.local_name},
                reason="shared",
            )
