"""Is this a workflow that can be used? Reads a definition and names everything that is wrong with it."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from portal.cases.definition import Check, Move, Plan, State
from portal.cases.errors import WorkflowNotWellFormed
from portal.cases.states import APPLICANT, OWN_ROLES, SUBMITTER, SYSTEM, Does, Phase, Reason
from portal.questions import reading as questions
from portal.questions.definition import Question, Words
from portal.questions.errors import Fault, NotWellFormed

ID = re.compile(r"[a-z][a-z0-9_]{0,29}")
MOST_STATES, MOST_MOVES, MOST_CHECKS, MOST_DAYS, LONGEST_KEPT_DAYS = 30, 80, 40, 400, 3650
LONGEST_NAME, LONGEST_WORDS = 40, 300
#: Guards that every kind of case has; an app may register more.
OWN_GUARDS = frozenset({"defects_settled", "checks_done", "overdue"})
STATE_KEYS = frozenset({"id", "phase", "name", "next", "holder", "days", "is_good", "checks"})
MOVE_KEYS = frozenset(
    {"id", "name", "does", "from", "to", "by", "guards", "effects", "reason", "people", "asks", "told"}
)


def read(
    definition: Any, *, roles: Collection[str], guards: Collection[str] = (), effects: Collection[str] = ()
) -> Plan:
    """Return the plan of a definition; raises ``WorkflowNotWellFormed`` with everything that is amiss.

    ``roles``, ``guards`` and ``effects`` are what the kind of case knows beside what every case has.
    """
    reader = _Reader(OWN_ROLES | set(roles), OWN_GUARDS | set(guards), frozenset(effects))
    plan = reader.plan(definition)
    if reader.faults:
        raise WorkflowNotWellFormed(reader.faults)
    return plan


def trust(definition: Mapping[str, Any]) -> Plan:
    """Return the plan of a definition that was read when it was saved, whatever roles and effects there are today."""
    reader = _Reader(None, None, None)
    return reader.plan(definition)


class _Reader:
    """Goes through a definition once; ``here`` is the state or move that it is at."""

    def __init__(self, roles: Collection[str] | None, guards: Collection[str] | None, effects: Collection[str] | None):
        self.known = {"roles": roles, "guards": guards, "effects": effects}
        self.faults: list[Fault] = []
        self.here = ""

    def fault(self, sentence: str, **words: Any) -> None:
        self.faults.append(Fault(self.here, sentence % words if words else sentence))

    def plan(self, definition: Any) -> Plan:
        definition = definition if isinstance(definition, dict) else {}
        rows, moves = definition.get("states"), definition.get("moves")
        if not isinstance(rows, list) or not isinstance(moves, list) or not rows:
            self.fault(_("This is not a workflow: it needs states and moves."))
            return Plan.of((), (), 0)
        if len(rows) > MOST_STATES or len(moves) > MOST_MOVES:
            self.fault(
                _("A workflow has at most %(states)d states and %(moves)d moves."), states=MOST_STATES, moves=MOST_MOVES
            )
            return Plan.of((), (), 0)
        kept_days = self.number(definition.get("kept_days"), LONGEST_KEPT_DAYS, _("Please say how long it is kept."))
        plan = Plan.of([self.state(row) for row in rows], [self.move(row) for row in moves], kept_days)
        if not self.faults:
            self.whole(plan)
        return plan

    def state(self, row: Any) -> State:
        row = self.begin(row, STATE_KEYS)
        phase = self.one_of(row.get("phase"), Phase.values, _("Please say what kind of state this is."))
        holder = self.one_of(row.get("holder", ""), self.known["roles"], _("Please say who holds it here."))
        days = row.get("days")
        if days is not None:
            days = self.number(days, MOST_DAYS, _("Please give the days as a whole number."))
        if phase == Phase.CLOSED and days is not None:
            self.fault(_("A case that is closed has no days."))
        checks = row.get("checks", [])
        if not isinstance(checks, list) or len(checks) > MOST_CHECKS:
            self.fault(_("There are at most %(count)d checks in a state."), count=MOST_CHECKS)
            checks = []
        return State(
            id=self.here,
            phase=phase,
            name=self.words(row.get("name"), LONGEST_NAME),
            next=self.words(row.get("next"), LONGEST_WORDS),
            holder=holder,
            days=days,
            is_good=row.get("is_good") is True,
            checks=tuple(self.check(check) for check in checks),
        )

    def check(self, row: Any) -> Check:
        row = row if isinstance(row, dict) else {}
        key = row.get("id")
        if not isinstance(key, str) or not ID.fullmatch(key):
            self.fault(_("Each check needs an id of small letters and digits."))
            key = ""
        return Check(key, self.words(row.get("label"), LONGEST_WORDS))

    def move(self, row: Any) -> Move:
        row = self.begin(row, MOVE_KEYS)
        return Move(
            id=self.here,
            name=self.words(row.get("name"), LONGEST_NAME),
            does=self.one_of(row.get("does", Does.DECIDE), Does.values, _("Please say what this move does.")),
            sources=self.several(row.get("from"), None, _("Please say from which states it leads.")),
            target=str(row.get("to", "")),
            roles=self.several(row.get("by"), self.known["roles"], _("Please say who may do this.")),
            guards=self.several(row.get("guards", ["-"]), self.known["guards"], _("There is no such guard.")),
            effects=self.several(row.get("effects", ["-"]), self.known["effects"], _("There is no such effect.")),
            reason=self.one_of(row.get("reason", Reason.NONE), Reason.values, _("Is a reason asked for, or not?")),
            people=self.one_of(row.get("people", 1), (1, 2), _("A move takes one person or two.")) or 1,
            asks=self.asks(row.get("asks", [])),
            is_told=row.get("told", True) is True,
        )

    def asks(self, rows: Any) -> tuple[Question, ...]:
        """Return what is asked of whoever makes the move; purpose and keeping are those of the decision."""
        if not rows:
            return ()
        usual = {"purpose": {"zh": "作出决定", "en": "To decide"}, "kept_days": LONGEST_KEPT_DAYS}
        given = [{**usual, **row} if isinstance(row, dict) else row for row in rows] if isinstance(rows, list) else rows
        try:
            return questions.read({"questions": given}).questions
        except NotWellFormed as refusal:
            self.faults += [Fault(self.here, fault.sentence) for fault in refusal.faults]
            return ()

    def whole(self, plan: Plan) -> None:
        """Look at the table as a whole: every way leads somewhere, and an end can be reached from everywhere."""
        self.here = ""
        if len({state.id for state in plan.states}) < len(plan.states):
            self.fault(_("Two states have the same id."))
        if len({move.id for move in plan.moves}) < len(plan.moves):
            self.fault(_("Two moves have the same id."))
        keys = {state.id for state in plan.states}
        if plan.first.phase != Phase.DRAFT:
            self.fault(_("The first state has to be the one in which it is written."))
        for move in plan.moves:
            self.here = move.id
            if unknown := {*move.sources, move.target} - keys:
                self.fault(_("There is no state “%(key)s”."), key=sorted(unknown)[0][:40])
            else:
                self.fits(plan, move)
        if self.faults:
            return
        reached = _reachable(plan, forwards=True, start={plan.first.id})
        ending = _reachable(plan, forwards=False, start={s.id for s in plan.states if s.phase == Phase.CLOSED})
        for state in plan.states:
            self.here = state.id
            if state.id not in reached:
                self.fault(_("No move leads to this state."))
            if state.id not in ending:
                self.fault(_("From this state no way leads to an end."))
            if state.phase == Phase.CORRECTION and not any(m.does == Does.CORRECT for m in plan.moves_from(state.id)):
                self.fault(_("What is returned for correction needs a move by which it is handed in again."))

    def fits(self, plan: Plan, move: Move) -> None:
        """Look at whether what a move does suits the states it joins and who makes it."""
        target = plan.state(move.target).phase
        sources = {plan.state(key).phase for key in move.sources}
        applicants = {SUBMITTER, APPLICANT}
        if move.does == Does.SUBMIT and (sources != {Phase.DRAFT} or not set(move.roles) <= applicants):
            self.fault(_("Only the applicant hands in, and only what is being written."))
        if move.does == Does.CORRECT and (sources != {Phase.CORRECTION} or not set(move.roles) <= applicants):
            self.fault(_("Only the applicant hands in a correction, and only of what was returned."))
        if (move.does == Does.RETURN) != (target == Phase.CORRECTION):
            self.fault(_("A move that names fields to correct leads to a state of correction, and no other move does."))
        if move.does == Does.RETURN and set(move.roles) & OWN_ROLES:
            self.fault(_("Only staff name fields to correct."))
        if move.does == Does.WITHDRAW and (target != Phase.CLOSED or not set(move.roles) <= applicants):
            self.fault(_("Only the applicant withdraws, and that closes the case."))
        if Phase.CLOSED in sources:
            self.fault(_("Nothing leads on from a case that is closed."))
        if SYSTEM in move.roles and ("overdue" not in move.guards or len(move.roles) > 1 or move.asks):
            self.fault(_("The clock makes a move only when the days are over, alone, and is asked nothing."))
        if move.people > 1 and (move.does != Does.DECIDE or set(move.roles) & OWN_ROLES):
            self.fault(_("Two people are needed only for a decision of staff."))

    def begin(self, row: Any, keys: frozenset[str]) -> dict[str, Any]:
        row = row if isinstance(row, dict) else {}
        key = row.get("id")
        self.here = key[:30] if isinstance(key, str) else ""
        if not isinstance(key, str) or not ID.fullmatch(key):
            self.fault(_("Each state and each move needs an id of small letters and digits."))
        for other in sorted(set(row) - keys):
            self.fault(_("“%(key)s” is not something that a workflow has here."), key=str(other)[:40])
        return row

    def words(self, value: Any, longest: int) -> Words:
        value = value if isinstance(value, dict) else {}
        zh, en = (str(value.get(language, "")).strip() for language in ("zh", "en"))
        if not zh:
            self.fault(_("The words are missing in Chinese."))
        if max(len(zh), len(en) // 3) > longest:
            self.fault(_("The words are longer than %(count)d characters."), count=longest)
        return Words(zh, en)

    def number(self, value: Any, most: int, sentence: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= most:
            self.fault(sentence)
            return 1
        return value

    def one_of(self, value: Any, allowed: Any, sentence: str) -> Any:
        if allowed is not None and value not in allowed:
            self.fault(sentence)
        return value

    def several(self, values: Any, allowed: Any, sentence: str) -> tuple[str, ...]:
        """Return a list of names; ``["-"]`` stands for none given, which is well where none is needed."""
        if values in (["-"], []) and allowed is not self.known["roles"] and allowed is not None:
            return ()
        if values == ["-"]:
            return ()
        if not isinstance(values, list) or not values or not all(isinstance(one, str) for one in values):
            self.fault(sentence)
            return ()
        if allowed is not None and set(values) - set(allowed):
            self.fault(sentence)
        return tuple(dict.fromkeys(values))


def _reachable(plan: Plan, *, forwards: bool, start: set[str]) -> set[str]:
    """Return the states that can be reached from these; or, backwards, from which these can be reached."""
    found, fresh = set(start), set(start)
    while fresh:
        steps = ((source, move.target) for move in plan.moves for source in move.sources)
        fresh = {(b if forwards else a) for a, b in steps if (a if forwards else b) in found} - found
        found |= fresh
    return found
