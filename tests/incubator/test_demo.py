"""The demonstration has applications under review, one judged and one returned; loading again adds none."""

import pytest
from django.utils import timezone

from incubator.demo import load
from incubator.models import Application, Intake, Meeting, Milestone, Objection, Placement, PublicNotice, Review
from portal.proofs.models import Proof
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_closed_call_has_applications_in_review_and_one_to_mend(areas):
    organisation = factories.make_organisation("sip-incubator", "孵化中心", kind="social", area=areas["committee"])
    factories.make_member(factories.make_user("officer"), organisation, "officer")
    factories.make_user("reviewer")
    for _time in range(2):
        load(timezone.now())
    states = Application.objects.order_by("pk").values_list("case__state", flat=True)
    assert list(states) == ["reviewing", "reviewing", "reviewing", "mending"]
    assert Review.objects.counting().count() == 2
    assert Review.objects.filter(reviewer__username="reviewer").count() == 2
    call = Intake.objects.get(code="youth-second")
    assert not call.takes_applications(timezone.localdate())


def test_there_are_placements_at_every_stage_a_notice_with_an_objection_and_a_graduate(areas):
    centre = factories.make_organisation("dongshahu", "联络所", kind="centre", area=areas["committee"])
    incubator = factories.make_organisation("sip-incubator", "孵化中心", kind="authority", area=areas["committee"])
    factories.make_organisation("lelin", "乐邻", kind="social", area=areas["committee"], home_centre=centre)
    factories.make_member(factories.make_user("officer"), incubator, "officer")
    for username in ("reviewer", "ngo", "neighbour"):
        factories.make_user(username)
    for _time in range(2):
        load(timezone.now())
    assert sorted(Placement.objects.values_list("state", flat=True)) == ["graduated", "left", "running"]
    notice = PublicNotice.objects.running(timezone.localdate()).get()
    assert [one["verdict"] for one in notice.listed] == ["accept", "accept", "reserve"]
    assert Objection.objects.get().case.state == "examining"
    assert Proof.objects.get(kind="graduation").state == "issued"
    running = Placement.objects.get(state="running")
    assert set(running.milestones.values_list("state", flat=True)) == {"accepted", "returned", "planned"}
    assert Milestone.objects.overdue(timezone.localdate()).filter(placement=running).exists()
    assert Meeting.objects.filter(state="held").exclude(minutes="").exists()
