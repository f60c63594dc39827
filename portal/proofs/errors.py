"""Why was an act on a proof refused?"""

from portal.refusals import Refusal


class NotAProof(Refusal):
    """There is no proof with this number, or what was typed is no number at all."""

    reason = "not_a_proof"


class TooManyTries(Refusal):
    """Too many numbers that do not exist were asked for from one place."""

    reason = "too_many_tries"


class NotInForce(Refusal):
    """The proof is revoked or replaced, so that nothing more can be done with it."""

    reason = "not_in_force"


class NotYours(Refusal):
    """The account neither holds the proof nor acts for whoever does; it looks missing to it."""

    reason = "not_yours"
