"""What follows when a missed shift is excused? Who waited for the coordinator's word moves up."""

from datetime import datetime
from typing import Any

from django.db import transaction

from events.models import Assignment, NoShow
from events.sign_up import no_shows
from events.volunteering import taking
from portal.transactions import repeated_when_lost


@repeated_when_lost
@transaction.atomic
def excuse(no_show: NoShow, *, by: Any, at: datetime) -> NoShow:
    """Let a missed shift count no more, and free places go to who waits; again: nothing changes.

    Raises ``NotAllowed``.
    """
    done = no_shows.excuse(no_show, by=by, at=at)
    waiting = Assignment.objects.waiting().filter(
        volunteer__person=done.person_id, shift__organisation=done.centre_id, shift__starts_at__gt=at
    )
    rows = waiting.select_related("shift__role", "shift__pool", "shift__organisation").order_by("shift__pool", "pk")
    for row in rows:
        taking.move_up(row.shift, by=by, at=at)
    return done
