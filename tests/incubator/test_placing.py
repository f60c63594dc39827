"""From the agreement over milestones to graduation, or an early end: who may, what is refused, who is told."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from incubator import milestones, placing
from incubator.errors import NoPlace, NotComplete, NotNow, NotYours
from incubator.graduating import conditions, graduate, proof_of
from incubator.models import Appointment, Intake, LogEntry, Milestone, Placement
from incubator.states import MilestoneState, PlacementState
from portal.outbox.models import Message
from portal.proofs import checking
from portal.proofs.issuing import revoke
from portal.proofs.readouts import public_view
from portal.proofs.states import Why
from portal.questions.errors import FileRefused
from tests import factories
from tests.incubator.applications import under_review
from tests.incubator.deciding import paper, placed, running, state_of

pytestmark = pytest.mark.django_db
ANSWERS = {"done": "走访了两个社区", "people": "42"}


@pytest.fixture
def placement(call, operator):
    return running(call, operator)


def writer_of(placement):
    return placement.application.case.editors.get().user


def told(user, kind):
    return Message.objects.filter(recipient=user, kind=kind).count()


def all_shown(placement, operator, at):
    writer = writer_of(placement)
    for milestone in placement.milestones.all():
        milestones.report(milestone, ANSWERS, by=writer, at=at)
        milestones.accept(milestone, by=operator, at=at)


def test_an_agreement_wants_its_days_its_room_and_a_signed_copy(call, operator, organiser, at):
    placement = placed(call, operator)
    today = timezone.localdate()
    good = placing.Terms(today, today + timedelta(days=365), premises="3 号工位", subsidy=Decimal(20000))
    for terms, uploads, reason in (
        (placing.Terms(today, today, premises="x"), [paper()], "ends_on"),
        (placing.Terms(today, today + timedelta(days=9)), [paper()], "premises"),
        (good, [], "papers"),
    ):
        with pytest.raises(NotComplete, match=reason):
            placing.sign(placement, terms, uploads, by=operator, at=at)
    with pytest.raises(NotYours):
        placing.sign(placement, good, [paper()], by=organiser, at=at)
    with pytest.raises(FileRefused):
        placing.sign(placement, good, [paper("agreement.html")], by=operator, at=at)
    placement = placing.sign(placement, good, [paper()], by=operator, at=at)
    assert placement.state == PlacementState.RUNNING
    assert [one.kind for one in placement.milestones.all()].count("goal") == 3
    assert not placement.milestones.filter(kind="look_back").exists()
    assert told(writer_of(placement), "placement.signed") == 1
    with pytest.raises(NotNow):
        placing.sign(placement, good, [paper()], by=operator, at=at)


def test_a_shorter_term_has_fewer_milestones(call, operator, at):
    placement, today = placed(call, operator), timezone.localdate()
    terms = placing.Terms(today, today + timedelta(days=190), premises="x")
    placement = placing.sign(placement, terms, [paper()], by=operator, at=at)
    assert max(placement.milestones.values_list("due_on", flat=True)) <= terms.ends_on + timedelta(days=1)
    assert placement.milestones.count() == 4


def test_no_more_are_placed_than_there_are_places(call, operator, at):
    Intake.objects.filter(pk=call.pk).update(place_count=1)
    placed(call, operator)
    other = under_review(call, "other")
    with pytest.raises(NoPlace):
        placing.place(other, by=operator, at=at)
    assert not Placement.objects.filter(application=other).exists()


def test_a_place_that_is_given_up_is_free_again(call, operator, at):
    Intake.objects.filter(pk=call.pk).update(place_count=1)
    placement = placing.give_up(placed(call, operator), reason="找到了别的场地", by=operator, at=at)
    assert placement.state == PlacementState.NOT_TAKEN_UP
    assert placing.place(under_review(call, "other"), by=operator, at=at).pk


def test_a_report_is_returned_corrected_and_accepted(placement, operator, at):
    writer, milestone = writer_of(placement), placement.milestones.first()
    with pytest.raises(NotComplete) as refusal:
        milestones.report(milestone, {"done": "x"}, by=writer, at=at)
    assert "服务了多少人" in str(refusal.value.sentence)
    with pytest.raises(NotNow):
        milestones.accept(milestone, by=operator, at=at)
    milestones.report(milestone, ANSWERS, by=writer, at=at)
    assert told(operator, "milestone.reported") == 1
    with pytest.raises(NotNow):
        milestones.report(milestone, ANSWERS, by=writer, at=at)
    with pytest.raises(NotComplete):
        milestones.send_back(milestone, note="", by=operator, at=at)
    milestones.send_back(milestone, note="请附签到表", by=operator, at=at)
    assert Message.objects.get(recipient=writer, kind="placement.milestone_returned").body.startswith("请附签到表")
    milestones.report(milestone, ANSWERS, by=writer, at=at + timedelta(seconds=2))
    assert milestones.accept(milestone, by=operator, at=at).state == MilestoneState.ACCEPTED
    assert milestones.accept(milestone, by=operator, at=at).state == MilestoneState.ACCEPTED


def test_strangers_neither_report_nor_check(placement, operator, organiser, at):
    milestone = placement.milestones.first()
    with pytest.raises(NotYours):
        milestones.report(milestone, ANSWERS, by=organiser, at=at)
    milestones.report(milestone, ANSWERS, by=writer_of(placement), at=at)
    for act in (milestones.accept, milestones.send_back):
        with pytest.raises(NotYours):
            act(milestone, note="x", by=organiser, at=at)


def test_whoever_holds_it_is_reminded_once_before_and_once_after(placement, operator, at):
    writer = writer_of(placement)
    assert milestones.remind(at) == 0
    first = placement.milestones.first()
    Milestone.objects.exclude(pk=first.pk).update(state=MilestoneState.DROPPED)
    Milestone.objects.filter(pk=first.pk).update(due_on=timezone.localdate(at) + timedelta(days=5))
    assert (milestones.remind(at), milestones.remind(at)) == (1, 0)
    late = at + timedelta(days=6)
    assert (milestones.remind(late), milestones.remind(late)) == (1, 0)
    assert (told(writer, "milestone.reminder"), told(writer, "milestone.overdue")) == (1, 1)
    milestones.report(first, ANSWERS, by=writer, at=late)
    assert milestones.remind(late + timedelta(days=1)) == 0


def test_graduation_wants_everything_shown_and_a_registered_organisation(placement, operator, organisation, at):
    with pytest.raises(NotComplete):
        graduate(placement, reason="好", by=operator, at=at)
    all_shown(placement, operator, at)
    assert [one.is_met for one in conditions(placement)] == [True, False, True]
    writer = writer_of(placement)
    with pytest.raises(NotYours):
        placing.connect(placement, organisation, by=writer, at=at)
    factories.make_member(writer, organisation, "owner")
    placement = placing.connect(placement, organisation, by=type(writer).objects.get(pk=writer.pk), at=at)
    proof = graduate(placement, reason="目标全部达成", by=operator, at=at)
    placement.refresh_from_db()
    assert (placement.state, placement.ended_on) == (PlacementState.GRADUATED, timezone.localdate(at))
    assert placement.milestones.filter(kind="look_back", state="planned").count() == 2
    assert graduate(placement, reason="再一次", by=operator, at=at) == proof
    assert placement.application.organisation or placement.organisation == organisation


def test_a_stranger_verifies_the_proof_until_it_is_revoked(placement, operator, organisation, at):
    Placement.objects.filter(pk=placement.pk).update(organisation=organisation)
    placement.refresh_from_db()
    all_shown(placement, operator, at)
    proof = graduate(placement, reason="目标全部达成", by=operator, at=at)
    found = checking.look_up(proof.number, source="network:1", at=at)
    seen = public_view(found, timezone.localdate(at))
    assert (seen.standing.state, seen.holder) == ("valid", "惠悦服务中心")
    assert "孵化" in seen.statement
    revoke(proof, why=Why.MISTAKE, by=operator, at=at)
    assert public_view(proof_of(placement), timezone.localdate(at)).standing.state == "revoked"


def test_a_warning_stands_in_the_way_of_graduation_until_it_is_lifted(placement, operator, at):
    warning = LogEntry(kind="warning", on=timezone.localdate(at), words="连续两月没有活动")
    placing.note(placement, warning, by=operator, at=at)
    placement.refresh_from_db()
    assert not conditions(placement)[2].is_met
    assert told(writer_of(placement), "placement.warned") == 1
    placing.mark_risk(placement, is_at_risk=False, by=operator, at=at)
    placement.refresh_from_db()
    assert conditions(placement)[2].is_met


def test_leaving_early_drops_what_is_open_and_frees_the_place_at_the_hand_over(placement, operator, call, at):
    with pytest.raises(NotComplete):
        placing.begin_leaving(placement, reason="", by=operator, at=at)
    placement = placing.begin_leaving(placement, reason="负责人离开苏州", by=operator, at=at)
    assert placement.hand_over_by > timezone.localdate(at) + timedelta(days=15)
    assert not placement.milestones.to_report().exists()
    assert placement.takes_a_place
    placement = placing.finish_leaving(placement, by=operator, at=at)
    assert (placement.state, placement.takes_a_place) == (PlacementState.LEFT, False)
    with pytest.raises(NotNow):
        placing.extend(placement, placement.ends_on + timedelta(days=1), reason="x", by=operator, at=at)


def test_an_extension_is_a_year_at_most_and_stands_in_the_log(placement, operator, at):
    last = placement.ends_on
    for until in (last, last + timedelta(days=400)):
        with pytest.raises(NotComplete):
            placing.extend(placement, until, reason="项目延后", by=operator, at=at)
    placement = placing.extend(placement, last + timedelta(days=90), reason="项目延后", by=operator, at=at)
    assert placement.ends_on == last + timedelta(days=90)
    assert placement.log.get().kind == "extension"


def test_only_a_mentor_of_this_base_is_paired(placement, operator, call, at):
    user = factories.make_user("mentor")
    appointment = Appointment.objects.create(
        base=call.base,
        user=user,
        role="reviewer",
        answer="accepted",
        starts_on=timezone.localdate() - timedelta(days=1),
    )
    with pytest.raises(NotNow):
        placing.pair(placement, appointment, by=operator, at=at)
    Appointment.objects.update(role="mentor")
    first = placing.pair(placement, appointment, by=operator, at=at)
    assert placing.pair(placement, appointment, by=operator, at=at) == first


def test_a_placement_follows_a_final_acceptance_alone(call, operator):
    application = under_review(call, "team")
    assert state_of(application) == "reviewing"
    assert not Placement.objects.exists()
