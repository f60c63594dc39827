"""By which ways is somebody told? The inbox always; SMS, e-mail and WeChat where they can arrive and were not declined.

What cannot be declined is an SMS that presses: an activity that is called off or moved within hours, an offer whose
time runs out. Login codes are no messages, and come in any case.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal import wechat
from portal.audit.recording import record
from portal.outbox.errors import NoWeChat
from portal.outbox.models import Delivery

Channel = Delivery.Channel


def open_channels(user: Any) -> list[Channel]:
    """Return the ways by which a message can arrive at this account, whatever it has declined."""
    if not user.is_active:
        return []
    ways = {
        Channel.SMS: bool(user.phone),
        Channel.EMAIL: settings.SENDS_EMAIL and bool(user.email),
        Channel.WECHAT: wechat.is_on() and bool(user.wechat_open_id),
    }
    return [channel for channel, is_open in ways.items() if is_open]


def chosen_channels(user: Any, *, is_pressing: bool) -> list[Channel]:
    """Return the ways by which this account is told: those that are open and not declined."""
    declined = set(user.muted_channels)
    if is_pressing:
        declined -= {Channel.SMS}
    return [channel for channel in open_channels(user) if channel not in declined]


@transaction.atomic
def choose_channels(wanted: Collection[str], *, by: Any, at: datetime) -> None:
    """Set by which ways ``by`` wants to be told besides the inbox."""
    user = get_user_model()._default_manager.select_for_update(no_key=True).get(pk=by.pk)
    muted = [str(channel) for channel in Channel if channel not in wanted]
    if sorted(user.muted_channels) != sorted(muted):
        user.muted_channels = by.muted_channels = muted
        user.save(update_fields=["muted_channels"])
        record("account.changed", user, by=by, at=at, fields=["muted_channels"])


def link_wechat(code: str, *, by: Any, at: datetime) -> None:
    """Link the WeChat account that WeChat has just vouched for. Raises ``NoWeChat``."""
    try:
        open_id = wechat.open_id_of(code)
    except wechat.NotSent:
        raise NoWeChat(_("WeChat did not answer. Please try again in a moment.")) from None
    try:
        with transaction.atomic():
            get_user_model()._default_manager.filter(pk=by.pk).update(wechat_open_id=open_id)
            record("account.changed", by, by=by, at=at, fields=["wechat_open_id"])
    except IntegrityError:
        raise NoWeChat(_("This WeChat account is linked to another account here.")) from None


@transaction.atomic
def unlink_wechat(*, by: Any, at: datetime) -> None:
    """Forget the WeChat account. Doing it again changes nothing."""
    if get_user_model()._default_manager.filter(pk=by.pk).exclude(wechat_open_id=None).update(wechat_open_id=None):
        record("account.changed", by, by=by, at=at, fields=["wechat_open_id"])
