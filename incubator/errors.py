"""Why can this not be done at an incubator? Each refusal carries the sentence to show."""

from portal.refusals import Refusal


class NotYours(Refusal):
    """Somebody asks for what is another base's or another organisation's."""


class NotOpen(Refusal):
    """The call takes no applications now."""


class NotReady(Refusal):
    """Something is missing before a call can be published."""


class NotToReview(Refusal):
    """This reviewer cannot have this application, or it is not under review."""


class NotComplete(Refusal):
    """Something of the review is missing."""
