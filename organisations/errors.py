"""Why was an act on an organisation, its staff or its rooms refused?"""

from django.utils.functional import Promise

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


class Clash(Refusal):
    """A room is taken at that time. ``slot`` is the session that does not fit; ``each`` all of them, when several."""

    reason = "clash"

    def __init__(self, sentence, *, slot=None, each=()):
        super().__init__(sentence)
        self.slot = slot
        self.each = tuple(each) or (self,)


class CannotBook(Refusal):
    """A booking makes no sense as it is asked for; ``field`` names what has to change."""

    reason = "cannot_book"

    def __init__(self, sentence, *, field: str = ""):
        super().__init__(sentence)
        self.field = field


class AlreadyAnswered(Refusal):
    """The booking is not in the state that this act needs: somebody was quicker, or it was withdrawn."""

    reason = "already_answered"


class WrongPlace(Refusal):
    """An area cannot lie there, or cannot be what it is asked to be; ``field`` names what has to change."""

    reason = "wrong_place"

    def __init__(self, sentence, *, field: str = ""):
        super().__init__(sentence)
        self.field = field


class NoToken(Refusal):
    """The token is none, or it is no longer valid; ``reason`` says which to whoever has the right secret."""

    reason = "no_token"


class NotInScope(Refusal):
    """The token is valid, but not for this."""

    reason = "not_in_scope"


class TooManyFailures(Refusal):
    """Too many tokens that were none came from this address (HTTP 429)."""

    reason = "too_many_failures"


class StandardRefused(Refusal):
    """A target that nobody can promise; ``kind`` is the question it is for."""

    reason = "standard_refused"

    def __init__(self, sentence: str | Promise, *, kind: str):
        super().__init__(sentence)
        self.kind = kind


class ViewNotSaved(Refusal):
    """A view of a list cannot be kept like this."""

    reason = "view_not_saved"
