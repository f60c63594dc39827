"""A call is made of a template or an earlier call; it is published when nothing is missing, and corrected in public."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from incubator.applying import apply
from incubator.call_templates import templates
from incubator.completeness import gaps
from incubator.errors import NotReady, NotYours
from incubator.intakes import call_off, change_intake, close_intake, publish_intake
from incubator.models import Amendment, Base, Intake
from incubator.permissions import can_prepare
from incubator.preparing import decided_by, pattern_of, prepare_call, save_questions, save_way
from portal.audit.models import Entry
from portal.cases.versions import checked
from portal.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(call):
    return Base.objects.get(code="sip-core")


def prepared(base, by, at, template="three-tracks", code="spring", **changed):
    today = timezone.localdate(at)
    given = {"name": "春季征集", "opens_on": today, "closes_on": today + timedelta(days=20)}
    pattern = changed.pop("pattern", None) or templates()[template].pattern
    return prepare_call(base=base, code=code, pattern=pattern, by=by, at=at, **{**given, **changed})


def parts(intake, at):
    return [gap.part for gap in gaps(Intake.objects.get(pk=intake.pk), at=at)]


def change_first_label(intake, words):
    definition = {"questions": [dict(row) for row in intake.question_set.newest.definition["questions"]]}
    definition["questions"][0]["label"] = {"zh": words}
    return definition


@pytest.mark.parametrize("template", ["fixed-premises", "start-ups", "papers-by-kind", "three-tracks"])
def test_each_of_the_four_published_calls_is_a_template_that_can_be_published_as_it_is(base, operator, at, template):
    intake = prepared(base, operator, at, template)
    assert gaps(intake, at=at) == []
    assert publish_intake(intake, by=operator, at=at).state == "published"
    assert Intake.objects.public().filter(pk=intake.pk).exists()


def test_the_templates_say_what_was_published(db):
    luzhou, chengdu = (templates()[key].pattern for key in ("fixed-premises", "three-tracks"))
    assert (luzhou.place_count, len(luzhou.exclusions)) == (8, 7)
    assert chengdu.place_count == 15
    assert [(track["months"], track["has_premises"]) for track in chengdu.tracks] == [
        (6, True),
        (12, True),
        (12, False),
    ]


def test_a_call_owns_its_questions_and_its_workflow(base, operator, call, at):
    intake = prepared(base, operator, at, pattern=pattern_of(call))
    assert {intake.workflow_id, intake.question_set_id}.isdisjoint({call.workflow_id, call.question_set_id})
    save_questions(intake, definition=change_first_label(intake, "队名"), seen=1, by=operator, at=at)
    assert call.question_set.newest.number == 1
    assert [track.code for track in intake.tracks.all()] == [track.code for track in call.tracks.all()]
    assert intake.rubric == call.rubric


def test_only_whoever_prepares_for_the_base_makes_a_call(base, organiser, at):
    with pytest.raises(NotYours):
        prepared(base, organiser, at)
    assert not Intake.objects.filter(code="spring").exists()


def test_a_code_that_is_taken_is_named_at_its_field(base, operator, call, at):
    with pytest.raises(NotReady, match="code"):
        prepared(base, operator, at, code=call.code)


def test_every_gap_is_named_with_the_page_on_which_it_is_mended(base, operator, at):
    intake = prepared(base, operator, at)
    type(intake.page).objects.filter(pk=intake.page_id).update(body="")
    definition = intake.workflow.newest.definition
    submit = {**definition["moves"][0], "guards": []}
    loose = {**definition, "moves": [submit, *definition["moves"][1:]]}
    save_way(intake, definition=loose, seen=1, by=operator, at=at)
    today = timezone.localdate(at)
    past = {"opens_on": today - timedelta(9), "closes_on": today - timedelta(1), "rubric": {}}
    change_intake(intake, details=past, tracks=[], by=operator, at=at)
    assert parts(intake, at) == ["notice", "details", "details", "rubric", "workflow", "workflow"]
    with pytest.raises(NotReady, match="notice"):
        publish_intake(intake, by=operator, at=at)


def test_two_deciders_are_the_workflow_s_and_two_have_to_be_there(base, operator, at):
    intake = prepared(base, operator, at)
    definition = decided_by(intake.workflow.newest.definition, 2)
    save_way(intake, definition=definition, seen=1, by=operator, at=at)
    intake = Intake.objects.get(pk=intake.pk)
    assert intake.two_deciders
    in_twos = {move.id for move in intake.workflow.newest.plan.moves if move.people == 2}
    assert in_twos == {"accept", "keep", "refuse", "call_up"}
    assert parts(intake, at) == ["people"]
    second = factories.make_user("second_decider")
    factories.make_member(second, base.organisation, "officer")
    assert parts(intake, at) == []
    by_one = {"moves": [{k: v for k, v in row.items() if k != "people"} for row in definition["moves"]]}
    assert checked(decided_by(definition, 1), kind="incubator") == checked(definition | by_one, kind="incubator")


def test_a_running_call_changes_its_questions_only_in_public_and_who_has_begun_keeps_theirs(
    call, operator, resident, at
):
    begun = apply(intake=call, track=call.tracks.first(), applicant_kind="team", by=resident, at=at)
    definition = change_first_label(call, "队伍的名称")
    with pytest.raises(NotReady, match="amendment"):
        save_questions(call, definition=definition, seen=1, by=operator, at=at)
    assert call.question_set.versions.count() == 1
    save_questions(call, definition=definition, seen=1, amendment="名称改问队名", by=operator, at=at)
    assert begun.case.questions.number == 1
    assert list(call.amendments.values_list("words", flat=True)) == ["名称改问队名"]
    told = Message.objects.filter(kind="intake.amended")
    assert [(message.recipient, message.body) for message in told] == [(resident, "名称改问队名")]


def test_a_question_that_rules_somebody_out_is_not_taken_away(call, operator, at):
    kept = [row for row in call.question_set.newest.definition["questions"] if row["id"] != "penalty"]
    with pytest.raises(NotReady, match="questions") as refusal:
        save_questions(call, definition={"questions": kept}, seen=1, amendment="少一问", by=operator, at=at)
    assert "penalty" in str(refusal.value.sentence)
    assert call.question_set.versions.count() == 1
    assert not Amendment.objects.exists()


def test_a_track_stays_while_somebody_has_applied_for_it(call, operator, resident, at):
    track = call.tracks.first()
    apply(intake=call, track=track, applicant_kind="team", by=resident, at=at)
    other = [{"code": "other", "name": "另一种", "months": 6}]
    with pytest.raises(NotReady, match="tracks"):
        change_intake(call, details={}, tracks=other, amendment="换方式", by=operator, at=at)
    assert list(call.tracks.values_list("code", flat=True)) == [track.code]


def test_a_call_closes_early_and_is_called_off_with_a_reason_that_everybody_reads(call, operator, resident, client, at):
    apply(intake=call, track=call.tracks.first(), applicant_kind="team", by=resident, at=at)
    with pytest.raises(NotReady, match="words"):
        call_off(call, words=" ", by=operator, at=at)
    call_off(call, words="场地装修，本期取消", by=operator, at=at)
    call_off(call, words="再说一次", by=operator, at=at)
    assert call.amendments.count() == 1
    assert "场地装修，本期取消" in client.get(f"/incubator/calls/{call.code}/").content.decode()
    assert Message.objects.filter(kind="intake.amended", recipient=resident).count() == 1
    for act in (close_intake, publish_intake):
        with pytest.raises(NotReady):
            act(call, by=operator, at=at)
    assert Intake.objects.get(pk=call.pk).state == "called_off"


def test_closing_takes_no_more_applications_and_is_in_the_history(call, operator, at):
    close_intake(call, by=operator, at=at)
    close_intake(call, by=operator, at=at)
    closed = Intake.objects.get(pk=call.pk)
    assert not closed.takes_applications(timezone.localdate(at))
    assert Entry.objects.filter(act="intake.closed").count() == 1


def test_a_call_that_was_never_published_is_nobody_s_when_called_off(base, operator, client, at):
    intake = prepared(base, operator, at)
    call_off(intake, words="", by=operator, at=at)
    assert client.get(f"/incubator/calls/{intake.code}/").status_code == 404


def test_an_officer_by_appointment_prepares_for_that_base_alone(call, base, at):
    user = factories.make_user("base_officer", is_staff=True)
    youth = Base.objects.get(code="sip-youth")
    made = youth.appointments.create(user=user, role="officer", answer="accepted", starts_on=date(2020, 1, 1))
    assert can_prepare(user, youth)
    assert not can_prepare(user, base)
    made.ends_on = timezone.localdate(at)
    made.save()
    assert not can_prepare(factories.at_the_next_request(user), youth)
