"""When does a wish end by itself? When nobody has asked for it for a year; those who did are told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from events.models import Wish, WishVoice
from events.states import WISH_MOVES, WishState
from events.wishes.telling import tell_voices
from portal.audit.recording import SYSTEM, record

LIFE = timedelta(days=365)
BATCH = 50


def close_stale(at: datetime) -> int:
    """Close what nobody asked for or joined in with for a year; return how many. Safe to run twice at once."""
    fresh = WishVoice.objects.filter(wish=OuterRef("pk"), created_at__gt=at - LIFE)
    stale = Wish.objects.filter(
        ~Exists(fresh), state__in=WISH_MOVES.sources(WishState.CLOSED), created_at__lte=at - LIFE
    )
    return sum(_close(pk, at) for pk in list(stale.order_by("pk").values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _close(pk: int, at: datetime) -> bool:
    wish = Wish.objects.select_for_update(of=("self",)).get(pk=pk)
    was_renewed = wish.voices.filter(created_at__gt=at - LIFE).exists()
    if was_renewed or not WISH_MOVES.allows(wish.state, WishState.CLOSED):
        return False
    WISH_MOVES.move(wish, WishState.CLOSED)
    wish.settled_at = at
    wish.save(update_fields=["state", "settled_at"])
    record("wish.closed", wish, by=SYSTEM, at=at, organisation_id=wish.centre_id)
    tell_voices(wish, "closed", at=at)
    return True
