"""What is paid for in the demonstration? A project that runs, half recorded, and one that is closed and frozen.

The operations are those of the portal, called with moments of the past, so that all of it is as it would have become.
"""

import io
import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events.demo.content import ACTOR, FOLDER, read
from events.demo.people import Agent, agent, neighbours
from events.door.check_in import Mark, mark_all
from events.feedback.giving import Said, give
from events.models import ActivityRecord, Event, ProgrammePage, Project, Registration, ReportingLabel
from events.planning.scheduling import Slot, schedule_event
from events.projects import making, setting_up
from events.projects.notices import open_records_of
from events.projects.pictures import keep_picture
from events.projects.recording import write_record
from events.sign_up.registration import sign_up
from events.states import AttendanceState
from organisations.models import Organisation
from portal.accounts.models import Mandate
from portal.handing_out import Purpose, Recipient
from portal.vectors import painted

KEYS = uuid.UUID("5b0a9d0e-2f0c-47c2-8c0d-3f3f6b8a1c55")
#: Whoever writes what the demonstration's projects hold.
STAFF = "ngo"
SIZE = (1280, 960)


def load_projects(at: datetime) -> None:
    """Make the projects that are missing with what was held for them, and label programmes that have no label."""
    content = read("projects")
    for facts in content["projects"]:
        if not Project.objects.filter(number=facts["number"]).exists():
            _load(facts, at)
    for code, slugs in content["labels"].items():
        label = ReportingLabel.objects.filter(code=code).first()
        if label and not label.programmes.exists():
            label.programmes.set(ProgrammePage.objects.filter(slug__in=slugs))


def _load(facts: dict[str, Any], at: datetime) -> None:
    by, today = agent(STAFF, at).user, timezone.localdate(at)
    first, last = (today + timedelta(days=days) for days in facts["days"])
    names = ("name", "name_en", "kind", "number", "funder_name", "kept_years")
    targets = ("target_sessions", "target_attendances", "target_people")
    agreed = {name: facts[name] for name in (*names, *targets)}
    project = setting_up.make_project(
        Organisation.objects.get(code=facts["organisation"]),
        facts=agreed | {"funder": Organisation.objects.get(code=facts["funder"]), "starts_on": first, "ends_on": last},
        by=by,
        at=at + timedelta(days=facts["days"][0]),
    )
    for slug in facts.get("programmes", ()):
        setting_up.add_part(project, ProgrammePage.objects.get(slug=slug), by=by, at=project.created_at)
    for activity in facts["activities"]:
        _hold(project, activity, by, at)
    if facts.get("is_closed"):
        _close(project, by, at + timedelta(days=facts["days"][1]))
    else:
        open_records_of(project, at=at)


def _hold(project: Project, facts: dict[str, Any], by: Any, at: datetime) -> None:
    """Hold one activity as it was, with its record as far as the content has it."""
    page = ProgrammePage.objects.get(slug=facts["programme"])
    event = _schedule(page, facts, at)
    rows = _come(event, facts, by, at)
    setting_up.add_part(project, page, event=event, by=by, at=event.starts_at - timedelta(days=7))
    open_records_of(project, at=event.starts_at)
    record = ActivityRecord.objects.get(session__event=event)
    _say(rows, facts.get("stars", ()))
    after = event.ends_at + timedelta(days=1)
    write_record(record, summary=facts.get("summary", ""), head_count=None, by=by, at=after)
    for photo in facts.get("photos", ()):
        upload = _photograph(photo["drawing"])
        keep_picture(record, upload, kind="photo", seen="nobody", caption=photo["caption"], by=by, at=after)


def _schedule(page: ProgrammePage, facts: dict[str, Any], at: datetime) -> Event:
    day = timezone.localdate(at) - timedelta(weeks=facts["weeks_ago"])
    start, end = (
        timezone.make_aware(datetime.combine(day, time.fromisoformat(clock))) for clock in facts["time"].split("-")
    )
    return schedule_event(
        programme=page,
        organisation=Organisation.objects.get(page=page.get_parent()),
        slots=[Slot(start, end, place="东沙湖民众联络所", place_en="East Shahu Community Centre")],
        capacity=20,
        label=facts["label"],
        label_en=facts["label_en"],
        by=ACTOR,
        at=start - timedelta(days=14),
    )


def _come(event: Event, facts: dict[str, Any], by: Any, at: datetime) -> list[tuple[Agent, Registration]]:
    """Sign neighbours up a week before, and mark them as here."""
    before = event.starts_at - timedelta(days=7)
    people = [(who, who.people[0]) for who in neighbours(at)][: facts["came"]]
    # They have been here since before it was held.
    Mandate.objects.filter(person__in=[person for _who, person in people]).filter(
        starts_on__gt=timezone.localdate(before)
    ).update(starts_on=timezone.localdate(before))
    rows = []
    for who, person in people:
        key = uuid.uuid5(KEYS, f"{event.pk}:{who.user.pk}")
        party = sign_up(event=event, people=[person], by=who.user, key=key, at=before)
        rows.append((who, party.registrations.get()))
    session = event.sessions.select_related("event__organisation").get()
    present = AttendanceState.PRESENT
    marks = [
        Mark(row.reference, present, uuid.uuid5(KEYS, f"{session.pk}:{row.pk}"), "scan", session.starts_at)
        for _who, row in rows
    ]
    mark_all(session, marks, by=by, at=session.ends_at)
    return rows


def _say(rows: list[tuple[Agent, Registration]], stars: list[int]) -> None:
    for (who, row), given in zip(rows, stars, strict=False):
        give(row, Said(given), by=who.user, at=row.event.ends_at + timedelta(days=2))


def _photograph(name: str) -> SimpleUploadedFile:
    """Return one of the demonstration's drawings in the place of a photograph: nobody is in it."""
    drawing = (FOLDER / "drawings" / f"{name}.svg").read_text(encoding="utf-8")
    file = io.BytesIO()
    painted(drawing, SIZE).save(file, "PNG")
    return SimpleUploadedFile(f"{name}.png", file.getvalue(), content_type="image/png")


def _close(project: Project, by: Any, at: datetime) -> None:
    """Close it and freeze its dossier."""
    setting_up.close_project(project, by=by, at=at)
    to = {"recipient": Recipient.FUNDER, "purpose": Purpose.REPORT}
    dossier = making.order_dossier(project, by=by, at=at, **to)
    making.make(dossier.pk, at=at)
