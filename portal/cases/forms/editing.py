"""How does an officer write a workflow? One row a state, one row a move, and what may be is ticked.

The page is a form of rows; adding and moving a row shows the page again with everything that was typed. Ids are given
out here and stay: a case, its history and what is ticked name them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from portal.cases.definition import Plan
from portal.cases.forms.rows import MoveRow, StateRow, initial_move, initial_state
from portal.cases.kinds import kind_named, roles_in_words
from portal.cases.models import Workflow
from portal.cases.reading import LONGEST_KEPT_DAYS, MOST_MOVES, MOST_STATES
from portal.questions.errors import Fault

GIVEN = re.compile(r"[sm](\d{1,6})")


class NamesForm(forms.Form):
    """What the workflow is called, how long its cases are kept, and which version somebody began to change."""

    use_required_attribute = False
    name = forms.CharField(
        label=gettext_lazy("Name of this workflow"),
        max_length=60,
        error_messages={"required": gettext_lazy("Please give the workflow a name.")},
    )
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=100, required=False)
    kept_days = forms.IntegerField(
        label=gettext_lazy("Erased how many days after the end"), min_value=1, max_value=LONGEST_KEPT_DAYS
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WorkflowEditor:
    """The whole page: the names, the states in their order, and the moves."""

    def __init__(self, workflow: Workflow, data: Any = None):
        self.workflow = workflow
        self.kind = kind_named(workflow.kind)
        newest = workflow.newest
        self.known: Plan = newest.plan
        self.raw: Mapping[str, Any] = {row["id"]: row for row in newest.definition["moves"]}
        self.faults: list[str] = []
        if data is None:
            names = {name: getattr(workflow, name) for name in ("name", "name_en")}
            self.names = NamesForm(initial={**names, "kept_days": self.known.kept_days, "seen": newest.number})
            self._lay_out(map(initial_state, self.known.states), map(initial_move, self.known.moves))
        else:
            self.names = NamesForm(data)
            self.states = [StateRow(self.kind, data, prefix=f"state{n}") for n in range(_count(data, "states"))]
            self.moves = [MoveRow(self.kind, data, prefix=f"move{n}") for n in range(_count(data, "moves"))]
            self._join()

    def rearranged(self, act: str) -> "WorkflowEditor":
        """Return the page after ``add-state``, ``add-move``, ``landmark-<id>``, ``state-up-3`` and their like."""
        states, moves = ([row.raw() for row in rows] for rows in (self.states, self.moves))
        what, _dash, rest = act.partition("-")
        if what == "add" and rest == "state" and len(states) < MOST_STATES:
            states.append({"key": self._next_key("s", states), "phase": "working", "open": True})
        elif what == "add" and rest == "move" and len(moves) < MOST_MOVES:
            moves.append({"key": self._next_key("m", moves), "does": "decide", "is_told": True, "open": True})
        elif what == "landmark" and rest in dict(self.landmarks()) and len(states) < MOST_STATES:
            states.append({"key": rest, "phase": "working", "open": True})
        elif what in ("state", "move"):
            _swap(states if what == "state" else moves, rest)
        changed = WorkflowEditor.__new__(WorkflowEditor)
        changed.workflow, changed.kind, changed.known, changed.raw = self.workflow, self.kind, self.known, self.raw
        changed.faults = []
        changed.names = NamesForm(initial={name: self.names[name].value() for name in self.names.fields})
        changed._lay_out(states, moves)
        return changed

    def landmarks(self) -> list[tuple[str, Any]]:
        """Return the states that the trade knows by id and that are not there: they can be added."""
        there = {str(row["key"].value() or "") for row in self.states}
        return [(key, words) for key, words in self.kind.landmarks.items() if key not in there]

    def is_valid(self) -> bool:
        """Check what can be checked box by box; the definition's reader says the rest."""
        rows: list[Any] = [*self._staying(self.states), *self._staying(self.moves)]
        return all([self.names.is_valid(), *(row.is_valid() for row in rows)])

    def definition(self) -> dict[str, Any]:
        """Return the workflow as data; after ``is_valid``."""
        self._kept: dict[str, list[Any]] = {}
        before = {state.id: state for state in self.known.states}
        states = [self._entered(row, before.get(row.row_id)) for row in self._staying(self.states)]
        moves = [
            self._entered(row, self.known.move(row.row_id), self.raw.get(row.row_id, {}))
            for row in self._staying(self.moves)
        ]
        return {"kept_days": self.names.cleaned_data["kept_days"], "states": states, "moves": moves}

    def show(self, faults: Sequence[Fault]) -> None:
        """Put each fault at the state or the move that it is about."""
        for fault in faults:
            for row in self._kept.get(fault.question, [self]):
                row.faults.append(str(fault.sentence))

    def _entered(self, row: Any, *before: Any) -> dict[str, Any]:
        self._kept.setdefault(row.row_id, []).append(row)
        return row.as_definition(*before)

    def _staying(self, rows: Sequence[Any]) -> list[Any]:
        return [row for row in rows if not row["is_removed"].value()]

    def _lay_out(self, states: Any, moves: Any) -> None:
        self.states = [StateRow(self.kind, initial=row, prefix=f"state{n}") for n, row in enumerate(states)]
        self.moves = [MoveRow(self.kind, initial=row, prefix=f"move{n}") for n, row in enumerate(moves)]
        self._join()

    def _join(self) -> None:
        """Let the moves choose among the states as they stand, and keep ids that were not given out here away."""
        for letter, rows, known in (("s", self.states, self._state_keys()), ("m", self.moves, set(self.raw))):
            taken: set[str] = set()
            for row in rows:
                posted = str(row["key"].value() or "")
                is_new = posted.startswith(letter) and GIVEN.fullmatch(posted) and self._is_free(posted, letter)
                if posted in taken or not (posted in known or is_new):
                    posted = self._next_key(letter, [{"key": key} for key in taken])
                taken.add(posted)
                row.give(posted)
        choices = [(row.row_id, row.called) for row in self.states]
        roles = dict(roles_in_words(self.kind))
        for move in self.moves:
            move.offer(choices)
            move.says(dict(choices), roles)
        for state in self.states:
            state.says(roles)

    def _state_keys(self) -> set[str]:
        return {state.id for state in self.known.states} | set(self.kind.landmarks)

    def _is_free(self, key: str, letter: str) -> bool:
        return int(key[1:]) > self._last_given(letter)

    def _last_given(self, letter: str) -> int:
        """Return the highest number that any version has given out, so that none is given twice."""
        if not hasattr(self, "_given"):
            self._given = {"s": 0, "m": 0}
            for definition in self.workflow.versions.values_list("definition", flat=True):
                for row in [*definition["states"], *definition["moves"]]:
                    if GIVEN.fullmatch(row["id"]):
                        self._given[row["id"][0]] = max(self._given[row["id"][0]], int(row["id"][1:]))
        return self._given[letter]

    def _next_key(self, letter: str, rows: Sequence[Mapping[str, Any]]) -> str:
        used = [str(row.get("key") or "") for row in rows]
        numbers = [int(key[1:]) for key in used if key.startswith(letter) and GIVEN.fullmatch(key)]
        return f"{letter}{max([self._last_given(letter), *numbers]) + 1}"


def _count(data: Any, name: str) -> int:
    """Return how many rows were posted, as far as a workflow may have them."""
    count, most = str(data.get(name, "")), MOST_STATES if name == "states" else MOST_MOVES
    return min(int(count), most) if count.isascii() and count.isdecimal() and len(count) < 4 else 0


def _swap(rows: list[Any], act: str) -> None:
    """Move a row up or down: ``up-3``, ``down-3``."""
    name, _dash, number = act.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 4):
        return
    here = int(number)
    there = here + (1 if name == "down" else -1)
    if 0 <= here < len(rows) and 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
