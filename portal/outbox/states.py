"""Where is a delivery, and what may follow? Only ``portal.outbox`` assigns a state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lifecycle import Lifecycle


class DeliveryState(models.TextChoices):
    """``unclear``: an SMS whose fate nobody knows; a person decides, it is never resent by itself."""

    QUEUED = "queued", _("to be sent")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNCLEAR = "unclear", _("unclear")


#: Somebody on the staff has to look.
TROUBLED = (DeliveryState.FAILED, DeliveryState.UNCLEAR)

DELIVERY_MOVES = Lifecycle(
    {
        DeliveryState.QUEUED: frozenset({DeliveryState.CLAIMED}),
        DeliveryState.CLAIMED: frozenset(
            {DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNCLEAR, DeliveryState.QUEUED}
        ),
        DeliveryState.SENT: frozenset(),
        # By a person's decision alone: it did arrive after all, or it is to be sent again.
        DeliveryState.FAILED: frozenset({DeliveryState.QUEUED}),
        DeliveryState.UNCLEAR: frozenset({DeliveryState.SENT, DeliveryState.QUEUED}),
    }
)
