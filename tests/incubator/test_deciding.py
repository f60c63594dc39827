"""The operator proposes, the authority decides, two people where two are wanted; more is never given than there is."""

from copy import deepcopy

import pytest

from incubator import deciding
from incubator.call_templates import workflow_definition
from incubator.errors import NoPlace, NotComplete, NotDecided, NotYours
from incubator.kind import visible_to
from incubator.models import Base, Intake, ProposalLine, Review
from incubator.preparing import decided_by
from incubator.states import ProposalState
from portal.cases.errors import NotReady
from portal.cases.models import Case
from portal.cases.moving import Given, move_case
from portal.cases.versions import save_workflow
from tests import factories
from tests.incubator.applications import under_review
from tests.incubator.deciding import as_proposed, handed_over, judged, listed, state_of

pytestmark = pytest.mark.django_db
THREE = {"first": "accept", "second": "reserve", "third": "reject"}


@pytest.fixture
def authority(call, areas):
    """An officer of the authority that oversees the core base, and not of the one that runs it."""
    district = factories.make_organisation("district", "园区主管部门", kind="authority", area=areas["district"])
    Base.objects.filter(pk=call.base_id).update(overseen_by=district)
    call.base.refresh_from_db()
    user = factories.make_user("authority", is_staff=True)
    factories.make_member(user, district, "officer")
    return user


def test_a_list_is_proposed_and_decided_and_everybody_is_told(call, operator, at):
    proposal, found = handed_over(call, operator, THREE)
    assert {state_of(one) for one in found.values()} == {"deciding"}
    opinion = Case.objects.get(pk=found["second"].case_id).decisions.get(move="propose")
    assert opinion.answers == {"opinion": "keep"}
    proposal = deciding.decide(proposal, as_proposed(proposal), by=operator, at=at)
    assert proposal.state == ProposalState.DECIDED
    assert {state_of(one) for one in found.values()} == {"decided"}
    writer = found["first"].case.editors.get().user
    assert "first的理由" in writer.inbox.filter(kind="case.moved").latest("pk").body


def test_a_list_is_not_handed_over_without_reasons_or_reviews(call, operator, at):
    found = listed(call, operator, THREE)
    proposal = deciding.open_proposal(call)
    ProposalLine.objects.filter(application=found["third"]).update(proposed_reason="")
    with pytest.raises(NotComplete) as refusal:
        deciding.hand_over(proposal, by=operator, at=at)
    assert "third队" in str(refusal.value.sentence)
    ProposalLine.objects.update(proposed_reason="因为")
    Review.objects.filter(application=found["first"]).delete()
    with pytest.raises(NotReady):
        deciding.hand_over(proposal, by=operator, at=at)
    assert {state_of(one) for one in found.values()} == {"reviewing"}


def test_only_the_operator_proposes_and_only_the_authority_decides(call, operator, authority, organiser, at):
    proposal, _found = handed_over(call, operator, THREE)
    for somebody in (operator, organiser):
        with pytest.raises(NotYours):
            deciding.decide(proposal, as_proposed(proposal), by=somebody, at=at)
    for somebody in (authority, organiser):
        with pytest.raises(NotYours):
            deciding.prepare(call, {}, by=somebody, at=at)
    assert deciding.decide(proposal, as_proposed(proposal), by=authority, at=at).state == ProposalState.DECIDED


def test_the_authority_sees_the_applications_of_the_bases_it_oversees_and_no_other(call, authority, operator):
    application = under_review(call, "team")
    assert list(Case.objects.filter(visible_to(authority), kind="incubator")) == [application.case]
    Base.objects.filter(pk=call.base_id).update(overseen_by=None)
    authority, operator = (factories.at_the_next_request(one) for one in (authority, operator))
    assert not Case.objects.filter(visible_to(authority), kind="incubator").exists()
    assert Case.objects.filter(visible_to(operator), kind="incubator").exists()


def test_a_list_is_handed_back_with_a_reason_and_comes_again(call, operator, at):
    proposal, found = handed_over(call, operator, THREE)
    with pytest.raises(NotComplete):
        deciding.hand_back(proposal, reason=" ", by=operator, at=at)
    proposal = deciding.hand_back(proposal, reason="排序请再议", by=operator, at=at)
    assert (proposal.state, proposal.note) == (ProposalState.PREPARED, "排序请再议")
    assert {state_of(one) for one in found.values()} == {"reviewing"}
    assert deciding.hand_over(proposal, by=operator, at=at).state == ProposalState.HANDED_OVER
    assert {state_of(one) for one in found.values()} == {"deciding"}


def test_nothing_leaves_its_list_by_a_move_of_its_own(call, operator, at):
    found = listed(call, operator, THREE)
    case = Case.objects.get(pk=found["first"].case_id)
    with pytest.raises(NotReady):
        move_case(case, "propose", seen=case.step, given=Given(answers={"opinion": "take"}), by=operator, at=at)
    deciding.hand_over(deciding.open_proposal(call), by=operator, at=at)
    case.refresh_from_db()
    for key in ("accept", "keep", "refuse", "back"):
        with pytest.raises(NotReady):
            move_case(case, key, seen=case.step, given=Given(reason="x"), by=operator, at=at)


