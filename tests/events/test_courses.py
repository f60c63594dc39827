"""Results are drafts until all are published together; then each is told once, and whoever passed holds something."""

import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from events.door.check_in import Mark, mark_all
from events.errors import CourseRefused, NotAllowed, ResultsChanged, ResultsMissing
from events.learning import courses
from events.learning.courses import Entry, StepFacts, enter_results, publish, set_course, training_results
from events.models import CourseResult, Qualification, QualificationKind, StepMark
from events.readouts.courses import own_course
from events.sign_up.registration import sign_up
from events.states import AttendanceState, StepResult
from portal.audit.models import Entry as AuditEntry
from portal.proofs.models import Proof
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now
PASSED, NOT_PASSED, ABSENT = Entry(StepResult.PASSED), Entry(StepResult.NOT_PASSED), Entry(StepResult.ABSENT)


@pytest.fixture
def kind(founded):
    return QualificationKind.objects.get(code="dialect_tutor")


@pytest.fixture
def event(programme):
    return factories.make_event(programme, sessions=5)


@pytest.fixture
def course(event, kind, organiser):
    sessions = list(event.sessions.order_by("number").values_list("pk", flat=True))
    steps = [
        StepFacts("interview", "面谈", session_ids=tuple(sessions[:1])),
        StepFacts("training", "培训", session_ids=tuple(sessions[1:4])),
        StepFacts("examination", "考试", "Examination", most=100, enough=60, session_ids=tuple(sessions[4:])),
    ]
    return set_course(event, kind=kind, steps=steps, by=organiser, at=NOW())


@pytest.fixture
def rows(event, resident, neighbour):
    """Two people with a place."""
    return [
        sign_up(event=event, people=[user.person], by=user, key=uuid.uuid4(), at=NOW()).registrations.get()
        for user in (resident, neighbour)
    ]


@pytest.fixture
def steps(course):
    return list(course.steps.all())


def points(number):
    return Entry(StepResult.PASSED if number >= 60 else StepResult.NOT_PASSED, Decimal(number))


@pytest.fixture
def entered(course, rows, steps, organiser):
    """The resident passed everything; the neighbour failed the examination."""
    entries = {}
    for row, marks in zip(rows, ((PASSED, PASSED, points(85)), (PASSED, PASSED, points(40))), strict=True):
        entries |= {(row.pk, step.pk): entry for step, entry in zip(steps, marks, strict=True)}
    enter_results(course, entries, seen={}, by=organiser, at=NOW())
    return entries


def test_drafts_tell_nobody_and_make_nothing(entered, resident, rows):
    assert not resident.inbox.filter(kind="course.result").exists()
    assert not Qualification.objects.exists()
    assert not own_course(rows[0]).is_published
    assert {step.word for step in own_course(rows[0]).steps} == {""}


def test_publishing_tells_each_once_and_grants_what_was_earned(
    entered, course, rows, resident, neighbour, organiser, kind
):
    done = publish(course, by=organiser, at=NOW())
    assert (done.passed, done.not_passed, done.unchanged) == (1, 1, 0)
    held = Qualification.objects.get()
    assert (held.person, held.kind, held.issuer) == (resident.person, kind, "惠悦服务中心")
    assert held.valid_until.year == timezone.localdate().year + 3 or held.valid_until > timezone.localdate()
    told = {one["name"]: one["value"] for one in held.proof.content["fields"]}
    assert told["points"] == {"zh-hans": "考试 85/100", "en": "Examination 85/100"}
    assert held.proof.valid_until == held.valid_until
    assert "苏州话辅导师" in resident.inbox.get(kind="course.result").body
    assert "考试" in neighbour.inbox.get(kind="course.result").body
    assert own_course(rows[0]).proof_number == held.proof.number
    assert not own_course(rows[1]).has_passed


def test_publishing_again_changes_nothing(entered, course, resident, organiser):
    publish(course, by=organiser, at=NOW())
    done = publish(course, by=organiser, at=NOW())
    assert (done.passed, done.not_passed, done.unchanged) == (0, 0, 1)
    assert resident.inbox.filter(kind="course.result").count() == 1
    assert (Qualification.objects.count(), Proof.objects.count()) == (1, 1)


def test_nothing_is_published_while_somebodys_results_are_missing(entered, course, rows, steps, organiser, resident):
    cell = (rows[1].pk, steps[1].pk)
    enter_results(course, {cell: None}, seen={cell: courses.text_of(entered[cell])}, by=organiser, at=NOW())
    with pytest.raises(ResultsMissing) as refused:
        publish(course, by=organiser, at=NOW())
    assert refused.value.cells == {cell}
    assert not CourseResult.objects.exists()
    assert not resident.inbox.filter(kind="course.result").exists()


def test_after_a_step_that_was_not_passed_the_rest_may_stay_empty(course, rows, steps, organiser):
    entries = {(row.pk, steps[0].pk): ABSENT for row in rows}
    enter_results(course, entries, seen={}, by=organiser, at=NOW())
    assert publish(course, by=organiser, at=NOW()).not_passed == 2
    assert {result.failed_step for result in CourseResult.objects.all()} == {steps[0]}


