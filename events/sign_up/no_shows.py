"""Who had a place and did not come? After a checked session they are absent; a centre's rule says what follows.

A no-show counts for as many days as the rule says, not when it was excused, and not any more when it turns out that
they came: it hangs on the attendance.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from events.errors import NoMandate, NotAllowed
from events.messages import recipients
from events.messages.recipients import centre_of
from events.messages.telling import notice
from events.models import Attendance, Event, NoShow, NoShowRule, Registration, Session
from events.permissions import can_manage_event, can_roster, may_act_for
from events.states import ATTENDANCE_MOVES, AttendanceState
from organisations.models import Organisation
from organisations.permissions import Act, may
from portal.audit.recording import SYSTEM, record
from portal.outbox import texts
from portal.outbox.queueing import Notice, tell_each

#: Paper is entered and devices send what they kept within this long after a session.
GRACE = timedelta(hours=24)
#: Sessions before this are history.
LOOKS_BACK = timedelta(days=30)
BATCH = 20


def count_absences(at: datetime) -> int:
    """Mark who had a place in a checked session and was not marked as absent; return how many. Tells them once.

    Checked is a session in which somebody was marked as here: where nobody was, nobody was looking. Safe to run twice
    at once: people are locked, and both rows are unique.
    """
    checked = Attendance.objects.arrived().filter(session=OuterRef("pk"))
    said = Attendance.objects.filter(registration=OuterRef("pk"), session=OuterRef(OuterRef("pk")))
    unsaid = Registration.objects.confirmed().filter(
        ~Exists(said.exclude(state=AttendanceState.EXPECTED)),
        event=OuterRef("event"),
        party__confirmed_at__lt=OuterRef("starts_at"),
    )
    unnoted = Attendance.objects.filter(session=OuterRef("pk"), state=AttendanceState.ABSENT, no_show=None)
    sessions = (
        Session.objects.scheduled()
        .filter(Exists(checked), Exists(unsaid) | Exists(unnoted))
        .filter(ends_at__lte=at - GRACE, ends_at__gt=at - LOOKS_BACK)
        .select_related("event__programme", "event__organisation")
        .order_by("ends_at")[:BATCH]
    )
    return sum(_count(session, at) for session in sessions)


def waits_only(person_ids: Iterable[int], rule: NoShowRule | None, at: datetime) -> set[int]:
    """Return who of these people may, by a centre's rule, join the waiting list only; one query where it has a rule."""
    if rule is None:
        return set()
    counting = NoShow.objects.counting().in_sessions().of_people(set(person_ids)).since(at - timedelta(days=rule.days))
    here = counting.filter(centre=rule.centre_id, happened_at__lte=at)
    per_person = here.values("person").annotate(times=Count("pk"))
    return set(per_person.filter(times__gte=rule.count).values_list("person", flat=True))


@transaction.atomic
def reply(no_show: NoShow, text: str, *, by: Any, at: datetime) -> NoShow:
    """Write down what the person, or whoever acts for them, has to say; staff read it. Raises ``NoMandate``."""
    if not may_act_for(by, [no_show.person_id], at):
        raise NoMandate(_("You cannot answer for this person."))
    no_show.reply, no_show.replied_at = text, at
    no_show.save(update_fields=["reply", "replied_at"])
    record("no_show.replied", no_show, by=by, at=at, beneficiary_id=no_show.person_id)
    return no_show


@transaction.atomic
def excuse(no_show: NoShow, *, by: Any, at: datetime) -> NoShow:
    """Let a no-show count no more; doing it again changes nothing. Raises ``NotAllowed``."""
    organisation_id, may_excuse = _answering(no_show, by, at)
    if not may_excuse:
        raise NotAllowed(_("You cannot excuse this."))
    if NoShow.objects.filter(pk=no_show.pk, excused_at=None).update(excused_at=at, excused_by=by):
        record(
            "no_show.excused",
            no_show,
            by=by,
            at=at,
            beneficiary_id=no_show.person_id,
            organisation_id=organisation_id,
        )
    no_show.refresh_from_db()
    return no_show


