"""What do the apps show on pages that all share? Each slot below is filled from an app's ``contributions.py``.

The portal imports no app; a slot speaks of Django's user and of ids only, so that a new trade plugs in
without a change here. Slots keep the order of their ``order`` numbers.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import Promise
from ninja import Router


class Slot[Contribution]:
    """A named place on a shared page; apps register when they are ready, pages iterate."""

    def __init__(self, name: str):
        self.name = name
        self._entries: list[tuple[int, str, Contribution]] = []

    def register(self, contribution: Contribution, *, order: int = 100, key: str = "") -> None:
        """Add a contribution; the same key again replaces it."""
        key = key or f"{getattr(contribution, '__module__', '')}.{getattr(contribution, '__qualname__', contribution)}"
        self._entries = [entry for entry in self._entries if entry[1] != key]
        self._entries.append((order, key, contribution))
        self._entries.sort(key=lambda entry: entry[:2])

    def __iter__(self) -> Iterator[Contribution]:
        return (contribution for _, _, contribution in self._entries)


@dataclass(frozen=True)
class Section:
    """A piece of a shared page: a template and what it needs."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Estate:
    """An estate as the portal knows it: a code that never changes and a name in the reader's language."""

    code: str
    name: str


class SectionSource(Protocol):
    """Return a section for this request, or nothing."""

    def __call__(self, request: HttpRequest) -> Section | None: ...


class ProfileSource(Protocol):
    """Return a section for the profile of the organisation with this id."""

    def __call__(self, request: HttpRequest, organisation_id: int) -> Section | None: ...


@dataclass(frozen=True)
class WaitingItem:
    """Something that waits for a member of staff: what, how many, where to, and since when the oldest waits.

    ``examples`` are a few of them by name, each with its address.
    """

    title: str
    count: int
    url: str
    since: datetime | None = None
    examples: tuple[tuple[str, str], ...] = ()


class WaitingSource(Protocol):
    """Return what of one kind waits for whoever asks, or nothing; in a constant number of queries."""

    def __call__(self, request: HttpRequest) -> WaitingItem | None: ...


@dataclass(frozen=True)
class Achievement:
    """A line of an organisation's record: a figure and what it counts."""

    count: str
    words: str


class AchievementSource(Protocol):
    """Return lines for the record of the organisation with this id, of what is public about it."""

    def __call__(self, organisation_id: int) -> Iterable[Achievement]: ...


class EstateSource(Protocol):
    """Return the estates that a household can choose, in the reader's language."""

    def __call__(self) -> Sequence[Estate]: ...


class DueWork(Protocol):
    """Do what is due at this moment and return how many records changed; safe to run twice at once."""

    def __call__(self, at: datetime) -> int: ...


@dataclass(frozen=True)
class Address:
    """A public page: its path without a language, and when its words last changed."""

    path: str
    changed_at: datetime | None


class AddressSource(Protocol):
    """Return the public pages that search engines should know, without those that are hidden or suspended."""

    def __call__(self) -> Iterable[Address]: ...


class PersonalDataSource(Protocol):
    """Return what is held about the person with this id, as plain data for a copy of it."""

    def __call__(self, person_id: int) -> dict[str, Any]: ...


class PersonalDataEraser(Protocol):
    """Erase what is held about the person with this id, in the caller's transaction; rows that others need stay."""

    def __call__(self, person_id: int, *, by: Any, at: datetime) -> object: ...


@dataclass(frozen=True)
class Fact:
    """Something that is known of an organisation: the answer and its kind as questions have them, the same in words,
    where it comes from in the reader's language, and of which day it is."""

    kind: str
    value: Any
    words: str
    source: str
    on: date


@dataclass(frozen=True)
class FactBook:
    """What an app knows of organisations: names with their labels, and the facts of one by its id."""

    names: Mapping[str, str | Promise]
    of: Callable[[int], Mapping[str, Fact]]


class CaseEffect(Protocol):
    """Do what a decision on a case does, in its transaction; a refusal raised here undoes the decision."""

    def __call__(self, case: Any, *, decision: Any, by: Any, at: datetime) -> None: ...


@dataclass(frozen=True)
class CaseKind:
    """A kind of case: what its workflows can name, and who is who in it. ``docs/cases.md`` shows one.

    ``roles`` are the staff's, by name, as the applicant reads them; ``roles_of`` says which of them a user has in a
    case, ``visible_to`` which cases of this kind a user's lists hold, ``comes_to`` whether they can ever hold one,
    ``writes_its_way`` whether such workflows are the user's to write, ``people_in`` whom to tell for a role. ``lead``
    is the role that is told when a case is overdue; ``titled_by`` the question whose answer lists show; ``staff_path``
    the address of the staff's screen. A guard returns why a move cannot be made yet, or nothing. ``words`` say to
    whoever edits a workflow what each guard and effect means; ``landmarks`` are states that the trade knows by id.
    ``asks`` puts the questions to the applicant of one case: what they have to answer, and what is not theirs.
    """

    name: str
    prefix: str
    title: str | Promise
    roles: Mapping[str, str | Promise]
    roles_of: Callable[[Any, Any], Collection[str]]
    visible_to: Callable[[Any], Q]
    comes_to: Callable[[Any], bool]
    people_in: Callable[[Any, str], Iterable[Any]]
    holder_name: Callable[[Any], str]
    staff_path: Callable[[Any], str]
    lead: str
    titled_by: str = ""
    effects: Mapping[str, CaseEffect] = field(default_factory=dict)
    guards: Mapping[str, Callable[[Any], str | Promise | None]] = field(default_factory=dict)
    words: Mapping[str, str | Promise] = field(default_factory=dict)
    landmarks: Mapping[str, str | Promise] = field(default_factory=dict)
    writes_its_way: Callable[[Any], bool] = lambda user: bool(user.is_superuser)
    asks: Callable[[Any, Sequence[Any]], Sequence[Any]] | None = None


