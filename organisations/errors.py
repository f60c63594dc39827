"""Why was an act on an organisation, its staff or its rooms refused?"""

from portal.refusals import Refusal


class NotYours(Refusal):
    """The user has no such right for this organisation."""

    reason = "not_yours"


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
