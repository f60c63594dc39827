"""What stands in a dossier? Everything at one moment, gathered once for the check, the PDF and the ZIP."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from events.door.paper import photo_path
from events.feedback.giving import FEW
from events.models import ActivityPicture, ActivityRecord, Attendance, Feedback, PaperSheet, Project
from events.projects.counting import Tally, tallies
from events.projects.pictures import Kind, held_back
from events.projects.sessions import of_project
from events.states import ARRIVED
from portal import contributions


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who came: their name, when and how that was marked."""

    name: str
    marked_at: datetime
    way: str


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What those who answered gave on average; nothing while they are too few to be nobody."""

    answers: int
    average: float | None


@dataclass(frozen=True, slots=True)
class Activity:
    """One session with its evidence. ``number`` counts from 1 in the order of time."""

    number: int
    record: ActivityRecord
    arrivals: Sequence[Arrival]
    sheets: Sequence[Path]
    photos: Sequence[ActivityPicture]
    withheld: int
    satisfaction: Satisfaction
    is_over: bool

    @property
    def attendances(self) -> int:
        return len(self.arrivals) + (self.record.head_count or 0)

    @property
    def notice(self) -> Mapping[str, Any]:
        return self.record.notice

    @property
    def title(self) -> str:
        return " ".join(filter(None, (self.notice["title"], self.notice["event"], self.notice["subject"])))


@dataclass(frozen=True, slots=True)
class Target:
    """What was agreed and what was reached."""

    name: str
    agreed: int | None
    reached: int

    @property
    def percent(self) -> int | None:
        return 100 * self.reached // self.agreed if self.agreed else None

    @property
    def is_short(self) -> bool:
        return self.agreed is not None and self.reached < self.agreed


@dataclass(frozen=True, slots=True)
class Content:
    """A whole dossier. ``planned`` are the sessions that are still to come."""

    project: Project
    at: datetime
    activities: Sequence[Activity]
    tally: Tally
    planned: int
    known: Sequence[tuple[str, contributions.Fact]]

    @property
    def targets(self) -> list[Target]:
        return targets(self.project, self.tally)


def targets(project: Project, reached: Tally) -> list[Target]:
    """Return a project's three targets with what was reached of each."""
    return [
        Target(_("Sessions held"), project.target_sessions, reached.sessions),
        Target(_("Attendances"), project.target_attendances, reached.attendances),
        Target(_("People served"), project.target_people, reached.people),
    ]


def gather(project: Project, at: datetime) -> Content:
    """Return everything that stands in a project's dossier at this moment, in a constant number of queries."""
    records = list(project.records.held().select_related("session__event").order_by("session__starts_at", "session_id"))
    ids = [record.pk for record in records]
    pictures = list(ActivityPicture.objects.filter(record__in=ids))
    withheld, of_record = held_back(pictures), _by(pictures, "record_id")
    arrivals, sheets = _arrivals(records), _sheets(records)
    said = satisfaction_of({record.session.event_id for record in records})
    activities = []
    for number, record in enumerate(records, start=1):
        own = of_record.get(record.pk, [])
        photos = [one for one in own if one.kind == Kind.PHOTO]
        activities.append(
            Activity(
                number=number,
                record=record,
                arrivals=arrivals.get(record.session_id, []),
                sheets=[*sheets.get(record.session_id, []), *(one.path for one in own if one.kind == Kind.SHEET)],
                photos=[one for one in photos if one.pk not in withheld],
                withheld=sum(one.pk in withheld for one in photos),
                satisfaction=said.get(record.session.event_id, Satisfaction(0, None)),
                is_over=record.session.ends_at <= at,
            )
        )
    planned = of_project(project).filter(starts_at__gt=at).count()
    return Content(
        project, at, activities, tallies([project.pk], at)[project.pk], planned, known_of(project.organisation_id)
    )


#: Facts of an organisation that its dossiers and projects name, in this order.
NAMED = ("name", "legal_form", "credit_code", "filing_number", "registrar", "supervising_body", "rating", "address")


def known_of(organisation_id: int) -> list[tuple[str, contributions.Fact]]:
    """Return what is known of an organisation, as its dossiers name it: label and fact with its source and day."""
    found: dict[str, tuple[str, contributions.Fact]] = {}
    for book in contributions.facts:
        of_book = book.of(organisation_id)
        found |= {name: (str(book.names[name]), of_book[name]) for name in NAMED if name in of_book}
    return [found[name] for name in NAMED if name in found]


def satisfaction_of(event_ids: Iterable[int]) -> dict[int, Satisfaction]:
    """Return what was said of events, by id; one query."""
    rows = Feedback.objects.filter(event__in=list(event_ids)).order_by().values_list("event")
    return {
        pk: Satisfaction(count, round(stars / count, 1) if count >= FEW else None)
        for pk, count, stars in rows.annotate(Count("pk"), Sum("stars"))
    }


def _arrivals(records: Sequence[ActivityRecord]) -> dict[int, list[Arrival]]:
    came = (
        Attendance.objects.filter(session__in=[record.session_id for record in records], state__in=ARRIVED)
        .order_by("session", "registration__party", "registration")
        .values_list("session", "registration__person__name", "marked_at", "way")
    )
    # Thousands of rows: each way is put into words once.
    ways = {value: str(label) for value, label in Attendance.Way.choices}
    found: dict[int, list[Arrival]] = defaultdict(list)
    for session_id, name, marked_at, way in came:
        found[session_id].append(Arrival(name, marked_at, ways[way]))
    return found


def _sheets(records: Sequence[ActivityRecord]) -> dict[int, list[Path]]:
    """Return the photographs of the portal's own sheets, by session."""
    kept = PaperSheet.objects.filter(session__in=[record.session_id for record in records]).exclude(photo="")
    return {
        pk: [photo_path(one) for one in sheets] for pk, sheets in _by(kept.order_by("number"), "session_id").items()
    }


def _by(rows: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
