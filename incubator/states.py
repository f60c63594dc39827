"""Where do a call, a review, a proposal, a placement stand? An application's own states are its workflow's."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.lifecycle import Lifecycle


class IntakeState(models.TextChoices):
    PREPARED = "prepared", _("being prepared")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", pgettext_lazy("state of a call", "closed")
    CALLED_OFF = "called_off", _("called off")


INTAKE_MOVES = Lifecycle(
    {
        IntakeState.PREPARED: frozenset({IntakeState.PUBLISHED, IntakeState.CALLED_OFF}),
        IntakeState.PUBLISHED: frozenset({IntakeState.CLOSED, IntakeState.CALLED_OFF}),
        IntakeState.CLOSED: frozenset(),
        IntakeState.CALLED_OFF: frozenset(),
    }
)


class ReviewState(models.TextChoices):
    ASSIGNED = "assigned", _("assigned")
    DRAFT = "draft", _("begun")
    SUBMITTED = "submitted", _("handed in")
    RECUSED = "recused", _("recused")


#: Drafts are saved and reviews revised as often as the reviewer likes; who has stepped back stays away.
REVIEW_MOVES = Lifecycle(
    {
        ReviewState.ASSIGNED: frozenset({ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RECUSED}),
        ReviewState.DRAFT: frozenset({ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RECUSED}),
        ReviewState.SUBMITTED: frozenset({ReviewState.SUBMITTED, ReviewState.RECUSED}),
        ReviewState.RECUSED: frozenset(),
    }
)
#: The state of an application's workflow in which reviewers score it.
REVIEWING = "reviewing"


class Verdict(models.TextChoices):
    """What becomes of an application; the workflow has a move for each."""

    ACCEPT = "accept", _("accept")
    RESERVE = "reserve", _("keep in reserve")
    REJECT = "reject", _("do not accept")


class AppointmentAnswer(models.TextChoices):
    """What somebody says who is appointed: until they accept, nothing follows from it."""

    ASKED = "asked", _("not answered yet")
    ACCEPTED = "accepted", pgettext_lazy("answer to an appointment", "accepted")
    DECLINED = "declined", pgettext_lazy("answer to an appointment", "declined")


APPOINTMENT_MOVES = Lifecycle(
    {
        AppointmentAnswer.ASKED: frozenset({AppointmentAnswer.ACCEPTED, AppointmentAnswer.DECLINED}),
        AppointmentAnswer.ACCEPTED: frozenset(),
        AppointmentAnswer.DECLINED: frozenset(),
    },
    attribute="answer",
)


class ProposalState(models.TextChoices):
    PREPARED = "prepared", _("being prepared")
    HANDED_OVER = "handed_over", _("with the authority")
    DECIDED = "decided", _("decided")


PROPOSAL_MOVES = Lifecycle(
    {
        ProposalState.PREPARED: frozenset({ProposalState.HANDED_OVER}),
        ProposalState.HANDED_OVER: frozenset({ProposalState.PREPARED, ProposalState.DECIDED}),
        ProposalState.DECIDED: frozenset(),
    }
)


class PlacementState(models.TextChoices):
    AGREEING = "agreeing", _("agreement to be signed")
    RUNNING = "running", _("incubating")
    LEAVING = "leaving", pgettext_lazy("state of a placement", "handing over")
    GRADUATED = "graduated", _("graduated")
    LEFT = "left", _("left early")
    NOT_TAKEN_UP = "not_taken_up", _("place not taken up")


PLACEMENT_MOVES = Lifecycle(
    {
        PlacementState.AGREEING: frozenset({PlacementState.RUNNING, PlacementState.NOT_TAKEN_UP}),
        PlacementState.RUNNING: frozenset({PlacementState.LEAVING, PlacementState.GRADUATED}),
        PlacementState.LEAVING: frozenset({PlacementState.LEFT}),
        PlacementState.GRADUATED: frozenset(),
        PlacementState.LEFT: frozenset(),
        PlacementState.NOT_TAKEN_UP: frozenset(),
    }
)
#: In these a placement holds one of its call's places.
TAKES_A_PLACE = (PlacementState.AGREEING, PlacementState.RUNNING, PlacementState.LEAVING)


class MilestoneState(models.TextChoices):
    PLANNED = "planned", _("to be reported")
    REPORTED = "reported", pgettext_lazy("state of a milestone", "being looked at")
    RETURNED = "returned", _("returned for correction")
    ACCEPTED = "accepted", _("found in order")
    DROPPED = "dropped", _("no longer wanted")


MILESTONE_MOVES = Lifecycle(
    {
        MilestoneState.PLANNED: frozenset({MilestoneState.REPORTED, MilestoneState.DROPPED}),
        MilestoneState.REPORTED: frozenset({MilestoneState.RETURNED, MilestoneState.ACCEPTED, MilestoneState.DROPPED}),
        MilestoneState.RETURNED: frozenset({MilestoneState.REPORTED, MilestoneState.DROPPED}),
        MilestoneState.ACCEPTED: frozenset(),
        MilestoneState.DROPPED: frozenset(),
    }
)


class MeetingState(models.TextChoices):
    ARRANGED = "arranged", _("arranged")
    HELD = "held", _("held")
    CALLED_OFF = "called_off", _("called off")


MEETING_MOVES = Lifecycle(
    {
        MeetingState.ARRANGED: frozenset({MeetingState.HELD, MeetingState.CALLED_OFF}),
        MeetingState.HELD: frozenset(),
        MeetingState.CALLED_OFF: frozenset(),
    }
)
#: Further states and moves of an application's workflow that operations name.
DECIDING, DECIDED, NOTICED = "deciding", "decided", "noticed"
#: Where an objection ends that was right.
UPHELD = "upheld"
PROPOSE, HAND_BACK, PUBLISH, STRIKE = "propose", "back", "publish", "strike"
DECIDING_MOVES = {Verdict.ACCEPT: "accept", Verdict.RESERVE: "keep", Verdict.REJECT: "refuse"}
