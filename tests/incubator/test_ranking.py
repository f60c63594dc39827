"""The base sees how applications compare, asks reviewers by hand or as proposed, and hands the ranking out."""

from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone
from pypdf import PdfReader

from incubator.assigning import assign
from incubator.models import Application, Base, Review
from incubator.readouts.ranking import ranked
from incubator.reviewing import Judgement
from portal.audit.models import Entry
from tests import factories
from tests.incubator.applications import FULL, appoint, correct, handed_in, under_review

pytestmark = pytest.mark.django_db
INDEX = "/admin/reviews/"


@pytest.fixture
def reviewers(call):
    return [appoint(call.base, f"reviewer{number}", name=f"评审{number}") for number in range(4)]


def judged(application, reviewers, *needs, vetoes=()):
    """Have reviewers judge an application, each with a score for its first criterion; the rest are the same."""
    for reviewer, need in zip(reviewers, needs, strict=False):
        review = assign(application, reviewer, by=factories.SYSTEM, at=timezone.now())
        handed_in(review, Judgement(scores={**FULL.scores, "need": need}, vetoes=vetoes, comment="理由在此"))


def figures(application):
    row = ranked(Application.objects.all()).get(pk=application.pk)
    return row.counting, row.mean, row.spread, row.vetoed, row.stale


def test_the_mean_leaves_out_the_extremes_where_the_call_says_so(call, reviewers):
    application = under_review(call, "team")
    judged(application, reviewers, 5, 4, 4, 0)
    assert figures(application) == (4, pytest.approx(68.25), 25, 0, 0)
    call.drops_extremes = True
    call.save()
    assert figures(application)[1] == pytest.approx(72)
    Review.objects.filter(reviewer=reviewers[3]).delete()
    assert figures(application)[1] == pytest.approx((77 + 72 + 72) / 3)


def test_a_stale_review_is_marked_and_does_not_count(call, reviewers):
    application = under_review(call, "team")
    judged(application, reviewers, 5, 4, vetoes=("for_profit",))
    assert figures(application)[3] == 2
    correct(application, idea="改过")
    assert figures(application) == (0, None, None, 0, 2)


def test_the_best_come_first_and_what_is_not_judged_last(call, reviewers, operator, client):
    unjudged = under_review(call, "a", name="还没评的")
    weak, strong = under_review(call, "b", name="弱的"), under_review(call, "c", name="强的")
    judged(weak, reviewers, 1, 1)
    judged(strong, reviewers, 5, 5)
    client.force_login(operator)
    page = client.get(INDEX, {"intake": call.pk}).content.decode()
    assert page.index("强的") < page.index("弱的") < page.index("还没评的")
    assert f"/admin/reviews/show/{unjudged.pk}/" in page


def test_a_reviewer_is_asked_by_hand_and_conflicts_are_shown(call, reviewers, operator, client):
    application = under_review(call, "team", team=[{"who": "评审0", "does": "顾问", "full_time": "no"}])
    client.force_login(operator)
    address = f"{INDEX}show/{application.pk}/"
    assert "申请材料中有其姓名" in client.get(address).content.decode()
    assert client.post(address, {"assign": reviewers[0].pk}).status_code == 422
    assert client.post(address, {"assign": reviewers[1].pk, "due_on": "2020-01-01"}).status_code == 422
    assert client.post(address, {"assign": "x"}).status_code == 404
    assert client.post(address, {"assign": reviewers[1].pk}).status_code == 302
    assert Review.objects.get().reviewer == reviewers[1]


def test_what_is_ticked_of_a_proposal_is_assigned(call, reviewers, operator, client):
    first, second = under_review(call, "a"), under_review(call, "b")
    client.force_login(operator)
    address = f"{INDEX}propose/{call.pk}/"
    assert client.get(address).content.decode().count('name="pair"') == 4
    pairs = [f"{first.pk}:{reviewers[0].pk}", f"{second.pk}:{reviewers[1].pk}", "x:y", "1"]
    assert client.post(address, {"pair": pairs}).status_code == 302
    assert set(Review.objects.values_list("application", "reviewer")) == {
        (first.pk, reviewers[0].pk),
        (second.pk, reviewers[1].pk),
    }


def test_the_reviews_are_read_in_full_by_the_base_alone(call, reviewers, operator, organiser, client):
    application = under_review(call, "team")
    judged(application, reviewers, 4)
    address = f"{INDEX}show/{application.pk}/"
    for user, status in [(operator, 200), (organiser, 404), (reviewers[0], 404)]:
        client.force_login(user)
        assert client.get(address).status_code == status
    client.force_login(operator)
    assert "理由在此" in client.get(address).content.decode()
    client.force_login(organiser)
    assert client.get(f"{INDEX}propose/{call.pk}/").status_code == 404


def test_an_officer_who_reviews_an_application_reads_no_other_review_of_it(call, reviewers, operator, client):
    application = under_review(call, "team")
    judged(application, reviewers, 4)
    Base.objects.get(pk=call.base_id).appointments.create(
        user=operator, role="reviewer", answer="accepted", starts_on=timezone.localdate()
    )
    assign(application, operator, by=factories.SYSTEM, at=timezone.now())
    client.force_login(operator)
    assert client.get(f"{INDEX}show/{application.pk}/").status_code == 404


def test_the_ranking_leaves_as_a_workbook_that_runs_nothing(call, reviewers, operator, client):
    judged(under_review(call, "team", name="=HYPERLINK(1)"), reviewers, 5)
    client.force_login(operator)
    answer = client.post(f"{INDEX}hand-out/", {"recipient": "ourselves", "purpose": "report"})
    assert answer.status_code == 200
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert rows[-1][0] == "'=HYPERLINK(1)"
    assert 77 in rows[-1]


def test_the_dossier_of_an_application_is_a_paper_and_on_record(call, reviewers, operator, organiser, client):
    application = under_review(call, "team", idea="很长的设想。" * 900)
    judged(application, reviewers, 4)
    address = f"{INDEX}show/{application.pk}/"
    client.force_login(operator)
    assert "下载卷宗" in client.get(address).content.decode()
    answer = client.post(address, {"act": "dossier"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    pages = PdfReader(BytesIO(answer.content)).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "").replace("\0", "")
    assert len(pages) > 2
    for words in (application.case.reference, "暖邻助老队", "每周两次走访", "评审0", "理由在此"):
        assert words in text
    assert text.count("负责人") == 1, "a table is said once"
    taken = Entry.objects.get(act="application.dossier_taken")
    assert (taken.object_id, taken.actor_id) == (str(application.pk), operator.pk)
    client.force_login(organiser)
    assert client.post(address, {"act": "dossier"}).status_code == 404
