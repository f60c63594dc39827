"""What does the roster show? Roles and days, in each the shifts with who is in them and how many are missing.

Rows of values and not model instances: two months of fifty roles are thousands of shifts.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Assignment, Shift, VolunteerRole
from events.readouts.calendar import midnight
from events.states import AssignmentState, ShiftState
from events.volunteering.alerts import short_soon
from organisations.permissions import Act, organisations_for
from portal.languages import in_reader_language

#: The spans one can choose, in days; any other number up to the last one is shown as well.
SPANS = (7, 14, 30, 60)
MOST_DAYS = 60
#: How many shifts short of people are named on the first page.
MOST_SHORT = 20


@dataclass(slots=True)
class Inside:
    """Somebody in a shift: the assignment and the name. ``is_overridden``: something was set aside for it."""

    pk: int
    name: str
    is_overridden: bool


@dataclass(slots=True)
class RosterShift:
    """A shift as the roster shows it; it ``starts_at`` a moment of the local clock."""

    pk: int
    role_id: int
    role: str
    starts_at: datetime
    ends_at: datetime
    title: str
    meeting_point: str
    state: str
    minimum: int
    wished: int
    taken: int
    waiting: int
    in_charge: str = ""
    phone: str = ""
    people: list[Inside] = field(default_factory=list)
    asked: int = 0

    @property
    def missing(self) -> int:
        """How many it cannot do without and does not have."""
        return max(0, self.minimum - self.taken)

    @property
    def is_off(self) -> bool:
        return self.state == ShiftState.CANCELLED

    @property
    def kind(self) -> str:
        """Return one word for its colour: off, short, open, full."""
        if self.is_off:
            return "off"
        return "short" if self.missing else "open" if self.taken < self.wished else "full"

    @property
    def gap(self) -> str:
        """Return the gap in words."""
        if self.is_off:
            return _("called off")
        if self.missing:
            return ngettext("%(count)d person missing", "%(count)d people missing", self.missing) % {
                "count": self.missing
            }
        free = self.wished - self.taken
        if free:
            return ngettext("room for %(count)d more", "room for %(count)d more", free) % {"count": free}
        return _("fully staffed")


@dataclass(slots=True)
class RosterDay:
    """A day with its shifts by role: pairs of the role's row, from 0, and the shifts."""

    on: date
    is_today: bool
    cells: list[tuple[int, str, list[RosterShift]]]


@dataclass(slots=True)
class Roster:
    """Roles as rows, days as columns; on a phone the days one after another."""

    first: date
    days: list[RosterDay]
    roles: list[str]
    missing: int

    @property
    def last(self) -> date:
        return self.days[-1].on

    @property
    def has_shifts(self) -> bool:
        return any(day.cells for day in self.days)


#: Read of a shift, in this order.
_FIELDS = (
    *("pk", "role_id", "starts_at", "ends_at", "state", "minimum"),
    *("pool__capacity", "pool__taken", "pool__waiting", "meeting_point", "meeting_point_en"),
    *("event__programme__title", "event__programme__title_en", "duty__name", "duty__name_en"),
    *("supervisor__first_name", "supervisor__person__name", "supervisor__phone"),
)


def shifts_between(organisations: Any, first: date, days: int) -> list[RosterShift]:
    """Return the shifts of these days with who is in them, in the order of time; three queries."""
    return _shifts_and_roles(organisations, first, days)[0]


def _shifts_and_roles(organisations: Any, first: date, days: int) -> tuple[list[RosterShift], dict[int, str]]:
    """Return the shifts, and the names of their roles by id, in the order in which roles are kept."""
    start, end = midnight(first), midnight(first + timedelta(days=days))
    shifts = Shift.objects.of_organisations(organisations).filter(starts_at__gte=start, starts_at__lt=end)
    read = list(shifts.order_by("starts_at", "pk").values_list(*_FIELDS))
    kept = VolunteerRole.objects.filter(pk__in={row[1] for row in read}).values_list("pk", "name", "name_en")
    roles = {pk: in_reader_language(name, name_en) for pk, name, name_en in kept}
    found: dict[int, RosterShift] = {}
    zone = timezone.get_current_timezone()
    for row in read:
        pk, role_id, starts_at, ends_at, state, minimum, wished, taken, waiting, point, point_en = row[:11]
        title = in_reader_language(row[11] or row[13] or "", row[12] or row[14] or "")
        found[pk] = RosterShift(
            *(
                pk,
                role_id,
                roles[role_id],
                starts_at.astimezone(zone),
                ends_at,
                title,
                in_reader_language(point, point_en),
            ),
            *(state, minimum, wished, taken, waiting, row[16] or row[15] or "", row[17] or ""),
        )
    rows = Assignment.objects.filter(
        shift__in=shifts, state__in=[AssignmentState.CONFIRMED, AssignmentState.INVITED]
    ).order_by("made_at", "pk")
    for pk, shift_id, state, reason, name in rows.values_list(
        "pk", "shift_id", "state", "override_reason", "volunteer__person__name"
    ):
        if state == AssignmentState.INVITED:
            found[shift_id].asked += 1
        else:
            found[shift_id].people.append(Inside(pk, name, bool(reason)))
    return list(found.values()), roles


def roster(organisations: Any, first: date, days: int, today: date) -> Roster:
    """Return the roster of these organisations for so many days from ``first``; three queries."""
    shifts, names = _shifts_and_roles(organisations, first, days)
    by_day: dict[date, dict[int, list[RosterShift]]] = defaultdict(lambda: defaultdict(list))
    for shift in shifts:
        by_day[shift.starts_at.date()][shift.role_id].append(shift)
    rows = {pk: number for number, pk in enumerate(names)}
    shown = [
        RosterDay(
            day,
            day == today,
            [(rows[pk], names[pk], by_day[day][pk]) for pk in sorted(by_day[day], key=rows.__getitem__)],
        )
        for day in (first + timedelta(days=number) for number in range(days))
    ]
    return Roster(first, shown, list(names.values()), sum(one.missing for one in shifts if not one.is_off))


def short_shifts(user: Any, at: datetime) -> list[Shift]:
    """Return the shifts of the next week with too few people that this member of staff rosters: their roles and
    times; one query.
    """
    short = short_soon(at, organisations_for(user, Act.ROSTER)).select_related(None).select_related("role")
    return list(short.only("starts_at", "ends_at", "role__name", "role__name_en")[:MOST_SHORT])
