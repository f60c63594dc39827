"""Pages that list applications take as many queries for 300 as for three; a list is judged whole, on one page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incubator.models import Proposal, ProposalLine
from tests.incubator.applications import appoint, many_under_review
from tests.incubator.posting import boxes

pytestmark = pytest.mark.django_db


@pytest.fixture
def judge(call):
    return appoint(call.base, "judge", name="评审")


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("operator", "/admin/incubator-calls/pipeline/{pk}/"),
        ("operator", "/admin/incubator-calls/compared/"),
        ("operator", "/admin/reviews/"),
        ("operator", "/admin/deciding/list/{pk}/"),
        ("operator", "/admin/cases/"),
        ("judge", "/incubator/reviews/"),
        ("judge", "/me/"),
    ],
)
def test_a_page_takes_the_same_queries_for_three_and_for_three_hundred(call, operator, judge, client, who, address):
    client.force_login({"operator": operator, "judge": judge}[who])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address.format(pk=call.pk)).status_code == 200
        return len(captured)

    many_under_review(call, 3, judge)
    queries()
    few = queries()
    many_under_review(call, 297, judge)
    assert queries() == few


def test_seven_hundred_are_ranked_on_one_page_and_saved(call, operator, judge, client):
    found = many_under_review(call, 700, judge)
    client.force_login(operator)
    address = f"/admin/deciding/list/{call.pk}/"
    given = boxes(client.get(address))
    assert len(given) > 2000
    given[f"verdict-{found[0].pk}"] = "accept"
    answer = client.post(address, {**given, "fill-verdict": "reject", "fill-reason": "名额有限", "act": "fill:"})
    assert answer.status_code == 200
    assert not Proposal.objects.exists()
    filled = boxes(answer)
    assert client.post(address, {**filled, "act": "save:"}).status_code == 302
    words = set(ProposalLine.objects.values_list("proposed", "proposed_reason"))
    assert words == {("accept", ""), ("reject", "名额有限")}
    assert ProposalLine.objects.filter(proposed="accept").get().application == found[0]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("rank", "第一", "名次是 1 到 9999 的整数"),
        ("rank", "0", "名次是 1 到 9999 的整数"),
        ("verdict", "made_up", "请在所列意见中选择"),
        ("reason", "好" * 1001, "理由超过了 1000 字"),
    ],
)
def test_what_cannot_be_read_is_marked_in_its_row_and_nothing_typed_is_lost(
    call, operator, judge, client, field, typed, sentence
):
    [first, second] = many_under_review(call, 2, judge)
    client.force_login(operator)
    address = f"/admin/deciding/list/{call.pk}/"
    given = {**boxes(client.get(address)), f"reason-{second.pk}": "写了半天的理由", f"{field}-{first.pk}": typed}
    answer = client.post(address, {**given, "act": "save:"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "写了半天的理由" in page
    assert not Proposal.objects.exists()
