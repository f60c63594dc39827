"""Why can this not be done at an incubator? Each refusal carries the sentence to show."""

from portal.refusals import Refusal


class NotYours(Refusal):
    """Somebody asks for what is another base's or another organisation's."""


class NotOpen(Refusal):
    """The call takes no applications now."""


class NotReady(Refusal):
    """Something is missing before a call can be published."""


class ChangedMeanwhile(Refusal):
    """Somebody else has changed it since the page was opened."""


class NotToReview(Refusal):
    """This reviewer cannot have this application, or it is not under review."""


class NotComplete(Refusal):
    """Something of the review is missing."""


class NotDecided(Refusal):
    """Something is in the way of a decision: it is not complete, or it stands elsewhere."""


class NoPlace(Refusal):
    """All places of the call are taken."""


class NotNow(Refusal):
    """The placement, the milestone or the meeting stands elsewhere."""
