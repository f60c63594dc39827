"""What does the clock do by itself? Tell who leads of what is overdue, remind applicants, make the moves of its own."""

from datetime import datetime, timedelta

import structlog
from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.audit.recording import SYSTEM
from portal.cases import telling
from portal.cases.errors import ChangedMeanwhile, NotNow, NotReady
from portal.cases.keeping import abandoned, discard, due_for_erasure, erase_due
from portal.cases.kinds import UnknownKind
from portal.cases.models import Case
from portal.cases.moving import move_case
from portal.cases.states import SYSTEM as CLOCK
from portal.cases.states import Phase
from portal.timetable import working_days

log = structlog.get_logger(__name__)
A_RUN = 200
#: How many working days before its end an applicant is reminded of a correction.
REMINDED_BEFORE = 2


def run(at: datetime) -> int:
    """Do what time asks for; return how many cases changed. Safe to run twice at once."""
    return sum(work(at) for work in (move_on, tell_overdue, remind, _keep))


def move_on(at: datetime) -> int:
    """Make the clock's own moves of cases whose days are over; return how many.

    One that a guard stands in the way of (an objection, say) is tried again until it can be made.
    """
    count = 0
    for case in _late(at).filter(Q(told_overdue_at=None) | ~Q(phase=Phase.WORKING))[:A_RUN]:
        for move in case.plan.moves_from(case.state):
            if CLOCK in move.roles and _moved(case, move.id, at):
                count += 1
                break
    return count


def tell_overdue(at: datetime) -> int:
    """Tell those who lead of what is overdue with the staff, once a state; return how many cases."""
    count = 0
    for case in _late(at).filter(told_overdue_at=None)[:A_RUN]:
        # One of two runners gets to tell; the keys of the messages would stop the other as well.
        if Case.objects.filter(pk=case.pk, step=case.step, told_overdue_at=None).update(told_overdue_at=at):
            count += 1
            if case.phase == Phase.WORKING:
                telling.tell_lead(case, at=at)
    return count


def remind(at: datetime) -> int:
    """Remind applicants whose correction ends within two working days; return how many cases."""
    today = timezone.localdate(at)
    last = working_days.after(today, REMINDED_BEFORE).on
    ending = Case.objects.filter(phase=Phase.CORRECTION, due_on__range=(today, last), reminded_on=None)
    count = 0
    for case in ending.filter(entered_at__lt=at - timedelta(days=1)).select_related("workflow")[:A_RUN]:
        if Case.objects.filter(pk=case.pk, step=case.step, reminded_on=None).update(reminded_on=today):
            telling.remind_writers(case, at=at)
            count += 1
    return count


def _keep(at: datetime) -> int:
    given_up = [discard(case, by=SYSTEM, at=at) for case in abandoned(at)]
    return erase_due(due_for_erasure(at), by=SYSTEM, at=at) + len(given_up)


def _late(at: datetime) -> QuerySet[Case]:
    late = Case.objects.overdue(timezone.localdate(at))
    return late.select_related("workflow", "questions").order_by("due_on", "pk")


def _moved(case: Case, key: str, at: datetime) -> bool:
    try:
        move_case(case, key, seen=case.step, by=SYSTEM, at=at)
    except (NotNow, NotReady, ChangedMeanwhile, UnknownKind) as refusal:
        log.info("case.not_moved", case=case.pk, move=key, reason=getattr(refusal, "reason", "unknown_kind"))
        return False
    return True
