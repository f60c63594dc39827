"""Until when, and who is late? Working days, that stop while the applicant corrects."""

from datetime import datetime

from django.utils import timezone

from portal.cases.definition import State
from portal.cases.models import Case
from portal.cases.states import Phase
from portal.timetable import working_days


def enter_state(case: Case, state: State, *, at: datetime) -> None:
    """Set the clock of a case that goes into a state, and stop that of the one it leaves for a correction.

    Coming back from the correction it goes on with the days that were left, with one at least: what was mended has
    to be looked at.
    """
    today = timezone.localdate(at)
    days = state.days
    if state.phase == Phase.CORRECTION and case.phase != Phase.CORRECTION:
        case.stopped_in = case.state
        case.days_left = working_days.between(today, case.due_on) if case.due_on else None
    elif case.stopped_in == state.id and case.phase == Phase.CORRECTION and case.days_left is not None:
        days = max(case.days_left, 1)
    if state.phase != Phase.CORRECTION:
        case.stopped_in, case.days_left = "", None
    deadline = working_days.after(today, days) if days else None
    case.due_on = deadline.on if deadline else None
    case.is_due_estimated = deadline.is_estimate if deadline else False
    case.entered_at, case.told_overdue_at, case.reminded_on = at, None, None


def is_over(case: Case, *, at: datetime) -> bool:
    """Return whether the days of the state that the case stands in are over: its last day has passed."""
    return case.is_overdue(timezone.localdate(at))
