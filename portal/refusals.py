"""Why was an act refused? Every refusal carries what to tell the person; the apps derive their own."""

from django.utils.functional import Promise


class Refusal(Exception):
    """An act that is not allowed now.

    ``reason`` names why (stable, for code and figures); ``sentence`` tells the person, in their language.
    """

    reason = "refused"

    def __init__(self, sentence: str | Promise, *, reason: str = ""):
        super().__init__(reason or self.reason)
        self.sentence = sentence
        self.reason = reason or self.reason
