"""When is a wish fulfilled, and who hears of it first? Those who asked; where places go first come, they also sign up
first, until a time that the programme's page names.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from events.models import Event, Wish
from events.states import WISH_MOVES, Allocation, EventState, WishState
from events.wishes.telling import path_of, tell_voices
from organisations.models import Organisation
from portal.audit.recording import SYSTEM, record
from portal.templatetags.when import day_and_time

#: How long those who asked can sign up alone, and how long before the end of sign-up everybody can.
HEAD_START = FOR_ALL = timedelta(hours=24)
#: Nobody is told at night.
FROM, UNTIL = time(8), time(21)
BATCH = 50


def fulfil_due(at: datetime) -> int:
    """Fulfil the wishes whose programme is public and can be joined, with a head start where the rules let it.

    Return how many. Safe to run twice at once: each wish is locked and looked at again.
    """
    open_events = Event.objects.public().scheduled().filter(programme=OuterRef("programme"), ends_at__gt=at)
    due = Wish.objects.filter(Exists(open_events), state=WishState.TAKEN).order_by("pk")
    return sum(_fulfil(pk, at) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


def tell_due(at: datetime) -> int:
    """Tell those who asked for what was fulfilled, by day; return how many people. Each is told once, however often
    it runs: the key of a notice names the wish and the account.
    """
    if not FROM <= timezone.localtime(at).time() < UNTIL:
        return 0
    due = Wish.objects.filter(state=WishState.FULFILLED, told_at=None, programme__isnull=False).order_by("pk")
    return sum(_tell(pk, at) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


def first_hour(at: datetime) -> datetime:
    """Return the moment at which people can be told: now by day, else when the night is over."""
    local = timezone.localtime(at)
    if FROM <= local.time() < UNTIL:
        return at
    day = local.date() if local.time() < FROM else local.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, FROM))


@transaction.atomic
def _fulfil(pk: int, at: datetime) -> bool:
    wish = Wish.objects.select_for_update(of=("self",)).get(pk=pk)
    if wish.state != WishState.TAKEN:
        return False
    events = Event.objects.public().scheduled().filter(programme=wish.programme_id, ends_at__gt=at)
    event = events.select_for_update(of=("self",)).order_by("starts_at", "pk").first()
    if event is None:
        return False
    WISH_MOVES.move(wish, WishState.FULFILLED)
    wish.settled_at = at
    wish.save(update_fields=["state", "settled_at"])
    until = _head_start(event, at)
    if until:
        event.asked_first_until = until
        event.save(update_fields=["asked_first_until", "changed_at"])
    record(
        "wish.fulfilled",
        wish,
        by=SYSTEM,
        at=at,
        organisation_id=wish.taken_by_id,
        event=event.pk,
        has_head_start=bool(until),
    )
    return True


def _head_start(event: Event, at: datetime) -> datetime | None:
    """Return until when those who asked sign up alone; None where they are simply told first.

    That is so where places are drawn or approved, where somebody is signed up already, and where everybody else would
    have less than a day.
    """
    if not event.needs_sign_up or event.allocation != Allocation.FIRST_COME or event.parties.exists():
        return None
    until = max(first_hour(at), event.opens_at or at) + HEAD_START
    return until if until <= event.sign_up_closes_at - FOR_ALL else None


@transaction.atomic
def _tell(pk: int, at: datetime) -> int:
    wish = Wish.objects.select_for_update(of=("self",)).select_related("programme").get(pk=pk)
    page = wish.programme
    if wish.told_at or page is None:
        return 0
    wish.told_at = at
    wish.save(update_fields=["told_at"])
    first = Event.objects.filter(
        programme=page, state=EventState.SCHEDULED, asked_first_until__gt=at, ends_at__gt=at
    ).first()
    organisation = Organisation.objects.of_page(page)
    until = first.asked_first_until if first else None
    count = wish.voices.count()
    return tell_voices(
        wish,
        "fulfilled_first" if until else "fulfilled",
        at=at,
        key="fulfilled",
        path=f"/organisations/{organisation.code}/{page.slug}/" if organisation else path_of(wish),
        programme=lambda: page.local_title,
        count=count,
        until=lambda: day_and_time(until) if until else "",
    )