@dataclass(frozen=True)
class Occupation:
    """What holds a room, in the reader's language. ``title`` for whom it concerns, ``public_title`` for the rest;
    ``path`` leads to it in the admin, ``is_requested`` while the room is only asked for.
    """

    title: str
    public_title: str
    organisation_id: int | None
    organisation: str = ""
    path: str = ""
    is_requested: bool = False


@dataclass(frozen=True)
class OccupationSource:
    """Says of the sources of commitments by this name what they are; few queries for many.

    ``lasts``: they hold a room day and night, for weeks or months on end.
    """

    source: str
    look_up: Callable[[Collection[int]], Mapping[int, Occupation]]
    lasts: bool = False


class RoomAnswer(Protocol):
    """Do what follows when a request for a room is answered or moved; in the transaction of the answer."""

    def __call__(self, booking_id: int, *, by: Any, at: datetime) -> None: ...


class PlaceSource(Protocol):
    """Return a section for the page of a place: what is on in the rooms with these ids."""

    def __call__(self, request: HttpRequest, room_ids: Sequence[int]) -> Section | None: ...


@dataclass(frozen=True)
class FactName:
    """How a fact of the audit trail reads: what it is called, and what its values are. ``values`` are the words for
    codes, ``model`` is whose records its ids are. Without a ``label`` it is for programs alone and never shown.
    """

    label: str | Promise = ""
    values: Mapping[Any, str | Promise] = field(default_factory=dict)
    model: str = ""


class EditingPlace(Protocol):
    """Return the address where this ``workflow`` or set of ``questions`` is edited, if it belongs to something here."""

    def __call__(self, what: str, pk: int) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that somebody answers for: whose it is, when it was put, and when the first answer came, if it did."""

    organisation_id: int | None
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class AnswerSource:
    """A kind of question that has a service standard: its name, the usual target in working days, and those that were
    put in ``[since, until)``, withdrawn ones left out; a constant number of queries."""

    kind: str
    title: str | Promise
    usual_days: int
    asked: Callable[[datetime, datetime], Iterable[Asked]]


class VolunteerMinutes(Protocol):
    """Return the minutes that volunteers served at the sessions with these ids, by session; few queries for many."""

    def __call__(self, session_ids: Collection[int]) -> Mapping[int, int]: ...


home_sections: Slot[SectionSource] = Slot("sections of the home page")
my_page_sections: Slot[SectionSource] = Slot("sections of my page")
organisation_sections: Slot[ProfileSource] = Slot("sections of an organisation's profile")
place_sections: Slot[PlaceSource] = Slot("sections of the page of a room or a facility")
occupations: Slot[OccupationSource] = Slot("what a commitment in a room's diary is about")
room_answers: Slot[RoomAnswer] = Slot("what follows when a request for a room is answered")
statistics: Slot[SectionSource] = Slot("sections of the public page of statistics; what they show is kept, not counted")
answers: Slot[AnswerSource] = Slot("kinds of questions that have to be answered in time")
workspace_panels: Slot[SectionSource] = Slot("panels on the staff's home in the admin")
waiting_items: Slot[WaitingSource] = Slot("what waits for a member of staff, in one list on their home in the admin")
achievements: Slot[AchievementSource] = Slot("an organisation's record on its profile: what it has done")
estates: Slot[EstateSource] = Slot("estates that a household can choose")
foundations: Slot[Callable[[], object]] = Slot("what must exist before the first visitor: pages, categories, notices")
demonstrations: Slot[Callable[[datetime], None]] = Slot("content of the demonstration, relative to a moment")
due: Slot[DueWork] = Slot("what is due to run every ten seconds")
personal_data: Slot[PersonalDataSource] = Slot("personal data to copy")
erasures: Slot[PersonalDataEraser] = Slot("personal data to erase")
act_names: Slot[Mapping[str, str | Promise]] = Slot("acts of the audit trail, as staff read them in the history")
#: By the fact's name, or by ``<concept>.<name>`` or ``<act>.<name>`` where those mean something else by it.
fact_names: Slot[Mapping[str, FactName]] = Slot("facts of the audit trail, as staff read them in the history")
#: By a record's model: what those with these ids are called, without anybody's personal data; one query for all.
record_names: Slot[Mapping[str, Callable[[Collection[int]], Mapping[int, str]]]] = Slot(
    "records, by name in the history"
)
addresses: Slot[AddressSource] = Slot("public pages for search engines")
volunteer_minutes: Slot[VolunteerMinutes] = Slot("how long volunteers served at sessions")
facts: Slot[FactBook] = Slot("what is known of organisations")
case_kinds: Slot[CaseKind] = Slot("kinds of cases")
editing_places: Slot[EditingPlace] = Slot("where a workflow or questions are edited that belong to something")
api_routers: Slot[Router] = Slot("addresses of the API, with their whole paths below /api/v1/")
