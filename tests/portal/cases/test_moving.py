"""How a case moves: by its table, and by nothing else."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from portal.audit.models import Entry
from portal.cases.drafting import begin
from portal.cases.errors import ChangedMeanwhile, NotNow, NotReady, NotYours, ReasonMissing
from portal.cases.models import Case, Decision, Defect, Editor, HistoryEntry, Revision
from portal.cases.moving import Given, move_case
from portal.cases.readouts.case import steps_of
from portal.cases.returning import settle, tick
from portal.cases.versions import save_workflow
from portal.outbox.models import Message
from tests import factories
from tests.portal.cases.conftest import ANSWERS, AT, fill, go, move, state, workflow_definition


def checked(case, staff):
    for check in ("paper", "form"):
        tick(case, check, is_done=True, by=staff.officer, at=AT)


def decided(case, staff):
    checked(case, staff)
    go(case, "pass", staff.officer)
    go(case, "approve", staff.lead)
    return go(case, "approve", staff.second)


def test_handing_in_makes_a_version_and_starts_the_clock(case, applicant, staff):
    fill(case, applicant)
    case = go(case, "submit", applicant)
    assert (case.state, case.phase, case.title) == ("checking", "working", "好邻居")
    assert case.due_on.isoformat() == "2026-11-11"
    assert Revision.objects.get().answers == ANSWERS
    assert Message.objects.filter(recipient=staff.officer, kind="case.waits").exists()
    assert Message.objects.filter(recipient=applicant, kind="case.moved").exists()


def test_what_is_missing_is_named_and_nothing_is_handed_in(case, applicant):
    fill(case, applicant, name="好邻居", registered="yes")
    with pytest.raises(NotReady) as refusal:
        go(case, "submit", applicant)
    assert "代码" in str(refusal.value.sentence)
    assert not Revision.objects.exists()


def test_a_question_whose_condition_does_not_hold_is_not_missed_and_not_kept(case, applicant):
    fill(case, applicant, name="好邻居", registered="no", code="1")
    go(case, "submit", applicant)
    assert "code" not in Revision.objects.get().answers


def test_the_same_move_from_the_same_page_changes_nothing(case, applicant):
    fill(case, applicant)
    seen = Case.objects.get(pk=case.pk).step
    for _time in range(2):
        found = move_case(case, "submit", seen=seen, by=applicant, at=AT)
    assert found.step == 1
    assert Revision.objects.count() == 1
    assert HistoryEntry.objects.filter(act="moved").count() == 1


def test_a_page_that_is_out_of_date_moves_nothing(handed_in, staff):
    with pytest.raises(ChangedMeanwhile):
        move_case(handed_in, "refuse", seen=0, given=Given(reason="不行"), by=staff.officer, at=AT)


def test_a_stranger_and_the_wrong_role_move_nothing(handed_in, staff, applicant):
    for who, key in ((factories.make_user("stranger"), "withdraw"), (staff.lead, "pass"), (applicant, "pass")):
        with pytest.raises(NotYours):
            go(handed_in, key, who)


def test_an_officer_who_writes_a_case_does_not_decide_on_it(handed_in, staff):
    Editor.objects.create(case=handed_in, user=staff.officer, added_at=AT)
    with pytest.raises(NotYours):
        go(handed_in, "refuse", staff.officer, reason="不行")


def test_guards_say_what_is_missing(handed_in, staff):
    tick(handed_in, "paper", is_done=True, by=staff.officer, at=AT)
    with pytest.raises(NotReady, match="not_ready") as refusal:
        go(handed_in, "pass", staff.officer)
    assert "符合条件" in str(refusal.value.sentence)
    assert "材料齐全" not in str(refusal.value.sentence)


def test_a_refusal_needs_its_reason(handed_in, staff):
    with pytest.raises(ReasonMissing):
        go(handed_in, "refuse", staff.officer, reason="  ")
    case = go(handed_in, "refuse", staff.officer, reason="不在本区")
    assert case.closed_at == AT
    assert Decision.objects.get().reason == "不在本区"
    assert "不在本区" in Message.objects.filter(kind="case.moved").latest("pk").body


def test_two_people_are_needed_where_the_table_says_so(handed_in, staff):
    checked(handed_in, staff)
    go(handed_in, "pass", staff.officer)
    for _time in range(2):
        assert go(handed_in, "approve", staff.lead).state == "deciding"
    assert go(handed_in, "approve", staff.second).state == "notice"


def test_an_effect_runs_in_the_transaction_of_the_decision(handed_in, staff):
    decided(handed_in, staff)
    with pytest.raises(NotReady):
        go(handed_in, "finish", staff.lead)
    staff.refusal = "名称重复"
    with pytest.raises(NotReady, match="not_ready"):
        go(handed_in, "finish", staff.lead, answers={"until": "2027-01-01"})
    assert Case.objects.get().state == "notice"
    staff.refusal = ""
    assert go(handed_in, "finish", staff.lead, answers={"until": "2027-01-01"}).state == "approved"
    assert staff.founded == [(handed_in.pk, "2027-01-01")]


def test_a_guard_of_the_kind_stands_in_the_way(handed_in, staff):
    decided(handed_in, staff)
    staff.objection = "有异议"
    with pytest.raises(NotReady) as refusal:
        go(handed_in, "finish", staff.lead, answers={"until": "2027-01-01"})
    assert str(refusal.value.sentence) == "有异议"


def test_one_notice_names_every_field_and_reopens_only_those(handed_in, staff, applicant):
    case = go(handed_in, "return", staff.officer, defects={"name": "请写全称", "registered": "请再看"})
    assert (case.state, case.phase) == ("mending", "correction")
    fill(case, applicant, name="好邻居服务中心", registered="yes", code="54321", about="偷偷改")
    case = go(case, "correct", applicant)
    assert case.state == "checking"
    newest = Revision.objects.latest("number").answers
    # The code depends on a field at fault, and so it is open with it; what we are is not.
    assert newest == {**ANSWERS, "name": "好邻居服务中心", "code": "54321"}


def test_a_notice_names_at_least_one_field_each_with_its_sentence(handed_in, staff):
    for defects in ({}, {"name": " "}, {"nothing": "没有这一项"}):
        with pytest.raises(ReasonMissing):
            go(handed_in, "return", staff.officer, defects=defects)


def test_corrected_fields_are_ticked_off_one_by_one(handed_in, staff, applicant):
    go(handed_in, "return", staff.officer, defects={"name": "请写全称", "about": "请补充"})
    defect = Defect.objects.get(question="name")
    with pytest.raises(NotNow):
        settle(defect, by=staff.officer, at=AT)
    go(handed_in, "correct", applicant)
    checked(handed_in, staff)
    settle(Defect.objects.get(question="name"), by=staff.officer, at=AT)
    with pytest.raises(NotReady):
        go(handed_in, "pass", staff.officer)
    with pytest.raises(NotYours):
        settle(Defect.objects.get(question="about"), by=applicant, at=AT)
    settle(Defect.objects.get(question="about"), by=staff.officer, at=AT)
    assert go(handed_in, "pass", staff.officer).state == "deciding"


def test_a_field_named_again_waits_anew_and_the_others_go_on_waiting(handed_in, staff, applicant):
    go(handed_in, "return", staff.officer, defects={"name": "请写全称", "about": "请补充"})
    go(handed_in, "correct", applicant)
    go(handed_in, "return", staff.officer, defects={"name": "还不是全称"})
    go(handed_in, "correct", applicant)
    open_ones = Defect.objects.filter(settled_at=None).values_list("question", "sentence")
    assert set(open_ones) == {("name", "还不是全称"), ("about", "请补充")}


def test_the_clock_stops_while_it_is_corrected(handed_in, staff, applicant):
    monday = AT + timedelta(days=5)
    case = go(handed_in, "return", staff.officer, monday, defects={"name": "请写全称"})
    assert (case.days_left, case.due_on.isoformat()) == (2, "2026-11-23")
    later = AT + timedelta(days=14)
    case = go(handed_in, "correct", applicant, later)
    assert case.due_on.isoformat() == "2026-11-20"
    assert case.days_left is None


def test_withdrawing_closes_it_and_ends_the_invitation(handed_in, applicant, staff):
    case = go(handed_in, "withdraw", applicant, reason="不办了")
    assert (case.state, case.closed_at) == ("withdrawn", AT)
    with pytest.raises((NotNow, NotYours)):
        go(case, "pass", staff.officer)


def test_history_cannot_be_changed_or_deleted_even_round_our_code(handed_in):
    entry = HistoryEntry.objects.filter(case=handed_in).latest("number")
    for spoil in (
        lambda: HistoryEntry.objects.filter(pk=entry.pk).update(move="approve"),
        lambda: HistoryEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()
    with pytest.raises(ValueError, match="never"):
        entry.save()


def test_history_and_audit_hold_ids_and_names_of_fields_only(handed_in, staff):
    go(handed_in, "return", staff.officer, defects={"name": "请写全称"})
    rows = [str(entry.facts) for entry in HistoryEntry.objects.all()]
    rows += [str(entry.facts) for entry in Entry.objects.filter(act__startswith="case.")]
    assert rows
    assert not any("好邻居" in row or "请写全称" in row for row in rows)


def test_a_changed_workflow_strands_no_case(workflow, question_set, applicant, staff):
    """Three versions: each case goes its own way to its own end."""
    cases = []
    for number in range(1, 4):
        if number > 1:
            definition = workflow_definition()
            definition["states"] = [row for row in definition["states"] if row["id"] != "refused"]
            definition["states"] += [state(f"extra{number}", "closed", "officer")]
            definition["moves"] = [row for row in definition["moves"] if row["id"] != "refuse"]
            definition["moves"] += [move(f"stop{number}", "checking", f"extra{number}", "officer")]
            save_workflow(workflow, definition=definition, seen=number - 1, by="test", at=AT)
        workflow.__dict__.pop("newest", None)
        case = begin(kind="trial", workflow=workflow.newest, questions=question_set.newest, by=applicant, at=AT)
        fill(case, applicant)
        cases.append(go(case, "submit", applicant))
    ends = ["refuse", "stop2", "stop3"]
    for own, case in enumerate(cases):
        for foreign in set(ends) - {ends[own]}:
            with pytest.raises(NotNow):
                go(case, foreign, staff.officer, reason="不行")
        assert go(case, ends[own], staff.officer, reason="不行").closed_at


def test_the_steps_show_where_it_stands_also_beside_the_way_and_at_an_end(handed_in, staff):
    def steps():
        return [(step.name, step.place) for step in steps_of(Case.objects.get())]

    way = ["draft", "checking", "deciding", "notice", "approved"]
    assert steps() == list(zip(way, ["done", "now", "ahead", "ahead", "ahead"], strict=True))
    go(handed_in, "return", staff.officer, defects={"name": "请写全称"})
    assert steps()[:3] == [("draft", "done"), ("mending", "beside"), ("deciding", "ahead")]
