"""How does a message reach somebody in WeChat? Through one adapter, named by the setting ``WECHAT_ADAPTER``.

Off unless an official account is configured. The person links their WeChat account on their own page; what is sent
are template messages, whose templates and fields the operator has chosen in the account.
"""

from portal.wechat.sending import adapter, authorise_url, is_on, open_id_of, send, template_of
from portal.wechat.transport import Adapter, NotSent, Receipt, Unclear

__all__ = [
    "Adapter",
    "NotSent",
    "Receipt",
    "Unclear",
    "adapter",
    "authorise_url",
    "is_on",
    "open_id_of",
    "send",
    "template_of",
]
