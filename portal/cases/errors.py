"""Why was an act on a case, or a workflow, refused?"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from portal.questions.errors import Fault
from portal.refusals import Refusal


class NotYours(Refusal):
    """Whoever asks has no such role in this case."""

    reason = "not_yours"


class NotNow(Refusal):
    """The case's workflow has no such move from where it stands."""

    reason = "not_now"


class ChangedMeanwhile(Refusal):
    """Somebody else has moved the case since the page was opened."""

    reason = "changed_meanwhile"


class NotReady(Refusal):
    """Something has to be done before this move: a guard says what."""

    reason = "not_ready"


class ReasonMissing(Refusal):
    """This move needs a reason in words, or the fields that are at fault."""

    reason = "reason_missing"


class WorkflowNotWellFormed(Refusal):
    """A workflow cannot be used like this; ``faults`` names everything, each with the state or move it is about."""

    reason = "not_well_formed"

    def __init__(self, faults: Sequence[Fault]):
        super().__init__(_("The workflow cannot be saved like this."))
        self.faults = tuple(faults)
