"""What do residents read about wishes? What neighbours ask for, how many they are, and where each wish stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.search.backends import get_search_backend

from events.models import Session, Wish, WishVoice
from events.readouts.card import EventCard
from events.readouts.programme_list import from_now_on, list_programmes
from events.states import OPEN_WISHES, UNSETTLED_WISHES, WishState

#: How many wishes and programmes are shown to whoever is about to write another one.
MOST_SIMILAR = 5
MOST_PROGRAMMES = 3
MOST_MINE = 12
_TONES = {
    WishState.NEW: "warning",
    WishState.OPEN: "info",
    WishState.LOOKING: "info",
    WishState.PASSED_ON: "info",
    WishState.TAKEN: "jade",
    WishState.FULFILLED: "success",
}
_ICONS = {WishState.FULFILLED: "success", WishState.TAKEN: "people", WishState.NEW: "clock"}


@dataclass(frozen=True, slots=True)
class WishView:
    """A wish in the reader's language: never who asked, only how many. ``is_mine`` is whether the reader did."""

    pk: int
    title: str
    audience: str
    category: str
    centre: str
    count: int
    state: str
    word: str
    tone: str
    icon: str
    answer: str
    organisation: str
    programme_title: str
    programme_url: str
    asked_at: datetime
    is_mine: bool
    is_demo: bool

    @property
    def can_second(self) -> bool:
        return self.state in OPEN_WISHES and not self.is_mine

    @property
    def can_take_back(self) -> bool:
        return self.state in UNSETTLED_WISHES and self.is_mine

    @property
    def what_next(self) -> str:
        """What happens next, and who holds it."""
        match self.state:
            case WishState.NEW:
                return _("The centre looks at it first. As soon as neighbours can see it, we tell you.")
            case WishState.OPEN:
                return _("Neighbours can join in. The centre looks at what many ask for, and answers here.")
            case WishState.LOOKING:
                return _("The centre is looking for somebody who can do it.")
            case WishState.PASSED_ON:
                return _("It has been passed on to organisations. Whoever asked is told when one of them takes it up.")
            case WishState.TAKEN:
                return _("%(name)s is preparing it. Whoever asked hears first when sign-up opens.") % {
                    "name": self.organisation
                }
            case WishState.FULFILLED:
                return _("%(name)s took it up.") % {"name": self.organisation}
            case WishState.CLOSED:
                return _("Nobody joined in for a year. You can ask again at any time.")
        return ""


def open_wishes(user: Any, centre_id: int | None = None) -> QuerySet[Wish]:
    """Return what neighbours can join in with, what most ask for first; of one centre or of all."""
    wishes = Wish.objects.open().filter(centre__state="active")
    if centre_id:
        wishes = wishes.filter(centre=centre_id)
    return _whole(wishes).order_by(F("asked_count").desc(), "-created_at", "-pk")


def settled_wishes(centre_id: int | None = None) -> QuerySet[Wish]:
    """Return what became something, or could not, the latest first."""
    wishes = Wish.objects.filter(state__in=(WishState.FULFILLED, WishState.DECLINED), centre__state="active")
    if centre_id:
        wishes = wishes.filter(centre=centre_id)
    return _whole(wishes).order_by("-settled_at", "-pk")


def wish_of(user: Any, pk: int) -> Wish | None:
    """Return a wish that this reader may see, or nothing."""
    return _whole(Wish.objects.readable_by(user)).filter(pk=pk).first()


def views(wishes: Iterable[Wish], user: Any) -> list[WishView]:
    """Return the wishes as they are shown; one query for which of them are the reader's."""
    rows = list(wishes)
    own: set[int] = set()
    if user.is_authenticated:
        voices = WishVoice.objects.filter(user=user, wish__in=[row.pk for row in rows])
        own = set(voices.values_list("wish_id", flat=True))
    return [_view(row, is_mine=row.pk in own) for row in rows]


def my_wishes(user: Any) -> list[WishView]:
    """Return what somebody asked for or joined in with, the latest first; two queries."""
    voices = WishVoice.objects.filter(user=user).order_by("-created_at", "-pk")
    ids = list(voices.values_list("wish_id", flat=True)[:MOST_MINE])
    found = {row.pk: row for row in _whole(Wish.objects.filter(pk__in=ids))}
    return [_view(found[pk], is_mine=True) for pk in ids if pk in found]


def similar(title: str, user: Any) -> list[WishView]:
    """Return open wishes that are like this one, the most alike first."""
    wishes = Wish.objects.open()
    ids = get_search_backend().best_ids(title, wishes, limit=MOST_SIMILAR)
    found = {row.pk: row for row in _whole(wishes.filter(pk__in=ids))}
    return views([found[pk] for pk in ids if pk in found], user)


def on_already(title: str, at: datetime) -> Sequence[EventCard]:
    """Return what is on already and answers to these words."""
    sessions = from_now_on(Session.objects.public().scheduled(), at)
    return list_programmes(sessions, words=title, page=1, at=at).cards[:MOST_PROGRAMMES]


def asked_for(programme_id: int) -> int:
    """Return how many neighbours asked for what this programme answers; one query, 0 when nobody did."""
    return WishVoice.objects.filter(wish__programme=programme_id, wish__state=WishState.FULFILLED).count()


def wishes_of_person(person_id: int) -> dict[str, Any]:
    """Return what somebody asked for, for a copy of their data."""
    voices = WishVoice.objects.filter(user__person=person_id).select_related("wish").order_by("created_at")
    return {
        "wishes": [
            {
                "wish": voice.wish.title,
                "detail": voice.wish.detail if voice.is_first else "",
                "asked": voice.created_at.isoformat(),
                "state": voice.wish.state,
            }
            for voice in voices
        ]
    }


def _whole(wishes: QuerySet[Wish]) -> QuerySet[Wish]:
    related = ("centre", "category", "taken_by", "programme")
    unread = [f"programme__{name}" for name in ("body", "search_description")]
    return wishes.counted().select_related(*related).defer(*unread)  # type: ignore[attr-defined]


def _view(wish: Wish, *, is_mine: bool) -> WishView:
    state = WishState(wish.state)
    page, organisation = wish.programme, wish.taken_by
    is_on = state == WishState.FULFILLED and page is not None and page.live and organisation is not None
    return WishView(
        pk=wish.pk,
        title=wish.local_title,
        audience=wish.get_audience_display(),
        category=wish.category.local_name if wish.category else "",
        centre=wish.centre.local_name,
        count=wish.asked_count,
        state=state,
        word=capfirst(str(state.label)),
        tone=_TONES.get(state, ""),
        icon=_ICONS.get(state, ""),
        answer=wish.answer,
        organisation=organisation.local_name if organisation else "",
        programme_title=page.local_title if is_on and page else "",
        programme_url=reverse("events:programme", args=[organisation.code, page.slug])
        if is_on and page and organisation
        else "",
        asked_at=wish.created_at,
        is_mine=is_mine,
        is_demo=wish.is_demo,
    )
