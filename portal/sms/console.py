"""How does a developer read a short message? It is printed on the console."""

import secrets
import sys
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.sms.transport import Receipt
from portal.sms.wordings import wording


class Console:
    """Prints messages, login codes included, and so only where ``DEBUG`` is on."""

    def __init__(self) -> None:
        if not settings.DEBUG:
            raise ImproperlyConfigured("The console's SMS adapter prints login codes: set SMS_ADAPTER to a real one.")

    def send(self, phone: str, template: str, variables: Mapping[str, str]) -> Receipt:
        sys.stdout.write(f"\n  SMS to {phone}: {wording(template, variables)}\n\n")
        sys.stdout.flush()
        return Receipt(provider_id=f"console-{secrets.token_hex(4)}")
