"""A workflow changes, and nobody who has begun is stranded: each case finishes under the version it began with."""

import copy
from datetime import timedelta

import pytest

from portal.cases.drafting import begin
from portal.cases.errors import ChangedMeanwhile, NotNow
from portal.cases.lateness import run
from portal.cases.models import Case, Workflow
from portal.cases.readouts.workflow import versions_of
from portal.cases.returning import settle, tick
from portal.cases.versions import copy_workflow, save_workflow
from tests import factories
from tests.portal.cases.conftest import AT, fill, go, move, state, workflow_definition

pytestmark = pytest.mark.django_db


def without_deciding():
    """The second version: no state of deciding and no notice any more; whoever checks approves."""
    changed = workflow_definition()
    changed["states"] = [row for row in changed["states"] if row["id"] not in ("deciding", "notice")]
    gone = {"pass", "approve", "finish"}
    changed["moves"] = [row for row in changed["moves"] if row["id"] not in gone]
    for row in changed["moves"]:
        row["from"] = [key for key in row["from"] if key != "deciding"]
    changed["moves"].append(move("approve", "checking", "approved", "officer", guards=["defects_settled"]))
    return changed


def with_everything_renamed():
    """The third version: not one id is left but that of the first state."""
    return {
        "kept_days": 30,
        "states": [
            state("draft", "draft", "submitter"),
            state("seen", "working", "lead"),
            state("over", "closed", "lead", is_good=True),
        ],
        "moves": [move("give", "draft", "seen", "submitter", "submit"), move("end", "seen", "over", "lead")],
    }


def begun(workflow, question_set, username):
    newest = Workflow.objects.get(pk=workflow.pk).newest
    user = factories.make_user(username)
    case = begin(kind="trial", workflow=newest, questions=question_set.newest, by=user, at=AT)
    fill(case, user)
    return case, user


def change(workflow, definition, seen):
    return save_workflow(workflow, definition=definition, seen=seen, by="test", at=AT)


def tick_all(case, staff):
    for check in ("paper", "form"):
        tick(Case.objects.get(pk=case.pk), check, is_done=True, by=staff.officer, at=AT)


def test_each_finishes_under_its_own_version_while_the_workflow_changes_twice_beneath_it(workflow, question_set, staff):
    first, anna = begun(workflow, question_set, "anna")
    go(first, "submit", anna)
    change(workflow, without_deciding(), 1)
    second, bert = begun(workflow, question_set, "bert")
    go(second, "submit", bert)
    go(first, "return", staff.officer, defects={"name": "写全称"})
    change(workflow, with_everything_renamed(), 2)
    third, cara = begun(workflow, question_set, "cara")

    fill(first, anna, name="好邻居服务社")
    go(first, "correct", anna)
    for defect in Case.objects.get(pk=first.pk).notices.get().defects.all():
        settle(defect, by=staff.officer, at=AT)
    tick_all(first, staff)
    go(first, "pass", staff.officer)
    go(first, "approve", staff.lead)
    assert go(first, "approve", staff.second).state == "notice"
    assert go(first, "finish", staff.lead, answers={"until": "2027-12-31"}).state == "approved"
    assert go(second, "approve", staff.officer).state == "approved"
    go(third, "give", cara)
    assert go(third, "end", staff.lead).state == "over"
    cases = Case.objects.order_by("pk").select_related("workflow")
    assert [(case.workflow.number, case.phase) for case in cases] == [(1, "closed"), (2, "closed"), (3, "closed")]


def test_a_move_of_a_later_version_is_none_of_an_earlier_case_s(workflow, question_set, staff):
    case, anna = begun(workflow, question_set, "anna")
    go(case, "submit", anna)
    change(workflow, without_deciding(), 1)
    with pytest.raises(NotNow):
        go(case, "approve", staff.lead)
    assert Case.objects.get(pk=case.pk).state == "checking"


def test_the_clock_of_an_earlier_version_still_ends_what_is_late(workflow, question_set, staff):
    case, anna = begun(workflow, question_set, "anna")
    go(case, "submit", anna)
    go(case, "return", staff.officer, defects={"name": "写全称"})
    change(workflow, with_everything_renamed(), 1)
    run(AT + timedelta(days=60))
    assert Case.objects.get(pk=case.pk).state == "lapsed"


def test_saying_the_same_in_other_words_of_the_data_makes_no_version(workflow):
    same = copy.deepcopy(workflow.newest.definition)
    for row in same["moves"]:
        row.setdefault("guards", [])
        row.setdefault("told", True)
    assert change(workflow, same, 1).number == 1
    same["kept_days"] += 1
    assert change(workflow, same, 1).number == 2
    with pytest.raises(ChangedMeanwhile):
        change(workflow, workflow_definition(), 1)


def test_the_versions_say_how_many_finish_under_each(workflow, question_set, staff, django_assert_num_queries):
    for name in ("anna", "bert"):
        begun(workflow, question_set, name)
    change(workflow, without_deciding(), 1)
    begun(workflow, question_set, "cara")
    with django_assert_num_queries(1):
        assert [(one.number, one.open_count) for one in versions_of(workflow)] == [(2, 1), (1, 2)]


def test_a_copy_parts_ways(workflow):
    made = copy_workflow(workflow, organisation_id=7, name="另一份", by="test", at=AT)
    change(made, without_deciding(), 1)
    assert (made.newest.number, workflow.newest.number, made.organisation_id) == (2, 1, 7)
