"""The table alone decides: every role × state × move is tried, over generated workflows, and compared with it."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.cases.errors import NotNow, NotReady, NotYours, ReasonMissing, WorkflowNotWellFormed
from portal.cases.models import Case
from portal.cases.moving import Given, move_case
from portal.cases.reading import read
from tests import factories
from tests.portal.cases.conftest import ANSWERS, AT, move, state, workflow_definition

LATER = AT + timedelta(days=90)
ENOUGH = Given(reason="原因", defects={"name": "请改"}, answers={"until": "2027-01-01"})


def put_into(case: Case, key: str) -> None:
    """Set the case down in a state, as if it had come there; what a test may do and nobody else."""
    where = case.plan.state(key)
    Case.objects.filter(pk=case.pk).update(
        state=key,
        phase=where.phase,
        draft=ANSWERS,
        due_on=AT.date() if where.days else None,
        submitted_at=AT,
        closed_at=AT if where.phase == "closed" else None,
    )


class Undone(Exception):
    """Takes a try back."""


def outcome(case: Case, key: str, who: Any) -> str:
    """Try a move and take it back; return the state it led to, or what refused it."""
    try:
        with transaction.atomic():
            moved = move_case(case, key, seen=case.step, given=ENOUGH, by=who, at=LATER)
            # Of two people the first one's word moves nothing yet.
            found = moved.state if moved.step > case.step else "word"
            raise Undone
    except Undone:
        return found
    except (NotYours, NotNow) as refusal:
        return refusal.reason
    except (NotReady, ReasonMissing):
        return "guarded"


def test_every_role_state_and_move_is_as_the_table_says(handed_in, staff, applicant):
    second_writer = factories.make_user("second_writer")
    handed_in.editors.create(user=second_writer, added_at=AT)
    people = {
        "submitter": (applicant, {"submitter", "applicant"}),
        "applicant": (second_writer, {"applicant"}),
        "officer": (staff.officer, {"officer"}),
        "lead": (staff.lead, {"lead"}),
        "stranger": (factories.make_user("stranger"), set()),
        "clock": ("system", {"system"}),
    }
    plan, wrong, moved = handed_in.plan, [], 0
    for where in plan.states:
        put_into(handed_in, where.id)
        case = Case.objects.get(pk=handed_in.pk)
        for (name, (who, roles)), key in product(people.items(), [row.id for row in plan.moves] + ["approved", "no"]):
            row = plan.move(key)
            found = outcome(case, key, who)
            if not roles or (row and not roles & set(row.roles)):
                expected = {"not_yours"}
            elif row is None or where.id not in row.sources:
                expected = {"not_now"}
            else:
                expected = {"word"} if row.people > 1 else {row.target, *(["guarded"] if row.guards else [])}
                moved += found == row.target
            if found not in expected:
                wrong.append((name, where.id, key, found))
    assert wrong == []
    assert moved >= 8


KEYS = [f"s{number}" for number in range(5)]


@st.composite
def tables(draw: Any) -> dict[str, Any]:
    """A workflow of up to five states and any moves among them; many of them are not well formed."""
    count = draw(st.integers(2, 5))
    phases = ["draft", *draw(st.lists(st.sampled_from(["working", "waiting"]), min_size=count - 2, max_size=count - 2))]
    states = [state(KEYS[n], phase, "officer") for n, phase in enumerate([*phases, "closed"])]
    moves = [move("m0", KEYS[0], KEYS[1], "submitter", "submit")]
    for number in range(draw(st.integers(0, 8))):
        source, target = draw(st.sampled_from(KEYS[:count])), draw(st.sampled_from(KEYS[:count]))
        moves.append(move(f"m{number + 1}", source, target, draw(st.sampled_from(["officer", "lead", "submitter"]))))
    return {"kept_days": 30, "states": states, "moves": moves}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
def test_a_workflow_that_is_accepted_leads_from_everywhere_to_an_end(definition):
    try:
        plan = read(definition, roles={"officer", "lead"})
    except WorkflowNotWellFormed:
        return
    for where in plan.states:
        reached, fresh = {where.id}, {where.id}
        while fresh:
            fresh = {row.target for row in plan.moves if set(row.sources) & fresh} - reached
            reached |= fresh
        assert any(plan.state(key).phase == "closed" for key in reached)


@pytest.mark.parametrize(
    ("spoil", "about"),
    [
        (lambda d: d["states"][1].pop("name"), "checking"),
        (lambda d: d["states"][1].update(holder="king"), "checking"),
        (lambda d: d["states"][1].update(days=0), "checking"),
        (lambda d: d["states"][0].update(phase="working"), ""),
        (lambda d: d["states"].append(state("island", "working", "officer")), "island"),
        (lambda d: d["moves"][4].update(to="nowhere"), "pass"),
        (lambda d: d["moves"][4].update(guards=["moon"]), "pass"),
        (lambda d: d["moves"][4].update(effects=["magic"]), "pass"),
        (lambda d: d["moves"][4].update(by=["king"]), "pass"),
        (lambda d: d["moves"][4].update(by=[]), "pass"),
        (lambda d: d["moves"][1].update(to="deciding"), "return"),
        (lambda d: d["moves"][1].update(by=["submitter"]), "return"),
        (lambda d: d["moves"][2].update(does="decide"), "mending"),
        (lambda d: d["moves"][3].update(guards=[]), "lapse"),
        (lambda d: d["moves"][0].update({"from": ["approved"]}), "submit"),
        (lambda d: d["moves"][0].update(colour="red"), "submit"),
        (lambda d: d["moves"][7].update(asks=[{"id": "x", "kind": "poem"}]), "finish"),
        (lambda d: d["moves"].append(dict(d["moves"][4])), ""),
        (lambda d: d.update(kept_days="long"), ""),
    ],
)
def test_what_is_wrong_with_a_workflow_is_named_where_it_is(spoil, about):
    definition = workflow_definition()
    spoil(definition)
    with pytest.raises(WorkflowNotWellFormed) as refusal:
        read(definition, roles={"officer", "lead"}, guards={"no_objection"}, effects={"found"})
    assert about in {fault.question for fault in refusal.value.faults}


@pytest.mark.parametrize("rubbish", [None, [], {}, {"states": 1, "moves": {}}, {"states": [1], "moves": [None]}, "x"])
def test_rubbish_is_refused_and_never_breaks_the_reader(rubbish):
    with pytest.raises(WorkflowNotWellFormed):
        read(rubbish, roles=())
