"""What do staff see of feedback? Averages, distributions and words, by programme, date and speaker; never a name.

A date with fewer than ``FEW`` answers shows nothing but their number; such dates are taken together, and shown when
together they are enough. So nobody is found by taking one table from another.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from events.feedback.giving import FEW
from events.models import Event, Feedback, ProgrammePage, ProgrammeSpeaker, SalesAlert
from events.states import AlertState
from organisations.permissions import Act, organisations_for
from portal.languages import in_reader_language
from portal.late_joins import first_of
from portal.questions.definition import WITH_OPTIONS, Kind, options_of
from portal.questions.models import QuestionSetVersion

STARS = (5, 4, 3, 2, 1)
SHOWN_OF = timedelta(days=730)
MOST_WORDS = 200
#: The width of a bar in the drawing, for all answers.
FULL = 200


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a distribution: a word, how many, and how long the bar is drawn."""

    word: str
    count: int
    percent: int

    @property
    def width(self) -> int:
        return self.percent * FULL // 100


@dataclass(frozen=True)
class Stars:
    """How many gave how many stars."""

    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def answers(self) -> int:
        return sum(self.counts.values())

    @property
    def average(self) -> float | None:
        total = sum(stars * count for stars, count in self.counts.items())
        return round(total / self.answers, 1) if self.answers else None

    @property
    def are_few(self) -> bool:
        return self.answers < FEW

    @property
    def bars(self) -> list[Bar]:
        return [_bar(str(stars), self.counts.get(stars, 0), self.answers) for stars in STARS]

    def __add__(self, other: "Stars") -> "Stars":
        return Stars(Counter(self.counts) + Counter(other.counts))


@dataclass(frozen=True, slots=True)
class Line:
    """A programme, a date or a speaker with what was said of it; ``hidden`` answers are of dates with too few."""

    name: str
    pk: int | None
    stars: Stars
    hidden: int
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question with how often each answer was given, or what was written."""

    label: str
    bars: list[Bar]
    words: list[str]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that may be shown of one programme."""

    programme: ProgrammePage
    total: Line
    dates: list[Line]
    questions: list[Question]
    words: list[str]


def events_within(user: Any) -> QuerySet[Event]:
    """Return the events whose feedback is the user's business: of their organisations, or held in their centre."""
    writes, approves = organisations_for(user, Act.WRITE), organisations_for(user, Act.APPROVE)
    return Event.objects.filter(Q(organisation__in=writes) | Q(centre__in=approves))


def by_programme(user: Any, at: datetime) -> list[Line]:
    """Return the programmes with feedback of the last two years, those with most answers first; two queries."""
    stars = _stars(events_within(user).filter(ends_at__gt=at - SHOWN_OF))
    programme_of = dict(Event.objects.filter(pk__in=list(stars)).values_list("pk", "programme_id"))
    titles = _titles(programme_of.values())
    groups: dict[int, dict[int, Stars]] = defaultdict(dict)
    for event_id, counted in stars.items():
        groups[programme_of[event_id]][event_id] = counted
    lines = [_line(titles[pk], pk, of_events) for pk, of_events in groups.items()]
    return sorted(lines, key=lambda line: (-line.stars.answers, line.name))


def by_speaker(user: Any, at: datetime) -> list[Line]:
    """Return the speakers of those programmes, each with all that may be shown of theirs; two queries."""
    stars = _stars(events_within(user).filter(ends_at__gt=at - SHOWN_OF))
    programme_of = dict(Event.objects.filter(pk__in=list(stars)).values_list("pk", "programme_id"))
    named: dict[str, dict[int, Stars]] = defaultdict(dict)
    local: dict[str, str] = {}
    for speaker in ProgrammeSpeaker.objects.filter(page__in=set(programme_of.values())).order_by("pk"):
        local[speaker.name] = speaker.local_name
        for event_id, programme_id in programme_of.items():
            if programme_id == speaker.page_id:
                named[speaker.name][event_id] = stars[event_id]
    lines = [_line(local[name], None, of_events) for name, of_events in named.items()]
    return sorted(lines, key=lambda line: (-line.stars.answers, line.name))


