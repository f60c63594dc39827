"""When is a message forgotten? Twelve months after it was told, with its deliveries and their addresses."""

from datetime import datetime

from dateutil.relativedelta import relativedelta

from portal.outbox.models import Delivery, Message

KEPT_MONTHS = 12
BATCH = 1000


def purge(at: datetime) -> int:
    """Delete messages told more than twelve months ago, a batch a run, and return how many."""
    old = Message.objects.filter(created_at__lt=at - relativedelta(months=KEPT_MONTHS))
    ids = list(old.order_by("created_at").values_list("pk", flat=True)[:BATCH])
    if not ids:
        return 0
    Delivery.objects.filter(message__in=ids).delete()
    return Message.objects.filter(pk__in=ids).delete()[0]
