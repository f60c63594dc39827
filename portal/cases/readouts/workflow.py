"""What does a workflow say, and who is still under its earlier versions? The table in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from portal.cases.definition import Move, Plan, State
from portal.cases.kinds import effects_in_words, guards_in_words, kind_named, roles_in_words
from portal.cases.models import Workflow, WorkflowVersion


@dataclass(frozen=True)
class MoveLine:
    """One move as a line of the table."""

    move: Move
    target: State
    people: str
    guards: Sequence[str]
    effects: Sequence[str]


@dataclass(frozen=True)
class StateLine:
    """One state with the moves that lead on from it."""

    state: State
    holder: str
    moves: Sequence[MoveLine]


def table_of(plan: Plan, kind_name: str) -> list[StateLine]:
    """Return a workflow as its table is read: each state, and what can be done from it by whom."""
    kind = kind_named(kind_name)
    roles, guards, effects = (dict(words(kind)) for words in (roles_in_words, guards_in_words, effects_in_words))

    def line(move: Move) -> MoveLine:
        people = _(", ").join(str(roles.get(role, role)) for role in move.roles)
        return MoveLine(
            move,
            plan.state(move.target),
            _("%(people)s, two of them") % {"people": people} if move.people > 1 else people,
            [str(guards.get(key, key)) for key in move.guards],
            [str(effects.get(key, key)) for key in move.effects],
        )

    return [
        StateLine(state, str(roles.get(state.holder, state.holder)), [line(move) for move in plan.moves_from(state.id)])
        for state in plan.states
    ]


def versions_of(workflow: Workflow) -> list[WorkflowVersion]:
    """Return the versions, newest first, each with how many open cases finish under it (``open_count``)."""
    rows: Any = workflow.versions.annotate(open_count=Count("cases", filter=Q(cases__closed_at=None)))
    return list(rows.select_related("made_by__person").order_by("-number"))
