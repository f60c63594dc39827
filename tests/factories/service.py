"""The day of a shift for tests: somebody who was in it, entries of hours, proofs."""

from datetime import date, datetime

from django.utils import timezone

from events.models import Assignment, HoursEntry, Shift, Volunteer
from events.volunteering import hours, taking
from organisations.models import Organisation
from tests import factories
from tests.factories.volunteers import make_shift, make_volunteer


def make_assignment(
    organisation: Organisation, volunteer: Volunteer | None = None, *, shift: Shift | None = None, **details
) -> Assignment:
    """Return somebody in a shift, taken now."""
    volunteer = volunteer or make_volunteer()
    shift = shift or make_shift(organisation, **details)
    return taking.take(shift, volunteer, by=volunteer.person.user, at=timezone.now())


def make_entry(
    volunteer: Volunteer, organisation: Organisation, minutes: int = 120, *, on: date | None = None, **details
) -> HoursEntry:
    """Return hours entered by hand that await approval."""
    at = details.pop("at", None) or timezone.now()
    return hours.enter(
        volunteer,
        organisation,
        on=on or timezone.localdate(at),
        minutes=minutes,
        content=details.pop("content", "图书整理"),
        reason="登记在纸上",
        by=factories.SYSTEM,
        at=at,
        **details,
    )


def at_clock(day: datetime, hour: int, minute: int = 0) -> datetime:
    """Return this time of the local day."""
    return timezone.localtime(day).replace(hour=hour, minute=minute, second=0, microsecond=0)
