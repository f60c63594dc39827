"""Why can something not be entered into the calendar?"""

from portal.refusals import Refusal


class NoSuchDates(Refusal):
    """A rule of repetition makes no sense; ``field`` names what has to change."""

    reason = "no_such_dates"

    def __init__(self, sentence, *, field: str = ""):
        super().__init__(sentence)
        self.field = field
