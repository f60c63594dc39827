"""How is somebody told something? A message written in the transaction of what happened, sent after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.text import Truncator

from portal.outbox.models import Delivery, Message
from portal.sms.wordings import named

SUBJECT_LENGTH: int = Message._meta.get_field("subject").max_length or 0


@dataclass(frozen=True)
class Notice:
    """One thing to tell one person. ``subject`` and ``body`` are in the recipient's language already; ``path`` is
    the page it is about, without language prefix. ``key`` names the fact, so that a job that runs twice tells it once.
    """

    recipient: Any
    kind: str
    subject: str
    body: str
    path: str = ""
    key: str | None = None
    sms_template: str = ""
    sms_variables: dict[str, str] = field(default_factory=dict)


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
) -> Message | None:
    """Put a message into the inbox of ``recipient`` and queue its deliveries; return None when told before.

    An SMS is queued when there are a number and a template, an e-mail when there is an address. Nothing leaves from
    here: that would be before the commit. The arguments are those of ``Notice``.
    """
    notice = Notice(recipient, kind, subject, body, path, key, sms_template, sms_variables or {})
    message = _message(notice, at)
    if key is None:
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
        variables=sms_variables,
        due_at=at,
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
    rows: list[Delivery] = []
    if not recipient.is_active:
        return rows
    if notice.sms_template and recipient.phone:
        rows.append(
            Delivery(
                message=message,
                channel=Delivery.Channel.SMS,
                address=recipient.phone,
                template=named(notice.sms_template, message.language),
                variables=notice.sms_variables,
                due_at=at,
            )
        )
    if settings.SENDS_EMAIL and recipient.email:
        rows.append(Delivery(message=message, channel=Delivery.Channel.EMAIL, address=recipient.email, due_at=at))
    return rows
