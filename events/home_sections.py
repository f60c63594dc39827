"""What does the home page show of events? Today, this week, where to go, for whom, near you; few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from events.models import ProgrammePage, Session
from events.models.event import SessionQuerySet
from events.readouts.card import EventCard
from events.readouts.programme_list import NEAR_COOKIE, upcoming_cards
from organisations.models import Facility
from organisations.readouts.centres import centres_for
from portal.contributions import Section

MOST_CARDS = 9
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FacilityTile:
    name: str
    url: str
    icon: str
    count: int


@dataclass(frozen=True, slots=True)
class Shortcut:
    title: str
    text: str
    url: str
    pattern: str


def listed(**filters: str) -> str:
    """Return the address of the list with these filters."""
    address = reverse("events:programmes")
    return f"{address}?{urlencode(filters)}" if filters else address


def this_week(at: datetime) -> SessionQuerySet:
    """Return what takes place from this moment on, today or on the six days after it."""
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return Session.objects.public().scheduled().between(at, today + A_WEEK)


def soon(request: HttpRequest) -> Section:
    """Return today's cards and those of the week; each programme once, by its next session."""
    at = timezone.now()
    cards = upcoming_cards(this_week(at), at=at, limit=MOST_CARDS)
    today = timezone.localdate(at)
    is_today = {card.event_id: timezone.localdate(card.starts_at) <= today for card in cards}
    on_the_day = listed(**{"from": today.isoformat(), "to": today.isoformat()})
    return Section(
        "events/home/soon.html",
        {
            "today": _filled([card for card in cards if is_today[card.event_id]]),
            "week": _filled([card for card in cards if not is_today[card.event_id]]),
            "on": at,
            "today_url": on_the_day,
            "all_url": listed(),
        },
    )


def _filled(cards: list[EventCard]) -> list[EventCard]:
    """Return as many cards as fill rows of three, or all when there are few."""
    return cards[: len(cards) // 3 * 3] if len(cards) > 3 else cards


def facilities(request: HttpRequest) -> Section:
    """Return the seven facilities with how much is on in each this week."""
    counted = (
        this_week(timezone.now())
        .filter(room__isnull=False)
        .order_by()
        .values_list("room__facility__kind")
        .annotate(Count("pk"))
    )
    counts = dict(counted)
    tiles = [
        FacilityTile(str(kind.label), listed(facility=kind.value), f"facility-{kind.value}", counts.get(kind.value, 0))
        for kind in Facility.Kind
    ]
    return Section("events/home/facilities.html", {"facilities": tiles})


def in_rooms(request: HttpRequest, room_ids: Sequence[int]) -> Section:
    """Return what is on next in these rooms, for the page of a place."""
    there = Session.objects.public().scheduled().filter(room__in=room_ids)
    return Section("events/home/of_organisation.html", {"cards": upcoming_cards(there, at=timezone.now(), limit=6)})


def audiences(request: HttpRequest) -> Section:
    """Return the ways in for those who come for somebody."""
    audience = ProgrammePage.Audience
    shortcuts = [
        Shortcut(
            _("For older people"), _("Health, company, learning"), listed(audience=audience.SENIORS.value), "longevity"
        ),
        Shortcut(
            _("For children"), _("After school and at weekends"), listed(audience=audience.CHILDREN.value), "pinwheel"
        ),
        Shortcut(_("For families"), _("Together, young and old"), listed(audience=audience.FAMILIES.value), "begonia"),
    ]
    return Section("events/home/audiences.html", {"shortcuts": shortcuts})


def near(request: HttpRequest) -> Section | None:
    """Return what is on in the reader's centre, that of their estate or one that they chose, and the other centres."""
    centres = centres_for(request.user, chosen=request.COOKIES.get(NEAR_COOKIE, ""))
    if not centres:
        return None
    mine = centres[0] if centres[0].is_mine else None
    here = Session.objects.public().scheduled().filter(event__centre_id=mine.centre_id if mine else None)
    shown = [{"centre": centre, "url": listed(centre=centre.code)} for centre in centres]
    return Section(
        "events/home/near.html",
        {
            "mine": shown[0] if mine else None,
            "cards": upcoming_cards(here, at=timezone.now(), limit=3) if mine else (),
            "centres": shown[1:] if mine else shown,
            "choose_url": reverse("events:choose_centre"),
        },
    )


def wishes(request: HttpRequest) -> Section:
    """Return the way to ask for what is missing; no query."""
    addresses = {"ask_url": reverse("events:ask_for_wish"), "all_url": reverse("events:wishes")}
    return Section("events/home/wishes.html", addresses)