@transaction.atomic
def set_rule(centre: Organisation, *, count: int | None, days: int, by: Any, at: datetime) -> NoShowRule | None:
    """Set a centre's rule, or with ``count`` None have none. Raises ``NotAllowed`` for who is no officer of it."""
    if not may(by, Act.APPROVE, centre.pk):
        raise NotAllowed(_("Only the centre's officers set its rules."))
    if count is None:
        NoShowRule.objects.filter(centre=centre).delete()
        record("no_show_rule.ended", centre, by=by, at=at, organisation_id=centre.pk)
        return None
    rule, _is_new = NoShowRule.objects.update_or_create(centre=centre, defaults={"count": count, "days": days})
    record("no_show_rule.set", rule, by=by, at=at, organisation_id=centre.pk, count=count, days=days)
    return rule


def _answering(no_show: NoShow, by: Any, at: datetime) -> tuple[int, bool]:
    """Return the organisation where it happened, and whether this user may excuse it there."""
    if no_show.assignment:
        organisation_id = no_show.assignment.shift.organisation_id
        return organisation_id, can_roster(by, organisation_id)
    event = Event.objects.get(sessions__attendances__no_show=no_show)
    return event.organisation_id, can_manage_event(by, event, at)


def _missing(session: Session) -> QuerySet[Registration]:
    """Return the registrations that had a place when the session began and of whom nobody has said anything."""
    said = Attendance.objects.filter(session=session).exclude(state=AttendanceState.EXPECTED)
    had_a_place = Registration.objects.confirmed().filter(
        event=session.event_id, party__confirmed_at__lt=session.starts_at
    )
    return had_a_place.exclude(pk__in=said.values("registration"))


@transaction.atomic
def _count(session: Session, at: datetime) -> int:
    rows = list(_missing(session).select_for_update(of=("self",), no_key=True).order_by("pk"))
    # Read under the lock: a mark may have come in meanwhile, or one was taken back before.
    standing = Attendance.objects.filter(session=session, registration__in=rows)
    known = {attendance.registration_id: attendance for attendance in standing}
    count = 0
    for row in rows:
        attendance = known.get(row.pk) or Attendance(registration=row, session=session, state=AttendanceState.EXPECTED)
        if attendance.state == AttendanceState.EXPECTED:
            ATTENDANCE_MOVES.move(attendance, AttendanceState.ABSENT)
            attendance.way, attendance.marked_at = Attendance.Way.SYSTEM, session.ends_at
            attendance.save()
            count += 1
    absences = _note(session)
    if count:
        organisation_id = session.event.organisation_id
        record("session.absences_counted", session, by=SYSTEM, at=at, organisation_id=organisation_id, people=count)
    if NoShowRule.objects.filter(centre=centre_of(session.event)).exists():
        tell_each(_notices(absences, session, at), at=at)
    return count


def _note(session: Session) -> list[NoShow]:
    """Write a no-show for every absence of the session that has none, staff's marks among them; return those."""
    absent = Attendance.objects.filter(session=session, state=AttendanceState.ABSENT, no_show=None)
    NoShow.objects.bulk_create(
        [
            NoShow(
                attendance=attendance,
                person_id=attendance.registration.person_id,
                centre_id=centre_of(session.event),
                happened_at=session.starts_at,
            )
            for attendance in absent.select_related("registration")
        ],
        ignore_conflicts=True,
    )
    of_session = NoShow.objects.filter(attendance__session=session).select_related(
        "attendance__registration__person", "attendance__registration__party__made_by"
    )
    return list(of_session)


def _notices(absences: Sequence[NoShow], session: Session, at: datetime) -> list[Notice]:
    """Return what each account concerned is told, a notice for each absence."""
    event, written = session.event, texts.read(["no_show"], [centre_of(session.event)])
    of_registration = {absence.attendance.registration_id: absence for absence in absences if absence.attendance}
    hearing = recipients.of([absence.attendance.registration for absence in absences if absence.attendance])
    return [
        notice(
            "no_show",
            account,
            [row],
            event=event,
            written=written,
            at=at,
            kind="no_show",
            path="/me/",
            key=f"no_show:{of_registration[row.pk].pk}:{account.pk}",
            when=session.starts_at,
            where=session.local_place,
        )
        for account, rows in hearing.accounts.items()
        for row in rows
    ]
