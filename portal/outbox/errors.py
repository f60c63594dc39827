"""Why was a text or a choice of ways refused?"""

from portal.refusals import Refusal


class BadText(Refusal):
    """A text names a placeholder that is not there, or leaves one out that has to be; ``field`` and ``language``
    say which text."""

    reason = "bad_text"

    def __init__(self, sentence, *, field: str, reason: str = "", language: str = ""):
        super().__init__(sentence, reason=reason)
        self.field = field
        self.language = language


class NoWeChat(Refusal):
    """The WeChat account could not be linked: it is another account's, or WeChat did not answer."""

    reason = "no_wechat"
