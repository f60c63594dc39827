"""Reviewers are asked fairly, see only what is theirs, score it, and step back; an application waits for them."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incubator.assigning import assign, assign_many, look, propose
from incubator.deciding import Word, hand_over, prepare
from incubator.errors import NotComplete, NotToReview, NotYours
from incubator.kind import reviews_done
from incubator.models import Appointment, Review
from incubator.reviewing import Judgement, recuse, save_draft, submit
from incubator.telling import remind
from portal.cases.errors import NotReady
from portal.cases.models import Case
from portal.outbox.models import Message
from tests import factories
from tests.incubator.applications import FULL, appoint, correct, handed_in, under_review
from tests.organisations.joining import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(call):
    return under_review(call, "team")


@pytest.fixture
def reviewer(call):
    return appoint(call.base, "reviewer", name="吴以宁", field_of_work="为老服务、健康")


@pytest.fixture
def review(application, reviewer, operator, at):
    return assign(application, reviewer, by=operator, at=at)


def conflicts(application, user):
    [looked] = look([application], day=timezone.localdate())
    [found] = [one for one in looked.candidates if one.appointment.user_id == user.pk]
    return found.conflicts


def test_a_reviewer_is_asked_once_and_told_once(review, application, reviewer, operator, at):
    assert assign(application, reviewer, by=operator, at=at) == review
    assert review.due_on == application.case.due_on
    assert Message.objects.filter(recipient=reviewer, kind="review.assigned").count() == 1


def test_only_the_base_assigns_and_only_its_reviewers_of_today(application, reviewer, organiser, operator, at):
    with pytest.raises(NotYours):
        assign(application, reviewer, by=organiser, at=at)
    with pytest.raises(NotToReview):
        assign(application, factories.make_user("anybody"), by=operator, at=at)
    Appointment.objects.filter(user=reviewer).update(ends_on=timezone.localdate())
    with pytest.raises(NotToReview):
        assign(application, reviewer, by=operator, at=at)


def test_nothing_is_assigned_that_is_not_under_review(application, reviewer, operator, at):
    Case.objects.filter(pk=application.case_id).update(state="checking")
    with pytest.raises(NotToReview):
        assign(application, reviewer, by=operator, at=at)


@pytest.mark.parametrize(
    ("facts", "answers"),
    [
        ({"phone": "+8613911112222"}, {"phone": "139 1111 2222"}),
        ({"name": "周敏"}, {}),
        ({"employer": "东吴大学"}, {"done": "与东吴大学合作过两年"}),
    ],
    ids=["number", "name", "employer"],
)
def test_whoever_is_named_in_an_application_does_not_judge_it(call, operator, at, facts, answers):
    application, user = under_review(call, "team", **answers), appoint(call.base, "known", **facts)
    assert len(conflicts(application, user)) == 1
    with pytest.raises(NotToReview, match="conflict"):
        assign(application, user, by=operator, at=at)


def test_whoever_belongs_to_the_applicant_or_writes_it_does_not_judge_it(call, application, organisation):
    application.organisation = organisation
    application.save()
    member = appoint(call.base, "member")
    factories.make_member(member, organisation, "viewer")
    bound = appoint(call.base, "bound", organisation=organisation)
    writer = application.case.editors.get().user
    Appointment.objects.create(
        base=call.base, user=writer, role="reviewer", answer="accepted", starts_on=timezone.localdate()
    )
    for user in (member, bound, writer):
        assert len(conflicts(application, user)) == 1, user


def test_a_proposal_matches_fields_shares_the_work_and_keeps_conflicts_out(call, operator, at):
    call.reviews_wanted = 1
    call.save()
    elderly = appoint(call.base, "elderly", field_of_work="为老服务")
    culture = appoint(call.base, "culture", field_of_work="文化体育")
    appoint(call.base, "known", name="周敏", field_of_work="为老服务")
    for number in range(6):
        under_review(call, f"team{number}")
    chosen = [one.proposed[0].appointment.user for one in propose(call, day=timezone.localdate())]
    assert chosen[:2] == [elderly, elderly]
    assert (chosen.count(elderly), chosen.count(culture)) == (4, 2)


def test_a_proposal_takes_the_same_queries_for_any_number(call, reviewer):
    def count():
        with CaptureQueriesContext(connection) as captured:
            propose(call, day=timezone.localdate())
        return len(captured)

    for number in range(2):
        under_review(call, f"team{number}")
    few = count()
    for number in range(2, 9):
        under_review(call, f"team{number}")
    assert count() == few


def test_a_batch_is_assigned_whole_or_not_at_all(call, application, reviewer, operator, at):
    anybody = factories.make_user("anybody")
    with pytest.raises(NotToReview):
        assign_many(call, [(application.pk, reviewer.pk), (application.pk, anybody.pk)], by=operator, at=at)
    assert not Review.objects.exists()
    assert len(assign_many(call, [(application.pk, reviewer.pk)], by=operator, at=at)) == 1


def test_a_draft_may_lack_anything_and_handing_in_names_what_is_missing(review, reviewer, at):
    save_draft(review, Judgement(scores={"need": 4, "made_up": 9}), by=reviewer, at=at)
    review.refresh_from_db()
    assert (review.state, review.scores) == ("draft", {"need": 4})
    with pytest.raises(NotComplete) as refusal:
        submit(review, Judgement(scores={"need": 4}), seen=review.revision_id, by=reviewer, at=at)
    assert "团队" in str(refusal.value.sentence)
    with pytest.raises(NotComplete, match="comment"):
        submit(review, Judgement(scores=FULL.scores), seen=review.revision_id, by=reviewer, at=at)


def test_a_review_is_revised_until_its_application_leaves_the_review(review, reviewer, at):
    handed_in(review)
    better = Judgement(scores={**FULL.scores, "money": 5}, comment="又看了一遍")
    assert handed_in(review, better).total == 83
    Case.objects.filter(pk=review.application.case_id).update(state="deciding")
    with pytest.raises(NotToReview):
        handed_in(review)


def test_a_review_of_an_older_version_is_stale_until_it_is_handed_in_anew(review, reviewer, application, at):
    handed_in(review)
    correct(application, idea="改过的设想")
    assert Review.objects.stale().get() == review
    assert not Review.objects.counting().exists()
    with pytest.raises(NotComplete, match="changed"):
        submit(review, FULL, seen=review.revision_id, by=reviewer, at=at)
    handed_in(review)
    assert Review.objects.counting().get() == review


def test_nobody_else_writes_a_review(review, operator, at):
    for act in (
        lambda: save_draft(review, FULL, by=operator, at=at),
        lambda: submit(review, FULL, seen=review.revision_id, by=operator, at=at),
        lambda: recuse(review, reason="x", by=operator, at=at),
    ):
        with pytest.raises(NotYours):
            act()


def test_stepping_back_hides_the_application_and_tells_the_base(review, reviewer, operator, application, client, at):
    client.force_login(reviewer)
    assert client.post(f"/incubator/reviews/{review.pk}/recuse/", {"reason": ""}).status_code == 422
    assert client.post(f"/incubator/reviews/{review.pk}/recuse/", {"reason": "曾经共事"}).status_code == 302
    assert client.get(f"/incubator/reviews/{review.pk}/").status_code == 404
    assert application.case.title not in client.get("/incubator/reviews/").content.decode()
    assert Message.objects.filter(recipient=operator, kind="review.recused").count() == 1
    assert conflicts(application, reviewer)
    with pytest.raises(NotToReview, match="conflict"):
        assign(application, reviewer, by=operator, at=at)


def test_an_application_is_put_forward_when_its_reviews_are_in(call, review, application, operator, at):
    case = Case.objects.get(pk=application.case_id)
    proposal = prepare(call, {application.pk: Word("accept", "需求真实")}, by=operator, at=at)
    handed_in(review)
    assert "1" in reviews_done(case)
    with pytest.raises(NotReady):
        hand_over(proposal, by=operator, at=at)
    second = assign(application, appoint(call.base, "second"), by=operator, at=at)
    handed_in(second)
    hand_over(proposal, by=operator, at=at)
    case.refresh_from_db()
    assert case.state == "deciding"


def test_a_reviewer_is_reminded_once(review, reviewer, at):
    assert remind(at) == 0
    Review.objects.update(due_on=timezone.localdate(at) + timedelta(days=1))
    assert (remind(at), remind(at)) == (1, 0)
    handed_in(review)
    Review.objects.update(due_on=timezone.localdate(at))
    assert remind(at) == 0


def test_a_reviewer_scores_on_the_page(review, reviewer, client):
    client.force_login(reviewer)
    address = f"/incubator/reviews/{review.pk}/"
    page = client.get(address).content.decode()
    assert "陪伴独居老人" in page
    assert "有步骤、有目标、有预算" in page
    assert review.application.case.title in client.get("/me/").content.decode()
    data = {"seen": review.revision_id, "comment": "好", "score-need": "4", "act": "save"}
    assert client.post(address, data)["Location"] == address
    review.refresh_from_db()
    assert review.scores == {"need": 4}
    refused = client.post(address, {**data, "comment": "写了很久", "act": "submit"})
    assert refused.status_code == 422
    assert "写了很久" in refused.content.decode()
    assert refused.content.decode().count("请选择分数。") >= 4
    scores = {f"score-{key}": score for key, score in FULL.scores.items()}
    assert client.post(address, {**data, **scores, "act": "submit"}).status_code == 302
    review.refresh_from_db()
    assert review.state == "submitted"


def test_blind_answers_and_their_files_are_hidden(call, reviewer, operator, client, at):
    writer = factories.make_user("writer")
    shown, hidden = paper(writer, "founders"), paper(writer, "filing")
    call.blind_fields = ["contact", "phone", "filing"]
    call.save()
    application = under_review(call, "team", founders=shown, filing=hidden, contact="只给基地看")
    review = assign(application, reviewer, by=operator, at=at)
    client.force_login(reviewer)
    page = client.get(f"/incubator/reviews/{review.pk}/").content.decode()
    assert "只给基地看" not in page
    assert "60000000" not in page
    base = f"/incubator/reviews/{review.pk}/files/"
    assert client.get(f"{base}{shown[0]['file']}/").status_code == 200
    assert client.get(f"{base}{hidden[0]['file']}/").status_code == 404
    assert client.get(f"{base}{uuid.uuid4()}/").status_code == 404


def test_a_reviewer_learns_nothing_of_what_is_not_assigned(call, review, reviewer, operator, client, at):
    other = under_review(call, "others", name="别家的申请", founders=paper(factories.make_user("w"), "founders"))
    theirs = assign(other, appoint(call.base, "second"), by=operator, at=at)
    client.force_login(reviewer)
    [file] = other.case.revisions.get().answers["founders"]
    for address in (
        f"/incubator/reviews/{theirs.pk}/",
        f"/incubator/reviews/{theirs.pk}/recuse/",
        f"/incubator/reviews/{theirs.pk}/files/{file['file']}/",
        f"/incubator/reviews/{review.pk}/files/{file['file']}/",
        f"/me/cases/{other.case.reference}/",
        f"/admin/cases/case/{other.case_id}/",
        f"/admin/reviews/show/{other.pk}/",
    ):
        assert client.get(address).status_code == 404, address
    assert "别家的申请" not in client.get("/incubator/reviews/").content.decode()


def test_a_review_is_gone_with_the_appointment_and_with_the_application(review, reviewer, client):
    client.force_login(reviewer)
    address = f"/incubator/reviews/{review.pk}/"
    Appointment.objects.update(ends_on=timezone.localdate())
    assert client.get(address).status_code == 404
    Appointment.objects.update(ends_on=None)
    assert client.get(address).status_code == 200
    Case.objects.filter(pk=review.application.case_id).update(
        state="withdrawn", phase="closed", closed_at=timezone.now()
    )
    assert client.get(address).status_code == 404
