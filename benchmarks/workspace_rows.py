"""What stands in the workspace's lists that grow, beside events and sign-ups? Rows in bulk, past the operations."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

BATCH = 2000


def add_all(rows: int, centre: Any, at: datetime) -> None:
    """Bring each list of the centre's officers to this many rows."""
    from organisations.models import Organisation

    hosted = list(Organisation.objects.filter(home_centre=centre).order_by("pk"))
    add_bookings(rows, centre, hosted, at)
    add_staff(rows, hosted, at)
    add_cases(rows, centre, at)
    add_volunteers(rows, hosted, at)
    add_calls(rows, at)
    add_qualifications(rows, hosted, at)


def _insert(model: Any, records: Iterable[Any]) -> list[Any]:
    return model.objects.bulk_create(list(records), batch_size=BATCH)


def add_bookings(rows: int, centre: Any, hosted: list[Any], at: datetime) -> None:
    """Bookings of an hour each in the centre's rooms, one after the other."""
    from organisations.models import Booking, Room

    rooms = list(Room.objects.filter(facility__centre=centre))
    first, have = at.replace(minute=0, second=0, microsecond=0), Booking.objects.count()
    _insert(
        Booking,
        (
            Booking(
                room=rooms[number % len(rooms)],
                organisation=hosted[number % len(hosted)],
                starts_at=first + timedelta(hours=number // len(rooms)),
                ends_at=first + timedelta(hours=number // len(rooms) + 1),
                purpose=f"排练{number}",
                state=Booking.State.CONFIRMED,
            )
            for number in range(have, rows)
        ),
    )


def add_staff(rows: int, hosted: list[Any], at: datetime) -> None:
    """Staff of the organisations, each an account of their own."""
    from django.contrib.auth import get_user_model

    from organisations.models import Membership

    have = Membership.objects.count()
    user = get_user_model()
    users = _insert(user, (user(username=f"staff-{number:06}", first_name="员工") for number in range(have, rows)))
    day = timezone.localdate(at)
    _insert(
        Membership,
        (
            Membership(user=one, organisation=hosted[number % len(hosted)], role="viewer", starts_on=day)
            for number, one in enumerate(users)
        ),
    )


def add_cases(rows: int, centre: Any, at: datetime) -> None:
    """Applications to join that wait with the centre."""
    from organisations.joining.applying import KIND, newest_of
    from portal.cases.models import Case, Workflow

    workflow = Workflow.objects.get(key=KIND)
    version, questions = workflow.newest, newest_of(workflow)
    day = timezone.localdate(at)
    _insert(
        Case,
        (
            Case(
                kind=KIND,
                reference=secrets.token_hex(8),
                title=f"申请组织{number}",
                holder_id=centre.pk,
                workflow=version,
                questions=questions,
                state="checking",
                phase="working",
                entered_at=at,
                begun_at=at,
                submitted_at=at,
                due_on=day + timedelta(days=number % 9),
            )
            for number in range(Case.objects.count(), rows)
        ),
    )


def add_volunteers(rows: int, hosted: list[Any], at: datetime) -> None:
    """Volunteers, each known to one organisation."""
    from events.models import Volunteer, Welcome
    from portal.accounts.models import Person

    have = Volunteer.objects.count()
    people = Person.objects.filter(volunteer=None).order_by("pk")[: rows - have]
    volunteers = _insert(
        Volunteer, (Volunteer(person=one, number=secrets.token_hex(6).upper(), started_at=at) for one in people)
    )
    _insert(
        Welcome,
        (
            Welcome(
                volunteer=one,
                organisation=hosted[number % len(hosted)],
                state="welcomed",
                asked_at=at,
                welcomed_at=at,
            )
            for number, one in enumerate(volunteers)
        ),
    )


def add_calls(rows: int, at: datetime) -> None:
    """Calls to be made to whoever is signed up."""
    from events.models import Call, Registration

    have = Call.objects.count()
    wanted = Registration.objects.select_related("event").filter(calls=None).order_by("pk")[: rows - have]
    _insert(
        Call,
        (
            Call(
                organisation_id=one.event.organisation_id,
                event=one.event,
                registration=one,
                key=f"bench:{one.pk}",
                fact="moved_up",
                reason=Call.Reason.values[0],
                subject="有名额了",
                words="请来电确认。",
                created_at=at,
            )
            for one in wanted
        ),
    )


def add_qualifications(rows: int, hosted: list[Any], at: datetime) -> None:
    """Qualifications that the organisations recorded."""
    from events.models import Qualification, QualificationKind
    from portal.accounts.models import Person

    kind = QualificationKind.objects.order_by("pk").first()
    have, day = Qualification.objects.count(), timezone.localdate(at)
    _insert(
        Qualification,
        (
            Qualification(
                person=one,
                kind=kind,
                organisation=hosted[number % len(hosted)],
                issuer="红十字会",
                obtained_on=day,
                checked_at=at,
            )
            for number, one in enumerate(Person.objects.order_by("pk")[have:rows])
        ),
    )
