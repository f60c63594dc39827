"""May this record go from its state to that one? One table a record says so, and one place assigns it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class IllegalMove(Exception):
    """The record's table has no move from its present state to the wanted one."""

    def __init__(self, record: Any, before: str, after: str):
        super().__init__(f"{record._meta.label}: no move from {before!r} to {after!r}")
        self.before = before
        self.after = after


@dataclass(frozen=True)
class Lifecycle:
    """The table of allowed moves of one state field.

    ``moves`` maps every state to the states that may follow it; a final state maps to an empty set. ``begins`` are
    the states in which a record is made, where that is not the first of the table alone.
    """

    moves: Mapping[str, frozenset[str]]
    attribute: str = "state"
    begins: frozenset[str] = frozenset()
    _known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        known = frozenset(self.moves)
        for state, following in self.moves.items():
            if unknown := following - known:
                raise ValueError(f"{state!r} leads to unknown states {sorted(unknown)}")
        object.__setattr__(self, "_known", known)

    def allows(self, before: str, after: str) -> bool:
        """Return whether the table has this move."""
        return after in self.moves.get(before, frozenset())

    def sources(self, after: str) -> frozenset[str]:
        """Return the states from which ``after`` can be reached in one move; for updates filtered on them."""
        return frozenset(state for state, following in self.moves.items() if after in following)

    def move(self, record: Any, after: str) -> None:
        """Assign ``after`` to the record; the caller locks it before and saves it afterwards.

        Raises ``IllegalMove`` when the table has no such move.
        """
        before = getattr(record, self.attribute)
        if not self.allows(before, after):
            raise IllegalMove(record, before, after)
        setattr(record, self.attribute, after)
