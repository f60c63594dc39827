"""What does a row of a file mean? Its cells as values, and everything that is wrong with it, by column."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from events.importing.calendars import PlaceOrRoom
from events.importing.cells import BadCell, Repeat, moment_of, number_of, repeat_of, text_of, until_of
from events.importing.directory import Directory
from events.importing.reading import Record
from events.models import ProgrammePage, Session, SpokenLanguage
from organisations.models import Organisation, Room
from portal.timetable.errors import NoSuchDates
from portal.timetable.recurrence import Frequency, Rule, refuse_nonsense

MOST_PLACES = 100_000
OLDEST = 120
LONGEST_MEETING = timedelta(hours=24)
FARTHEST = timedelta(days=3 * 366)
#: How a place that is none of our rooms is written, so that a misspelt room is not taken for one.
PLACE_MARKS = ("地点:", "place:")
TEXTS = ("title_en", "summary")
AGES = ("min_age", "max_age")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row: the column ("" for the whole row) and the reason, for the reader."""

    column: str
    sentence: str


@dataclass
class Row:
    """A row as it is meant. ``None`` and "" say nothing: what is there stays, what is new gets the usual.

    A row without problems has its organisation and its moments; ``Any`` says that the type checker cannot know.
    """

    number: int
    title: str = ""
    organisation: Any = None
    words: dict[str, Any] = field(default_factory=dict)
    languages: list[SpokenLanguage] | None = None
    starts_at: Any = None
    ends_at: Any = None
    room: Room | None = None
    place: str = ""
    capacity: int | None = None
    repeat: Repeat = field(default_factory=Repeat)
    rule: Rule | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def says_where(self) -> bool:
        return bool(self.room or self.place)

    def wrong(self, column: str, sentence: str) -> None:
        self.problems.append(Problem(column, sentence))


