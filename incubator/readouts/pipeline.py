"""Where do the applications to a call stand? A column a state with what is most urgent; how far they come; how long."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator.models import Application, Intake, Placement
from incubator.states import DECIDING, REVIEWING, PlacementState
from portal.cases.definition import Plan, State
from portal.cases.models import Case, HistoryEntry, WorkflowVersion
from portal.cases.states import Phase
from portal.charts import Columns, columns, share
from portal.timetable.working_days import WorkingDays

#: So many cards a column; the list has the rest.
MOST_CARDS = 12


@dataclass(frozen=True, slots=True)
class Card:
    """An application on the board, with the working days that it has stood there."""

    case_id: int
    title: str
    days: int
    due_on: date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A state with what stands in it; ``median_days`` is how long whoever has left it stood there, ``wanted`` how long
    they may.
    """

    name: str
    count: int
    overdue: int
    cards: Sequence[Card]
    wanted: int | None
    left: int
    median_days: float | None
    in_time: int

    @property
    def more(self) -> int:
        return self.count - len(self.cards)

    @property
    def in_time_share(self) -> int:
        return share(self.in_time, self.left)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel: how many came so far, in per cent of those handed in."""

    name: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The page of a call. ``columns`` are in the order of the workflow, without states in which nothing ever stood."""

    intake: Intake
    columns: Sequence[Column]
    funnel: Sequence[Step]
    chart: Columns
    total: int


def pipeline(intake: Intake, *, day: date, only: QuerySet[Application] | None = None) -> Pipeline:
    """Return where a call's applications, or ``only`` these of them, stand on this day; the same number of queries for
    any number of them.
    """
    mine = Case.objects.filter(kind="incubator", context_id=intake.pk).exclude(submitted_at=None)
    if only is not None:
        # Their keys are read once: what they are filtered by may look at every review.
        mine = mine.filter(pk__in=list(only.order_by().values_list("case", flat=True)))
    rows = list(
        mine.most_urgent_first().values_list("pk", "title", "reference", "state", "due_on", "entered_at", "closed_at")
    )
    moved = HistoryEntry.objects.filter(case__in=mine, act="moved").order_by("case", "number")
    zone = timezone.get_current_timezone()
    entries = [(*rest, at.astimezone(zone).date()) for *rest, at in moved.values_list("case", "before", "after", "at")]
    versions = WorkflowVersion.objects.filter(pk__in=mine.values("workflow"))
    plans = [one.plan for one in versions.order_by("-number")]
    days = _Days(entries, rows, day)
    standing: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        standing[row[3]].append(row)
    stood = days.by_state()
    found = [
        _column(state, standing[state.id], stood.get(state.id, ()), days)
        for state in _states(plans)
        if state.phase != Phase.DRAFT and (standing[state.id] or stood.get(state.id))
    ]
    funnel = _funnel(intake, plans, rows, entries)
    chart = columns(_("How far applications come"), [(one.name, one.count, str(one.count)) for one in funnel])
    return Pipeline(intake, found, funnel, chart, len(rows))


def _states(plans: Sequence[Plan]) -> list[State]:
    """Return the states of the newest plan, then those that only older ones have."""
    known: dict[str, State] = {}
    for plan in plans:
        for state in plan.states:
            known.setdefault(state.id, state)
    return list(known.values())


class _Days:
    """How many working days lie between moments; weekends and holidays are looked up once."""

    def __init__(self, entries: Sequence[Any], rows: Sequence[Any], day: date):
        moved = [on for _case, _before, _after, on in entries]
        entered = [timezone.localdate(edge(row[5] for row in rows)) for edge in (min, max)] if rows else []
        self.entries, self.day = entries, day
        self.calendar = WorkingDays(min([*moved, *entered, day]), max([*moved, *entered, day]))

    def since(self, at: Any) -> int:
        return self.calendar.between(timezone.localdate(at), self.day)

    def by_state(self) -> Mapping[str, list[int]]:
        """Return, for each state, how long those that have left it stood in it."""
        found: dict[str, list[int]] = defaultdict(list)
        entered: dict[int, tuple[str, date]] = {}
        for case_id, before, after, on in self.entries:
            came = entered.get(case_id)
            if came and came[0] == before:
                found[before].append(self.calendar.between(came[1], on))
            entered[case_id] = (after, on)
        return found


def _column(state: State, rows: Sequence[Any], stood: Sequence[int], days: _Days) -> Column:
    cards = [
        Card(pk, title or reference, days.since(entered_at), due_on, _is_late(due_on, closed_at, days.day))
        for pk, title, reference, _state, due_on, entered_at, closed_at in rows[:MOST_CARDS]
    ]
    return Column(
        name=str(state.name),
        count=len(rows),
        overdue=sum(_is_late(row[4], row[6], days.day) for row in rows),
        cards=cards,
        wanted=state.days,
        left=len(stood),
        median_days=median(stood) if stood else None,
        in_time=sum(one <= state.days for one in stood) if state.days else len(stood),
    )


def _is_late(due_on: date | None, closed_at: Any, day: date) -> bool:
    return closed_at is None and due_on is not None and due_on < day


def _funnel(intake: Intake, plans: Sequence[Plan], rows: Sequence[Any], entries: Iterable[Any]) -> list[Step]:
    """Return how many came how far; whoever stands in a state has come to it."""
    come: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        come[row[3]].add(row[0])
    for case_id, before, after, _at in entries:
        come[before].add(case_id)
        come[after].add(case_id)
    good = {state.id for plan in plans for state in plan.states if state.is_good}
    accepted = set().union(*(come[key] for key in good)) if good else set()
    mine = [row[0] for row in rows]
    placed = Counter(Placement.objects.filter(application__case__in=mine).values_list("state", flat=True))
    begun = sum(
        placed[one] for one in PlacementState if one not in (PlacementState.AGREEING, PlacementState.NOT_TAKEN_UP)
    )
    total = len(rows)
    steps = [
        (_("handed in"), total),
        (_("reviewed"), len(come[REVIEWING])),
        (_("put forward"), len(come[DECIDING])),
        (_("accepted for incubation"), len(accepted)),
        (_("incubated"), begun),
        (_("graduated"), placed[PlacementState.GRADUATED]),
    ]
    return [Step(name, count, share(count, total)) for name, count in steps]
