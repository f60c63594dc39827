"""What is left of somebody in what was told? Nothing to them, and no name of theirs to those who acted for them."""

from collections.abc import Collection

from django.db.models import Q

from portal import taking_out
from portal.outbox.models import Delivery, Message
from portal.taking_out import words_of

TEXTS = ("subject", "body")


def empty_inbox(user_id: int) -> int:
    """Delete everything that was told to this account, and return how many messages; what is under way as well."""
    return Message.objects.filter(recipient=user_id).delete()[0]


def take_out(name: str, replacement: str, *, recipient_ids: Collection[int]) -> int:
    """Write ``replacement`` wherever these accounts were told this name, and return in how many messages."""
    if not (words := words_of(name, replacement=replacement)):
        return 0
    named = Q(subject__contains=name) | Q(body__contains=name)
    changed = taking_out.take_out(Message.objects.filter(named, recipient__in=recipient_ids), *TEXTS, words=words)
    sent = Delivery.objects.filter(message__recipient__in=recipient_ids).exclude(variables={})
    taking_out.take_out(sent, "variables", words=words)
    return changed
