"""What is left of somebody in what was told? Nothing to them, and no name of theirs to those who acted for them."""

from collections.abc import Collection

from django.db.models import Q

from portal.outbox.models import Delivery, Message

BATCH = 500


def empty_inbox(user_id: int) -> int:
    """Delete everything that was told to this account, and return how many messages; what is under way as well."""
    return Message.objects.filter(recipient=user_id).delete()[0]


def take_out(name: str, replacement: str, *, recipient_ids: Collection[int]) -> int:
    """Write ``replacement`` wherever these accounts were told this name, and return in how many messages."""
    if not name:
        return 0
    told = Message.objects.filter(Q(subject__contains=name) | Q(body__contains=name), recipient__in=recipient_ids)
    changed = list(told)
    for message in changed:
        message.subject = message.subject.replace(name, replacement)[:200]
        message.body = message.body.replace(name, replacement)
    Message.objects.bulk_update(changed, ["subject", "body"], batch_size=BATCH)
    deliveries = list(Delivery.objects.filter(message__recipient__in=recipient_ids).exclude(variables={}))
    held = [one for one in deliveries if any(name in str(value) for value in one.variables.values())]
    for delivery in held:
        delivery.variables = {
            key: value.replace(name, replacement) if isinstance(value, str) else value
            for key, value in delivery.variables.items()
        }
    Delivery.objects.bulk_update(held, ["variables"], batch_size=BATCH)
    return len(changed)
