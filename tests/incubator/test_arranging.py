"""Bases have their place and their operator from above; appointments have their days and their role."""

from datetime import timedelta

import pytest
from django.utils import timezone

from incubator.appointing import accept, appoint, change_appointment, end_appointment
from incubator.arranging import change_base, make_base
from incubator.errors import NotReady, NotYours
from incubator.models import Appointment, Base
from incubator.permissions import can_decide, can_prepare
from portal.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def core(call):
    return Base.objects.get(code="sip-core")


def below(parent, **more):
    return {"name": "湖东孵化点", "level": "point", "parent": parent, **more}


def test_whoever_decides_for_a_base_sets_points_below_it_and_names_who_runs_them(core, operator, organisation, at):
    point = make_base(code="hudong", details=below(core, organisation=organisation), by=operator, at=at)
    owner = factories.make_user("owner")
    factories.make_member(owner, organisation, "owner")
    assert can_prepare(owner, point)
    assert not can_prepare(owner, core)
    assert can_decide(factories.at_the_next_request(operator), point)


def test_nobody_takes_a_base_that_is_not_below_their_own(core, operator, organiser, organisation, at):
    with pytest.raises(NotYours):
        make_base(code="second-core", details={"name": "另一个", "level": "core", "parent": None}, by=operator, at=at)
    with pytest.raises(NotYours):
        make_base(code="mine", details=below(core), by=organiser, at=at)
    with pytest.raises(NotYours):
        change_base(core, details={"overseen_by": organisation}, by=operator, at=at)
    assert Base.objects.get(pk=core.pk).overseen_by is None
    change_base(core, details={"for_whom": "各类社会组织"}, by=operator, at=at)
    assert Base.objects.get(pk=core.pk).for_whom == "各类社会组织"


def test_a_base_leans_neither_on_itself_nor_too_deep(core, at):
    youth = Base.objects.get(code="sip-youth")
    point = make_base(code="a-point", details=below(youth), by="test", at=at)
    with pytest.raises(NotReady, match="parent"):
        make_base(code="too-deep", details=below(point), by="test", at=at)
    with pytest.raises(NotReady, match="parent"):
        change_base(youth, details={"parent": point}, by="test", at=at)
    women = Base.objects.get(code="sip-women")
    with pytest.raises(NotReady, match="parent"):
        change_base(youth, details={"parent": women}, by="test", at=at)


def test_reviewers_are_appointed_by_whoever_prepares_and_are_told(core, operator, resident, at):
    today = timezone.localdate(at)
    details = {"name": "王小英", "field_of_work": "为老服务", "starts_on": today}
    made = appoint(base=core, user=resident, role="reviewer", details=details, by=operator, at=at)
    assert Message.objects.get(kind="appointment.made").recipient == resident
    with pytest.raises(NotReady, match="starts_on"):
        appoint(base=core, user=resident, role="reviewer", details=details, by=operator, at=at)
    end_appointment(made, by=operator, at=at)
    ended = Appointment.objects.get(pk=made.pk)
    assert ended.ends_on == today + timedelta(days=1)
    later = {**details, "starts_on": today + timedelta(days=1)}
    assert appoint(base=core, user=resident, role="reviewer", details=later, by=operator, at=at).pk != made.pk


def test_officers_come_from_the_staff_and_from_whoever_decides(core, operator, organisation, resident, at):
    writer = factories.make_user("writer")
    factories.make_member(writer, core.organisation, "organiser")
    viewer = factories.make_user("viewer_to_be")
    factories.make_member(viewer, organisation, "viewer")
    details = {"name": "钱进", "starts_on": timezone.localdate(at)}
    with pytest.raises(NotYours):
        appoint(base=core, user=viewer, role="officer", details=details, by=writer, at=at)
    with pytest.raises(NotReady, match="phone"):
        appoint(base=core, user=resident, role="officer", details=details, by=operator, at=at)
    made = appoint(base=core, user=viewer, role="officer", details=details, by=operator, at=at)
    accept(made, name="钱进", by=viewer, at=at)
    assert can_prepare(viewer, core)
    with pytest.raises(NotYours):
        change_appointment(made, details={"ends_on": None, "employer": "别处"}, by=writer, at=at)
