"""How does a group's sign-up chain become sign-ups? Matched to people one knows, asked, confirmed, then signed up.

Whom one knows is a circle: staff know who has signed up with their organisation before, a helper knows whom they have
signed up before. A name alone finds nobody else: it is asked for with a birth date or a number, as at the window.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from events.errors import NotAllowed
from events.helping import neighbours as helping
from events.helping.chain_reading import Chain
from events.helping.neighbours import Agreed
from events.models import Event, Helper, Party, Registration
from events.permissions import can_manage_event
from events.sign_up.asking import has_to_answer
from events.sign_up.registration import sign_up
from portal.accounts import receiving
from portal.accounts.models import Person
from portal.accounts.receiving import Visitor
from portal.audit.recording import record
from portal.refusals import Refusal

#: Somebody known, or what they said of themselves.
Named = Person | Visitor


class Circle(Protocol):
    """Whom whoever pastes a chain knows, and how they sign people up."""

    event: Event
    at: datetime
    #: Whether somebody new is known again by a number alone; else a birth date does, with the estate.
    needs_number: bool

    def known(self, names: Iterable[str]) -> list[Person]:
        """Return the people of these very names whom one knows."""

    def receive(self, visitor: Visitor) -> Person:
        """Find or add somebody by what they said of themselves."""

    def sign_up(self, people: Sequence[Person], key: UUID) -> Party:
        """Sign people up together."""


@dataclass(frozen=True)
class StaffCircle:
    """The staff who run an event: they know who has ever signed up with its organisation."""

    event: Event
    by: Any
    at: datetime
    needs_number = True

    def known(self, names: Iterable[str]) -> list[Person]:
        with_us = Registration.objects.filter(event__organisation=self.event.organisation_id)
        return _people(names).filter(pk__in=with_us.values("person")).order_by("pk")[:]

    def receive(self, visitor: Visitor) -> Person:
        self._refuse_stranger()
        return receiving.receive(visitor, self._reception, by=self.by, at=self.at)

    def sign_up(self, people: Sequence[Person], key: UUID) -> Party:
        self._refuse_stranger()
        for person in people:
            receiving.admit(person, self._reception, by=self.by, at=self.at)
        return sign_up(event=self.event, people=people, by=self.by, key=key, at=self.at)

    def _refuse_stranger(self) -> None:
        if not can_manage_event(self.by, self.event, self.at):
            raise NotAllowed(_("You cannot sign people up for this event."))

    @property
    def _reception(self) -> receiving.Reception:
        return receiving.at_window(self.event.organisation_id, self.at)


@dataclass(frozen=True)
class HelperCircle:
    """A helper of an estate: they know whom they have signed up before and who has not objected."""

    event: Event
    helper: Helper
    agreed: Agreed
    by: Any
    at: datetime
    needs_number = False

    def known(self, names: Iterable[str]) -> list[Person]:
        mine = _people(names).filter(
            helped_sign_ups__helper__user=self.by,
            helped_sign_ups__objected_at=None,
            household__estate_code__in=["", self.helper.estate.code],
        )
        return mine.order_by("pk").distinct()[:]

    def receive(self, visitor: Visitor) -> Person:
        return helping.meet(self.helper, visitor, by=self.by, at=self.at)

    def sign_up(self, people: Sequence[Person], key: UUID) -> Party:
        return helping.sign_up_neighbours(
            self.helper, self.event, people, agreed=self.agreed, key=key, by=self.by, at=self.at
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody known by a name of a line; ``is_there`` when signed up already."""

    person: Person
    is_there: bool


@dataclass(frozen=True, slots=True)
class Match:
    """Who the names of a line may be: each name with those known by it. ``is_twice``: named above already."""

    number: int
    candidates: tuple[tuple[Candidate, ...], ...]
    is_twice: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line as it was confirmed: who is to be signed up together."""

    number: int
    people: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a line: the party, or the sentence that says why there is none."""

    number: int
    names: tuple[str, ...]
    party: Party | None = None
    sentence: str | Promise = ""
    reason: str = ""


def match(chain: Chain, circle: Circle) -> list[Match]:
    """Return for each line who it may be; nothing is written, and two queries serve however many lines."""
    names = {name for line in chain.lines for name in line.names}
    known = list(circle.known(names)) if names else []
    signed_up = Registration.objects.live().filter(event=circle.event, person__in=known)
    there = set(signed_up.values_list("person_id", flat=True)) if known else set()
    by_name: dict[str, list[Candidate]] = {}
    for person in known:
        by_name.setdefault(person.name, []).append(Candidate(person, person.pk in there))
    seen: Counter[str] = Counter()
    found = []
    for line in chain.lines:
        candidates = tuple(tuple(by_name.get(name, ())) for name in line.names)
        found.append(Match(line.number, candidates, any(seen[name] for name in line.names)))
        seen.update(line.names)
    return found


def sign_up_chain(wanted: Sequence[Wanted], circle: Circle, *, key: UUID, by: Any, at: datetime) -> list[Fate]:
    """Sign up each line on its own, in order, and tell what became of it; a line that is refused stops no other.

    The same key with the same lines gives the same parties again. What is written for a refused line is undone. Where
    something has to be answered, which no chain says, every line is refused.
    """
    fates = [_sign_up(line, circle, uuid5(key, str(line.number))) for line in wanted]
    record(
        "chain.signed_up",
        circle.event,
        by=by,
        at=at,
        organisation_id=circle.event.organisation_id,
        lines=len(fates),
        parties=sum(fate.party is not None for fate in fates),
    )
    return fates


def _sign_up(line: Wanted, circle: Circle, key: UUID) -> Fate:
    names = tuple(one.name for one in line.people)
    if has_to_answer(circle.event):
        sentence = _("This activity asks something that has to be answered: please sign each of them up by the page.")
        return Fate(line.number, names, sentence=sentence, reason="questions")
    try:
        with transaction.atomic():
            people = [one if isinstance(one, Person) else circle.receive(one) for one in line.people]
            return Fate(line.number, names, circle.sign_up(people, key))
    except Refusal as refusal:
        return Fate(line.number, names, sentence=refusal.sentence, reason=refusal.reason)


def _people(names: Iterable[str]) -> Any:
    return Person.objects.filter(name__in=set(names), erased_at=None).select_related("household")
