"""Whom does a coordinator ask for a shift? Volunteers who may take it; an invitation holds no place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NotAllowed
from events.models import Assignment, Shift, Volunteer, Welcome
from events.permissions import can_roster
from events.states import AssignmentState
from events.volunteering import fitness, shift_messages, taking


@transaction.atomic
def invite(
    shift: Shift, volunteers: Sequence[Volunteer], *, answer_by: datetime | None, by: Any, at: datetime
) -> list[Assignment]:
    """Ask volunteers whether they take a shift, and tell them.

    Left out are those who are asked already, wait or are in it, and those who may not take it. ``person`` of each has
    to be at hand. Raises ``NotAllowed``, ``NoShift`` for a shift that is not open.
    """
    if not can_roster(by, shift.organisation_id):
        raise NotAllowed(_("You do not roster this organisation's volunteers."))
    if refusal := taking.closed(shift, at):
        raise refusal
    there = set(shift.assignments.live().values_list("volunteer_id", flat=True))
    known, need = fitness.known_of(volunteers, *shift.span), fitness.need_of(shift)
    asked = [one for one in volunteers if one.pk not in there and fitness.fits(known[one.pk], need)]
    rows = Assignment.objects.bulk_create(
        [
            Assignment(
                shift=shift,
                volunteer=one,
                state=AssignmentState.INVITED,
                way=Assignment.Way.INVITED,
                made_by=by,
                made_at=at,
                answer_by=answer_by,
            )
            for one in asked
        ]
    )
    Welcome.objects.filter(organisation=shift.organisation_id, volunteer__in=asked).update(asked_last_at=at)
    for row in rows:
        taking.note("shift.invited", row, by=by, at=at)
        shift_messages.tell_invited(row, at=at)
    return rows
