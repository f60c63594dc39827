"""How do messages leave? Claimed in batches after their commit, sent outside every transaction, settled one by one."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from portal import sms, wechat
from portal.outbox import claiming, emails
from portal.outbox.models import Delivery
from portal.outbox.states import DeliveryState

log = structlog.get_logger(__name__)
BATCH = 20
#: A run ends after so long, with what it has begun; the next one goes on. Other due work waits behind it.
SECONDS_A_RUN = 15.0


def send_due(at: datetime) -> int:
    """Send what is due by SMS, WeChat and e-mail, settle what dead senders left, and return how many were handled.

    Safe to run twice at once: each delivery is claimed by one sender and begun at most once a claim.
    """
    clock = _Clock(at)
    count = claiming.reap(at)
    for channel, send in SENDERS.items():
        while not clock.is_over:
            batch = claiming.claim(channel, limit=BATCH, at=clock.now())
            if not batch:
                break
            count += send(batch, clock)
    return count


class _Clock:
    """The moment that the caller named, moving on; and when the run has to end."""

    def __init__(self, at: datetime):
        self._at, self._began = at, time.monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._began)

    @property
    def is_over(self) -> bool:
        return time.monotonic() - self._began >= SECONDS_A_RUN


def _send_each(batch: Sequence[Delivery], clock: _Clock, send: Callable[[Delivery], None]) -> int:
    """Send what is still ours; what the time does not suffice for is given back."""
    for position, delivery in enumerate(batch):
        if clock.is_over:
            claiming.release(batch[position:])
            return position
        if claiming.begin(delivery, at=clock.now()):
            send(delivery)
    return len(batch)


def _send_sms(batch: Sequence[Delivery], clock: _Clock) -> int:
    return _send_once(batch, clock, lambda delivery: sms.send(delivery.address, delivery.template, delivery.variables))


def _send_wechat(batch: Sequence[Delivery], clock: _Clock) -> int:
    def send(delivery: Delivery) -> sms.Receipt:
        number, url = f"linli-{delivery.pk}", emails.url_of(delivery.message)
        facts = {**delivery.variables, "what": delivery.message.subject}
        return wechat.send(delivery.address, delivery.template, facts, url=url, number=number)

    return _send_once(batch, clock, send)


def _send_once(batch: Sequence[Delivery], clock: _Clock, hand_over: Callable[[Delivery], sms.Receipt]) -> int:
    """Hand over what shall never arrive twice: an unclear one is left to a person."""

    def send(delivery: Delivery) -> None:
        try:
            receipt = hand_over(delivery)
        except sms.NotSent as error:
            log.warning(f"outbox.{delivery.channel}_not_sent", delivery=delivery.pk, reason=error.reason)
            if error.is_final:
                claiming.settle(delivery, DeliveryState.FAILED, at=clock.now(), error=error.reason)
            else:
                claiming.put_off(delivery, at=clock.now(), error=error.reason)
        except Exception as error:
            # Whatever else went wrong, nobody knows what the provider has done.
            reason = error.reason if isinstance(error, sms.Unclear) else type(error).__name__
            log.exception(f"outbox.{delivery.channel}_unclear", delivery=delivery.pk, reason=reason)
            claiming.settle(delivery, DeliveryState.UNCLEAR, at=clock.now(), error=reason)
        else:
            claiming.settle(delivery, DeliveryState.SENT, at=clock.now(), provider_id=receipt.provider_id)

    return _send_each(batch, clock, send)


def _send_emails(batch: Sequence[Delivery], clock: _Clock) -> int:
    with emails.connection() as mailer:

        def send(delivery: Delivery) -> None:
            try:
                emails.send(delivery, mailer)
            except emails.Refused as error:
                claiming.settle(delivery, DeliveryState.FAILED, at=clock.now(), error=error.reason)
            except Exception as error:
                log.warning("outbox.email_not_sent", delivery=delivery.pk, reason=type(error).__name__)
                claiming.put_off(delivery, at=clock.now(), error=type(error).__name__)
            else:
                claiming.settle(
                    delivery, DeliveryState.SENT, at=clock.now(), provider_id=emails.message_id(delivery)[:100]
                )

        return _send_each(batch, clock, send)


SENDERS = {
    Delivery.Channel.SMS: _send_sms,
    Delivery.Channel.WECHAT: _send_wechat,
    Delivery.Channel.EMAIL: _send_emails,
}
