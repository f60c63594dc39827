"""How does a coordinator move somebody from one shift to another? Out of the one and into the other, or neither."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NoShift, NotAllowed
from events.models import Assignment, Shift
from events.permissions import can_roster
from events.seating import places
from events.states import AssignmentState
from events.volunteering import taking
from portal.timetable import diaries
from portal.transactions import repeated_when_lost


@repeated_when_lost
@transaction.atomic
def move_to(assignment: Assignment, shift: Shift, *, by: Any, at: datetime, override_reason: str = "") -> Assignment:
    """Move a volunteer into another shift; who waits for the first one moves up, and they are told the new one.

    The shift they leave does not count against it. Raises ``NotAllowed``, ``NoShift`` with all reasons, ``Full``.
    """
    for organisation_id in (assignment.shift.organisation_id, shift.organisation_id):
        if not can_roster(by, organisation_id):
            raise NotAllowed(_("You do not roster this organisation's volunteers."))
    if assignment.shift_id == shift.pk:
        return assignment
    diaries.lock([assignment.volunteer.person.diary_id])
    for pool_id in sorted((assignment.shift.pool_id, shift.pool_id)):
        places.lock_one(pool_id)
    left = taking.out(assignment, AssignmentState.RELEASED, by=by, at=at)
    if left is None:
        raise NoShift(_("This shift is not theirs any more."), reason="gone")
    return taking.place(shift, assignment.volunteer, by=by, at=at, override_reason=override_reason)
