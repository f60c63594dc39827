"""Staff enter results in a grid, issue certificates, record papers: of their own organisation, nothing typed lost."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.door.check_in import Mark, mark_all
from events.learning.courses import StepFacts, set_course
from events.models import Course, Qualification, QualificationKind, StepMark
from events.sign_up.registration import sign_up
from events.states import AttendanceState
from portal.proofs.issuing import issue
from portal.proofs.models import Proof
from portal.proofs.states import ProofState
from tests import factories

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
NOW = timezone.now


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser, backend=BACKEND)
    return client


@pytest.fixture
def event(programme):
    return factories.make_event(programme)


@pytest.fixture
def course(event, organiser):
    steps = [StepFacts("interview", "面谈"), StepFacts("examination", "考试", most=100, enough=60)]
    kind = QualificationKind.objects.get(code="dialect_tutor")
    return set_course(event, kind=kind, steps=steps, by=organiser, at=NOW())


@pytest.fixture
def row(event, resident):
    party = sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=NOW())
    return party.registrations.get()


@pytest.fixture
def grid(course, row, desk):
    """Post the grid of one row: the interview's digit, the examination's points."""
    address = reverse("sign_ups:results", args=[course.event_id])

    def post(interview, examination, act="save", seen=None):
        first, second = course.steps.all()
        if seen is None:
            seen = desk.get(address).context["grid"].seen
        data = {f"r{row.pk}-{first.pk}": interview, f"r{row.pk}-{second.pk}": examination, "seen": seen, act: "1"}
        return desk.post(address, data)

    return post


def test_the_grid_keeps_drafts_and_shows_them_again(grid, row, desk, course):
    assert grid("1", "85.5").status_code == 302
    assert [str(mark.points) for mark in StepMark.objects.order_by("step__position")] == ["None", "85.5"]
    text = desk.get(reverse("sign_ups:results", args=[course.event_id])).content.decode()
    assert 'value="85.5"' in text
    assert "王小英" in text


@pytest.mark.parametrize("typed", ["101", "-1", "九十", "NaN", "1e5", "9" * 30])
def test_what_cannot_be_read_stays_in_its_cell_with_a_sentence(grid, typed):
    answer = grid("1", typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f'value="{typed[:20]}"' in text
    assert "0 到 100 分" in text
    assert not StepMark.objects.exists()


@pytest.mark.parametrize(
    ("typed", "result"), [("缺", "absent"), ("x", "absent"), ("６０", "passed"), ("59.9", "not_passed")]
)
def test_points_and_absence_are_read_as_people_type_them(grid, typed, result):
    grid("1", typed)
    assert StepMark.objects.get(step__title="考试").result == result


def test_an_emptied_cell_is_empty_again(grid):
    grid("1", "85")
    grid("1", "")
    assert StepMark.objects.count() == 1


def test_publishing_from_the_grid(grid, resident):
    assert grid("1", "85", act="publish").status_code == 302
    assert Qualification.objects.get().person == resident.person


def test_publishing_with_an_empty_cell_marks_it(grid):
    answer = grid("1", "", act="publish")
    assert answer.status_code == 422
    assert "未填" in answer.content.decode()
    assert StepMark.objects.count() == 1, "what was typed is saved as a draft"


def test_what_somebody_else_entered_is_shown_and_both_stay(grid, desk, course):
    address = reverse("sign_ups:results", args=[course.event_id])
    seen = desk.get(address).context["grid"].seen
    grid("1", "85")
    answer = grid("1", "70", seen=seen)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'value="70"' in text
    assert "85" in text
    assert StepMark.objects.get(step__title="考试").points == 85
    assert grid("1", "70", seen=answer.context["grid"].seen).status_code == 302
    assert StepMark.objects.get(step__title="考试").points == 70


@pytest.mark.parametrize("seen", ["", "[]", "{", '{"x": 1}', "null"])
def test_a_broken_memory_of_what_was_seen_does_no_harm(grid, seen):
    assert grid("1", "85", seen=seen).status_code in (302, 409)


def test_the_grid_takes_as_many_queries_for_ten_as_for_one(desk, course, row, event):
    address = reverse("sign_ups:results", args=[event.pk])
    desk.get(address)
    with CaptureQueriesContext(connection) as one:
        desk.get(address)
    for number in range(9):
        user = factories.make_user(f"pupil{number}")
        person = factories.make_person(f"学员{number}", user=user)
        sign_up(event=event, people=[person], by=user, key=uuid.uuid4(), at=NOW())
    with CaptureQueriesContext(connection) as ten:
        desk.get(address)
    assert len(one) == len(ten)


def test_a_course_is_set_up_on_its_page(desk, event):
    kind = QualificationKind.objects.get(code="dialect_tutor")
    data = {
        "kind": kind.pk,
        "steps-TOTAL_FORMS": "3",
        "steps-INITIAL_FORMS": "0",
        "steps-0-kind": "interview",
        "steps-0-title": "面谈",
        "steps-1-kind": "examination",
        "steps-1-title": "考试",
        "steps-1-most": "100",
        "steps-1-enough": "60",
        "steps-1-sessions": [str(event.sessions.get().pk)],
        "steps-2-kind": "interview",
    }
    address = reverse("planning:course", args=[event.pk])
    assert desk.post(address, data).status_code == 302
    assert [step.title for step in Course.objects.get().steps.all()] == ["面谈", "考试"]
    assert desk.get(address).status_code == 200
    answer = desk.post(address, {**data, "steps-1-enough": "200"})
    assert answer.status_code == 422
    assert "超过了满分" in answer.content.decode()


def test_another_organisations_staff_find_no_grid_and_no_certificates(client, course, row, other_organiser):
    client.force_login(other_organiser, backend=BACKEND)
    for name in ("sign_ups:results", "sign_ups:certificates", "sign_ups:print_certificates", "planning:course"):
        address = reverse(name, args=[course.event_id])
        assert client.get(address).status_code == 404
        assert client.post(address, {"publish": "1", "issue": "1"}).status_code in (404, 405)


def come(row, organiser):
    session = row.event.sessions.get()
    mark_all(
        session,
        [Mark(row.reference, AttendanceState.PRESENT, uuid.uuid4(), "search", session.starts_at)],
        by=organiser,
        at=session.starts_at,
    )


def test_staff_issue_and_print_certificates_for_all(desk, row, organiser, monkeypatch):
    come(row, organiser)
    after = row.event.ends_at + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: after)
    address = reverse("sign_ups:certificates", args=[row.event_id])
    assert "开具 1 份证明" in desk.get(address).content.decode()
    assert desk.post(address, {"issue": "1"}).status_code == 302
    assert Proof.objects.get().number in desk.get(address).content.decode()
    answer = desk.get(reverse("sign_ups:print_certificates", args=[row.event_id]))
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]


def test_the_rule_is_set_beside_the_list(desk, event):
    address = reverse("sign_ups:certificates", args=[event.pk])
    assert desk.post(address, {"certified": "all"}).status_code == 302
    event.refresh_from_db()
    assert event.certified == "all"
    answer = desk.post(address, {"certified": "some", "certified_sessions": "7"})
    assert answer.status_code == 422
    assert "不能超过总课次" in answer.content.decode()


def test_staff_see_print_and_revoke_what_they_issued(desk, resident, organisation, event):
    proof = issue(
        "attendance",
        subject="attendance:1",
        person=resident.person,
        values={"activity": "活动", "issuer": "惠悦"},
        organisation_id=organisation.pk,
        by="test",
        at=NOW(),
    )
    assert proof.number in desk.get(reverse("proofs_admin:index")).content.decode()
    assert desk.get(reverse("proofs_admin:paper", args=[proof.pk]))["Content-Type"] == "application/pdf"
    address = reverse("proofs_admin:revoke", args=[proof.pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"note": "说明"}).status_code == 422
    assert desk.post(address, {"why": "erased"}).status_code == 422
    assert desk.post(address, {"why": "mistake", "note": "说明"}).status_code == 302
    proof.refresh_from_db()
    assert (proof.state, proof.note) == (ProofState.REVOKED, "说明")


def paper(row, **fields):
    return {
        "reference": row.reference.lower(),
        "kind": QualificationKind.objects.get(code="first_aid").pk,
        "issuer": "红十字会",
        "number": "A-1",
        "obtained_on": str(timezone.localdate()),
        **fields,
    }


def test_staff_record_a_paper_with_a_private_scan_renew_and_withdraw_it(desk, row, client, other_organiser):
    scan = SimpleUploadedFile("证书.pdf", b"%PDF-1.4\n%%EOF", content_type="application/pdf")
    answer = desk.post(reverse("qualifications:add"), paper(row, scan=scan))
    assert answer.status_code == 302
    held = Qualification.objects.get()
    assert "红十字会" in desk.get(reverse("qualifications:index")).content.decode()
    answer = desk.get(reverse("qualifications:scan", args=[held.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    until = timezone.localdate() + timedelta(days=900)
    assert desk.post(reverse("qualifications:renew", args=[held.pk]), {"valid_until": str(until)}).status_code == 302
    newer = Qualification.objects.get(renews=held)
    assert desk.post(reverse("qualifications:withdraw", args=[newer.pk]), {"why": "withdrawn"}).status_code == 302
    newer.refresh_from_db()
    assert newer.ended_at
    client.force_login(other_organiser, backend=BACKEND)
    for act in ("scan", "renew", "withdraw"):
        assert client.get(reverse(f"qualifications:{act}", args=[held.pk])).status_code == 404


def test_people_are_found_by_a_reference_of_ones_own_events_alone(client, row, other_organiser):
    client.force_login(other_organiser, backend=BACKEND)
    answer = client.post(reverse("qualifications:add"), paper(row))
    assert answer.status_code in (200, 422)
    assert "没有这个报名编号" in answer.content.decode()
    assert "红十字会" in answer.content.decode()
    assert not Qualification.objects.exists()


def test_a_bad_scan_is_refused_at_its_field_and_the_rest_stays_typed(desk, row):
    scan = SimpleUploadedFile("证书.exe", b"MZ", content_type="application/pdf")
    answer = desk.post(reverse("qualifications:add"), paper(row, scan=scan))
    assert "A-1" in answer.content.decode()
    assert not Qualification.objects.exists()
