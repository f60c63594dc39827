"""Where does a call stand, and where a review? An application's own states are its workflow's."""

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
