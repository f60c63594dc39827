"""What does a WeChat adapter promise? What an SMS adapter does, with an address to open and a number that repeats."""

from collections.abc import Mapping
from typing import Protocol

from portal.sms.transport import NotSent, Receipt, Unclear

__all__ = ["Adapter", "NotSent", "Receipt", "Unclear"]


class Adapter(Protocol):
    """A way into WeChat."""

    def send(self, open_id: str, template: str, facts: Mapping[str, str], *, url: str, number: str) -> Receipt:
        """Send one template message; ``number`` is the same when it is sent again, and WeChat shows it once.

        Raises ``NotSent`` or ``Unclear``.
        """
        ...

    def open_id_of(self, code: str) -> str:
        """Return whom the code of an authorisation stands for; raise ``NotSent``."""
        ...
