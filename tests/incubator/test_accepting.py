"""Whoever is appointed accepts or declines; until then nothing follows, and a mistyped number appoints nobody."""

import pytest
from django.utils import timezone

from incubator.appointing import accept, appoint, decline
from incubator.assigning import assign
from incubator.errors import NotNow, NotToReview, NotYours
from incubator.models import Appointment
from incubator.permissions import can_prepare
from portal.outbox.models import Delivery, Message
from tests import factories
from tests.incubator.applications import under_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(call, operator, at):
    user = factories.make_user("gumin", "+8613800000155")
    details = {"name": "顾 敏", "starts_on": timezone.localdate()}
    return appoint(base=call.base, user=user, role="reviewer", details=details, by=operator, at=at)


def test_whoever_is_named_is_told_by_sms_and_asked_on_their_page(asked, client):
    assert Delivery.objects.get(message__recipient=asked.user, channel="sms").template.startswith("appointment")
    client.force_login(asked.user)
    page = client.get("/me/").content.decode()
    assert f"/incubator/appointments/{asked.pk}/" in page
    shown = client.get(f"/incubator/appointments/{asked.pk}/").content.decode()
    assert asked.base.name in shown
    assert "顾" not in shown


def test_until_it_is_accepted_nothing_follows(call, asked, operator, at):
    application = under_review(call, "team")
    with pytest.raises(NotToReview):
        assign(application, asked.user, by=operator, at=at)
    accept(asked, name="顾敏", by=asked.user, at=at)
    assert assign(application, asked.user, by=operator, at=at).reviewer == asked.user
    assert Message.objects.filter(recipient=operator, kind="appointment.answered").count() == 1


def test_an_officer_who_has_not_accepted_prepares_nothing(call, operator, organisation, at):
    base = call.base
    user = factories.make_user("viewer", is_staff=True)
    factories.make_member(user, organisation, "viewer")
    details = {"name": "王", "starts_on": timezone.localdate()}
    made = appoint(base=base, user=user, role="officer", details=details, by=operator, at=at)
    assert not can_prepare(user, base)
    accept(made, name="王", by=user, at=at)
    assert can_prepare(factories.at_the_next_request(user), base)


def test_whose_number_was_mistyped_does_not_know_the_name(asked, operator, client):
    client.force_login(asked.user)
    address = f"/incubator/appointments/{asked.pk}/"
    for _try in range(4):
        refused = client.post(address, {"act": "accept", "name": "李四"})
        assert refused.status_code == 422
        assert "李四" in refused.content.decode()
    assert client.post(address, {"act": "accept", "name": "张三"}).status_code == 302
    asked.refresh_from_db()
    assert asked.answer == "declined"
    assert Message.objects.filter(recipient=operator, kind="appointment.answered").count() == 1
    client.post(address, {"act": "accept", "name": "顾敏"})
    asked.refresh_from_db()
    assert asked.answer == "declined"


def test_declined_it_can_be_asked_anew_and_a_stranger_answers_nothing(call, asked, operator, neighbour, client, at):
    with pytest.raises(NotYours):
        accept(asked, name="顾敏", by=neighbour, at=at)
    client.force_login(neighbour)
    assert client.get(f"/incubator/appointments/{asked.pk}/").status_code == 404
    client.force_login(asked.user)
    client.post(f"/incubator/appointments/{asked.pk}/", {"act": "decline"})
    asked.refresh_from_db()
    assert asked.answer == "declined"
    assert decline(asked, by=asked.user, at=at).answer == "declined"
    with pytest.raises(NotNow):
        accept(asked, name="顾敏", by=asked.user, at=at)
    details = {"name": "顾敏", "starts_on": timezone.localdate()}
    again = appoint(base=call.base, user=asked.user, role="reviewer", details=details, by=operator, at=at)
    accept(again, name=" 顾敏", by=asked.user, at=at)
    assert Appointment.objects.valid_on(timezone.localdate()).get() == again
