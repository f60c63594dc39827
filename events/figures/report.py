"""What may be read of the figures? Totals beside those before, months, facilities, ages, estates, and words to paste.

Programmes, sessions and places are things and told as they are. People are told by ``portal.small_counts``; only
whoever may open the sign-in sheets reads their totals, months and facilities exactly (``is_exact``), because their own
funder asks for them. Ages and estates are told by that rule to everybody: they say something of people and not of work.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.figures.counting import BANDS, UNKNOWN, Amounts, Counts, count
from events.figures.periods import Period
from events.figures.whose import Whose
from organisations.models import Area, Facility
from portal.languages import in_reader_language
from portal.small_counts import Told, change, exactly, told

#: The parts of a month, with what they count. Those of people are told by the rule.
AMOUNTS: dict[str, str | Promise] = {
    "sessions": pgettext_lazy("a figure", "sessions"),
    "places": pgettext_lazy("a figure", "places"),
    "sign_ups": pgettext_lazy("a figure", "sign-ups"),
    "attendances": pgettext_lazy("a figure", "attendances"),
    "no_shows": pgettext_lazy("a figure", "no-shows"),
}
OF_PEOPLE = frozenset({"sign_ups", "attendances", "no_shows"})
#: An age band from its beginning; what is unknown comes last.
AGES: dict[int, str | Promise] = {
    0: _("under 7"),
    7: _("7 to 17"),
    18: _("18 to 34"),
    35: _("35 to 59"),
    60: _("60 to 69"),
    70: _("70 to 79"),
    80: _("80 and over"),
    UNKNOWN: _("not known"),
}
Tell = Callable[[int], Told]


@dataclass(frozen=True)
class Line:
    """A total and what it was before."""

    name: str
    words: str | Promise
    now: Told
    before: Told

    @property
    def change(self) -> int | None:
        """In per cent."""
        return change(self.now, self.before)


@dataclass(frozen=True)
class Month:
    """One month: ``first`` names it, ``cells`` are in the order of ``AMOUNTS``."""

    first: datetime
    cells: Sequence[Told]


@dataclass(frozen=True)
class Group:
    """A facility or an age band."""

    words: str | Promise
    cells: Sequence[Told]


@dataclass(frozen=True)
class Estate:
    """An estate in both languages, the households that came, and those there are where that is known."""

    name: str
    name_en: str
    reached: Told
    there_are: int | None

    @property
    def local_name(self) -> str:
        return in_reader_language(self.name, self.name_en)

    @property
    def percent(self) -> int | None:
        """How many in a hundred households came; of what is told."""
        if not self.there_are or self.reached.number is None:
            return None
        return round(min(self.reached.number, self.there_are) * 100 / self.there_are)


@dataclass(frozen=True)
class Report:
    """The figures of a period as they may be read; holds no name and no id of anybody."""

    period: Period
    until: datetime
    counted_at: datetime
    is_exact: bool
    lines: Sequence[Line]
    months: Sequence[Month]
    facilities: Sequence[Group]
    ages: Sequence[Group]
    estates: Sequence[Estate]

    def line(self, name: str) -> Line:
        """Return a total by its name."""
        return next(line for line in self.lines if line.name == name)


def report(whose: Whose, period: Period, at: datetime, *, is_exact: bool = False) -> Report:
    """Return the figures; nine queries."""
    return tell_of(count(whose, period, at), whose, period, at, is_exact=is_exact)


def tell_of(counts: Counts, whose: Whose, period: Period, at: datetime, *, is_exact: bool) -> Report:
    """Return what may be read of these counts; one query."""
    tell = exactly if is_exact else told
    return Report(
        period=period,
        until=period.held_by(at)[1],
        counted_at=at,
        is_exact=is_exact,
        lines=_lines(counts, tell),
        months=[
            Month(start, _cells(amounts, tuple(AMOUNTS), tell))
            for (start, _end), amounts in zip(period.spans(), counts.months, strict=True)
        ],
        facilities=_facilities(counts, tell),
        ages=_ages(counts),
        estates=_estates(whose, counts),
    )


def _lines(counts: Counts, tell: Tell) -> list[Line]:
    now, before = counts.reached, counts.reached_before
    amounts = {
        name: Line(name, words, *(_tell(name, one.whole(name), tell) for one in (counts.total, counts.before)))
        for name, words in AMOUNTS.items()
    }
    programmes = Line(
        "programmes", pgettext_lazy("a figure", "programmes"), exactly(now.programmes), exactly(before.programmes)
    )
    people = Line("people", _("people reached"), tell(now.people), tell(before.people))
    households = Line("households", _("households reached"), tell(now.households), tell(before.households))
    return [programmes, *amounts.values(), people, households]


def _tell(name: str, amount: int, tell: Tell) -> Told:
    return tell(amount) if name in OF_PEOPLE else exactly(amount)


def _cells(amounts: Amounts, names: Sequence[str], tell: Tell) -> list[Told]:
    """Return the cells of a row; where nothing was held nobody came, which is no secret."""
    nothing_held = not amounts.sessions

    def cell(name: str) -> Told:
        if nothing_held and name in ("attendances", "no_shows"):
            return exactly(0)
        return _tell(name, amounts.whole(name), tell)

    return [cell(name) for name in names]


def _facilities(counts: Counts, tell: Tell) -> list[Group]:
    names = {kind.value: kind.label for kind in Facility.Kind} | {"": _("elsewhere")}
    shown = [(words, counts.facilities[kind]) for kind, words in names.items() if kind in counts.facilities]
    return [Group(words, _cells(amounts, ("sessions", "attendances"), tell)) for words, amounts in shown]


def _ages(counts: Counts) -> list[Group]:
    """Return every band, also those of nobody: which are empty is not told apart from which are few."""
    if not counts.ages:
        return []
    return [Group(AGES[band], [told(counts.ages.get(band, 0))]) for band in (*BANDS, UNKNOWN)]


def _estates(whose: Whose, counts: Counts) -> list[Estate]:
    """Return the estates that are compared: a centre's own, the home centre's, or all; the rest as one."""
    rows = Area.objects.estates().in_use()
    if whose.organisation is not None:
        centre_id = whose.organisation.pk if whose.is_centre else whose.organisation.home_centre_id
        rows = rows.served_by(centre_id or 0)
    if not counts.estates:
        return []
    reached = dict(counts.estates)
    listed = [Estate(one.name, one.name_en, told(reached.pop(one.code, 0)), one.household_count) for one in rows]
    return [*listed, Estate("其他小区或未填写", "Other estates, or not said", told(sum(reached.values())), None)]
