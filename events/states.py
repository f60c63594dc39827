"""Which states can things be in, and what may follow what? Only operations assign one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lifecycle import Lifecycle


class EventState(models.TextChoices):
    """An event is held or called off; whether it shows is its page's matter."""

    SCHEDULED = "scheduled", _("scheduled")
    CANCELLED = "cancelled", _("cancelled")


class Allocation(models.TextChoices):
    """Who gets a place: whoever comes first, whoever is drawn, or whoever is accepted."""

    FIRST_COME = "first_come", _("first come, first served")
    BALLOT = "ballot", _("by ballot")
    APPROVAL = "approval", _("each sign-up is approved")


class Certified(models.TextChoices):
    """Whom an event certifies as having taken part, of those who came."""

    MOST = "most", _("whoever came to four fifths of the sessions")
    ALL = "all", _("whoever came to every session")
    SOME = "some", _("whoever came to so many sessions:")
    NOBODY = "nobody", _("nobody: this event has no certificate")


class StepResult(models.TextChoices):
    """How somebody did in one step of a qualification course."""

    PASSED = "passed", _("passed")
    NOT_PASSED = "not_passed", _("not passed")
    ABSENT = "absent", _("absent")


class CourseOutcome(models.TextChoices):
    """What somebody was told in the end; whoever did not pass may repeat a step, and pass."""

    PASSED = "passed", _("passed")
    NOT_PASSED = "not_passed", _("not passed")


class ProjectState(models.TextChoices):
    """A closed project's records are as they were; it can be opened again."""

    RUNNING = "running", _("running")
    CLOSED = "closed", _("project concluded")


class DossierState(models.TextChoices):
    """A dossier is made by the worker; one that is ready never changes."""

    ORDERED = "ordered", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be made")


class PartyState(models.TextChoices):
    """Where a sign-up stands. An offer is a hold: it counts as taken. Only ``waiting`` is the waiting list."""

    ENTERED = "entered", _("in the ballot")
    PENDING = "pending", _("awaiting approval")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("a place is offered")
    CONFIRMED = "confirmed", _("confirmed")
    CANCELLED = "cancelled", _("cancelled")
    LAPSED = "lapsed", _("offer lapsed")
    DECLINED = "declined", _("not accepted")


class AttendanceState(models.TextChoices):
    """How somebody's part in one session went; ``expected`` again after a mark was taken back."""

    EXPECTED = "expected", _("not here yet")
    PRESENT = "present", _("here")
    LATE = "late", _("late")
    LEAVE = "leave", _("on leave")
    ABSENT = "absent", _("absent")


class WishState(models.TextChoices):
    """Where a wish stands. ``new`` and ``hidden`` are for the centre and whoever asked alone."""

    NEW = "new", _("being looked at")
    OPEN = "open", _("open")
    LOOKING = "looking", _("we are looking for somebody")
    PASSED_ON = "passed_on", _("passed on to organisations")
    TAKEN = "taken", _("taken up")
    FULFILLED = "fulfilled", _("it is on")
    DECLINED = "declined", _("not possible")
    MERGED = "merged", _("joined with another")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CLOSED = "closed", _("closed")
    HIDDEN = "hidden", _("not shown")


class AlertState(models.TextChoices):
    """Where it stands that somebody says something was sold."""

    OPEN = "open", _("to be looked into")
    LOOKING = "looking", _("being looked into")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("taken back")


class CallState(models.TextChoices):
    """A call that staff make: to be made, made and answered, or without a reason any more."""

    OPEN = "open", _("to be called")
    DONE = "done", _("told")
    LAPSED = "lapsed", _("no longer needed")


class VolunteerState(models.TextChoices):
    """Whether somebody takes shifts. A volunteer who ended may begin again, with the same number."""

    ACTIVE = "active", _("active")
    PAUSED = "paused", _("taking a break")
    ENDED = "ended", _("no longer a volunteer")


class WelcomeState(models.TextChoices):
    """Where a volunteer stands with one organisation."""

    ASKED = "asked", _("asked to join")
    WELCOMED = "welcomed", _("welcomed")
    DECLINED = "declined", _("not taken in")
    LEFT = "left", _("left")


