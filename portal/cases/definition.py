"""What is a workflow? Plain values read from a version's definition; docs/cases.md describes the data."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from portal.cases.states import OWN_ROLES, Phase, Reason
from portal.questions.definition import Question, Words


@dataclass(frozen=True, slots=True)
class Check:
    """Something that whoever checks ticks off, each with a note if need be."""

    id: str
    label: Words


@dataclass(frozen=True, slots=True)
class State:
    """Where a case can stand. ``next`` tells the applicant what happens next; ``holder`` is the role that holds it."""

    id: str
    phase: str
    name: Words
    next: Words
    holder: str
    days: int | None = None
    is_good: bool = False
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """How a case goes from one state to another, who may do it, and what has to be so before."""

    id: str
    name: Words
    does: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    reason: str = Reason.NONE
    people: int = 1
    asks: tuple[Question, ...] = ()
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """The workflow of one version: a table of states and moves, and nothing that is decided anywhere else."""

    states: tuple[State, ...] = ()
    moves: tuple[Move, ...] = ()
    kept_days: int = 0
    _states: Mapping[str, State] = field(default_factory=dict)
    _moves: Mapping[str, Move] = field(default_factory=dict)

    @classmethod
    def of(cls, states: Iterable[State], moves: Iterable[Move], kept_days: int) -> "Plan":
        states, moves = tuple(states), tuple(moves)
        return cls(states, moves, kept_days, {state.id: state for state in states}, {move.id: move for move in moves})

    @property
    def first(self) -> State:
        """The state in which a case begins."""
        return self.states[0]

    def state(self, key: str) -> State:
        return self._states[key]

    def move(self, key: str) -> Move | None:
        return self._moves.get(key)

    def moves_from(self, state: str) -> Iterator[Move]:
        """Yield the moves that lead away from a state, in the order of the table."""
        return (move for move in self.moves if state in move.sources)

    def way(self) -> list[State]:
        """Return the states one passes when all goes well: the steps that an applicant sees."""
        beside, direct = (Phase.CORRECTION, Phase.CLOSED), self._straight_to_a_good_end()
        return [
            state
            for state in self.states
            if state.is_good
            or (state.phase not in beside and (state.phase != Phase.WAITING or not direct or state.id in direct))
        ]

    def _straight_to_a_good_end(self) -> tuple[str, ...]:
        """Return the states of the fewest moves from the first to a good end: who waits in reserve is not on it."""
        ways: list[tuple[str, ...]] = [(self.first.id,)]
        seen = set(ways[0])
        for way in ways:
            if self.state(way[-1]).is_good:
                return way
            fresh = [move.target for move in self.moves_from(way[-1]) if move.target not in seen]
            seen.update(fresh)
            ways.extend((*way, target) for target in dict.fromkeys(fresh))
        return ()

    @property
    def is_decided_by_two(self) -> bool:
        """Whether some decision of the staff needs two people."""
        return any(move.people > 1 and not set(move.roles) & OWN_ROLES for move in self.moves)
