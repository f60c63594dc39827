"""Who could fill the open places? A proposal that keeps every rule of ``fitness`` and spreads the hours fairly.

Pure: it is made from what was read beforehand and writes nothing. The scarcest places come first, each for whoever
it costs least; a place that stays empty is sought by moving others of the proposal aside (augmenting paths, as Kuhn's
algorithm finds them), and at the end whoever has much passes on to whoever has little. The same facts give the same
proposal. What is accepted is entered one by one, by ``accept``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from events.models import Assignment, Shift, Volunteer
from events.models.volunteer import free_time
from events.volunteering import fitness, taking
from events.volunteering.fitness import Duty, Known, Need
from portal.refusals import Refusal

#: How many pairs are looked at in seeking hands for places that stayed empty, and how many move aside in a row: a bound
#: on work, not on time, so that a proposal does not depend on the machine.
MOST_STEPS = 150_000
MOST_ASIDE = 30
#: What not being free, being interested and having been asked weigh, in minutes of service.
NOT_FREE, INTERESTED, ASKED = 240, 60, 120


@dataclass(frozen=True, eq=False)
class Place:
    """One place of a shift. ``is_needed``: the shift cannot do without; the rest are wished for."""

    need: Need
    number: int
    is_needed: bool
    free_time: str
    interest: str = ""

    @property
    def minutes(self) -> int:
        return int((self.need.ends_at - self.need.starts_at).total_seconds()) // 60

    @property
    def key(self) -> tuple[datetime, int, int]:
        return self.need.starts_at, self.need.shift_id, self.number


@dataclass(frozen=True)
class Wish:
    """What a volunteer likes, when they are free, for how many minutes they served, and for what they were asked."""

    free_times: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    minutes: int = 0
    asked: frozenset[int] = frozenset()
    not_again: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Proposed:
    """One place for one volunteer, and why it is they."""

    place: Place
    volunteer_id: int
    is_free: bool
    is_interested: bool
    was_asked: bool
    minutes_before: int
    others: int


@dataclass
class Proposal:
    """What is proposed, and how many places stay empty."""

    rows: list[Proposed]
    empty: list[Place]


def places_of(need: Need, *, taken: int, minimum: int, wished: int, interest: str = "") -> list[Place]:
    """Return the free places of a shift, those it cannot do without first."""
    when = free_time(need.starts_at)
    return [Place(need, number, number < minimum, when, interest) for number in range(taken, wished)]


def greedy(places: Iterable[Place], known: Mapping[int, Known]) -> dict[Place, int]:
    """Fill each place in the order of time with the first who may: what a proposal is measured against."""
    filling = _Filling(known, {})
    for place in sorted(places, key=lambda one: one.key):
        for volunteer_id in sorted(known):
            if filling.can(volunteer_id, place):
                filling.enter(place, volunteer_id)
                break
    return filling.held


def propose(places: Sequence[Place], known: Mapping[int, Known], wishes: Mapping[int, Wish]) -> Proposal:
    """Return who could fill these places. ``known`` is not changed."""
    filling = _Filling(known, wishes)
    filling.find_who_may(places)
    for place in sorted(places, key=lambda one: (not one.is_needed, len(filling.may[one]), one.key)):
        filling.fill(place)
    filling.seek(places)
    plain = {p: v for p, v in greedy(places, known).items() if p.need.shift_id not in filling.wish(v).not_again}
    if len(plain) > len(filling.held):
        filling.restart(plain)
        filling.seek(places)
    filling.even_out()
    rows = [filling.explained(place) for place in sorted(filling.held, key=lambda one: one.key)]
    return Proposal(rows, sorted((one for one in places if one not in filling.held), key=lambda one: one.key))


@dataclass
class _Filling:
    """A proposal in the making: who holds which place, and what each has by now."""

    known: Mapping[int, Known]
    wishes: Mapping[int, Wish]
    held: dict[Place, int] = field(default_factory=dict)
    may: dict[Place, list[int]] = field(default_factory=dict)
    steps: int = 0

    def __post_init__(self) -> None:
        self.now = {pk: _with(one, list(one.duties)) for pk, one in self.known.items()}
        self.has: dict[int, list[Place]] = defaultdict(list)

    def wish(self, volunteer_id: int) -> Wish:
        return self.wishes.get(volunteer_id, _NO_WISH)

    def find_who_may(self, places: Iterable[Place]) -> None:
        """Ask each pair once, on what they have already: nothing that comes to it lets anybody in."""
        by_need: dict[int, list[int]] = {}
        for place in places:
            shift_id = place.need.shift_id
            if shift_id not in by_need:
                by_need[shift_id] = [
                    pk
                    for pk, one in sorted(self.known.items())
                    if shift_id not in self.wish(pk).not_again
                    and all(duty.shift_id != shift_id for duty in one.duties)
                    and fitness.fits(one, place.need)
                ]
            self.may[place] = by_need[shift_id]

    def can(self, volunteer_id: int, place: Place) -> bool:
        self.steps += 1
        one = self.now[volunteer_id]
        if any(duty.shift_id == place.need.shift_id for duty in one.duties):
            return False
        return fitness.fits(one, place.need)

    def enter(self, place: Place, volunteer_id: int) -> None:
        self.held[place] = volunteer_id
        self.has[volunteer_id].append(place)
        self.now[volunteer_id].duties.append(Duty.of(place.need))

    def leave(self, place: Place) -> int:
        volunteer_id = self.held.pop(place)
        self.has[volunteer_id].remove(place)
        duties = self.now[volunteer_id].duties
        duties.remove(next(duty for duty in duties if duty.shift_id == place.need.shift_id))
        return volunteer_id

    def restart(self, held: Mapping[Place, int]) -> None:
        for place in list(self.held):
            self.leave(place)
        for place, volunteer_id in held.items():
            self.enter(place, volunteer_id)

    def cost(self, volunteer_id: int, place: Place) -> tuple[int, int]:
        """Return what it costs that this volunteer takes this place, in minutes; their number settles a tie."""
        wish = self.wish(volunteer_id)
        minutes = wish.minutes + sum(one.minutes for one in self.has[volunteer_id] if one is not place)
        minutes += NOT_FREE * (place.free_time not in wish.free_times)
        minutes -= INTERESTED * (place.interest in wish.interests)
        minutes -= ASKED * (place.need.shift_id in wish.asked)
        return minutes, volunteer_id

    def fill(self, place: Place) -> bool:
        """Give a place to whom it costs least among those who may."""
        for volunteer_id in sorted(self.may[place], key=lambda pk: self.cost(pk, place)):
            if self.can(volunteer_id, place):
                self.enter(place, volunteer_id)
                return True
        return False

    def seek(self, places: Iterable[Place]) -> None:
        """Fill what stayed empty by moving others of this proposal aside."""
        self.steps = 0
        for place in sorted(places, key=lambda one: (not one.is_needed, one.key)):
            if place not in self.held and self.steps < MOST_STEPS:
                self._make_room(place, {place}, MOST_ASIDE)

    def _make_room(self, place: Place, seen: set[Place], depth: int) -> bool:
        if self.fill(place):
            return True
        for volunteer_id in self.may[place] if depth else ():
            for other in list(self.has[volunteer_id]):
                if other in seen or self.steps > MOST_STEPS:
                    continue
                self.leave(other)
                if not self.can(volunteer_id, place):
                    self.enter(other, volunteer_id)
                    continue
                seen.add(other)
                self.enter(place, volunteer_id)
                if self._make_room(other, seen, depth - 1):
                    return True
                self.leave(place)
                self.enter(other, volunteer_id)
        return False

    def even_out(self) -> None:
        """Pass places on to whoever they cost less, once through, in the order of time."""
        for place in sorted(self.held, key=lambda one: one.key):
            holder = self.held[place]
            dear = self.cost(holder, place)[0]
            for volunteer_id in sorted(self.may[place], key=lambda pk: self.cost(pk, place)):
                if volunteer_id == holder or self.cost(volunteer_id, place)[0] >= dear:
                    break
                if self.can(volunteer_id, place):
                    self.leave(place)
                    self.enter(place, volunteer_id)
                    break

    def explained(self, place: Place) -> Proposed:
        volunteer_id = self.held[place]
        wish = self.wish(volunteer_id)
        return Proposed(
            place,
            volunteer_id,
            is_free=place.free_time in wish.free_times,
            is_interested=place.interest in wish.interests,
            was_asked=place.need.shift_id in wish.asked,
            minutes_before=wish.minutes,
            others=len(self.may[place]) - 1,
        )


_NO_WISH = Wish()


def _with(known: Known, duties: list[Duty]) -> Known:
    return Known(
        known.volunteer_id,
        known.is_active,
        known.birth_date,
        known.guardian_agreed,
        known.holds,
        known.welcomed,
        known.insured_until,
        known.busy,
        duties,
    )


@dataclass
class Accepted:
    """What was entered, and what had changed meanwhile: shift, volunteer and the sentence why not."""

    entered: list[Assignment] = field(default_factory=list)
    refused: list[tuple[Shift, Volunteer, str]] = field(default_factory=list)


def accept(pairs: Iterable[tuple[Shift, Volunteer]], *, by: Any, at: datetime) -> Accepted:
    """Enter what a coordinator accepts of a proposal, one by one; what no longer can be is named and left out.

    Raises ``NotAllowed``.
    """
    done = Accepted()
    for shift, volunteer in pairs:
        try:
            done.entered.append(taking.place(shift, volunteer, by=by, at=at, way=taking.Way.PROPOSED))
        except Refusal as refusal:
            if refusal.reason == "not_allowed":
                raise
            done.refused.append((shift, volunteer, str(refusal.sentence)))
    return done
