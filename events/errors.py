"""Why was an act on an event refused?"""

from portal.refusals import Refusal


class Clash(Refusal):
    """The room is taken at that time. ``slot`` is the session that does not fit."""

    reason = "clash"

    def __init__(self, sentence, *, slot=None):
        super().__init__(sentence)
        self.slot = slot


class NotEligible(Refusal):
    """A person may not sign up; ``reason`` names why."""

    reason = "not_eligible"

    def __init__(self, sentence, *, reason: str = "", person_id: int | None = None):
        super().__init__(sentence, reason=reason)
        self.person_id = person_id


class SignUpClosed(Refusal):
    """Sign-up is not open now."""

    reason = "closed"


class Full(Refusal):
    """There is no place and no waiting list."""

    reason = "full"


class DifferentRequest(Refusal):
    """The request key was used before, with another body (HTTP 422)."""

    reason = "different_request"


class TooFewPlaces(Refusal):
    """More places are taken than there would be."""

    reason = "too_few_places"


class NoMandate(Refusal):
    """The account has no right to act for one of these people; they look missing to it."""

    reason = "no_mandate"


class NotAllowed(Refusal):
    """The user has no such right for this organisation."""

    reason = "not_allowed"


class NotWaiting(Refusal):
    """The words do not await approval (any more)."""

    reason = "not_waiting"


class WordsChanged(Refusal):
    """There is a newer version than the one that was looked at."""

    reason = "words_changed"


class EventOver(Refusal):
    """The event is over or called off."""

    reason = "event_over"
