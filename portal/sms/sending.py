"""Which adapter is it, and how is a login code sent?"""

import functools
from collections.abc import Mapping

import structlog
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from portal.sms.transport import Adapter, Receipt, Unclear, masked
from portal.sms.wordings import named

log = structlog.get_logger(__name__)


@functools.cache
def adapter() -> Adapter:
    """Return the adapter that ``SMS_ADAPTER`` names; made once a process."""
    made: Adapter = import_string(settings.SMS_ADAPTER)()
    return made


@receiver(setting_changed)
def _forget_adapter(*, setting: str, **kwargs) -> None:
    """Make the adapter anew after a test has changed its settings."""
    if setting.startswith("SMS_"):
        adapter.cache_clear()


def send(phone: str, template: str, variables: Mapping[str, str]) -> Receipt:
    """Send one message now; raises ``NotSent`` or ``Unclear``."""
    return adapter().send(phone, template, variables)


def send_code(phone: str, code: str) -> None:
    """Send a login code now, in the language of the page that asked for it; raises ``NotSent``.

    An unclear outcome counts as sent: whoever waits for the digits sees whether they come and can ask for others.
    """
    try:
        send(phone, named("code", get_language() or ""), {"code": code})
    except Unclear as error:
        log.warning("sms.code_unclear", phone=masked(phone), reason=error.reason)
