"""Which programmes does the list show, and in what order? One card a programme, by its next session that fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef
from wagtail.search.backends import get_search_backend

from events.models import ProgrammePage
from events.models.event import SessionQuerySet
from events.readouts.card import EventCard
from events.readouts.sessions import ProgrammeAddresses, SessionRow, picture_urls, rows

#: Which centre somebody without an account, or who has not said where they live, has chosen.
NEAR_COOKIE = "centre"
PAGE_SIZE = 12
LAST_PAGE = 200
#: How many sessions are read, in order of time, before all programmes are put in order by the database.
WALK = 150
#: How many programmes a search may rank.
MOST_FOUND = 1000
#: What began longer ago is not looked for, however long it lasts: the index by start is read from there on.
LONGEST_SESSION = timedelta(days=1)

#: A programme and its next session.
Next = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ProgrammeList:
    """A page of cards. ``count`` is None when there are more than anybody would count."""

    cards: tuple[EventCard, ...]
    page: int
    has_next: bool
    count: int | None

    @property
    def has_previous(self) -> bool:
        return self.page > 1


def from_now_on(sessions: SessionQuerySet, at: datetime) -> SessionQuerySet:
    """Keep what is not over, by the index on the start."""
    return sessions.filter(ends_at__gt=at, starts_at__gt=at - LONGEST_SESSION)


def list_programmes(sessions: SessionQuerySet, *, words: str, page: int, at: datetime) -> ProgrammeList:
    """Return a page of the programmes that have one of these sessions; best first for words, else soonest first."""
    start, stop = (page - 1) * PAGE_SIZE, page * PAGE_SIZE
    window, count = in_order(sessions, words=words, start=start, stop=stop + 1)
    return ProgrammeList(
        cards=cards(sessions, window[:PAGE_SIZE], at=at),
        page=page,
        has_next=page < LAST_PAGE and len(window) > PAGE_SIZE,
        count=count,
    )


def in_order(sessions: SessionQuerySet, *, words: str, start: int, stop: int) -> tuple[list[Next], int | None]:
    """Return that part of the programmes that have one of these sessions, and the count of all when it is known."""
    if words:
        ranked = _best_first(sessions, words)
        return _next_sessions(sessions, ranked[start:stop]), len(ranked)
    return _soonest_first(sessions, start, stop)


def of_words(sessions: SessionQuerySet, words: str) -> SessionQuerySet:
    """Keep the sessions of programmes that answer these words."""
    return sessions.filter(event__programme_id__in=_found(sessions, words))


def _best_first(sessions: SessionQuerySet, words: str) -> list[tuple[int, datetime]]:
    """Return all programmes that answer the words; the session is looked up for those that are shown."""
    ids = _found(sessions, words)
    here = sessions.order_by().filter(event__programme_id__in=ids)
    starts = dict(here.values_list("event__programme_id").annotate(Min("starts_at")))
    return [(pk, starts[pk]) for pk in ids if pk in starts]


def _found(sessions: SessionQuerySet, words: str) -> list[int]:
    fitting = ProgrammePage.objects.filter(Exists(sessions.filter(event__programme_id=OuterRef("pk"))))
    return get_search_backend().best_ids(words, fitting, limit=MOST_FOUND)


def _soonest_first(sessions: SessionQuerySet, start: int, stop: int) -> tuple[list[Next], int | None]:
    """Return that part of the order, and the count of all when it is known.

    The first pages are read off the index of starts, however many sessions there are; only when one programme
    has so many that they hide the others, and far back, are all of them put in order.
    """
    if 3 * stop <= WALK:
        order = sessions.order_by("starts_at", "event__programme_id", "pk")
        walked = list(order.values_list("event__programme_id", "pk")[:WALK])
        nexts: dict[int, int] = {}
        for programme_id, session_id in walked:
            nexts.setdefault(programme_id, session_id)
        is_all = len(walked) < WALK
        if is_all or len(nexts) >= stop:
            return list(nexts.items())[start:stop], len(nexts) if is_all else None
    grouped = sessions.order_by().values_list("event__programme_id").annotate(first=Min("starts_at"))
    firsts = list(grouped.order_by("first", "event__programme_id")[start:stop])
    return _next_sessions(sessions, firsts), None


def _next_sessions(sessions: SessionQuerySet, firsts: Sequence[tuple[int, datetime]]) -> list[Next]:
    """Return the sessions of these programmes that begin then; of two at once the older."""
    there = sessions.filter(
        event__programme_id__in=[pk for pk, _first in firsts], starts_at__in={first for _pk, first in firsts}
    )
    found: dict[tuple[int, datetime], int] = {}
    for programme_id, starts_at, pk in there.order_by("pk").values_list("event__programme_id", "starts_at", "pk"):
        found.setdefault((programme_id, starts_at), pk)
    return [(programme_id, found[programme_id, first]) for programme_id, first in firsts]


def cards(sessions: SessionQuerySet, chosen: Sequence[Next], *, at: datetime) -> tuple[EventCard, ...]:
    """Return the cards of these programmes, in this order: four queries, and one for pictures."""
    found = rows([session_id for _programme_id, session_id in chosen])
    mine = sessions.order_by().filter(event__programme_id__in=[programme_id for programme_id, _session in chosen])
    counts = dict(mine.values_list("event__programme_id").annotate(Count("pk"))) if chosen else {}
    pictures = picture_urls(row.programme.picture_id for row in found)
    address = ProgrammeAddresses()
    return tuple(
        card(row, at=at, more_count=counts.get(row.programme.programme_id, 1) - 1, pictures=pictures, address=address)
        for row in found
    )


def card(
    row: SessionRow, *, at: datetime, more_count: int, pictures: dict[int, str], address: ProgrammeAddresses
) -> EventCard:
    """Return the card of one programme in the reader's language."""
    return EventCard(
        event_id=row.event_id,
        code=row.code,
        title=row.programme.local_title,
        url=address(row.organisation.code, row.programme.slug),
        summary=row.programme.local_summary,
        category_code=row.programme.category_code,
        category_name=row.programme.local_category,
        pattern=row.programme.pattern,
        picture_url=pictures.get(row.programme.picture_id or 0, ""),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.local_place,
        centre_name=row.centre.local_name if row.centre else "",
        organisation_name=row.organisation.local_name,
        is_free=not row.programme.fee_yuan,
        fee_yuan=row.programme.fee_yuan,
        left=row.left,
        capacity=row.capacity or 0,
        waiting=row.waiting or 0,
        sign_up_state=row.sign_up_state(at),
        can_wait=row.has_waiting_list,
        allocation=row.allocation,
        opens_at=row.opens_at,
        more_count=more_count,
        is_demo=row.programme.is_demo,
    )


def upcoming_cards(sessions: SessionQuerySet, *, at: datetime, limit: int) -> tuple[EventCard, ...]:
    """Return cards of the first programmes that have one of these sessions from now on; for shared pages."""
    coming = from_now_on(sessions, at)
    window, _count = _soonest_first(coming, 0, limit)
    return cards(coming, window, at=at)
