"""Who holds what in the demonstration? Last season's tutor course with its results, and papers seen.

The operations are those of the portal, called with moments of the past, so that all of it is as it would have become.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from events.demo.content import ACTOR
from events.demo.people import Agent, agent, neighbours
from events.door.check_in import Mark, mark_all
from events.learning import certificates, courses, qualifications
from events.learning.courses import Entry, StepFacts
from events.models import Course, Event, ProgrammePage, Qualification, QualificationKind, Registration
from events.planning.scheduling import Slot, schedule_event
from events.sign_up.registration import sign_up
from events.states import AttendanceState, StepResult
from organisations.models import Organisation
from portal.accounts.models import Mandate, Person
from portal.proofs.issuing import revoke
from portal.proofs.states import Why

PROGRAMME = "dialect-tutor"
LAST = ("上一期", "Last season")
#: Weeks before loading, and what each session was.
WEEKS_AGO = 16
SESSIONS = [
    (0, "面谈", "Interview"),
    (1, "培训一：正音", "Training 1: sounds"),
    (2, "培训二：用词", "Training 2: words"),
    (3, "培训三：怎样给孩子上课", "Training 3: teaching children"),
    (5, "考试", "Examination"),
]
KEYS = uuid.UUID("0f0c6c37-6d44-4c3e-8a77-5f6d2a9e7b10")
PASSED, NOT_PASSED, ABSENT = StepResult.PASSED, StepResult.NOT_PASSED, StepResult.ABSENT
#: How each person of last season did: interview, sessions of the training, points in the examination.
DID: Sequence[tuple[StepResult, int, int | None]] = (
    (PASSED, 3, 92),
    (PASSED, 3, 85),
    (PASSED, 3, 78),
    (PASSED, 3, 51),
    (NOT_PASSED, 0, None),
)


def load_last_course(at: datetime) -> None:
    """Hold last season's course as it was, unless it is there."""
    page = ProgrammePage.objects.get(slug=PROGRAMME)
    if page.events.filter(label=LAST[0]).exists():
        return
    staff = get_user_model().objects.get(username="admin")
    event = _schedule(page, at)
    course = lead_to_qualification(event, staff, at - timedelta(weeks=WEEKS_AGO + 1))
    rows = _sign_up(event, at)
    _come(event, rows, staff)
    _publish(course, rows, staff, event.ends_at + timedelta(days=3))
    _certify(event, rows, staff, event.ends_at + timedelta(days=1))
    _see_papers(event, staff, at)


def lead_next_course(at: datetime) -> None:
    """Say what the course to come leads to."""
    staff = get_user_model().objects.get(username="admin")
    for event in Event.objects.filter(programme__slug=PROGRAMME, ends_at__gt=at, course=None):
        lead_to_qualification(event, staff, at)


def lead_to_qualification(event: Event, by: Any, at: datetime) -> Course:
    """Set up the steps of the tutor course."""
    sessions = list(event.sessions.order_by("number").values_list("pk", flat=True))
    steps = [
        StepFacts("interview", "面谈", "Interview", session_ids=tuple(sessions[:1])),
        StepFacts("training", "培训", "Training", session_ids=tuple(sessions[1:4])),
        StepFacts("examination", "考试", "Examination", most=100, enough=60, session_ids=tuple(sessions[4:5])),
    ]
    kind = QualificationKind.objects.get(code="dialect_tutor")
    return courses.set_course(event, kind=kind, steps=steps, by=by, at=at)


def _schedule(page: ProgrammePage, at: datetime) -> Event:
    monday = timezone.localdate(at) - timedelta(days=timezone.localdate(at).weekday(), weeks=WEEKS_AGO)
    slots = []
    for week, title, title_en in SESSIONS:
        day = monday + timedelta(weeks=week, days=6)
        start, end = (timezone.make_aware(datetime.combine(day, time(hour, 30))) for hour in (13, 16))
        slots.append(
            Slot(
                start,
                end,
                place="东沙湖民众联络所",
                place_en="East Shahu Community Centre",
                title=title,
                title_en=title_en,
            )
        )
    organisation = Organisation.objects.get(page=page.get_parent())
    names = {"label": LAST[0], "label_en": LAST[1], "max_party_size": 1}
    before = at - timedelta(weeks=WEEKS_AGO + 2)
    return schedule_event(
        programme=page, organisation=organisation, slots=slots, capacity=30, by=ACTOR, at=before, **names
    )


