"""When do people meet about applications and placements? Entered in everybody's timetable, with minutes afterwards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incubator.errors import NotComplete, NotNow, NotYours
from incubator.models import Appointment, Attendee, Intake, Meeting, Placement, Review
from incubator.permissions import can_prepare, keeper_id_of, staff_of
from incubator.placement_messages import holders_of
from incubator.states import MEETING_MOVES, MeetingState, ReviewState
from organisations.permissions import Act
from portal.accounts.models import Person
from portal.audit.recording import record
from portal.outbox.queueing import tell
from portal.templatetags import when
from portal.timetable import diaries

SOURCE = "meeting"
LONGEST = timedelta(hours=10)
#: Less time than this between two places is a clash as well.
TRAVEL_GAP = timedelta(minutes=15)
#: What is about applications, before anybody has a place.
OF_A_CALL = (Meeting.Kind.PANEL, Meeting.Kind.VISIT)
STEPS = {
    "arranged": gettext_lazy("Meeting: %(kind)s, %(when)s"),
    "moved": gettext_lazy("Moved: %(kind)s, now %(when)s"),
    "called_off": gettext_lazy("Called off: %(kind)s, %(when)s"),
}


@dataclass(frozen=True)
class Plan:
    """When and where, and who is to come."""

    starts_at: datetime
    ends_at: datetime
    place: str
    people: Collection[Any]


def invitable(intake: Intake, placement: Placement | None, *, at: datetime) -> Sequence[Any]:
    """Return whom one can ask to a meeting: staff of the base, its reviewers of the call, or mentors and the placed."""
    today = timezone.localdate(at)
    found = {user.pk: user for act in (Act.WRITE, Act.APPROVE) for user in staff_of(intake.base, act)}
    appointed = Appointment.objects.valid_on(today).filter(base=intake.base_id)
    if placement is None:
        asked = Review.objects.filter(application__intake=intake).exclude(state=ReviewState.RECUSED)
        wanted = appointed.filter(role=Appointment.Role.REVIEWER, user__in=asked.values("reviewer"))
    else:
        wanted = appointed.filter(
            role=Appointment.Role.MENTOR, mentorings__placement=placement, mentorings__ends_on=None
        )
        found |= {user.pk: user for user in holders_of([placement], today)[placement.pk]}
    found |= {one.user_id: one.user for one in wanted.select_related("user__person")}
    people = get_user_model().objects.filter(pk__in=found, is_active=True).select_related("person").order_by("pk")
    return list(people)


@transaction.atomic
def arrange(
    intake: Intake,
    placement: Placement | None,
    plan: Plan,
    *,
    kind: str,
    is_despite_clash: bool = False,
    by: Any,
    at: datetime,
) -> Meeting:
    """Arrange a meeting, enter it in the timetable of all who are to come, and tell them.

    Mentors arrange those of their own placements. Raises ``NotYours``, ``NotComplete`` for a plan that makes no sense
    or clashes with what somebody has on, unless that is meant.
    """
    if not may_arrange(intake, placement, by, at):
        raise NotYours(_("You do not arrange meetings here."))
    _check(plan, intake, placement, at)
    meeting = Meeting.objects.create(
        kind=kind,
        intake=intake,
        placement=placement,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        place=plan.place.strip(),
        arranged_by=by if hasattr(by, "pk") else None,
        created_at=at,
    )
    Attendee.objects.bulk_create(Attendee(meeting=meeting, user=user) for user in plan.people)
    _enter_in_diaries(meeting, is_despite_clash=is_despite_clash)
    _record("meeting.arranged", meeting, by=by, at=at, people=len(plan.people))
    _tell(meeting, "arranged", at=at)
    return meeting


@transaction.atomic
def move(
    meeting: Meeting,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    is_despite_clash: bool,
    by: Any,
    at: datetime,
) -> Meeting:
    """Hold a meeting at another time or place. Raises ``NotYours``, ``NotNow``, ``NotComplete``."""
    meeting = _locked(meeting, by, at)
    people = [one.user for one in meeting.attendees.select_related("user")]
    _check(Plan(starts_at, ends_at, place, people), meeting.intake, meeting.placement, at, is_moved=True)
    meeting.starts_at, meeting.ends_at, meeting.place = starts_at, ends_at, place.strip()
    meeting.save()
    diaries.release(SOURCE, [meeting.pk])
    _enter_in_diaries(meeting, is_despite_clash=is_despite_clash)
    _record("meeting.moved", meeting, by=by, at=at)
    _tell(meeting, "moved", at=at)
    return meeting


@transaction.atomic
def call_off(meeting: Meeting, *, by: Any, at: datetime) -> Meeting:
    """Call a meeting off and strike it out. Raises ``NotYours``, ``NotNow``."""
    meeting = _locked(meeting, by, at)
    MEETING_MOVES.move(meeting, MeetingState.CALLED_OFF)
    meeting.save(update_fields=["state"])
    diaries.release(SOURCE, [meeting.pk])
    _record("meeting.called_off", meeting, by=by, at=at)
    _tell(meeting, "called_off", at=at)
    return meeting


@transaction.atomic
def write_minutes(meeting: Meeting, minutes: str, *, by: Any, at: datetime) -> Meeting:
    """Keep the minutes of a meeting that has begun; written again, they are replaced.

    Raises ``NotYours``, ``NotNow`` before it has begun, ``NotComplete``.
    """
    meeting = _locked(meeting, by, at, states=(MeetingState.ARRANGED, MeetingState.HELD))
    if at < meeting.starts_at:
        raise NotNow(_("Minutes are written when the meeting has begun."))
    if not minutes.strip():
        raise NotComplete(_("Please write what was said."), reason="minutes")
    if meeting.state != MeetingState.HELD:
        MEETING_MOVES.move(meeting, MeetingState.HELD)
    meeting.minutes = minutes.strip()[:5000]
    meeting.save(update_fields=["state", "minutes"])
    _record("meeting.minutes_written", meeting, by=by, at=at)
    return meeting


def may_arrange(intake: Intake, placement: Placement | None, user: Any, at: datetime) -> bool:
    """Return whether somebody arranges meetings here: the base, and of a placement its mentors."""
    if not hasattr(user, "pk") or can_prepare(user, intake.base):
        return True
    today = timezone.localdate(at)
    mentors = Appointment.objects.valid_on(today).filter(user=user, mentorings__placement=placement)
    return placement is not None and mentors.filter(mentorings__ends_on=None).exists()


def meetings_of(user: Any) -> QuerySet[Meeting]:
    """Return the meetings to which somebody was asked."""
    return Meeting.objects.attended_by(user)


def _check(plan: Plan, intake: Intake, placement: Placement | None, at: datetime, *, is_moved: bool = False) -> None:
    if not timedelta() < plan.ends_at - plan.starts_at <= LONGEST:
        raise NotComplete(_("Please check from when until when."), reason="ends_at")
    if plan.starts_at <= at and is_moved:
        raise NotComplete(_("This has passed."), reason="starts_at")
    if not plan.place.strip():
        raise NotComplete(_("Please say where."), reason="place")
    if not plan.people:
        raise NotComplete(_("Please choose who is to come."), reason="people")
    if not is_moved:
        allowed = {user.pk for user in invitable(intake, placement, at=at)}
        if {user.pk for user in plan.people} - allowed:
            raise NotComplete(_("Please choose only people who have to do with it."), reason="people")


def _enter_in_diaries(meeting: Meeting, *, is_despite_clash: bool) -> None:
    """Lock the diaries, look for clashes, enter the span; who has no diary is only told."""
    rows = Person.objects.filter(user__incubator_meetings__meeting=meeting).values_list("diary_id", "name")
    owners = dict(rows)
    diaries.lock(owners)
    span = (meeting.starts_at, meeting.ends_at)
    found = diaries.clashes(owners, [span], gap=TRAVEL_GAP, but_not=(SOURCE, [meeting.pk]))
    if found and not is_despite_clash:
        names = _(", ").join(sorted({owners[one.diary_id] for one in found}))
        raise NotComplete(_("Has something else at that time: %(names)s") % {"names": names}, reason="clash")
    diaries.commit(owners, [span], source=SOURCE, source_id=meeting.pk)


def _locked(meeting: Meeting, by: Any, at: datetime, *, states: Collection[str] = (MeetingState.ARRANGED,)) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("intake__base__parent__parent", "placement")
    meeting = rows.get(pk=meeting.pk)
    if not may_arrange(meeting.intake, meeting.placement, by, at):
        raise NotYours(_("You do not arrange meetings here."))
    if meeting.state not in states:
        raise NotNow(_("This meeting is over, or was called off."))
    return meeting


def _record(act: str, meeting: Meeting, *, by: Any, at: datetime, **facts: Any) -> None:
    record(act, meeting, by=by, at=at, organisation_id=keeper_id_of(meeting.intake.base), kind=meeting.kind, **facts)


def _tell(meeting: Meeting, step: str, *, at: datetime) -> None:
    """Tell everybody who is to come, each in their language."""
    for one in meeting.attendees.select_related("user"):
        with translation.override(one.user.language):
            words = {"kind": meeting.get_kind_display(), "when": when.day_and_time(meeting.starts_at)}
            tell(
                one.user,
                kind=f"meeting.{step}",
                subject=str(STEPS[step]) % words,
                body=f"{words['when']} – {when.clock(meeting.ends_at)}\n\n{meeting.place}",
                at=at,
                path=f"/incubator/meetings/{meeting.pk}/",
                key=f"meeting.{step}:{meeting.pk}:{at:%Y%m%d%H%M%S}:{one.user_id}",
            )
