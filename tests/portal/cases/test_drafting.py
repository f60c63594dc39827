"""How a case is written: by several at once, with what is known filled in, and kept no longer than it may be."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.cases.documents import lay_in, readable
from portal.cases.drafting import Known, begin, close_invitation, invite, invited_to, join, mark, part_with, save_draft
from portal.cases.errors import NotNow, NotYours
from portal.cases.keeping import erase
from portal.cases.lateness import run
from portal.cases.models import Case, Decision, Defect, HistoryEntry, Revision
from portal.cases.versions import save_workflow
from portal.outbox.models import Message
from portal.questions.errors import FileRefused
from portal.questions.models import AnswerFile
from tests import factories
from tests.portal.cases.conftest import AT, fill, go, move, workflow_definition


@pytest.fixture
def colleague(case, applicant):
    user = factories.make_user("colleague")
    token = invite(case, by=applicant, at=AT).invitation
    join(case, token=token, by=user, at=AT)
    return user


def test_two_who_write_different_fields_lose_nothing(case, applicant, colleague):
    blank = {"name": "", "about": ""}
    save_draft(case, answers={"name": "好邻居"}, asked={"name", "about"}, base=blank, by=applicant, at=AT)
    saved = save_draft(case, answers={"about": "我们"}, asked={"name", "about"}, base=blank, by=colleague, at=AT)
    assert saved.contested == {}
    assert Case.objects.get().draft == {"name": "好邻居", "about": "我们"}


def test_two_who_write_the_same_field_are_told_and_the_second_may_insist(case, applicant, colleague):
    save_draft(case, answers={"name": "甲"}, asked={"name"}, base={"name": ""}, by=applicant, at=AT)
    saved = save_draft(
        case, answers={"name": "乙", "about": "我们"}, asked={"name", "about"}, base={}, by=colleague, at=AT
    )
    assert set(saved.contested) == {"name"}
    assert Case.objects.get().draft == {"name": "甲", "about": "我们"}
    save_draft(case, answers={"name": "乙"}, asked={"name"}, base={"name": mark("甲")}, by=colleague, at=AT)
    assert Case.objects.get().draft["name"] == "乙"


def test_only_whoever_began_it_hands_it_in(case, applicant, colleague):
    fill(case, colleague)
    with pytest.raises(NotYours):
        go(case, "submit", colleague)
    assert go(case, "submit", applicant).state == "checking"


def test_a_link_that_is_ended_lets_nobody_in(case, applicant):
    token = invite(case, by=applicant, at=AT).invitation
    assert invited_to(token) == case
    close_invitation(case, by=applicant, at=AT)
    assert invited_to(token) is None
    assert invited_to("") is None
    with pytest.raises(NotYours):
        join(case, token=token, by=factories.make_user("late"), at=AT)


def test_a_writer_leaves_and_has_nothing_any_more(case, applicant, colleague):
    editor = case.editors.get(user=colleague)
    with pytest.raises(NotYours):
        part_with(case.editors.get(user=applicant), by=colleague, at=AT)
    part_with(editor, by=colleague, at=AT)
    assert not Case.objects.written_by(colleague).exists()
    with pytest.raises(NotYours):
        fill(case, colleague)


def test_nothing_is_written_once_it_is_handed_in(handed_in, applicant):
    with pytest.raises(NotNow):
        fill(handed_in, applicant, name="别的")


def test_what_is_known_is_filled_in_with_its_source_until_it_is_changed(workflow, question_set, applicant):
    known = {"name": Known("好邻居", "核验资料", AT.date()), "nothing": Known("x", "y")}
    case = begin(
        kind="trial", workflow=workflow.newest, questions=question_set.newest, known=known, by=applicant, at=AT
    )
    assert case.draft == {"name": "好邻居"}
    assert case.known["name"] == {"source": "核验资料", "on": "2026-11-04"}
    assert fill(case, applicant, name="好邻居中心").known == {}


def test_nobody_begins_heaps_of_drafts(case, workflow, question_set, applicant):
    for _number in range(4):
        begin(kind="trial", workflow=workflow.newest, questions=question_set.newest, by=applicant, at=AT)
    with pytest.raises(NotNow):
        begin(kind="trial", workflow=workflow.newest, questions=question_set.newest, by=applicant, at=AT)


def test_the_lead_is_told_once_of_what_is_overdue(handed_in, staff):
    after = AT + timedelta(days=8)
    assert run(after) == 1
    assert run(after) == 0
    assert Message.objects.filter(kind="case.overdue").count() == 2
    assert run(AT + timedelta(days=6)) == 0


def test_a_correction_is_reminded_of_and_lapses_when_its_days_are_over(handed_in, staff, applicant):
    case = go(handed_in, "return", staff.officer, defects={"name": "请改"})
    assert case.due_on.isoformat() == "2026-11-18"
    run(AT + timedelta(days=12))
    run(AT + timedelta(days=13))
    assert Message.objects.filter(recipient=applicant, kind="case.reminder").count() == 1
    run(AT + timedelta(days=14))
    assert Case.objects.get().state == "mending"
    run(AT + timedelta(days=15))
    assert Case.objects.get().state == "lapsed"
    assert HistoryEntry.objects.latest("number").role == "system"


def test_answers_are_erased_each_when_its_time_is_over_and_the_rest_later(handed_in, staff):
    go(handed_in, "refuse", staff.officer, reason="不在本区")
    assert run(AT + timedelta(days=4)) == 0
    assert run(AT + timedelta(days=5)) == 1
    revision = Revision.objects.get()
    assert set(revision.answers) == {"name", "registered", "code"}
    assert revision.erased == ["about"]
    run(AT + timedelta(days=366))
    case = Case.objects.get()
    assert (Revision.objects.get().answers, case.draft, case.title) == ({}, {}, "")
    assert Decision.objects.get().reason == ""
    assert case.state == "refused"


def test_a_draft_that_nobody_hands_in_is_given_up(case, applicant):
    fill(case, applicant)
    run(AT + timedelta(days=181))
    assert Case.objects.get().draft == {}
    assert not Case.objects.written_by(applicant).exists()


def test_erasing_empties_notices_and_papers_with_their_contents(handed_in, staff, applicant):
    paper = lay_in(handed_in, pdf(), title="证书", is_shared=True, by=applicant, at=AT)
    go(handed_in, "return", staff.officer, defects={"name": "请改"})
    erase(Case.objects.get(), by="test", at=AT)
    assert Defect.objects.get().sentence == ""
    assert not AnswerFile.objects.filter(pk=paper.file_id).exists()


def pdf(name="paper.pdf", content=b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_the_applicant_reads_shared_papers_only(handed_in, staff, applicant):
    lay_in(handed_in, pdf("a.pdf"), title="函", is_shared=True, by=staff.officer, at=AT)
    lay_in(handed_in, pdf("b.pdf"), title="内部意见", is_shared=False, by=staff.officer, at=AT)
    assert [paper.title for paper in readable(handed_in, frozenset({"applicant"}))] == ["函"]
    assert len(readable(handed_in, frozenset({"officer"}))) == 2
    with pytest.raises(NotYours):
        lay_in(handed_in, pdf(), title="", is_shared=True, by=factories.make_user("x"), at=AT)


def picture(kind, size=(64, 64)):
    """Return a small file that shows a picture of this size; of the PNG's nothing but its head has to be true."""
    drawn = Image.effect_noise(size, 90) if size[0] < 100 else Image.new("1", size)
    content = BytesIO()
    drawn.save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>"),
        ("picture.svg", b"<svg/>"),
        ("wrong.pdf", b"\x89PNG\r\n\x1a\n"),
        ("cut.pdf", b"%PDF-1.4\n1 0 obj\n<<"),
        ("cut.png", picture("PNG")[:-30]),
        ("cut.jpg", picture("JPEG")[:-200]),
        ("bomb.png", picture("PNG", (9000, 9000))),
        ("empty.pdf", b""),
        ("bomb.docx", b"PK\x03\x04 not a zip at all"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words_and_nothing_is_lost(handed_in, applicant, name, content):
    with pytest.raises(FileRefused) as refusal:
        lay_in(handed_in, pdf(name, content), title="", is_shared=True, by=applicant, at=AT)
    assert name in str(refusal.value.sentence)
    assert not AnswerFile.objects.exists()


def test_a_move_of_the_clock_that_a_guard_held_up_is_made_once_it_can_be(handed_in, staff, workflow):
    definition = workflow_definition()
    definition["moves"].append(
        move("silence", "notice", "approved", "system", guards=["overdue", "no_objection"], reason="optional")
    )
    version = save_workflow(workflow, definition=definition, seen=1, by="test", at=AT)
    Case.objects.filter(pk=handed_in.pk).update(
        workflow=version, state="notice", phase="waiting", due_on=AT.date(), told_overdue_at=None
    )
    staff.objection = "有异议"
    for days in (3, 4):
        run(AT + timedelta(days=days))
    assert Case.objects.get().state == "notice"
    staff.objection = ""
    run(AT + timedelta(days=5))
    assert Case.objects.get().state == "approved"
