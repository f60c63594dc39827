"""Which adapter is it, is it on, and where does somebody link their account?"""

import functools
from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.utils.module_loading import import_string

from portal.wechat.transport import Adapter, Receipt

#: Only WeChat's own browser opens it; ``snsapi_base`` tells us the account's number for us, and nothing else.
AUTHORISE = "https://open.weixin.qq.com/connect/oauth2/authorize"


def is_on() -> bool:
    """Return whether an official account is configured."""
    return bool(settings.WECHAT["app_id"] and settings.WECHAT["app_secret"])


@functools.cache
def adapter() -> Adapter:
    """Return the adapter that ``WECHAT_ADAPTER`` names; made once a process."""
    made: Adapter = import_string(settings.WECHAT_ADAPTER)()
    return made


@receiver(setting_changed)
def _forget_adapter(*, setting: str, **kwargs) -> None:
    """Make the adapter anew after a test has changed its settings."""
    if setting.startswith("WECHAT"):
        adapter.cache_clear()


def template_of(name: str) -> str:
    """Return the official account's template for a short message; empty when there is none."""
    templates: Mapping[str, str] = settings.WECHAT_TEMPLATES
    return templates.get(name) or templates.get(name.removesuffix(".en"), "")


def send(open_id: str, name: str, facts: Mapping[str, str], *, url: str, number: str) -> Receipt:
    """Send one message now; raises ``NotSent`` or ``Unclear``."""
    return adapter().send(open_id, name, facts, url=url, number=number)


def open_id_of(code: str) -> str:
    """Return whom the code of an authorisation stands for; raises ``NotSent``."""
    return adapter().open_id_of(code)


def authorise_url(*, back_to: str, state: str) -> str:
    """Return where WeChat asks nobody anything and sends them back with a code."""
    query = {
        "appid": settings.WECHAT["app_id"],
        "redirect_uri": back_to,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
    }
    return f"{AUTHORISE}?{urlencode(query)}#wechat_redirect"
