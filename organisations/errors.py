"""Why was an act on an organisation, its staff or its rooms refused?"""

from portal.refusals import Refusal


class NotYours(Refusal):
    """The user has no such right for this organisation."""

    reason = "not_yours"


class LastOwner(Refusal):
    """Nobody of its own would be left who manages the organisation."""

    reason = "last_owner"


class NoSuchDays(Refusal):
    """A role cannot end before it begins."""

    reason = "no_such_days"


class AlreadyStaff(Refusal):
    """The number belongs to somebody who has this role already."""

    reason = "already_staff"


class NotWaitingForYou(Refusal):
    """The invitation is settled, lapsed, or meant for another number."""

    reason = "not_waiting_for_you"


class NotPossible(Refusal):
    """Something that was entered stands in the way; the sentence says what."""

    reason = "not_possible"


class StillInUse(Refusal):
    """Something planned depends on it."""

    reason = "still_in_use"


class NoToken(Refusal):
    """The token is none, or it is no longer valid; ``reason`` says which to whoever has the right secret."""

    reason = "no_token"


class NotInScope(Refusal):
    """The token is valid, but not for this."""

    reason = "not_in_scope"


class TooManyFailures(Refusal):
    """Too many tokens that were none came from this address (HTTP 429)."""

    reason = "too_many_failures"