def test_whoever_repeats_a_step_is_told_alone_and_the_passed_stay(
    entered, course, rows, steps, organiser, resident, neighbour
):
    publish(course, by=organiser, at=NOW())
    cells = {(row.pk, steps[2].pk): points(75) for row in rows}
    seen = {cell: courses.text_of(entered[cell]) for cell in cells}
    assert enter_results(course, cells, seen=seen, by=organiser, at=NOW()) == 1, "who has passed keeps their results"
    assert own_course(rows[1]).steps[2].word == "", "what was entered since is a draft"
    done = publish(course, by=organiser, at=NOW())
    assert (done.passed, done.not_passed) == (1, 0)
    assert neighbour.inbox.filter(kind="course.result").count() == 2
    assert resident.inbox.filter(kind="course.result").count() == 1
    assert Qualification.objects.count() == 2


def test_two_who_enter_at_once_lose_nothing(entered, course, rows, steps, organiser, centre_officer):
    cell, other = (rows[0].pk, steps[2].pk), (rows[1].pk, steps[2].pk)
    seen = {key: courses.text_of(entered[key]) for key in (cell, other)}
    enter_results(course, {cell: points(90)}, seen=seen, by=organiser, at=NOW())
    with pytest.raises(ResultsChanged) as refused:
        enter_results(course, {cell: points(10), other: points(61)}, seen=seen, by=centre_officer, at=NOW())
    assert refused.value.cells == {cell}
    assert StepMark.objects.get(registration=rows[1], step=steps[2]).points == 40
    enter_results(course, {cell: points(90), other: points(61)}, seen=seen, by=centre_officer, at=NOW())
    assert StepMark.objects.get(registration=rows[1], step=steps[2]).points == 61


def test_a_stranger_neither_enters_nor_publishes(course, rows, steps, other_organiser, resident, event, kind):
    for act in (
        lambda by: enter_results(course, {(rows[0].pk, steps[0].pk): PASSED}, seen={}, by=by, at=NOW()),
        lambda by: publish(course, by=by, at=NOW()),
        lambda by: set_course(event, kind=kind, steps=[StepFacts("other", "x")], by=by, at=NOW()),
    ):
        for stranger in (other_organiser, resident):
            with pytest.raises(NotAllowed):
                act(stranger)
    assert not StepMark.objects.exists()


def test_foreign_cells_are_ignored(course, rows, steps, organiser, programme, neighbour):
    other = factories.make_event(programme)
    foreign = sign_up(
        event=other, people=[neighbour.person], by=neighbour, key=uuid.uuid4(), at=NOW()
    ).registrations.get()
    cells = {(foreign.pk, steps[0].pk): PASSED, (rows[0].pk, 10_000_000): PASSED}
    assert enter_results(course, cells, seen={}, by=organiser, at=NOW()) == 0


def test_the_attendance_proposes_the_training(course, rows, steps, organiser, event):
    sessions = list(event.sessions.order_by("number"))
    for session in sessions[1:4]:
        mark_all(
            session,
            [Mark(rows[0].reference, AttendanceState.PRESENT, uuid.uuid4(), "search", session.starts_at)],
            by=organiser,
            at=session.starts_at,
        )
    found = training_results(course)
    assert found[rows[0].pk, steps[1].pk] == PASSED
    assert found[rows[1].pk, steps[1].pk] == ABSENT
    assert set(found) == {(row.pk, steps[1].pk) for row in rows}


def test_steps_with_results_stay_and_keep_their_points(entered, course, event, kind, steps, organiser):
    for changed in (
        [StepFacts("interview", "面谈", pk=steps[0].pk)],
        [StepFacts(step.kind, step.title, most=10, enough=5, pk=step.pk) for step in steps],
        [],
    ):
        with pytest.raises(CourseRefused):
            set_course(event, kind=kind, steps=changed, by=organiser, at=NOW())
    turned = [StepFacts(step.kind, step.title, most=step.most, enough=step.enough, pk=step.pk) for step in steps[::-1]]
    set_course(event, kind=kind, steps=turned, by=organiser, at=NOW())
    assert [step.pk for step in course.steps.all()] == [step.pk for step in steps[::-1]]


def test_what_it_leads_to_is_fixed_once_results_are_out(entered, course, event, steps, organiser):
    publish(course, by=organiser, at=NOW())
    other = QualificationKind.objects.get(code="first_aid")
    same = [StepFacts(step.kind, step.title, most=step.most, enough=step.enough, pk=step.pk) for step in steps]
    with pytest.raises(CourseRefused):
        set_course(event, kind=other, steps=same, by=organiser, at=NOW())


def test_passing_again_renews_what_one_holds(entered, course, kind, organiser, resident, organisation):
    before = Qualification.objects.create(
        person=resident.person,
        kind=kind,
        organisation=organisation,
        issuer="x",
        obtained_on=timezone.localdate(),
        checked_at=NOW(),
    )
    publish(course, by=organiser, at=NOW())
    assert Qualification.objects.get(renews=before).course == course


def test_the_audit_holds_no_names_and_no_results(entered, course, organiser):
    publish(course, by=organiser, at=NOW())
    rows = AuditEntry.objects.filter(act__startswith="course.")
    assert set(rows.values_list("act", flat=True)) == {"course.set", "course.results_entered", "course.published"}
    assert "王小英" not in str(list(rows.values_list("facts", flat=True)))