class _Reader:
    """Reads the cells of one record into a row, and notes what is wrong where."""

    def __init__(self, record: Record, directory: Directory, organisation: Organisation | None, at: datetime):
        self.cells = record.cells
        self.directory = directory
        self.usual_organisation = organisation
        self.at = at
        self.row = Row(record.number, problems=[Problem(*problem) for problem in record.problems])

    def attempt(self, column: str, read: Callable[[], Any]) -> Any:
        """Return what a cell says, or None when it cannot be used."""
        try:
            return read()
        except BadCell as bad:
            self.row.wrong(column, bad.sentence)
        except OverflowError:
            self.row.wrong(column, _("This lies too far away in time."))
        return None

    def text(self, column: str, longest: int = 200) -> str:
        return self.attempt(column, lambda: text_of(self.cells.get(column), longest)) or ""

    def named(self, column: str, find: Callable[[str], Any], *arguments: Any) -> Any:
        text = self.text(column)
        return self.attempt(column, lambda: find(text, *arguments)) if text else None

    def read(self) -> Row:
        self.read_words()
        self.read_organisation()
        self.read_moments()
        if self.row.organisation:
            self.read_where(self.row.organisation)
        self.row.capacity = self.attempt("capacity", lambda: number_of(self.cells.get("capacity"), 1, MOST_PLACES))
        self.read_repetition()
        return self.row

    def read_words(self) -> None:
        row = self.row
        row.title = self.text("title", _longest(ProgrammePage, "title"))
        if not row.title and not any(problem.column == "title" for problem in row.problems):
            row.wrong("title", _("The title is missing."))
        words = {name: self.text(name, _longest(ProgrammePage, name)) for name in TEXTS}
        ages = {name: self.attempt(name, partial(number_of, self.cells.get(name), 0, OLDEST)) for name in AGES}
        if None not in ages.values() and ages["min_age"] > ages["max_age"]:
            row.wrong("max_age", _("The highest age is below the lowest."))
        found = {
            **words,
            **ages,
            "category": self.named("category", self.directory.category),
            "audience": self.named("audience", self.directory.audience),
        }
        row.words = {name: value for name, value in found.items() if value not in (None, "")}
        names = [
            part for part in self.text("languages").replace("、", ",").replace("，", ",").split(",") if part.strip()
        ]
        spoken = [self.attempt("languages", partial(self.directory.spoken, name)) for name in names]
        row.languages = [one for one in spoken if one] if names else None

    def read_organisation(self) -> None:
        row = self.row
        if self.cells.get("organisation") in (None, ""):
            row.organisation = self.usual_organisation
            if row.organisation is None:
                row.wrong("organisation", _("The organisation is missing."))
        else:
            row.organisation = self.named("organisation", self.directory.organisation)
        if row.organisation and row.organisation.state != Organisation.State.ACTIVE:
            row.wrong("organisation", _("This organisation is suspended."))

    def read_moments(self) -> None:
        row = self.row
        row.starts_at = self.moment("starts_at", _("The start is missing."))
        day = timezone.localdate(row.starts_at) if row.starts_at else None
        row.ends_at = self.moment("ends_at", _("The end is missing."), day=day)
        if row.starts_at and row.starts_at - self.at > FARTHEST:
            row.wrong("starts_at", _("This lies too far away in time."))
        if row.starts_at and row.ends_at and row.ends_at <= row.starts_at:
            row.wrong("ends_at", _("The end is not after the start."))
        elif row.starts_at and row.ends_at and row.ends_at - row.starts_at > LONGEST_MEETING:
            row.wrong("ends_at", _("A session lasts a day at most. For several days, use repeat and until."))

    def moment(self, column: str, missing: str, **day: Any) -> datetime | None:
        known = len(self.row.problems)
        moment = self.attempt(column, lambda: moment_of(self.cells.get(column), **day))
        if moment is None and len(self.row.problems) == known:
            self.row.wrong(column, missing)
        return moment

    def read_where(self, organisation: Organisation) -> None:
        row, directory = self.row, self.directory
        kind = self.named("facility", directory.facility_kind) or ""
        if kind and not directory.facilities_of(organisation, kind):
            row.wrong("facility", _("This organisation's centre has no such facility."))
            return
        text = self.text("room", _longest(Session, "place") + 6)
        row.place = place_in(text)
        if text and not row.place:
            row.room = self.room(text, organisation, kind)
        elif kind:
            row.room = self.only_room_of(organisation, kind)

    def room(self, text: str, organisation: Organisation, kind: str) -> Room | None:
        try:
            return self.directory.room(text, organisation, kind)
        except BadCell as bad:
            if isinstance(self.cells.get("room"), PlaceOrRoom):
                self.row.place = text
            else:
                self.row.wrong("room", bad.sentence)
        return None

    def only_room_of(self, organisation: Organisation, kind: str) -> Room | None:
        """Return the room of a facility that has just one; a hall counts, its halves do not."""
        known = {one.pk for one in self.directory.facilities_of(organisation, kind)}
        rooms = [room for room in self.directory.rooms if room.facility_id in known and not room.parent_id]
        if len(rooms) != 1:
            some, none = _("This facility has several rooms: please name one."), _("This facility has no rooms.")
            self.row.wrong("room", some if rooms else none)
            return None
        return rooms[0]

    def read_repetition(self) -> None:
        row = self.row
        row.repeat = self.attempt("repeat", lambda: repeat_of(self.cells.get("repeat"))) or Repeat()
        until = self.attempt("until", lambda: until_of(self.cells.get("until")))
        repeat = row.repeat
        if any(problem.column in ("repeat", "until") for problem in row.problems) or row.starts_at is None:
            return
        if repeat.frequency == Frequency.ONCE:
            if until is not None:
                row.wrong("repeat", _("There is an end of the repetition, but it does not say how to repeat."))
            self.check_dates(repeat)
            return
        is_count = isinstance(until, int)
        row.rule = Rule(
            timezone.localdate(row.starts_at),
            frequency=repeat.frequency,
            every=repeat.every,
            weekdays=repeat.weekdays,
            until=None if is_count or until is None else until,
            count=until if is_count else None,
        )
        try:
            refuse_nonsense(row.rule)
        except NoSuchDates as refusal:
            column = "until" if refusal.field in ("until", "count") else "repeat"
            row.wrong(column, str(refusal.sentence))

    def check_dates(self, repeat: Repeat) -> None:
        """Note listed days that come before the first, or twice; and times and rooms that make no sense."""
        row, seen = self.row, set()
        for listed in repeat.dates:
            moment = (listed.on, listed.start)
            if row.starts_at and listed.on < timezone.localdate(row.starts_at):
                row.wrong("repeat", _("%(day)s comes before the first session.") % {"day": listed.on})
            if moment in seen:
                row.wrong("repeat", _("%(day)s is listed twice.") % {"day": listed.on})
            if listed.start and listed.end and listed.end <= listed.start:
                row.wrong("repeat", _("On %(day)s the end is not after the start.") % {"day": listed.on})
            seen.add(moment)


def place_in(text: str) -> str:
    """Return the place that is marked as one in words, or nothing."""
    mark = next((mark for mark in PLACE_MARKS if text.replace("：", ":").casefold().startswith(mark)), "")
    return text[len(mark) :].strip() if mark else ""


def _longest(model: type[models.Model], name: str) -> int:
    return getattr(model._meta.get_field(name), "max_length", 0)


def rows_of(
    records: list[Record], directory: Directory, *, at: datetime, organisation: Organisation | None = None
) -> list[Row]:
    """Return what the records mean; ``organisation`` is that of rows which name none."""
    return [_Reader(record, directory, organisation, at).read() for record in records]
