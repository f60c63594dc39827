"""A yes to selling reaches the centre the same day, is looked into and answered, and names nobody."""

from datetime import timedelta

import pytest

from events.errors import FeedbackRefused, NotAllowed
from events.feedback import alerts
from events.feedback.forgetting import let_go_of_alerts
from events.feedback.giving import Said, closes_at, give
from events.models import Category, SalesAlert
from portal.audit.models import Entry
from portal.outbox.models import Delivery, Message
from tests import factories


@pytest.fixture
def alert(own, resident, centre_officer, next_day):
    centre_officer.phone = "+8613800000077"
    centre_officer.save()
    give(own, Said(2, was_sold=True, sold_what="发了保健品传单"), by=resident, at=next_day)
    return SalesAlert.objects.get()


def test_a_yes_tells_the_centres_officer_at_once_and_not_who_said_it(alert, centre, centre_officer, resident):
    message = Message.objects.get(recipient=centre_officer, kind="sales_alert")
    assert alert.centre == centre
    assert alert.said == "发了保健品传单"
    assert "王小英" not in message.subject + message.body
    assert Delivery.objects.get(message=message).template == "sales_alert"
    entry = Entry.objects.get(act="sales_alert.raised")
    assert (entry.actor_id, entry.beneficiary_id) == (None, None)


def test_saying_yes_again_is_the_same_alert(alert, own, resident, next_day):
    give(own, Said(1, was_sold=True, sold_what="还加了微信"), by=resident, at=next_day)
    assert SalesAlert.objects.get().said == "还加了微信"
    assert Message.objects.filter(kind="sales_alert").count() == 1


def test_a_no_takes_back_what_nobody_has_looked_into(alert, own, resident, centre_officer, next_day):
    give(own, Said(2, was_sold=False), by=resident, at=next_day)
    assert SalesAlert.objects.get().state == "withdrawn"
    give(own, Said(2, was_sold=True), by=resident, at=next_day + timedelta(hours=1))
    alerts.look_into(alert, by=centre_officer, at=next_day)
    give(own, Said(2, was_sold=False), by=resident, at=next_day)
    assert SalesAlert.objects.get().state == "looking"


def test_the_officers_answer_finds_whoever_raised_it(alert, own, centre_officer, resident, next_day):
    for _time in range(2):
        alerts.look_into(alert, by=centre_officer, at=next_day)
    alerts.answer(alert, text="已约谈主办方，传单全部收回。", by=centre_officer, at=next_day)
    with pytest.raises(FeedbackRefused):
        alerts.answer(alert, text="x", by=centre_officer, at=next_day)
    message = Message.objects.get(recipient=resident, kind="sales_alert.answered")
    assert "传单全部收回" in message.body
    assert message.path == f"/me/registrations/{own.reference}/feedback/"


def test_only_the_centres_officers_handle_it(alert, organiser, areas, resident, next_day):
    other = factories.make_organisation("away", "远处联络所", kind="centre", area=areas["subdistrict"])
    stranger = factories.make_user("stranger")
    factories.make_member(stranger, other, "officer")
    for user in (organiser, stranger, resident):
        with pytest.raises(NotAllowed):
            alerts.look_into(alert, by=user, at=next_day)
        with pytest.raises(NotAllowed):
            alerts.answer(alert, text="x", by=user, at=next_day)


def test_what_nobody_looks_into_for_a_day_is_reminded_of_once_and_administrators_know(alert, centre_officer, next_day):
    administrator = factories.make_user("administrator", is_superuser=True)
    assert alerts.remind_of_alerts(next_day + timedelta(hours=23)) == 0
    assert alerts.remind_of_alerts(next_day + timedelta(hours=24)) == 2
    assert alerts.remind_of_alerts(next_day + timedelta(hours=25)) == 0
    assert Message.objects.filter(recipient=administrator, kind="sales_alert").count() == 1


def test_other_subjects_are_not_asked_about_selling(own, lecture, resident, next_day):
    page = lecture.programme
    page.category = Category.objects.get(code="culture")
    page.save()
    assert give(own, Said(2, was_sold=True), by=resident, at=next_day).was_sold is None
    assert not SalesAlert.objects.exists()


def test_the_way_back_goes_once_it_is_answered_and_feedback_is_nobodys(alert, lecture, centre_officer, next_day):
    assert let_go_of_alerts(closes_at(lecture)) == 0
    alerts.answer(alert, text="已处理。", by=centre_officer, at=next_day)
    assert let_go_of_alerts(closes_at(lecture)) == 1
    assert SalesAlert.objects.get().registration is None
