"""Why was an act on an organisation, its staff or its rooms refused?"""

from portal.refusals import Refusal


class NotYours(Refusal):
    """The user has no such right for this organisation."""

    reason = "not_yours"


class StillInUse(Refusal):
    """Something planned depends on it."""

    reason = "still_in_use"
