"""Volunteers, roles and shifts for tests."""

from datetime import date, datetime, timedelta
from itertools import count

from django.utils import timezone

from events.models import Shift, Volunteer, VolunteerRole, Welcome
from events.states import WelcomeState
from events.volunteering import shifts
from organisations.models import Organisation
from portal.accounts.models import Person
from tests import factories

_numbers = count(1)


def make_volunteer(person: Person | None = None, name: str = "王志愿", **details) -> Volunteer:
    """Return a volunteer; an adult with an account of their own unless said otherwise."""
    number = next(_numbers)
    if person is None:
        user = factories.make_user(f"volunteer{number}", f"+86139{number:08d}")
        person = factories.make_person(name, user=user, birth_date=date(1980, 5, 1))
    return Volunteer.objects.create(person=person, number=f"T{number:07d}", started_at=timezone.now(), **details)


def make_role(name: str = "签到引导", **details) -> VolunteerRole:
    """Return a role that everybody uses unless an organisation is named; ``requires`` are kinds of qualification."""
    requires = details.pop("requires", ())
    role = VolunteerRole.objects.create(name=name, **details)
    role.requires.set(requires)
    return role


def make_shift(
    organisation: Organisation,
    role: VolunteerRole | None = None,
    *,
    starts_at: datetime | None = None,
    hours: float = 2,
    minimum: int = 1,
    wished: int = 1,
    is_open: bool = True,
    **details,
) -> Shift:
    """Return a shift, in three days at nine unless said otherwise."""
    at = timezone.now()
    start = starts_at or (timezone.localtime(at) + timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    return shifts.make(
        organisation,
        role or make_role(),
        starts_at=start,
        ends_at=start + timedelta(hours=hours),
        wanted=shifts.Wanted(minimum, wished),
        details=details,
        by=factories.SYSTEM,
        at=at,
        is_open=is_open,
    )


def make_welcome(volunteer: Volunteer, organisation: Organisation, **details) -> Welcome:
    """Return that the organisation has welcomed the volunteer."""
    at = timezone.now()
    return Welcome.objects.create(
        volunteer=volunteer,
        organisation=organisation,
        asked_at=at,
        **{"state": WelcomeState.WELCOMED, "welcomed_at": at, **details},
    )
