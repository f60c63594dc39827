"""How does a message look as an e-mail? Plain words and the same in HTML, in the language of the message."""

import contextlib
import smtplib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.template.loader import render_to_string
from django.utils import translation

from portal.languages import address_in
from portal.outbox.models import Delivery, Message


class Refused(Exception):
    """The mail server will not take this message for this address, now or later."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@contextlib.contextmanager
def connection() -> Iterator[Any]:
    """Open one connection for a batch; each message opens its own when that fails."""
    mailer = mailers.default
    with contextlib.suppress(OSError, smtplib.SMTPException):
        mailer.open()
    try:
        yield mailer
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            mailer.close()


def send(delivery: Delivery, mailer: Any) -> None:
    """Send one e-mail; raise ``Refused`` when another attempt would be as vain, anything else when not."""
    try:
        mailer.send_messages([compose(delivery)])
    except (smtplib.SMTPRecipientsRefused, ValueError) as error:
        codes = [code for code, _ in getattr(error, "recipients", {}).values()]
        if codes and all(400 <= code < 500 for code in codes):
            raise
        raise Refused(f"{type(error).__name__} {' '.join(map(str, codes))}".strip()) from error
    except (OSError, smtplib.SMTPException):
        # A connection that broke is of no use to the next message.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            mailer.close()
        raise


def compose(delivery: Delivery) -> EmailMultiAlternatives:
    """Return the e-mail of a delivery; the same Message-ID however often it is sent."""
    message = delivery.message
    with translation.override(message.language):
        context = {"message": message, "language": message.language, "url": url_of(message), "portal": base_url()}
        mail = EmailMultiAlternatives(
            message.subject,
            render_to_string("emails/message.txt", context),
            to=[delivery.address],
            headers={"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("emails/message.html", context), "text/html")
    return mail


def message_id(delivery: Delivery) -> str:
    """Return the name of this e-mail, by which a mailbox knows a repeated one."""
    return f"<delivery-{delivery.pk}.{delivery.message_id}@{urlsplit(base_url()).hostname or 'localhost'}>"


def base_url() -> str:
    """Return the portal's own address, from the settings and never from a request."""
    return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/")


def url_of(message: Message) -> str:
    """Return the full address of the page that a message is about, in its language; empty without one."""
    if not message.path:
        return ""
    return f"{base_url()}{address_in(message.language, message.path)}"
