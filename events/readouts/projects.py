"""What do staff and funders see of a project? How far it is, what each activity's record holds, and its dossiers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from events.models import ActivityPicture, ActivityRecord, Dossier, PaperSheet, Project, ProjectPart, Session
from events.permissions import can_run_project, can_take_dossier
from events.projects.checking import Gap, gaps
from events.projects.content import (
    Content,
    Satisfaction,
    Target,
    gather,
    known_of,
    satisfaction_of,
    targets,
)
from events.projects.counting import comings, tallies
from events.projects.pictures import Kind, held_back, not_to_be_seen
from events.projects.sessions import of_project
from portal.contributions import Fact

MOST_TO_COME = 5


@dataclass(frozen=True, slots=True)
class RecordRow:
    """An activity in the list: what its record holds already."""

    record: ActivityRecord
    attendances: int
    has_sheet: bool
    photos: int
    has_summary: bool
    satisfaction: Satisfaction

    @property
    def title(self) -> str:
        notice = self.record.notice
        return " ".join(filter(None, (notice["title"], notice["event"], notice["subject"])))

    @property
    def is_whole(self) -> bool:
        return self.has_sheet and bool(self.photos) and self.has_summary


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """A project with its progress, its activities and what is still to come."""

    project: Project
    targets: Sequence[Target]
    uncounted: int
    rows: Sequence[RecordRow]
    coming: Sequence[Session]
    parts: Sequence[ProjectPart]
    known: Sequence[tuple[str, Fact]]
    newest: Dossier | None
    may_write: bool

    @property
    def open_rows(self) -> int:
        return sum(not row.is_whole for row in self.rows)


def project_page(project: Project, user: Any, at: datetime) -> ProjectPage:
    """Return what a project's page shows to this user; a constant number of queries."""
    reached = tallies([project.pk], at)[project.pk]
    may_write = can_run_project(user, project)
    coming = of_project(project).filter(starts_at__gt=at).select_related("event__programme", "room")
    return ProjectPage(
        project=project,
        targets=targets(project, reached),
        uncounted=reached.uncounted,
        rows=record_rows(project),
        coming=list(coming.order_by("starts_at")[:MOST_TO_COME]),
        parts=list(project.parts.select_related("programme", "event__programme")),
        known=known_of(project.organisation_id),
        newest=project.dossiers.filter(state=Dossier.State.READY).order_by("-number").first(),
        may_write=may_write,
    )


def record_rows(project: Project) -> list[RecordRow]:
    """Return the activities of a project, the latest first; five queries."""
    records = list(project.records.held().select_related("session__event").order_by("-session__starts_at", "-pk"))
    came = comings(project)
    signed = set(
        PaperSheet.objects.filter(session__activity_record__project=project).exclude(photo="").values_list("session")
    )
    pictures = list(ActivityPicture.objects.filter(record__project=project))
    sheets = {one.record_id for one in pictures if one.kind == Kind.SHEET}
    said = satisfaction_of({record.session.event_id for record in records})
    photos: dict[int, int] = {}
    for one in pictures:
        if one.kind == Kind.PHOTO:
            photos[one.record_id] = photos.get(one.record_id, 0) + 1
    return [
        RecordRow(
            record=record,
            attendances=came.get(record.pk, 0) + (record.head_count or 0),
            has_sheet=bool(came.get(record.pk)) or (record.session_id,) in signed or record.pk in sheets,
            photos=photos.get(record.pk, 0),
            has_summary=bool(record.summary),
            satisfaction=said.get(record.session.event_id, Satisfaction(0, None)),
        )
        for record in records
    ]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The record of one activity with what can still be added to it."""

    record: ActivityRecord
    project: Project
    comings: int
    photos: Sequence[ActivityPicture]
    sheets: Sequence[ActivityPicture]
    paper_sheets: Sequence[PaperSheet]
    held_back: frozenset[UUID]
    not_to_be_seen: Sequence[str]
    satisfaction: Satisfaction
    is_open: bool

    @property
    def title(self) -> str:
        notice = self.record.notice
        return " ".join(filter(None, (notice["title"], notice["event"], notice["subject"])))

    @property
    def door_url(self) -> str:
        return reverse("events:door_sheets", args=[self.record.session.event_id]) + f"?session={self.record.session_id}"


def record_page(record: ActivityRecord, at: datetime) -> RecordPage:
    """Return everything that an activity's record holds."""
    pictures = list(record.pictures.all())
    session = record.session
    return RecordPage(
        record=record,
        project=record.project,
        comings=session.attendances.arrived().count(),
        photos=[one for one in pictures if one.kind == Kind.PHOTO],
        sheets=[one for one in pictures if one.kind == Kind.SHEET],
        paper_sheets=list(session.paper_sheets.exclude(photo="").order_by("number")),
        held_back=frozenset(held_back(pictures)),
        not_to_be_seen=not_to_be_seen(record, at),
        satisfaction=satisfaction_of([session.event_id]).get(session.event_id, Satisfaction(0, None)),
        is_open=record.project.state == Project.State.RUNNING,
    )


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A version of the dossier, and whether this user may take it along."""

    dossier: Dossier
    may_take: bool

    @property
    def who(self) -> str:
        """The name by which colleagues know whoever ordered it."""
        person = getattr(self.dossier.ordered_by, "person", None)
        return person.name if person else str(self.dossier.ordered_by)


@dataclass(frozen=True, slots=True)
class DossierPage:
    """The versions of a project's dossier; for whoever runs the project, what would be missing in the next."""

    project: Project
    rows: Sequence[DossierRow]
    content: Content | None
    to_fill: Sequence[tuple[Gap, str]]
    to_know: Sequence[Gap]
    may_write: bool

    @property
    def is_being_made(self) -> bool:
        return any(row.dossier.state == Dossier.State.ORDERED for row in self.rows)


def dossier_page(project: Project, user: Any, at: datetime) -> DossierPage:
    """Return what the page of a project's dossiers shows to this user."""
    may_write = can_run_project(user, project)
    dossiers = list(project.dossiers.select_related("ordered_by__person", "project").order_by("-number"))
    content = gather(project, at) if may_write else None
    missing = gaps(content) if content else []
    fill = [
        (gap, reverse("projects:record", args=[gap.activity.record.pk]))
        for gap in missing
        if gap.activity and not gap.is_final
    ]
    return DossierPage(
        project=project,
        rows=[DossierRow(one, can_take_dossier(user, one)) for one in dossiers],
        content=content,
        to_fill=fill,
        to_know=[gap for gap in missing if gap.is_final or not gap.activity],
        may_write=may_write,
    )
