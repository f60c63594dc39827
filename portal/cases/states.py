"""What kinds of states and moves may a workflow be made of? Which states there are, each workflow says itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Phase(models.TextChoices):
    """What a state is to the clock and to the applicant."""

    DRAFT = "draft", _("being written")
    WORKING = "working", _("being handled")
    CORRECTION = "correction", _("returned for correction")
    WAITING = "waiting", _("waiting")
    CLOSED = "closed", pgettext_lazy("kind of state", "closed")


class Does(models.TextChoices):
    """What a move does beside moving."""

    SUBMIT = "submit", _("hands in what was written")
    RETURN = "return", _("names fields that have to be corrected")
    CORRECT = "correct", _("hands in what was corrected")
    DECIDE = "decide", _("moves it on")
    WITHDRAW = "withdraw", _("withdraws it")


class Reason(models.TextChoices):
    """Does a move ask why?"""

    NONE = "none", _("not asked")
    OPTIONAL = "optional", _("may be given")
    REQUIRED = "required", _("has to be given")


#: Roles that every case has, whatever its kind: who hands it in, who writes with them, and the clock.
SUBMITTER, APPLICANT, SYSTEM = "submitter", "applicant", "system"
OWN_ROLES = frozenset({SUBMITTER, APPLICANT, SYSTEM})
#: In these somebody works on it and is answerable for the time.
TIMED = frozenset({Phase.WORKING, Phase.CORRECTION, Phase.WAITING})
