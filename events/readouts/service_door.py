"""What does the person in charge of a shift see on the day? Who is expected, who is here, who has left."""

from dataclasses import dataclass
from datetime import datetime

from events.models import Assignment, AssignmentMark, Shift
from events.readouts.door import TONES
from events.states import ARRIVED, AttendanceState
from events.volunteering.shift_messages import what_for


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody in the shift, with a number to call when they are missing."""

    pk: int
    name: str
    phone: str
    mark: str
    came_at: datetime | None
    left_at: datetime | None

    @property
    def has_arrived(self) -> bool:
        return self.mark in ARRIVED

    @property
    def word(self) -> str:
        return str(AttendanceState(self.mark).label)

    @property
    def tone(self) -> str:
        return TONES[AttendanceState(self.mark)][0]

    @property
    def icon(self) -> str:
        return TONES[AttendanceState(self.mark)][1]


@dataclass(frozen=True, slots=True)
class ShiftDoor:
    """A shift on its day."""

    shift: Shift
    title: str
    people: tuple[Helper, ...]

    @property
    def here(self) -> int:
        return sum(one.has_arrived and one.left_at is None for one in self.people)


def shift_at_door(shift_id: int) -> Shift | None:
    """Return a shift as its door needs it, of an organisation that is active."""
    return Shift.objects.with_all().filter(pk=shift_id, organisation__state="active").first()


def door_of(shift: Shift) -> ShiftDoor:
    """Return who is in the shift, those not here yet first; one query."""
    rows = shift.assignments.confirmed().select_related("volunteer__person__user")
    people = [
        Helper(
            row.pk,
            row.volunteer.person.name,
            row.volunteer.person.contact_phone or getattr(row.volunteer.person.user, "phone", "") or "",
            row.mark,
            row.came_at,
            row.left_at,
        )
        for row in rows
    ]
    people.sort(key=lambda one: (one.mark != AttendanceState.EXPECTED, one.left_at is not None, one.name))
    return ShiftDoor(shift, what_for(shift), tuple(people))


def marks_of(row: Assignment) -> list[AssignmentMark]:
    """Return what was said of somebody, the newest first; one query."""
    return list(row.marks.select_related("made_by__person").order_by("-made_at", "-pk"))
