"""How is somebody told something? A message written in the transaction of what happened, sent after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.text import Truncator

from portal import wechat
from portal.outbox import quiet_hours
from portal.outbox.channels import Channel, chosen_channels
from portal.outbox.models import Delivery, Message
from portal.sms.wordings import fitting, named

SUBJECT_LENGTH: int = Message._meta.get_field("subject").max_length or 0


@dataclass(frozen=True)
class Notice:
    """One thing to tell one person. ``subject`` and ``body`` are in the recipient's language already; ``path`` is
    the page it is about, without language prefix, ``about`` the record. ``key`` names the fact, so that a job that
    runs twice tells it once. What ``is_pressing`` is sent at once; the rest waits while it is quiet.
    """

    recipient: Any
    kind: str
    subject: str
    body: str
    path: str = ""
    key: str | None = None
    sms_template: str = ""
    sms_variables: dict[str, str] = field(default_factory=dict)
    about: str = ""
    is_pressing: bool = False


@transaction.atomic(savepoint=False)
def tell(
    recipient: Any,
    *,
    kind: str,
    subject: str,
    body: str,
    at: datetime,
    path: str = "",
    key: str | None = None,
    sms_template: str = "",
    sms_variables: dict[str, str] | None = None,
    about: str = "",
    is_pressing: bool = False,
) -> Message | None:
    """Put a message into the inbox of ``recipient`` and queue its deliveries; return None when told before.

    An SMS is queued when there are a number and a template, an e-mail when there is an address, a WeChat message when
    an account is linked, each unless the recipient has declined it. Nothing leaves from here: that would be before the
    commit. The arguments are those of ``Notice``.
    """
    variables = sms_variables or {}
    return tell_notice(
        Notice(recipient, kind, subject, body, path, key, sms_template, variables, about, is_pressing), at=at
    )


@transaction.atomic(savepoint=False)
def tell_notice(notice: Notice, *, at: datetime) -> Message | None:
    """Tell one notice, as ``tell`` does."""
    message = _message(notice, at)
    if notice.key is None:
        message.save(force_insert=True)
    elif not _saved(message):
        return None
    Delivery.objects.bulk_create(_deliveries(message, notice, at))
    return message


@transaction.atomic(savepoint=False)
def tell_number(
    phone: str,
    *,
    kind: str,
    key: str,
    subject: str,
    at: datetime,
    sms_template: str,
    sms_variables: dict[str, str],
    language: str = "",
) -> Message | None:
    """Queue one SMS to a number (E.164) that has no account yet; return None when it was told before."""
    message = Message(
        kind=kind, key=key, subject=subject, language=language or settings.LANGUAGE_CODE, body="", created_at=at
    )
    if not _saved(message):
        return None
    Delivery.objects.create(
        message=message,
        channel=Delivery.Channel.SMS,
        address=phone,
        template=named(sms_template, message.language),
        variables=fitting(sms_variables),
        due_at=quiet_hours.after(at),
    )
    return message


@transaction.atomic
def tell_each(notices: Iterable[Notice], *, at: datetime) -> int:
    """Tell many people, each notice with its key, by four statements however many they are; return how many.

    What was told before, or is being told by somebody else at this moment, is left out.
    """
    wanted = {notice.key: notice for notice in notices}
    if None in wanted:
        raise ValueError("Only notices with a key can be told in bulk.")
    told = set(Message.objects.filter(key__in=wanted).values_list("key", flat=True))
    fresh = {key: notice for key, notice in wanted.items() if key not in told}
    Message.objects.bulk_create([_message(notice, at) for notice in fresh.values()], ignore_conflicts=True)
    messages = Message.objects.filter(key__in=fresh)
    deliveries = [row for message in messages for row in _deliveries(message, fresh[message.key], at)]
    # Another one's message of the same moment has its deliveries already.
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    return len(fresh)


def _message(notice: Notice, at: datetime) -> Message:
    """Return the message of a notice; its subject on one line, as the header of an e-mail has to be."""
    return Message(
        recipient=notice.recipient,
        kind=notice.kind,
        key=notice.key,
        language=notice.recipient.language or settings.LANGUAGE_CODE,
        subject=Truncator(" ".join(notice.subject.split())).chars(SUBJECT_LENGTH),
        body=notice.body,
        path=notice.path,
        about=notice.about,
        created_at=at,
    )


def _saved(message: Message) -> bool:
    """Insert a message with a key; False when the key is there already, or comes at this very moment."""
    if Message.objects.filter(key=message.key).exists():
        return False
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if Message.objects.filter(key=message.key).exists():
            return False
        raise
    return True


def _deliveries(message: Message, notice: Notice, at: datetime) -> Sequence[Delivery]:
    recipient = notice.recipient
    due_at = at if notice.is_pressing else quiet_hours.after(at)
    template = named(notice.sms_template, message.language) if notice.sms_template else ""
    addresses = {Channel.SMS: recipient.phone, Channel.EMAIL: recipient.email, Channel.WECHAT: recipient.wechat_open_id}
    return [
        Delivery(
            message=message,
            channel=channel,
            address=addresses[channel],
            template="" if channel == Channel.EMAIL else template,
            variables={} if channel == Channel.EMAIL else fitting(notice.sms_variables),
            is_pressing=notice.is_pressing,
            due_at=due_at,
        )
        for channel in chosen_channels(recipient, is_pressing=notice.is_pressing)
        if channel == Channel.EMAIL or (template and (channel == Channel.SMS or wechat.template_of(template)))
    ]