class ShiftState(models.TextChoices):
    """A draft is seen by staff alone."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    CANCELLED = "cancelled", _("cancelled")


class AssignmentState(models.TextChoices):
    """Where a volunteer stands with a shift. Only ``confirmed`` holds a place; an invitation does not."""

    INVITED = "invited", _("asked")
    WAITING = "waiting", _("on the waiting list")
    CONFIRMED = "confirmed", _("in")
    DECLINED = "declined", _("declined")
    LEFT = "left", _("stepped back")
    RELEASED = "released", _("released")


class StandInState(models.TextChoices):
    """Where the search for a stand-in stands."""

    OPEN = "open", _("looking for a stand-in")
    TAKEN = "taken", _("somebody said yes; awaiting approval")
    DONE = "done", _("has a stand-in")
    DECLINED = "declined", _("declined")
    REFUSED = "refused", _("not approved")
    WITHDRAWN = "withdrawn", _("taken back")


class HoursState(models.TextChoices):
    """Whether an entry of hours counts. What is decided stays so; mending is a new entry."""

    PROPOSED = "proposed", _("awaiting approval")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("not approved")


#: Came, in time or late.
ARRIVED = (AttendanceState.PRESENT, AttendanceState.LATE)
#: Signed up and not yet gone: one of these at most for a person and an event.
LIVE = (
    PartyState.ENTERED,
    PartyState.PENDING,
    PartyState.WAITING,
    PartyState.OFFERED,
    PartyState.CONFIRMED,
)
#: Belongs to an organisation, or asked to.
LIVE_WELCOMES = (WelcomeState.ASKED, WelcomeState.WELCOMED)
#: Is asked, waits or is in: one of these at most for a volunteer and a shift.
LIVE_ASSIGNMENTS = (AssignmentState.INVITED, AssignmentState.WAITING, AssignmentState.CONFIRMED)

#: Holds a place of its pool.
HOLDING = (PartyState.OFFERED, PartyState.CONFIRMED)

EVENT_MOVES = Lifecycle(
    {
        EventState.SCHEDULED: frozenset({EventState.CANCELLED}),
        EventState.CANCELLED: frozenset(),
    }
)
PARTY_MOVES = Lifecycle(
    {
        PartyState.ENTERED: frozenset({PartyState.CONFIRMED, PartyState.WAITING, PartyState.CANCELLED}),
        PartyState.PENDING: frozenset(
            {PartyState.CONFIRMED, PartyState.WAITING, PartyState.DECLINED, PartyState.CANCELLED}
        ),
        PartyState.WAITING: frozenset({PartyState.OFFERED, PartyState.CONFIRMED, PartyState.CANCELLED}),
        PartyState.OFFERED: frozenset({PartyState.CONFIRMED, PartyState.CANCELLED, PartyState.LAPSED}),
        PartyState.CONFIRMED: frozenset({PartyState.CANCELLED}),
        PartyState.CANCELLED: frozenset(),
        PartyState.LAPSED: frozenset(),
        PartyState.DECLINED: frozenset(),
    },
    begins=frozenset({PartyState.ENTERED, PartyState.PENDING, PartyState.WAITING, PartyState.CONFIRMED}),
)
#: What was published; the qualification that followed from passing is withdrawn on its own.
OUTCOME_MOVES = Lifecycle(
    {
        CourseOutcome.NOT_PASSED: frozenset({CourseOutcome.PASSED}),
        CourseOutcome.PASSED: frozenset(),
    },
    attribute="outcome",
    begins=frozenset({CourseOutcome.PASSED, CourseOutcome.NOT_PASSED}),
)
#: A mark at the door mends any other: people tap the wrong name, and paper is entered the day after.
ATTENDANCE_MOVES = Lifecycle({state: frozenset(AttendanceState) - {state} for state in AttendanceState})
#: The same in a volunteer's shift, where it is the assignment's ``mark``.
ATTENDANCE_MARKS = Lifecycle(ATTENDANCE_MOVES.moves, attribute="mark")

#: Neighbours can second it, and somebody still has to do something about it.
OPEN_WISHES = (WishState.OPEN, WishState.LOOKING, WishState.PASSED_ON, WishState.TAKEN)
#: Counts towards how many wishes one may have at a time.
UNSETTLED_WISHES = (WishState.NEW, *OPEN_WISHES)
#: Anybody may read it.
PUBLIC_WISHES = (*OPEN_WISHES, WishState.FULFILLED, WishState.DECLINED, WishState.CLOSED)
_ENDINGS = frozenset({WishState.DECLINED, WishState.MERGED, WishState.WITHDRAWN, WishState.CLOSED, WishState.HIDDEN})
WISH_MOVES = Lifecycle(
    {
        WishState.NEW: frozenset({WishState.OPEN}) | _ENDINGS,
        WishState.OPEN: frozenset({WishState.LOOKING, WishState.PASSED_ON}) | _ENDINGS,
        WishState.LOOKING: frozenset({WishState.PASSED_ON}) | _ENDINGS,
        WishState.PASSED_ON: frozenset({WishState.LOOKING, WishState.TAKEN}) | _ENDINGS,
        WishState.TAKEN: frozenset({WishState.PASSED_ON, WishState.FULFILLED, WishState.HIDDEN}),
        WishState.FULFILLED: frozenset({WishState.HIDDEN}),
        WishState.DECLINED: frozenset({WishState.HIDDEN}),
        WishState.CLOSED: frozenset({WishState.HIDDEN}),
        WishState.HIDDEN: frozenset({WishState.OPEN}),
        WishState.MERGED: frozenset(),
        WishState.WITHDRAWN: frozenset(),
    }
)
ALERT_MOVES = Lifecycle(
    {
        AlertState.OPEN: frozenset({AlertState.LOOKING, AlertState.ANSWERED, AlertState.WITHDRAWN}),
        AlertState.LOOKING: frozenset({AlertState.ANSWERED}),
        AlertState.ANSWERED: frozenset(),
        AlertState.WITHDRAWN: frozenset({AlertState.OPEN}),
    }
)
CALL_MOVES = Lifecycle(
    {
        CallState.OPEN: frozenset({CallState.DONE, CallState.LAPSED}),
        CallState.DONE: frozenset(),
        CallState.LAPSED: frozenset(),
    }
)
PROJECT_MOVES = Lifecycle(
    {
        ProjectState.RUNNING: frozenset({ProjectState.CLOSED}),
        ProjectState.CLOSED: frozenset({ProjectState.RUNNING}),
    }
)
DOSSIER_MOVES = Lifecycle(
    {
        DossierState.ORDERED: frozenset({DossierState.READY, DossierState.FAILED}),
        DossierState.READY: frozenset(),
        DossierState.FAILED: frozenset(),
    }
)
VOLUNTEER_MOVES = Lifecycle({state: frozenset(VolunteerState) - {state} for state in VolunteerState})
WELCOME_MOVES = Lifecycle(
    {
        WelcomeState.ASKED: frozenset({WelcomeState.WELCOMED, WelcomeState.DECLINED, WelcomeState.LEFT}),
        WelcomeState.WELCOMED: frozenset({WelcomeState.LEFT}),
        WelcomeState.DECLINED: frozenset({WelcomeState.ASKED, WelcomeState.WELCOMED}),
        WelcomeState.LEFT: frozenset({WelcomeState.ASKED, WelcomeState.WELCOMED}),
    },
    begins=frozenset({WelcomeState.ASKED, WelcomeState.WELCOMED}),
)
SHIFT_MOVES = Lifecycle(
    {
        ShiftState.DRAFT: frozenset({ShiftState.OPEN, ShiftState.CANCELLED}),
        ShiftState.OPEN: frozenset({ShiftState.CANCELLED}),
        ShiftState.CANCELLED: frozenset(),
    },
    begins=frozenset({ShiftState.DRAFT, ShiftState.OPEN}),
)
_GONE = frozenset({AssignmentState.LEFT, AssignmentState.RELEASED})
ASSIGNMENT_MOVES = Lifecycle(
    {
        AssignmentState.INVITED: frozenset(
            {AssignmentState.CONFIRMED, AssignmentState.WAITING, AssignmentState.DECLINED}
        )
        | _GONE,
        AssignmentState.WAITING: frozenset({AssignmentState.CONFIRMED}) | _GONE,
        AssignmentState.CONFIRMED: _GONE,
        AssignmentState.DECLINED: frozenset(),
        AssignmentState.LEFT: frozenset(),
        AssignmentState.RELEASED: frozenset(),
    },
    begins=frozenset({AssignmentState.INVITED, AssignmentState.WAITING, AssignmentState.CONFIRMED}),
)
STAND_IN_MOVES = Lifecycle(
    {
        StandInState.OPEN: frozenset(
            {StandInState.TAKEN, StandInState.DONE, StandInState.DECLINED, StandInState.WITHDRAWN}
        ),
        StandInState.TAKEN: frozenset(
            {StandInState.DONE, StandInState.REFUSED, StandInState.OPEN, StandInState.WITHDRAWN}
        ),
        StandInState.DONE: frozenset(),
        StandInState.DECLINED: frozenset(),
        StandInState.REFUSED: frozenset(),
        StandInState.WITHDRAWN: frozenset(),
    }
)
HOURS_MOVES = Lifecycle(
    {
        HoursState.PROPOSED: frozenset({HoursState.APPROVED, HoursState.REFUSED}),
        HoursState.APPROVED: frozenset(),
        HoursState.REFUSED: frozenset(),
    },
    begins=frozenset({HoursState.PROPOSED, HoursState.APPROVED}),
)
