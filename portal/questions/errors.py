"""Why was a set of questions, or a file, refused?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one question (its id, or nothing for the set as a whole)."""

    question: str
    sentence: str | Promise


class NotWellFormed(Refusal):
    """The questions cannot be asked like this; ``faults`` names everything that has to change."""

    reason = "not_well_formed"

    def __init__(self, faults: Sequence[Fault]):
        super().__init__(_("The questions cannot be saved like this."))
        self.faults = tuple(faults)


class ChangedMeanwhile(Refusal):
    """Somebody else saved a newer version."""

    reason = "changed_meanwhile"


class FileRefused(Refusal):
    """The file is not what it says, or too large."""

    reason = "file_refused"