def report(user: Any, programme_id: int) -> Report | None:
    """Return what may be shown of a programme's feedback, or nothing when there is none within reach; five queries."""
    events = {event.pk: event for event in events_within(user).filter(programme=programme_id).order_by("-starts_at")}
    stars = _stars(Event.objects.filter(pk__in=list(events)))
    page = ProgrammePage.objects.filter(pk=programme_id).defer("body").first()
    if not stars or page is None:
        return None
    shown = _shown(stars)
    dates = [
        Line(event.local_label, pk, stars[pk], 0, event.starts_at)
        if not stars[pk].are_few
        else Line(event.local_label, pk, Stars(), stars[pk].answers, event.starts_at)
        for pk, event in events.items()
        if pk in stars
    ]
    rows = list(Feedback.objects.filter(event__in=shown).select_related("version"))
    # The order of the table says who came first; the order of a page says nothing.
    random.SystemRandom().shuffle(rows)
    return Report(
        programme=page,
        total=_line(in_reader_language(page.title, page.title_en), page.pk, stars),
        dates=dates,
        questions=_questions(rows),
        words=[row.text for row in rows if row.text][:MOST_WORDS],
    )


def alerts_within(user: Any) -> QuerySet[SalesAlert]:
    """Return the alerts that the user, as officer of the centre, has to look into."""
    rows = SalesAlert.objects.exclude(state=AlertState.WITHDRAWN)
    if not user.is_superuser:
        rows = rows.filter(centre__in=organisations_for(user, Act.APPROVE))
    return rows.select_related("event__programme", "event__organisation", "centre", "handled_by__person")


def alerts_waiting(user: Any) -> list[SalesAlert]:
    """Return the alerts that are not answered yet, the oldest first; one query where there are none, else two."""
    waiting = alerts_within(user).filter(state__in=(AlertState.OPEN, AlertState.LOOKING))
    return first_of(waiting.order_by("raised_at"), 20)


def _stars(events: QuerySet[Event]) -> dict[int, Stars]:
    rows = Feedback.objects.filter(event__in=events.values("pk")).order_by().values_list("event", "stars")
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for event_id, stars, count in rows.annotate(Count("pk")):
        counts[event_id][stars] = count
    return {event_id: Stars(counted) for event_id, counted in counts.items()}


def _shown(stars: Mapping[int, Stars]) -> list[int]:
    """Return the events whose answers may be shown: those with enough, and the others when together they are enough."""
    enough = [pk for pk, counted in stars.items() if not counted.are_few]
    few = [pk for pk, counted in stars.items() if counted.are_few]
    return enough + (few if sum(stars[pk].answers for pk in few) >= FEW else [])


def _line(name: str, pk: int | None, stars: Mapping[int, Stars]) -> Line:
    shown = _shown(stars)
    total = sum((stars[event_id] for event_id in shown), Stars())
    return Line(name, pk, total, sum(counted.answers for counted in stars.values()) - total.answers)


def _titles(programme_ids: Iterable[int]) -> dict[int, str]:
    rows = ProgrammePage.objects.filter(pk__in=set(programme_ids)).values_list("pk", "title", "title_en")
    return {pk: in_reader_language(title, title_en) for pk, title, title_en in rows}


def _questions(rows: Sequence[Feedback]) -> list[Question]:
    """Return what was answered, question by question; a version's questions are counted by themselves."""
    given: dict[tuple[int, str], list[Any]] = defaultdict(list)
    versions: dict[int, QuestionSetVersion] = {}
    for row in rows:
        if row.version:
            versions[row.version.pk] = row.version
            for question_id, answer in row.answers.items():
                given[row.version.pk, question_id].append(answer)
    found = []
    for (version_id, question_id), answers in sorted(given.items()):
        question = versions[version_id].questions.by_id().get(question_id)
        # Too few answers to a question say as much about each as too few answers to an event.
        if question is None or len(answers) < FEW:
            continue
        if question.kind in WITH_OPTIONS or question.kind == Kind.YES_NO:
            chosen = Counter(one for answer in answers for one in (answer if isinstance(answer, list) else [answer]))
            bars = [_bar(word, chosen[value], len(answers)) for value, word in options_of(question)]
            found.append(Question(str(question.label), bars, []))
        else:
            found.append(Question(str(question.label), [], [str(answer) for answer in answers][:MOST_WORDS]))
    return found


def _bar(word: str, count: int, of: int) -> Bar:
    return Bar(word, count, round(100 * count / of) if of else 0)
