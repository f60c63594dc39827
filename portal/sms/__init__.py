"""How does a short message leave? Through one adapter, named by the setting ``SMS_ADAPTER``.

A message is a named template with variables, because providers send approved wordings only. The outbox calls
``send`` for everything that is told; a login code goes through ``send_code`` at once and is stored nowhere.
"""

from portal.sms.sending import adapter, send, send_code
from portal.sms.transport import Adapter, NotSent, Receipt, Unclear, masked
from portal.sms.wordings import register, wording

__all__ = [
    "Adapter",
    "NotSent",
    "Receipt",
    "Unclear",
    "adapter",
    "masked",
    "register",
    "send",
    "send_code",
    "wording",
]
