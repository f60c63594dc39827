"""What did a test send? Messages stay in a list, as Django keeps a test's e-mail."""

from collections.abc import Mapping
from typing import NamedTuple

from portal.sms.transport import Receipt


class Sent(NamedTuple):
    phone: str
    template: str
    variables: dict[str, str]


#: What was sent since the list was last cleared.
messages: list[Sent] = []


class Memory:
    """Keeps messages in ``messages``; for tests."""

    def send(self, phone: str, template: str, variables: Mapping[str, str]) -> Receipt:
        messages.append(Sent(phone, template, dict(variables)))
        return Receipt(provider_id=f"memory-{len(messages)}")