def _people(at: datetime) -> list[tuple[Agent, Person]]:
    """Return the volunteer first, then grown-up neighbours with an account."""
    known = [agent("volunteer", at), *neighbours(at)]
    day = timezone.localdate(at)
    grown = [(who, person) for who in known for person in who.people[:1] if (person.age_on(day) or 0) >= 20]
    return grown[: len(DID)]


def _sign_up(event: Event, at: datetime) -> list[Registration]:
    before = at - timedelta(weeks=WEEKS_AGO + 1)
    people = _people(at)
    # They have been here since before last season.
    own = Mandate.objects.filter(person__in=[person for _who, person in people])
    own.update(starts_on=timezone.localdate(before))
    rows = []
    for who, person in people:
        key = uuid.uuid5(KEYS, f"{event.pk}:{who.user.pk}")
        party = sign_up(event=event, people=[person], by=who.user, key=key, at=before)
        rows.append(party.registrations.get())
    return rows


def _come(event: Event, rows: Sequence[Registration], by: Any) -> None:
    for place, session in enumerate(event.sessions.order_by("number")):
        here = [
            row
            for row, (_interview, trained, points) in zip(rows, DID, strict=False)
            if place == 0 or (place <= trained) or (place == len(SESSIONS) - 1 and points is not None)
        ]
        marks = [
            Mark(
                row.reference,
                AttendanceState.PRESENT,
                uuid.uuid5(KEYS, f"{session.pk}:{row.pk}"),
                "search",
                session.starts_at,
            )
            for row in here
        ]
        mark_all(session, marks, by=by, at=session.ends_at)


def _publish(course: Course, rows: Sequence[Registration], by: Any, at: datetime) -> None:
    interview, _training, examination = course.steps.all()
    entries: dict[courses.Cell, Entry | None] = {}
    for row, (talked, _trained, points) in zip(rows, DID, strict=False):
        entries[row.pk, interview.pk] = Entry(talked)
        if points is not None:
            entries[row.pk, examination.pk] = Entry(
                courses.result_for_points(examination, Decimal(points)), Decimal(points)
            )
    entries |= {
        cell: entry for cell, entry in courses.training_results(course).items() if (cell[0], examination.pk) in entries
    }
    courses.enter_results(course, entries, seen={}, by=by, at=at)
    courses.publish(course, by=by, at=at)


def _certify(event: Event, rows: Sequence[Registration], by: Any, at: datetime) -> None:
    """Issue the certificates of attendance, and revoke one that was a mistake."""
    certificates.certify_all(event, by=by, at=at)
    proof = certificates.proofs_of(rows[:1]).get(rows[0].pk)
    if proof:
        revoke(proof, why=Why.MISTAKE, note="培训时长登记有误，请到窗口重新开具。", by=by, at=at + timedelta(days=5))


def _see_papers(event: Event, by: Any, at: datetime) -> None:
    """Record two papers that the volunteer has shown: one that has expired, one that is about to."""
    person = agent("volunteer", at).people[0]
    today = timezone.localdate(at)
    for code, issuer, issuer_en, days_ago, days_left in (
        ("first_aid", "苏州市红十字会（演示）", "Suzhou Red Cross (demo)", 760, -30),
        ("minors", "东沙湖民众联络所", "East Shahu Community Centre", 330, 35),
    ):
        details = {
            "kind": QualificationKind.objects.get(code=code),
            "issuer": issuer,
            "issuer_en": issuer_en,
            "number": f"DEMO-{code[:3].upper()}-0042",
            "obtained_on": today - timedelta(days=days_ago),
            "valid_until": today + timedelta(days=days_left),
        }
        if not Qualification.objects.of(person).of_kind(details["kind"]).exists():
            qualifications.record_paper(person, event.organisation, details=details, scan=None, by=by, at=at)
