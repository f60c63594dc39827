"""A workflow is written as rows: what is there stays as it is, ids are given out once, faults stand at their row."""

from typing import Any

import pytest
from django.http import QueryDict

from portal.cases.errors import WorkflowNotWellFormed
from portal.cases.forms.editing import WorkflowEditor
from portal.cases.models import Workflow
from portal.cases.versions import checked, make_workflow, save_workflow
from tests.portal.cases.conftest import AT, workflow_definition

pytestmark = pytest.mark.django_db


def as_posted(editor: WorkflowEditor, **changed: Any) -> QueryDict:
    """Return what a browser would send of this page."""
    data = QueryDict(mutable=True)
    data["states"], data["moves"] = str(len(editor.states)), str(len(editor.moves))
    for name in editor.names.fields:
        data[name] = str(editor.names[name].value())
    for row in (*editor.states, *editor.moves):
        for name, value in row.raw().items():
            box = row.add_prefix(name)
            if isinstance(value, list | tuple):
                data.setlist(box, list(value))
            elif value not in (None, False, ""):
                data[box] = "on" if value is True else str(value)
    for box, value in changed.items():
        data.setlist(box, value) if isinstance(value, list) else data.__setitem__(box, value)
    return data


def posted(workflow: Workflow, page: WorkflowEditor | None = None, **changed: Any) -> WorkflowEditor:
    return WorkflowEditor(workflow, as_posted(page or WorkflowEditor(workflow), **changed))


def row_of(rows, row_id):
    return next(row for row in rows if row.row_id == row_id)


def test_saving_what_is_there_changes_nothing(workflow):
    editor = posted(workflow)
    assert editor.is_valid(), [row.errors for row in (*editor.states, *editor.moves)]
    assert checked(editor.definition(), kind="trial") == workflow.newest.plan
    assert save_workflow(workflow, definition=editor.definition(), seen=1, by="test", at=AT).number == 1


def test_a_state_and_a_move_are_added_and_joined(workflow):
    page = posted(workflow).rearranged("add-state")
    page = posted(workflow, page).rearranged("add-move")
    state, move = page.states[-1], page.moves[-1]
    assert (state.row_id, move.row_id) == ("s1", "m1")
    editor = posted(
        workflow,
        page,
        **{
            state.add_prefix("name"): "走访",
            state.add_prefix("next"): "约好时间上门",
            state.add_prefix("holder"): "officer",
            move.add_prefix("name"): "安排走访",
            move.add_prefix("sources"): ["checking"],
            move.add_prefix("target"): "s1",
            move.add_prefix("roles"): ["officer"],
            row_of(page.moves, "refuse").add_prefix("sources"): ["checking", "deciding", "s1"],
        },
    )
    assert editor.is_valid()
    plan = checked(editor.definition(), kind="trial")
    assert plan.state("s1").name.zh == "走访"
    assert [one.id for one in plan.moves_from("s1")] == ["refuse"]


def test_a_removed_state_leaves_faults_at_the_moves_that_named_it(workflow):
    page = WorkflowEditor(workflow)
    editor = posted(workflow, page, **{row_of(page.states, "deciding").add_prefix("is_removed"): "on"})
    assert editor.is_valid()
    with pytest.raises(WorkflowNotWellFormed) as refusal:
        checked(editor.definition(), kind="trial")
    editor.show(refusal.value.faults)
    assert row_of(editor.moves, "pass").faults
    assert not row_of(editor.moves, "submit").faults


def test_an_id_is_not_given_out_again_and_not_taken_from_the_browser(workflow):
    definition = workflow_definition()
    definition["states"].insert(1, {**definition["states"][1], "id": "s7"})
    definition["moves"].append({**definition["moves"][0], "id": "m7", "to": "s7"})
    definition["moves"].append({**definition["moves"][4], "id": "m8", "from": ["s7"], "guards": []})
    made = make_workflow(kind="trial", name="曾有", definition=definition, by="test", at=AT)
    save_workflow(made, definition=workflow_definition(), seen=1, by="test", at=AT)
    made = Workflow.objects.get(pk=made.pk)
    page = posted(made).rearranged("add-state")
    assert page.states[-1].row_id == "s8"
    for forged in ("s7", "checking", "approve", "<b>"):
        editor = posted(made, page, **{page.states[-1].add_prefix("key"): forged})
        assert editor.states[-1].row_id == "s8", forged


def test_rows_move_up_and_down_and_nothing_typed_is_lost(workflow):
    page = posted(workflow, **{"state1-name": "改了名"}).rearranged("state-down-1")
    assert [row.row_id for row in page.states[:3]] == ["draft", "mending", "checking"]
    assert page.states[2].called == "改了名"
    assert posted(workflow).rearranged("move-up-0").moves[0].row_id == "submit"


def test_what_a_move_asks_is_a_line_and_keeps_its_id(workflow):
    page = WorkflowEditor(workflow)
    finish = row_of(page.moves, "finish")
    assert finish["asks"].value() == "*有效期至 |  | 日期"
    editor = posted(workflow, page, **{finish.add_prefix("asks"): "*有效期到 | Until | 日期\n意见 | 同意/不同意"})
    assert editor.is_valid()
    asks = checked(editor.definition(), kind="trial").move("finish").asks
    assert [(ask.id, ask.kind, ask.required) for ask in asks] == [("until", "date", True), ("c1", "choice", False)]


def test_words_and_guards_are_chosen_from_what_the_kind_knows(workflow):
    page = WorkflowEditor(workflow)
    approve = row_of(page.moves, "approve")
    assert approve.in_brief == "deciding → notice · 负责人"
    editor = posted(workflow, page, **{approve.add_prefix("guards"): ["no_such_guard"]})
    assert not editor.is_valid()
