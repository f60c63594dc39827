"""Which sender has which deliveries? A claim settles it, by updates that are filtered on the state before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet

from portal.outbox import quiet_hours
from portal.outbox.models import Delivery
from portal.outbox.states import DELIVERY_MOVES, DeliveryState

#: A sender that has been silent for longer is taken to be dead.
CLAIM_LASTS = timedelta(minutes=5)
#: How long to wait after the first, second, … attempt; after the last there is no other.
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]


def claim(channel: str, *, limit: int, at: datetime) -> list[Delivery]:
    """Claim up to ``limit`` due deliveries for one sender; two senders never get the same one."""
    due = Delivery.objects.due(at).filter(channel=channel)
    # Asked outside the transaction: with nothing due, nothing is locked.
    return _claim(due, limit, at) if due.exists() else []


@transaction.atomic
def _claim(due: QuerySet[Delivery], limit: int, at: datetime) -> list[Delivery]:
    ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
    token = uuid4()
    free = Delivery.objects.filter(pk__in=ids, state__in=DELIVERY_MOVES.sources(DeliveryState.CLAIMED))
    free.update(state=DeliveryState.CLAIMED, claim=token, claimed_at=at, begun_at=None)
    mine = Delivery.objects.filter(pk__in=ids, claim=token)
    return list(mine.select_related("message__recipient").order_by("due_at", "pk"))


def begin(delivery: Delivery, *, at: datetime) -> bool:
    """Note that this delivery leaves now; False when the claim was lost meanwhile, and it must not."""
    changed = _held(delivery).filter(begun_at=None).update(begun_at=at, attempts=F("attempts") + 1)
    delivery.attempts += changed
    return changed == 1


def settle(delivery: Delivery, state: str, *, at: datetime, provider_id: str = "", error: str = "") -> bool:
    """Write how it ended: sent, failed or unclear; False when somebody else has settled it."""
    sent_at = at if state == DeliveryState.SENT else None
    return bool(_move(delivery, state, sent_at=sent_at, provider_id=provider_id, error=error[:200]))


def put_off(delivery: Delivery, *, at: datetime, error: str) -> bool:
    """Try again later, longer after each attempt; after the last it has failed."""
    if delivery.attempts > len(BACK_OFF):
        return settle(delivery, DeliveryState.FAILED, at=at, error=error)
    due_at = at + BACK_OFF[max(delivery.attempts, 1) - 1]
    if not delivery.is_pressing:
        due_at = quiet_hours.after(due_at)
    return bool(_move(delivery, DeliveryState.QUEUED, due_at=due_at, error=error[:200]))


def reap(at: datetime) -> int:
    """Settle what dead senders left behind, and return how much it was.

    What had not begun is queued again, and so is an e-mail, whose Message-ID is the same the second time. An SMS
    or a WeChat message that had begun may have left: it is unclear, and stays so until a person decides.
    """
    silent = Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_at__lt=at - CLAIM_LASTS)
    if not silent.exists():
        return 0
    begun = silent.filter(begun_at__lt=at - CLAIM_LASTS)
    unclear = begun.exclude(channel=Delivery.Channel.EMAIL)
    count = unclear.update(state=DeliveryState.UNCLEAR, claim=None, error="the sender was cut off")
    again = begun.filter(channel=Delivery.Channel.EMAIL) | silent.filter(begun_at=None)
    return count + again.update(state=DeliveryState.QUEUED, claim=None, claimed_at=None, begun_at=None, due_at=at)


def release(deliveries: Sequence[Delivery]) -> int:
    """Give back what this sender claimed and has not begun."""
    mine = Delivery.objects.filter(pk__in=[row.pk for row in deliveries], begun_at=None, state=DeliveryState.CLAIMED)
    return mine.filter(claim__in={row.claim for row in deliveries}).update(
        state=DeliveryState.QUEUED, claim=None, claimed_at=None
    )


def _held(delivery: Delivery):
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.CLAIMED, claim=delivery.claim)


def _move(delivery: Delivery, state: str, **values) -> int:
    held = _held(delivery)
    DELIVERY_MOVES.move(delivery, state)
    if state == DeliveryState.QUEUED:
        values["begun_at"] = None
    return held.update(state=state, claim=None, **values)
