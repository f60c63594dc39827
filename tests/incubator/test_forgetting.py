"""Somebody who applied, reviewed and met is erased: afterwards no text of the database has their name or number."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from incubator.assigning import assign
from incubator.models import Appointment, LogEntry, Meeting, Milestone, Placement, ProposalLine, PublicNotice, Review
from incubator.reviewing import Judgement, save_draft
from portal.accounts.erasing import erase
from portal.accounts.models import ERASED_NAME, User
from portal.accounts.readouts import copy_of
from portal.cases.documents import lay_in
from portal.cases.models import Case, Decision, Defect, DefectNotice, Editor
from portal.outbox.models import Message
from portal.questions import files
from tests import factories
from tests.events.test_erasing import DIGITS, NAME, PHONE, texts_with
from tests.incubator.applications import ANSWERS, FULL, correct, handed_in, under_review
from tests.incubator.deciding import PDF, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody():
    user = factories.make_user("wuhen", PHONE)
    factories.make_person(NAME, user=user, contact_phone=DIGITS)
    return user


def of(case: Case, somebody) -> Case:
    """Give a case to somebody, as if they had begun it."""
    case.editors.update(user=somebody)
    return case


def written(call, username: str, somebody):
    """An application under review that somebody wrote alone, with their name in all of it and a file of that name."""
    at = timezone.now()
    application = under_review(call, username, name=f"{NAME}助老队", contact=NAME, phone=DIGITS)
    of(application.case, somebody)
    paper = files.keep(SimpleUploadedFile(f"{NAME}.pdf", PDF), question="founders", megabytes=1, by=somebody, at=at)
    revision = correct(application, founders=[paper.as_answer], idea=f"我是{NAME}，电话 {DIGITS}")
    files.claim(revision.answers)
    Case.objects.filter(pk=application.case_id).update(draft=revision.answers, known={"phone": {"words": DIGITS}})
    lay_in(
        application.case,
        SimpleUploadedFile(f"{NAME}的信.pdf", PDF),
        title=f"{NAME}的信",
        is_shared=True,
        by=User.objects.get(username="incubator_officer"),
        at=at,
    )
    notice = DefectNotice.objects.create(case=application.case, number=1, revision=revision, at=at, answered_at=at)
    Defect.objects.create(notice=notice, question="phone", sentence=f"请{NAME}改电话")
    Decision.objects.create(case=application.case, step=1, move="x", reason=f"{NAME}符合", at=at)
    return application


def test_what_one_wrote_alone_ends_and_is_emptied(call, operator, somebody, at):
    application = written(call, "team", somebody)
    assert len(texts_with(NAME, DIGITS)) > 8
    erase(somebody.person, by=somebody, at=at)
    assert texts_with(NAME, DIGITS) == set()
    case = Case.objects.get(pk=application.case_id)
    assert (case.state, case.erased_at) == ("withdrawn", at)
    assert Message.objects.filter(recipient=operator).exists()


def test_what_was_never_handed_in_is_given_up(call, somebody, at):
    application = written(call, "team", somebody)
    Case.objects.filter(pk=application.case_id).update(state="draft", phase="draft", submitted_at=None, due_on=None)
    erase(somebody.person, by=somebody, at=at)
    assert texts_with(NAME, DIGITS) == set()
    assert Case.objects.get(pk=application.case_id).erased_at == at


def test_a_team_goes_on_without_the_name_and_somebody_else_hands_in(call, somebody, neighbour, at):
    application = written(call, "team", somebody)
    Editor.objects.create(case=application.case, user=neighbour, added_at=at)
    erase(somebody.person, by=somebody, at=at)
    case = Case.objects.get(pk=application.case_id)
    assert texts_with(NAME, DIGITS) == set()
    assert (case.state, case.erased_at) == ("reviewing", None)
    assert case.draft["year_plan"] == ANSWERS["year_plan"]
    assert case.draft["contact"] == ERASED_NAME
    assert list(case.editors.values_list("user", "is_submitter")) == [(neighbour.pk, True)]
    assert case.history.filter(act="name_taken_out").exists()


def test_a_placement_and_all_that_was_said_of_it_lose_the_name(call, operator, somebody, at):
    placement = running(call, operator)
    of(placement.application.case, somebody)
    Placement.objects.update(name=f"{NAME}队", terms=f"联系人{NAME}", premises=f"{NAME}的工位")
    Milestone.objects.update(answers={"done": f"{NAME}走访", "people": DIGITS}, note=f"{NAME}很好")
    LogEntry.objects.create(placement=placement, kind="training", on="2026-01-05", words=f"辅导{NAME}", at=at)
    ProposalLine.objects.update(reason=f"{NAME}合适", proposed_reason=NAME)
    PublicNotice.objects.update(listed=[{"application": 1, "name": f"{NAME}队", "verdict": "accept"}])
    Review.objects.update(comment=f"{NAME}讲得清楚", reasons={"need": NAME})
    Meeting.objects.create(
        **{"kind": "check", "intake": call, "placement": placement, "place": f"{NAME}家", "minutes": f"{NAME}说"},
        **{"starts_at": at, "ends_at": at + timedelta(hours=1), "created_at": at, "state": "held"},
    )
    erase(somebody.person, by=somebody, at=at)
    assert texts_with(NAME, DIGITS) == set()
    assert Placement.objects.get().state == "running"


def test_a_reviewer_gives_back_what_waits_and_scores_stay_without_a_name(call, operator, somebody, at, client):
    held = {"name": NAME, "employer": f"{NAME}工作室", "field_of_work": "养老", "answer": "accepted"}
    Appointment.objects.create(
        base=call.base, user=somebody, role="reviewer", starts_on=timezone.localdate() - timedelta(days=30), **held
    )
    done = assign(under_review(call, "done"), somebody, by=operator, at=at)
    handed_in(done, Judgement(scores=FULL.scores, reasons={"need": f"{NAME}去过"}, comment=f"{NAME}认为可行"))
    waiting = assign(under_review(call, "waiting"), somebody, by=operator, at=at)
    save_draft(waiting, Judgement(scores={"need": 1}, comment=f"{NAME}还没想好"), by=somebody, at=at)
    assert NAME in str(copy_of(somebody.person)["incubator_appointments"])
    assert "认为可行" in str(copy_of(somebody.person)["incubator_reviews"])
    erase(somebody.person, by=somebody, at=at)
    assert texts_with(NAME, DIGITS) == set()
    assert dict(Review.objects.values_list("pk", "state")) == {done.pk: "submitted", waiting.pk: "recused"}
    assert Review.objects.get(pk=done.pk).total == pytest.approx(77)
    ended = Appointment.objects.get(user=somebody)
    assert (ended.name, ended.ends_on, ended.employer) == (ERASED_NAME, timezone.localdate(at), "")
    client.force_login(operator)
    page = client.get(f"/admin/reviews/show/{done.application_id}/").content.decode()
    assert ERASED_NAME in page
    somebody.refresh_from_db()
    assert somebody.username not in page
