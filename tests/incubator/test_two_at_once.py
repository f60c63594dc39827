"""Two officers work on one list at once: the second is told, decides nothing they have not read, and loses nothing."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from incubator import deciding
from incubator.errors import ChangedMeanwhile, NotDecided
from incubator.models import Proposal
from portal.cases.models import HistoryEntry
from tests import factories
from tests.incubator.deciding import as_proposed, handed_over, listed, state_of
from tests.incubator.posting import boxes


@pytest.fixture
def colleague(call, operator):
    user = factories.make_user("colleague", is_staff=True)
    factories.make_member(user, call.base.organisation, "officer")
    return user


def address_of(call):
    return f"/admin/deciding/list/{call.pk}/"


@pytest.mark.django_db
def test_a_page_that_has_not_seen_the_list_decides_nothing_and_keeps_what_was_typed(call, operator, colleague, client):
    proposal, found = handed_over(call, operator, {"first": "accept"})
    client.force_login(operator)
    typed = {**boxes(client.get(address_of(call))), f"reason-{found['first'].pk}": "我打了半天的理由"}
    deciding.hand_back(proposal, reason="请再看看", by=colleague, at=timezone.now())
    key = found["first"].pk
    deciding.prepare(call, {key: deciding.Word("reject", "改了主意", 1)}, by=colleague, at=timezone.now())
    deciding.hand_over(proposal, by=colleague, at=timezone.now())
    answer = client.post(address_of(call), {**typed, "act": "decide:"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "其他人已经改动了这份名单" in page
    assert "我打了半天的理由" in page
    assert "改了主意" in page
    assert state_of(found["first"]) == "deciding"
    assert client.post(address_of(call), {**boxes(answer), "act": "decide:"}).status_code == 302
    assert state_of(found["first"]) == "decided"


@pytest.mark.django_db
def test_of_two_who_prepare_the_second_is_told_and_overwrites_only_knowingly(call, operator, colleague, client):
    [found] = listed(call, operator, {"first": "accept"}).values()
    client.force_login(operator)
    typed = {**boxes(client.get(address_of(call))), f"reason-{found.pk}": "甲的理由"}
    word = {found.pk: deciding.Word("accept", "乙的理由", 1)}
    deciding.prepare(call, word, by=colleague, at=timezone.now())
    for act in ("save:", "hand_over:"):
        assert client.post(address_of(call), {**typed, "act": act}).status_code == 422
    found.line.refresh_from_db()
    assert found.line.proposed_reason == "乙的理由"
    faulty = {**typed, f"rank-{found.pk}": "第一", "act": "save:"}
    assert boxes(client.post(address_of(call), faulty))["seen"] == typed["seen"]
    refused = client.post(address_of(call), {**typed, "act": "save:"})
    assert client.post(address_of(call), {**boxes(refused), "act": "save:"}).status_code == 302
    found.line.refresh_from_db()
    assert found.line.proposed_reason == "甲的理由"


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["", "x", "0", "-1", "99"])
def test_a_page_that_names_no_step_or_another_decides_nothing(call, operator, client, sent):
    _proposal, found = handed_over(call, operator, {"first": "accept"})
    client.force_login(operator)
    key = found["first"].pk
    given = {f"verdict-{key}": "accept", f"reason-{key}": "好", "act": "decide:", "seen": sent}
    assert client.post(address_of(call), given).status_code == 422
    assert (
        client.post(address_of(call), {"act": "hand_back:", "hand_back-reason": "再议", "seen": sent}).status_code
        == 422
    )
    assert state_of(found["first"]) == "deciding"


@pytest.mark.django_db
def test_the_second_of_two_confirms_what_the_first_has_said_and_they_have_read(call, operator, colleague):
    """A page from before the first word does not confirm it."""
    proposal, _found = handed_over(call, operator, {"first": "accept"})
    seen = proposal.step
    Proposal.objects.filter(pk=proposal.pk).update(first_by=operator, step=seen + 1)
    with pytest.raises(ChangedMeanwhile):
        deciding.decide(proposal, as_proposed(proposal), seen=seen, by=colleague, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_of_a_decision_and_a_handing_back_in_the_same_moment_one_happens(call, operator, colleague):
    proposal, found = handed_over(call, operator, {"first": "accept", "second": "reject"})
    words, seen, start, came = as_proposed(proposal), proposal.step, threading.Barrier(2), []

    def go(act):
        try:
            start.wait(timeout=30)
            act()
            came.append("done")
        except (ChangedMeanwhile, NotDecided):
            came.append("told")
        finally:
            connection.close()

    given = {"seen": seen, "at": timezone.now()}
    both = [
        threading.Thread(target=go, args=(lambda: deciding.decide(proposal, words, by=operator, **given),)),
        threading.Thread(target=go, args=(lambda: deciding.hand_back(proposal, reason="再议", by=colleague, **given),)),
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=60)
    assert sorted(came) == ["done", "told"]
    proposal.refresh_from_db()
    states = {state_of(one) for one in found.values()}
    assert (proposal.state, states) in [("decided", {"decided"}), ("prepared", {"reviewing"})]
    moved = HistoryEntry.objects.filter(case__in=[one.case_id for one in found.values()], act="moved")
    assert moved.count() == 2 * len(found)
