"""How well is what the district promises kept? By kind of question, all together and centre by centre.

A question counts when its time is over: answered, or still without an answer after its last day. One that waits within
its time is neither kept nor missed. Whose question it is says its source; what belongs to no centre counts for all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.functional import Promise

from organisations.models import Organisation, ServiceStandard
from portal import contributions
from portal.contributions import Asked
from portal.languages import in_reader_language
from portal.timetable.working_days import WorkingDays

#: So far back one looks.
LOOKED_BACK = timedelta(days=182)
#: Of fewer questions no share is told: it would be somebody's one question.
FEWEST = 5
KEPT, FRESH = "statistics:standards", "statistics:standards:fresh"
A_DAY, AN_HOUR = 24 * 60 * 60, 60 * 60


@dataclass(frozen=True, slots=True)
class Score:
    """How many questions were over, and how many of them were answered in time."""

    over: int = 0
    kept: int = 0

    @property
    def percent(self) -> int | None:
        """In a hundred, rounded down so that nobody reads of all where one is missing; None of too few."""
        return self.kept * 100 // self.over if self.over >= FEWEST else None


@dataclass(frozen=True)
class OfCentre:
    """How well one centre keeps one standard."""

    name: str
    name_en: str
    score: Score

    @property
    def local_name(self) -> str:
        return in_reader_language(self.name, self.name_en)


@dataclass(frozen=True)
class Standard:
    """A promise and how it is kept."""

    kind: str
    title: str | Promise
    working_days: int
    score: Score
    centres: Sequence[OfCentre]


def standards(at: datetime, *, only: Collection[int] | None = None) -> list[Standard]:
    """Return each promise; ``only`` keeps to these organisations. Three queries, and one or two for each kind."""
    since = at - LOOKED_BACK
    targets = dict(ServiceStandard.objects.values_list("kind", "working_days"))
    today = timezone.localdate(at)
    calendar = WorkingDays(timezone.localdate(since), today)
    answering = {one.pk: one for one in Organisation.objects.active().centres().only("name", "name_en")}
    made = []
    for source in contributions.answers:
        days = targets.get(source.kind, source.usual_days)
        asked = (one for one in source.asked(since, at) if only is None or one.organisation_id in only)
        whole, each = _scores(asked, days, calendar, today)
        centres = [
            OfCentre(answering[pk].name, answering[pk].name_en, score) for pk, score in each.items() if pk in answering
        ]
        made.append(Standard(source.kind, source.title, days, whole, sorted(centres, key=lambda one: one.name)))
    return made


def _scores(
    asked: Iterable[Asked], days: int, calendar: WorkingDays, today: date
) -> tuple[Score, Mapping[int | None, Score]]:
    over: dict[int | None, int] = defaultdict(int)
    kept: dict[int | None, int] = defaultdict(int)
    for one in asked:
        last = timezone.localdate(one.answered_at) if one.answered_at else today
        is_in_time = calendar.between(timezone.localdate(one.asked_at), min(last, today)) <= days
        if one.answered_at or not is_in_time:
            over[one.organisation_id] += 1
            kept[one.organisation_id] += bool(one.answered_at) and is_in_time
    return Score(sum(over.values()), sum(kept.values())), {pk: Score(over[pk], kept[pk]) for pk in over}


def kept_standards(at: datetime) -> list[Standard]:
    """Return the whole district's as they were kept; one query while they are."""
    found = cache.get(KEPT)
    return found if isinstance(found, list) else look_anew(at)


def look_anew(at: datetime) -> list[Standard]:
    """Look at the whole district's and keep what was found."""
    found = standards(at)
    cache.set(KEPT, found, A_DAY)
    cache.set(FRESH, True, AN_HOUR)
    return found


def keep_standards(at: datetime) -> int:
    """Look anew when an hour has passed; return 1 then, else 0."""
    if cache.get(FRESH):
        return 0
    look_anew(at)
    return 1