def test_never_more_are_accepted_than_there_are_places(call, operator, at):
    Intake.objects.filter(pk=call.pk).update(place_count=1)
    proposal, found = handed_over(call, operator, {"first": "accept", "second": "accept"})
    with pytest.raises(NoPlace):
        deciding.decide(proposal, as_proposed(proposal), by=operator, at=at)
    assert {state_of(one) for one in found.values()} == {"deciding"}


def test_a_track_has_places_of_its_own(call, operator, at):
    call.tracks.update(place_count=1)
    proposal, _found = handed_over(call, operator, {"first": "accept", "second": "accept"})
    with pytest.raises(NoPlace):
        deciding.decide(proposal, as_proposed(proposal), by=operator, at=at)


def test_a_line_without_a_reason_stops_the_decision(call, operator, at):
    proposal, found = handed_over(call, operator, THREE)
    words = as_proposed(proposal)
    words[found["third"].pk] = deciding.Word("reject", " ")
    with pytest.raises(NotComplete) as refusal:
        deciding.decide(proposal, words, by=operator, at=at)
    assert "third队" in str(refusal.value.sentence)


def in_twos(call, operator, at):
    """Let two people decide, as an officer sets it."""
    definition = decided_by(workflow_definition(), 2)
    save_workflow(call.workflow, definition=definition, seen=call.workflow.newest.number, by=operator, at=at)
    return Intake.objects.get(pk=call.pk)


def test_where_two_are_wanted_a_second_person_confirms_the_same(call, operator, at):
    call = in_twos(call, operator, at)
    second = factories.make_user("second_officer", is_staff=True)
    factories.make_member(second, call.base.organisation, "officer")
    proposal, found = handed_over(call, operator, THREE)
    words = as_proposed(proposal)
    proposal = deciding.decide(proposal, words, by=operator, at=at)
    assert (proposal.state, proposal.first_by) == (ProposalState.HANDED_OVER, operator)
    assert {state_of(one) for one in found.values()} == {"deciding"}
    with pytest.raises(NotDecided, match="second_person"):
        deciding.decide(proposal, words, by=operator, at=at)
    other = {**words, found["first"].pk: deciding.Word("reject", "不同意")}
    with pytest.raises(NotDecided, match="differs"):
        deciding.decide(proposal, other, by=second, at=at)
    proposal = deciding.hand_back(proposal, reason="再核一遍", by=second, at=at)
    assert {state_of(one) for one in found.values()} == {"reviewing"}
    proposal = deciding.hand_over(proposal, by=operator, at=at)
    deciding.decide(proposal, words, by=operator, at=at)
    proposal = deciding.decide(proposal, words, by=second, at=at)
    assert proposal.state == ProposalState.DECIDED
    assert {state_of(one) for one in found.values()} == {"decided"}


def test_what_is_withdrawn_leaves_the_list(call, operator, at):
    proposal, found = handed_over(call, operator, THREE)
    case = Case.objects.get(pk=found["third"].case_id)
    move_case(case, "withdraw", seen=case.step, by=case.editors.get().user, at=at)
    words = as_proposed(proposal)
    words.pop(found["third"].pk)
    assert deciding.decide(proposal, words, by=operator, at=at).state == ProposalState.DECIDED


def test_old_applications_end_under_the_workflow_they_began_with(call, operator, at):
    """Three versions: one that closes at once, one with a notice, one with two people."""
    definition = deepcopy(workflow_definition())
    short = {
        **definition,
        "states": [one for one in definition["states"] if one["id"] not in ("decided", "noticed", "reserve")],
        "moves": [
            {**move, "to": "accepted" if move["id"] == "accept" else "refused", "guards": []}
            if move["id"] in ("accept", "refuse")
            else {**move, "from": [one for one in move["from"] if one not in ("decided", "noticed", "reserve")]}
            for move in definition["moves"]
            if not {"decided", "noticed", "reserve"} & {move["to"]} or move["id"] in ("accept", "refuse")
        ],
    }
    short["moves"] = [move for move in short["moves"] if move["from"]]
    seen = call.workflow.newest.number
    save_workflow(call.workflow, definition=short, seen=seen, by=operator, at=at)
    call = Intake.objects.get(pk=call.pk)
    Intake.objects.filter(pk=call.pk).update(reviews_wanted=1)
    old = judged(under_review(call, "old", name="old队"))
    save_workflow(call.workflow, definition=definition, seen=seen + 1, by=operator, at=at)
    call = Intake.objects.get(pk=call.pk)
    newer = judged(under_review(call, "newer", name="newer队"))
    words = {one.pk: deciding.Word("accept", "好") for one in (old, newer)}
    proposal = deciding.prepare(call, words, by=operator, at=at)
    deciding.hand_over(proposal, by=operator, at=at)
    deciding.decide(proposal, words, by=operator, at=at)
    assert (state_of(old), state_of(newer)) == ("accepted", "decided")
