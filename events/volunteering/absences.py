"""Who was in a shift and did not come? As for residents: told, with a right of reply, and excused by staff.

Whoever was absent as often as the organisation's rule says waits for the coordinator's word on their next sign-up.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from events.models import Assignment, AssignmentMark, NoShow, Shift, VolunteerRule
from events.states import ARRIVED, ATTENDANCE_MARKS, AttendanceState, ShiftState
from events.volunteering import shift_messages
from portal.audit.recording import SYSTEM, record
from portal.transactions import repeated_when_lost

#: Paper is entered within this long after a shift; shifts before ``LOOKS_BACK`` are history.
GRACE, LOOKS_BACK = timedelta(hours=24), timedelta(days=30)
BATCH = 50


def count_absences(at: datetime) -> int:
    """Mark who was in a shift with a kept door and was not marked as absent, and note every absence; return how many.

    Kept is a door at which somebody was marked: where nobody was, nobody was looking. Tells each once. Safe to run
    twice at once: rows are locked, and a no-show is unique.
    """
    kept = Assignment.objects.filter(shift=OuterRef("shift")).exclude(mark=AttendanceState.EXPECTED)
    rows = (
        Assignment.objects.confirmed()
        .filter(no_show=None, excused_at=None, shift__state=ShiftState.OPEN)
        .filter(shift__ends_at__lte=at - GRACE, shift__ends_at__gt=at - LOOKS_BACK)
        .filter(Exists(kept), mark__in=[AttendanceState.EXPECTED, AttendanceState.ABSENT])
        .order_by("shift__ends_at", "pk")[:BATCH]
    )
    return sum(_noted(pk, at) for pk in list(rows.values_list("pk", flat=True)))


def need_a_word(volunteers: Iterable[int], organisation_id: int, at: datetime) -> set[int]:
    """Return those of these volunteers on whose next sign-up there the coordinator decides; two queries."""
    most, days = rule_of(organisation_id)
    if most is None:
        return set()
    counting = NoShow.objects.counting().in_shifts().since(at - timedelta(days=days))
    often = counting.filter(
        centre=organisation_id, assignment__volunteer__in=set(volunteers), happened_at__lte=at
    ).values("assignment__volunteer")
    return set(
        often.annotate(times=Count("pk")).filter(times__gte=most).values_list("assignment__volunteer", flat=True)
    )


def rule_of(organisation_id: int) -> tuple[int | None, int]:
    """Return how many absences count, within how many days; the usual ones where nothing was said."""
    rule = VolunteerRule.objects.filter(organisation=organisation_id).first()
    return (rule.absences, rule.absence_days) if rule else (VolunteerRule.ABSENCES, VolunteerRule.ABSENCE_DAYS)


@repeated_when_lost
@transaction.atomic
def _noted(pk: int, at: datetime) -> bool:
    row = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("shift__role", "shift__organisation", "shift__pool", "volunteer__person__user")
        .get(pk=pk)
    )
    if row.mark in ARRIVED or NoShow.objects.filter(assignment=row).exists():
        return False
    shift: Shift = row.shift
    if row.mark == AttendanceState.EXPECTED:
        ATTENDANCE_MARKS.move(row, AttendanceState.ABSENT)
        row.save(update_fields=["mark"])
        AssignmentMark.objects.create(assignment=row, mark=row.mark, way=AssignmentMark.Way.SYSTEM, made_at=at)
    no_show = NoShow.objects.create(
        assignment=row, person=row.volunteer.person, centre=shift.organisation, happened_at=shift.starts_at
    )
    record(
        "shift.absence_counted",
        no_show,
        by=SYSTEM,
        at=at,
        beneficiary_id=row.volunteer.person_id,
        organisation_id=shift.organisation_id,
        shift=shift.pk,
    )
    is_often = row.volunteer_id in need_a_word([row.volunteer_id], shift.organisation_id, at)
    shift_messages.tell([row], "absent", lambda words: _absent(words, is_often=is_often), at=at, path="/me/")
    return True


def _absent(words: dict[str, Any], *, is_often: bool) -> tuple[str, str]:
    said = _("%(name)s: you were in this shift and did not come. If something came up, please tell us on the page.")
    if is_often:
        said += " " + _("As this happened several times, the coordinator decides on the next sign-up.")
    return _("We missed you: %(role)s, %(when)s") % words, said % words
