"""How many? Everything that the figures are made of, counted in a constant number of queries, as it is.

What is held counts when it has ended and was not called off. Months are local ones. Nothing here is fit to be shown:
``events.figures.report`` tells it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from events.approving.co_hosting import WHOLE
from events.figures.periods import Period
from events.figures.whose import Whose
from events.models import Attendance, Pool, Registration, Session
from events.states import ARRIVED, AttendanceState, EventState
from portal.accounts.models import Person

#: Ages from which a band begins, in whole years on the last day.
BANDS = (0, 7, 18, 35, 60, 70, 80)
UNKNOWN = -1

Span = tuple[datetime, datetime]


@dataclass
class Amounts:
    """Sums of a month, a facility or a whole period; in hundredths, because shares are in per cent."""

    sessions: int = 0
    places: int = 0
    sign_ups: int = 0
    attendances: int = 0
    no_shows: int = 0

    def whole(self, name: str) -> int:
        """Return one of them as a whole number, a half upwards."""
        return (int(getattr(self, name)) + WHOLE // 2) // WHOLE


@dataclass(frozen=True)
class Reached:
    """Who came at all: each programme, person and household once."""

    programmes: int = 0
    people: int = 0
    households: int = 0


@dataclass
class Counts:
    """All of a period. ``before`` and ``reached_before`` are of as much of the months before it."""

    months: list[Amounts]
    facilities: dict[str, Amounts]
    total: Amounts
    before: Amounts
    reached: Reached
    reached_before: Reached
    ages: Mapping[int, int] = field(default_factory=dict)
    estates: Mapping[str, int] = field(default_factory=dict)


def count(whose: Whose, period: Period, at: datetime) -> Counts:
    """Return everything that is counted of a period; eight queries."""
    now, before = period.held_by(at), period.compared_with(at)
    spans = [(start, min(end, now[1])) for start, end in period.spans()]
    tally = _Tally(whose, [before, *spans])
    tally.add("sessions", _held(whose, before[0], now[1]), "starts_at", Count("pk"), facility="room__facility__kind")
    tally.add("places", _places(whose, before[0], now[1]), "event__starts_at", Sum("capacity"))
    tally.add("sign_ups", _signed_up(whose, before[0], now[1]), "party__created_at", Count("pk"))
    marks = _marks(whose, before[0], now[1])
    tally.add_marks(marks.exclude(state__in=(AttendanceState.EXPECTED, AttendanceState.LEAVE)))
    came = marks.filter(state__in=ARRIVED)
    programmes, programmes_before = _programmes(whose, now, before)
    people, people_before = _reached(came, now), _reached(came, before)
    ages, estates = _ages(people, period.last), _estates(people)
    earlier = people_before.aggregate(people=Count("pk"), households=Count("household", distinct=True))
    return Counts(
        months=tally.by_span[1:],
        facilities=dict(tally.facilities),
        total=tally.total,
        before=tally.by_span[0],
        # Everybody is of one age and of one household, and a household of one estate.
        reached=Reached(programmes, sum(ages.values()), sum(estates.values())),
        reached_before=Reached(programmes_before, **earlier),
        ages=ages,
        estates=estates,
    )


def _held(whose: Whose, since: datetime, until: datetime) -> QuerySet[Session]:
    held = Session.objects.scheduled().filter(whose.events("event__"), event__awaits_room=False, ends_at__lte=until)
    return held.filter(starts_at__gte=since)


def _places(whose: Whose, since: datetime, until: datetime) -> QuerySet[Pool]:
    return Pool.objects.filter(
        whose.events("event__"),
        event__state=EventState.SCHEDULED,
        event__awaits_room=False,
        event__needs_sign_up=True,
        event__starts_at__gte=since,
        event__starts_at__lt=until,
    )


def _signed_up(whose: Whose, since: datetime, until: datetime) -> QuerySet[Registration]:
    return Registration.objects.filter(
        whose.events("event__"), party__created_at__gte=since, party__created_at__lt=until
    )


def _marks(whose: Whose, since: datetime, until: datetime) -> QuerySet[Attendance]:
    return Attendance.objects.filter(
        whose.events("session__event__"),
        session__state=EventState.SCHEDULED,
        session__event__state=EventState.SCHEDULED,
        session__event__awaits_room=False,
        session__starts_at__gte=since,
        session__ends_at__lte=until,
    )


class _Tally:
    """Adds up rows of the database, each multiplied by whose share it is."""

    def __init__(self, whose: Whose, spans: Sequence[Span]):
        self.whose = whose
        self.spans = spans
        self.by_span = [Amounts() for _span in spans]
        self.facilities: dict[str, Amounts] = defaultdict(Amounts)
        self.total = Amounts()

    def add(self, name: str, rows: QuerySet[Any], moment: str, amount: Any, *, facility: str = "") -> None:
        """Add a sum of rows by the span in which their moment lies."""
        for row in self._grouped(rows, moment, amount, "event__", facility):
            self._enter(name, row)

    def add_marks(self, marks: QuerySet[Attendance]) -> None:
        """Add who came, and who did not."""
        came = {state.value for state in ARRIVED}
        facility = "session__room__facility__kind"
        rows = self._grouped(marks, "session__starts_at", Count("pk"), "session__event__", facility, mark=F("state"))
        for row in rows:
            self._enter("attendances" if row["mark"] in came else "no_shows", row)

    def _grouped(
        self, rows: QuerySet[Any], moment: str, amount: Any, event: str, facility: str, **more: Any
    ) -> Iterable[dict[str, Any]]:
        by: dict[str, Any] = {"span": _number_of(self.spans, moment), **more}
        if facility:
            by["facility"] = F(facility)
        if not self.whose.is_district:
            by |= {"programme": F(f"{event}programme"), "centre": F(f"{event}centre")}
        return rows.order_by().values(**by).annotate(amount=amount).filter(span__gte=0)

    def _enter(self, name: str, row: dict[str, Any]) -> None:
        share = self.whose.share(row.get("programme"), row.get("centre"))
        amount = row["amount"] * share
        places = [self.by_span[row["span"]]]
        if row["span"]:
            places.append(self.total)
            if "facility" in row:
                places.append(self.facilities[row["facility"] or ""])
        for place in places:
            setattr(place, name, getattr(place, name) + amount)


def _number_of(spans: Sequence[Span], moment: str) -> Case:
    """Return the number of the span in which a moment lies; -1 for none."""
    cases = [
        When(Q(**{f"{moment}__gte": start, f"{moment}__lt": end}), then=Value(number))
        for number, (start, end) in enumerate(spans)
    ]
    return Case(*cases, default=Value(-1), output_field=IntegerField())


def _reached(came: QuerySet[Attendance], span: Span) -> QuerySet[Person]:
    """Return who came in a span, each once; a condition on people, which is several times faster than telling marks
    apart."""
    within = came.filter(session__starts_at__gte=span[0], session__starts_at__lt=span[1])
    return Person.objects.filter(pk__in=within.order_by().values("registration__person"))


def _programmes(whose: Whose, now: Span, before: Span) -> tuple[int, int]:
    """Return how many programmes were held, and how many before; one query."""
    held = _held(whose, before[0], now[1]).aggregate(
        now=Count("event__programme", distinct=True, filter=Q(starts_at__gte=now[0])),
        before=Count("event__programme", distinct=True, filter=Q(starts_at__lt=before[1])),
    )
    return held["now"], held["before"]


def _ages(people: QuerySet[Person], day: date) -> dict[int, int]:
    """Return how many people there are, by the age at which their band begins; those without a birth date apart."""
    cases = [When(birth_date__lte=day - relativedelta(years=age), then=Value(age)) for age in reversed(BANDS)]
    band = Case(*cases, default=Value(UNKNOWN), output_field=IntegerField())
    rows = people.order_by().values(band=band).annotate(count=Count("pk"))
    return {row["band"]: row["count"] for row in rows}


def _estates(people: QuerySet[Person]) -> dict[str, int]:
    """Return how many households there are, by the code of their estate; none where nobody has said."""
    counted = people.order_by().values_list("household__estate_code").annotate(Count("household", distinct=True))
    return dict(counted)
