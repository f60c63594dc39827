"""An organisation takes a wish up, writes the programme or gives it back; those who asked hear first, by day, once."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.errors import NotAllowed, NotEligible, WishRefused
from events.models import Event, Wish
from events.sign_up import eligibility
from events.sign_up.registration import sign_up
from events.wishes import ageing, answering, asking, first_told, taking_up
from portal.outbox.models import Delivery, Message
from tests import factories

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def at():
    """A weekday noon: people can be told."""
    return datetime.now(SHANGHAI).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def page(taken, organiser, at):
    return taking_up.begin_programme(taken, by=organiser, at=at)


def publish(page, at, *, days=5, **details):
    event = factories.make_event(page, starts_at=at + timedelta(days=days), **details)
    page.refresh_from_db()
    page.live = True
    page.save()
    return event


def told(user, kind="fulfilled_first"):
    return Message.objects.filter(recipient=user, kind=f"wish.{kind}").count()


def test_the_first_organisation_has_it_and_the_second_is_told_so(
    passed_on, organisation, other_organisation, organiser, other_organiser, resident, at
):
    for _time in range(2):
        wish = taking_up.take_up(passed_on, organisation, by=organiser, at=at)
    assert (wish.state, wish.taken_by) == ("taken", organisation)
    assert told(resident, "taken") == 1
    with pytest.raises(WishRefused):
        taking_up.take_up(passed_on, other_organisation, by=other_organiser, at=at)


def test_nobody_takes_up_for_another_organisation_or_what_was_not_passed_on_to_theirs(
    passed_on, organisation, other_organiser, areas, centre_officer, at
):
    with pytest.raises(NotAllowed):
        taking_up.take_up(passed_on, organisation, by=other_organiser, at=at)
    far = factories.make_organisation("far", "远方组织", kind="social", area=areas["subdistrict"])
    writer = factories.make_user("far_writer")
    factories.make_member(writer, far, "owner")
    with pytest.raises(NotAllowed):
        taking_up.take_up(passed_on, far, by=writer, at=at)
    answering.pass_on(passed_on, reach="all", by=centre_officer, at=at)
    assert taking_up.take_up(passed_on, far, by=writer, at=at).taken_by == far


def test_what_is_given_back_can_be_taken_up_by_another(
    taken, organiser, other_organisation, other_organiser, resident, at
):
    taking_up.begin_programme(taken, by=organiser, at=at)
    given = taking_up.give_back(taken, reason="老师病了", by=organiser, at=at)
    assert (given.state, given.taken_by, given.programme, given.returned_note) == ("passed_on", None, None, "老师病了")
    assert told(resident, "given_back") == 1
    assert taking_up.take_up(given, other_organisation, by=other_organiser, at=at).taken_by == other_organisation
    with pytest.raises(NotAllowed):
        taking_up.give_back(given, reason="x", by=organiser, at=at)


def test_a_programme_begins_as_a_draft_once(taken, page, organisation, organiser, at):
    assert not page.live
    assert page.title == "学用手机挂号"
    assert page.get_parent().pk == organisation.page_id
    assert taking_up.begin_programme(taken, by=organiser, at=at).pk == page.pk


def test_a_programme_of_another_organisation_is_no_answer(taken, organiser, other_organisation, at):
    foreign = factories.make_programme(other_organisation, "别人的")
    with pytest.raises(NotAllowed):
        taking_up.answer_with(taken, foreign, by=organiser, at=at)


def test_a_draft_tells_nobody_and_a_public_sign_up_tells_those_who_asked_once(page, taken, resident, neighbour, at):
    assert first_told.fulfil_due(at) == 0
    publish(page, at)
    assert (first_told.fulfil_due(at), first_told.fulfil_due(at)) == (1, 0)
    assert (first_told.tell_due(at), first_told.tell_due(at)) == (1, 0)
    taken.refresh_from_db()
    assert taken.state == "fulfilled"
    message = Message.objects.get(recipient=resident, kind="wish.fulfilled_first")
    assert message.path == f"/organisations/huiyue/{page.slug}/"
    assert Delivery.objects.get(message=message).template == "wish_fulfilled"
    assert told(neighbour) == 0


def test_nobody_is_told_at_night_but_the_places_are_kept_from_the_first_moment(page, resident, at):
    night = at.replace(hour=2) + timedelta(days=1)
    event = publish(page, night)
    first_told.fulfil_due(night)
    assert first_told.tell_due(night) == 0
    event.refresh_from_db()
    assert event.asked_first_until == night.replace(hour=8) + timedelta(days=1)
    assert first_told.tell_due(night.replace(hour=8)) == 1


def test_until_a_published_time_only_those_who_asked_and_their_family_sign_up(
    page, resident, father, neighbour, client, at
):
    event = publish(page, at)
    first_told.fulfil_due(at)
    event = Event.objects.get(pk=event.pk)
    with pytest.raises(NotEligible) as refused:
        sign_up(event=event, people=[neighbour.person], by=neighbour, key=uuid.uuid4(), at=at)
    assert refused.value.reason == "asked_first"
    sign_up(event=event, people=[father], by=resident, key=uuid.uuid4(), at=at)
    later = at + timedelta(hours=24)
    assert eligibility.refusals(event, [neighbour.person], later) == {}
    words = client.get(page.get_url()).content.decode()
    assert "1 位邻居点单想要的活动" in words
    assert ("名额留给点单的邻居和家人" in words) == (event.asked_first_until > datetime.now(SHANGHAI))


@pytest.mark.parametrize(
    ("days", "details"),
    [(5, {"allocation": "ballot", "closes": 3}), (1.5, {}), (5, {"needs_sign_up": False})],
    ids=["ballot", "too soon", "just come"],
)
def test_where_the_rules_let_it_not_they_are_simply_told_first(page, resident, at, days, details):
    if closes := details.pop("closes", 0):
        details["closes_at"] = at + timedelta(days=closes)
    event = publish(page, at, days=days, **details)
    first_told.fulfil_due(at)
    first_told.tell_due(at)
    event.refresh_from_db()
    assert event.asked_first_until is None
    assert told(resident, "fulfilled") == 1


def test_what_somebody_is_signed_up_for_already_is_not_taken_from_them(taken, organisation, organiser, neighbour, at):
    known = factories.make_programme(organisation, "已有的课")
    event = factories.make_event(known, starts_at=at + timedelta(days=9))
    sign_up(event=event, people=[neighbour.person], by=neighbour, key=uuid.uuid4(), at=at)
    taking_up.answer_with(taken, known, by=organiser, at=at)
    first_told.fulfil_due(at)
    event.refresh_from_db()
    assert event.asked_first_until is None


def test_a_year_without_a_new_voice_closes_a_wish_and_tells_those_who_asked(shown, resident, neighbour, at):
    asking.second(shown, by=neighbour, at=at + timedelta(days=300))
    assert ageing.close_stale(at + timedelta(days=366)) == 0
    late = at + timedelta(days=666)
    assert (ageing.close_stale(late), ageing.close_stale(late)) == (1, 0)
    assert Wish.objects.get(pk=shown.pk).state == "closed"
    assert told(resident, "closed") == told(neighbour, "closed") == 1


def test_what_an_organisation_is_at_work_on_does_not_age(taken, at):
    assert ageing.close_stale(at + timedelta(days=999)) == 0


def test_the_steps_of_signing_up_say_who_has_to_wait(page, neighbour, signed_in, at):
    event = publish(page, at)
    Event.objects.filter(pk=event.pk).update(asked_first_until=datetime.now(SHANGHAI) + timedelta(hours=9))
    words = signed_in(neighbour).get(f"/events/{event.pk}/register/").content.decode()
    assert "前只限点过这单的居民" in words
