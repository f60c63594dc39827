"""What does an adapter promise? Sent with a receipt, certainly not sent, or nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Receipt:
    """The provider took the message; ``provider_id`` is its own number for it."""

    provider_id: str


class NotSent(Exception):
    """The message has certainly not been sent. ``is_final``: trying again would be refused again."""

    def __init__(self, reason: str, *, is_final: bool = False):
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


class Unclear(Exception):
    """The request went out and no answer came back: the message may have been sent, or not."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Adapter(Protocol):
    """A way out for short messages."""

    def send(self, phone: str, template: str, variables: Mapping[str, str]) -> Receipt:
        """Send one message to ``phone`` (E.164); raise ``NotSent`` or ``Unclear``."""
        ...


def masked(phone: str) -> str:
    """Return a number as it may stand in a log: ``138****0001``."""
    digits = phone.removeprefix("+86")
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 10 else "****"
