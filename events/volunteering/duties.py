"""What is needed every week and is no programme? Standing duties, and their shifts, made some weeks ahead."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import NotAllowed, ShiftRefused
from events.models import Shift, StandingDuty
from events.permissions import can_roster
from events.states import ShiftState
from events.volunteering import shifts
from organisations.models import Closure, Organisation
from portal.audit.recording import SYSTEM, record
from portal.timetable import holidays
from portal.timetable.models import Holiday

AHEAD = timedelta(weeks=4)
#: What the shifts of a duty take over from it.
TAKEN_OVER = ("meeting_point", "meeting_point_en", "supervisor")


@transaction.atomic
def make_duty(organisation: Organisation, *, facts: Mapping[str, Any], by: Any, at: datetime) -> StandingDuty:
    """Make a standing duty and its shifts of the coming weeks. Raises ``NotAllowed``, ``ShiftRefused``."""
    duty = StandingDuty(organisation=organisation, **facts)
    _refuse(duty, by)
    duty.save()
    record("duty.made", duty, by=by, at=at, organisation_id=organisation.pk, fields=sorted(facts))
    _make_shifts(duty, at)
    return duty


@transaction.atomic
def change_duty(duty: StandingDuty, *, facts: Mapping[str, Any], by: Any, at: datetime) -> StandingDuty:
    """Change names, numbers, meeting point and supervisor, of the shifts to come too.

    Days and times stay: another time is another duty. Raises ``NotAllowed``, ``ShiftRefused``, ``TooFewPlaces``.
    """
    row = StandingDuty.objects.select_for_update().get(pk=duty.pk)
    for name, value in facts.items():
        setattr(row, name, value)
    _refuse(row, by)
    row.save()
    record("duty.changed", row, by=by, at=at, organisation_id=row.organisation_id, fields=sorted(facts))
    details = {name: getattr(row, name) for name in TAKEN_OVER}
    wanted = shifts.Wanted(row.minimum, row.wished)
    for shift in _to_come(row, at):
        shifts.change(shift, wanted=wanted, details=details, by=by, at=at)
    return row


@transaction.atomic
def end_duty(duty: StandingDuty, *, last_day: date, note: str = "", by: Any, at: datetime) -> StandingDuty:
    """End a duty with this day; its later shifts are called off, and whoever is in them is told the note.

    Raises ``NotAllowed``, and ``ShiftRefused`` for a day that has passed.
    """
    row = StandingDuty.objects.select_for_update().get(pk=duty.pk)
    _refuse(row, by)
    if last_day < timezone.localdate(at) - timedelta(days=1):
        raise ShiftRefused(_("This day has passed."), field="last_day")
    row.ends_on = last_day
    row.save()
    record("duty.ended", row, by=by, at=at, organisation_id=row.organisation_id, last_day=last_day.isoformat())
    for shift in _to_come(row, at):
        if timezone.localdate(shift.starts_at) > last_day:
            shifts.cancel(shift, note=note, by=by, at=at)
    return row


def make_ahead(at: datetime) -> int:
    """Make the shifts of the coming weeks that are missing; return how many. Safe to run twice at once."""
    today, count = timezone.localdate(at), 0
    due = StandingDuty.objects.exclude(ends_on__lt=today).exclude(made_until__gte=today + AHEAD)
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            count += _make_shifts(StandingDuty.objects.select_for_update().get(pk=pk), at)
    return count


def _make_shifts(duty: StandingDuty, at: datetime) -> int:
    """Make the shifts after those made before, and remember up to which day: what was called off does not return."""
    today = timezone.localdate(at)
    first = max(filter(None, (duty.starts_on, today, duty.made_until and duty.made_until + timedelta(days=1))))
    last = min(filter(None, (today + AHEAD, duty.ends_on)))
    centre, made = centre_of(duty.organisation), 0
    for starts_at, ends_at in occasions(duty, first, last):
        if starts_at <= at:
            continue
        details = {name: getattr(duty, name) for name in TAKEN_OVER} | {"duty": duty, "centre": centre}
        shifts.make(
            duty.organisation,
            duty.role,
            starts_at=starts_at,
            ends_at=ends_at,
            wanted=shifts.Wanted(duty.minimum, duty.wished),
            details=details,
            by=SYSTEM,
            at=at,
        )
        made += 1
    duty.made_until = max(filter(None, (duty.made_until, last)))
    duty.save(update_fields=["made_until"])
    return made


def occasions(duty: StandingDuty, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield the times of the duty on these days, both included: without holidays and closures of the centre."""
    off = {day for day, one in holidays.between(first, last).items() if one.kind == Holiday.Kind.HOLIDAY}
    centre = centre_of(duty.organisation)
    closed = list(Closure.objects.filter(centre=centre, room=None).values_list("starts_at", "ends_at"))
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() not in duty.weekdays or day in off:
            continue
        starts_at = timezone.make_aware(datetime.combine(day, duty.starts))
        ends_at = starts_at + timedelta(minutes=duty.minutes)
        if not any(start < ends_at and end > starts_at for start, end in closed):
            yield starts_at, ends_at


def centre_of(organisation: Organisation) -> Organisation | None:
    """Return the centre whose closures concern an organisation: itself, or its home centre."""
    return organisation if organisation.kind == Organisation.Kind.CENTRE else organisation.home_centre


def _to_come(duty: StandingDuty, at: datetime) -> list[Shift]:
    return list(duty.shifts.exclude(state=ShiftState.CANCELLED).upcoming(at).select_related("pool"))


def _refuse(duty: StandingDuty, by: Any) -> None:
    if hasattr(by, "pk") and not can_roster(by, duty.organisation_id):
        raise NotAllowed(_("You do not roster this organisation's volunteers."))
    if duty.role.organisation_id not in (None, duty.organisation_id):
        raise ShiftRefused(_("This role belongs to another organisation."), field="role")
    if duty.minimum > duty.wished:
        raise ShiftRefused(_("More are needed at least than are wished for."), field="minimum")
    if not duty.weekdays:
        raise ShiftRefused(_("Please choose at least one day of the week."), field="weekdays")
    if duty.ends_on and duty.ends_on < duty.starts_on:
        raise ShiftRefused(_("The last day is before the first."), field="ends_on")
