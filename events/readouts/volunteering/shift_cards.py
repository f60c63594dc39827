"""What does a shift say of itself in a list? What for, which role, when, where, and how many hands are missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Assignment, Shift, Volunteer
from events.states import LIVE_ASSIGNMENTS, AssignmentState, ShiftState
from events.volunteering import fitness
from events.volunteering.shift_messages import what_for

#: Word, tone and icon of where a volunteer stands with a shift.
_STANDINGS = {
    AssignmentState.CONFIRMED: ("success", "success"),
    AssignmentState.WAITING: ("warning", "queue"),
    AssignmentState.INVITED: ("info", "talk"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a volunteer stands with a shift, as a chip shows it."""

    state: str
    word: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class ShiftCard:
    """A shift in a list, in the reader's language; ``reason`` is the first that stands against the volunteer."""

    pk: int
    what: str
    role: str
    starts_at: datetime
    ends_at: datetime
    place: str
    organisation: str
    taken: int
    wished: int
    minimum: int
    state: str
    is_over: bool
    standing: Standing | None
    name: str
    reason: str

    @property
    def day(self) -> date:
        """The local date under which it is listed."""
        return timezone.localdate(self.starts_at)

    @property
    def is_full(self) -> bool:
        return self.taken >= self.wished

    @property
    def needs_hands(self) -> bool:
        """Whether it cannot do with the people that it has."""
        return self.taken < self.minimum

    @property
    def places_words(self) -> str:
        """How many are still wished for, or that it is full."""
        left = self.wished - self.taken
        if left <= 0:
            return _("Full: you can wait")
        if self.needs_hands:
            short = self.minimum - self.taken
            return ngettext("%(n)d more is badly needed", "%(n)d more are badly needed", short) % {"n": short}
        return ngettext("%(n)d more is welcome", "%(n)d more are welcome", left) % {"n": left}


def standing_of(state: str) -> Standing | None:
    """Return the chip of a live assignment; None for any other."""
    if state not in LIVE_ASSIGNMENTS:
        return None
    words = {
        AssignmentState.CONFIRMED: _("You are in"),
        AssignmentState.WAITING: _("On the waiting list"),
        AssignmentState.INVITED: _("You are asked"),
    }
    tone, icon = _STANDINGS[AssignmentState(state)]
    return Standing(state, words[AssignmentState(state)], tone, icon)


def cards(shifts: Sequence[Shift], volunteer: Volunteer | None, *, at: datetime) -> list[ShiftCard]:
    """Return these shifts as cards for one volunteer, or for nobody; at most eight queries however many."""
    known, needs, states = judged(shifts, volunteer)
    return [
        card(
            shift,
            at=at,
            state=states.get(shift.pk, ""),
            reason=_first_reason(shift, known, needs) if known else "",
        )
        for shift in shifts
    ]


def judged(
    shifts: Sequence[Shift], volunteer: Volunteer | None
) -> tuple[fitness.Known | None, Mapping[int, fitness.Need], Mapping[int, str]]:
    """Return what is known of the volunteer, what the shifts ask, and where they stand with each."""
    if volunteer is None or not shifts:
        return None, {}, {}
    first, last = min(one.starts_at for one in shifts), max(one.ends_at for one in shifts)
    known = fitness.known_of([volunteer], first, last)[volunteer.pk]
    mine = Assignment.objects.live().filter(volunteer=volunteer, shift__in=[one.pk for one in shifts])
    return known, fitness.needs_of(shifts), dict(mine.values_list("shift_id", "state"))


def card(shift: Shift, *, at: datetime, state: str = "", reason: str = "", name: str = "") -> ShiftCard:
    """Return one shift as a card; its role, pool, organisation, centre and event have to be at hand."""
    return ShiftCard(
        pk=shift.pk,
        what=what_for(shift),
        role=shift.role.local_name,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        place=place_of(shift),
        organisation=shift.organisation.local_name,
        taken=shift.pool.taken,
        wished=shift.pool.capacity,
        minimum=shift.minimum,
        state=shift.state,
        is_over=shift.ends_at <= at,
        standing=standing_of(state),
        name=name,
        reason="" if state in (AssignmentState.CONFIRMED, AssignmentState.WAITING) else reason,
    )


def place_of(shift: Shift) -> str:
    """Return the meeting point, and the centre where there is one."""
    centre = shift.centre.local_name if shift.centre else ""
    return " · ".join(part for part in (shift.local_meeting_point, centre) if part)


def is_open(shift: Shift, at: datetime) -> bool:
    """Return whether somebody can still come into it."""
    return shift.state == ShiftState.OPEN and at < shift.starts_at


def _first_reason(shift: Shift, known: Any, needs: Mapping[int, fitness.Need]) -> str:
    found = fitness.first_reason(known, needs[shift.pk], shift)
    return str(found.sentence) if found else ""
