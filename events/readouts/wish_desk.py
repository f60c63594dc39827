"""What do staff see of wishes? Counts by estate and audience, never who: a centre's, or what they may take up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from events.models import ProgrammePage, Wish, WishReport, WishVoice
from events.states import OPEN_WISHES, WishState
from organisations.models import Area
from organisations.permissions import Act, organisations_for

MOST_ESTATES_SHOWN = 4
FIGURES_OF = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Row:
    """A wish in the list."""

    wish: Wish
    count: int
    estates: str
    is_reported: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wishes wait for a member of staff."""

    to_look_at: int
    reported: int
    to_take_up: int
    taken: int

    def __bool__(self) -> bool:
        return bool(self.to_look_at or self.reported or self.to_take_up or self.taken)


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of a table of figures: what, how many wishes, how many people asked."""

    name: str
    wishes: int
    people: int


def of_centres(user: Any) -> QuerySet[Wish]:
    """Return the wishes put to the centres whose officer the user is."""
    return Wish.objects.filter(centre__in=organisations_for(user, Act.APPROVE))


def for_organisations(user: Any) -> QuerySet[Wish]:
    """Return the wishes that the user's organisations may take up, and those they have taken up."""
    mine = organisations_for(user, Act.WRITE).values("pk")
    return Wish.objects.passed_to(mine) | Wish.objects.filter(taken_by__in=mine)


def within(user: Any) -> QuerySet[Wish]:
    """Return every wish that is the user's business as staff."""
    return of_centres(user) | for_organisations(user)


#: The parts of the list, in order: what stands in each.
PARTS: Mapping[str, Q] = {
    "new": Q(state=WishState.NEW),
    "reported": Exists(WishReport.objects.filter(wish=OuterRef("pk"), settled_at=None)),  # type: ignore[dict-item]
    "open": Q(state__in=(WishState.OPEN, WishState.LOOKING)),
    "passed_on": Q(state=WishState.PASSED_ON),
    "taken": Q(state=WishState.TAKEN),
    "settled": ~Q(state__in=(WishState.NEW, *OPEN_WISHES)),
}
#: Those that an organisation's staff see.
OF_ORGANISATIONS = ("passed_on", "taken", "settled")


def part_of(user: Any, part: str) -> QuerySet[Wish]:
    """Return one part of what is the user's business: what most ask for first, settled ones the latest first."""
    order = ("-settled_at", "-pk") if part == "settled" else ("-asked_count", "created_at", "pk")
    wishes = within(user).filter(PARTS[part]).counted()  # type: ignore[attr-defined]
    return wishes.select_related("centre", "category", "taken_by", "programme").order_by(*order)


def rows(wishes: Iterable[Wish]) -> list[Row]:
    """Return the rows of a page of the list; three queries however many."""
    found = list(wishes)
    ids = [wish.pk for wish in found]
    estates = estates_of(ids)
    reported = set(WishReport.objects.filter(wish__in=ids, settled_at=None).values_list("wish_id", flat=True))
    return [
        Row(
            wish,
            wish.asked_count,
            _(", ").join(f"{name} {count}" for name, count in estates[wish.pk][:MOST_ESTATES_SHOWN]),
            wish.pk in reported,
        )
        for wish in found
    ]


def estates_of(wish_ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """Return from which estates how many ask, the most first, by wish; two queries."""
    voices = WishVoice.objects.filter(wish__in=wish_ids).order_by()
    counts = list(voices.values_list("wish_id", "estate_code").annotate(Count("pk")))
    names = {area.code: area.local_name for area in Area.objects.filter(code__in={code for _pk, code, _n in counts})}
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for wish_id, code, count in sorted(counts, key=lambda row: (-row[2], row[1])):
        found[wish_id].append((names.get(code, _("estate not given")), count))
    return found


def wishes_waiting(user: Any) -> Waiting:
    """Return how many wishes wait for this member of staff; two queries."""
    mine = of_centres(user)
    counts = mine.order_by().aggregate(
        new=Count("pk", filter=Q(state=WishState.NEW)), reported=Count("pk", filter=PARTS["reported"])
    )
    own = organisations_for(user, Act.WRITE).filter(kind="social").values("pk")
    states = Counter(
        (Wish.objects.passed_to(own) | Wish.objects.filter(taken_by__in=own, state=WishState.TAKEN)).values_list(
            "state", flat=True
        )
    )
    return Waiting(counts["new"], counts["reported"], states[WishState.PASSED_ON], states[WishState.TAKEN])


@dataclass(frozen=True, slots=True)
class WishFigures:
    """What was asked for in the last year, and what became of it."""

    states: list[Figure]
    audiences: list[Figure]
    categories: list[Figure]
    estates: list[Figure]
    days_to_look: int | None
    days_to_take: int | None


def figures(user: Any, at: datetime) -> WishFigures:
    """Return the figures of the user's centres for the year until ``at``; four queries."""
    wishes = of_centres(user).filter(created_at__gt=at - FIGURES_OF, created_at__lte=at)
    rows = list(wishes.counted().select_related("category").order_by())  # type: ignore[attr-defined]
    audiences = dict(ProgrammePage.Audience.choices)
    by_estate = WishVoice.objects.filter(wish__in=wishes.values("pk")).order_by().values_list("estate_code")
    estates = list(by_estate.annotate(Count("wish", distinct=True), Count("user", distinct=True)))
    names = {area.code: area.local_name for area in Area.objects.filter(code__in=[code for code, _w, _p in estates])}
    return WishFigures(
        states=_grouped((str(WishState(row.state).label), row) for row in rows),
        audiences=_grouped((str(audiences[row.audience]), row) for row in rows),
        categories=_grouped((row.category.local_name if row.category else _("Not sure"), row) for row in rows),
        estates=[
            Figure(names.get(code, _("estate not given")), wish_count, people)
            for code, wish_count, people in sorted(estates, key=lambda row: -row[2])
        ],
        days_to_look=_days(row.looked_at - row.created_at for row in rows if row.looked_at),
        days_to_take=_days(row.taken_at - row.created_at for row in rows if row.taken_at),
    )


def _grouped(named: Iterable[tuple[str, Wish]]) -> list[Figure]:
    wishes: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for name, wish in named:
        wishes[name] += 1
        people[name] += wish.asked_count
    return [Figure(name, count, people[name]) for name, count in wishes.most_common()]


def _days(lengths: Iterable[timedelta]) -> int | None:
    days = [length.days for length in lengths]
    return round(median(days)) if days else None
