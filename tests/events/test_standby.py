"""Whoever missed too often, by their centre's rule, joins the queue late: nobody waits behind them."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from events.errors import Full
from events.models import Attendance, Event, NoShow, NoShowRule, Party
from events.sign_up import admission, ballot, no_shows
from events.sign_up.registration import cancel_party, sign_up
from events.sign_up.standby import admit_due
from portal.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def missed(programme, room, centre, resident, at):
    """The centre's rule, and a session that the resident missed."""
    NoShowRule.objects.create(centre=centre, count=1, days=90)
    past = factories.make_event(programme, room=room, starts_at=at + timedelta(days=1))
    row = sign_up(event=past, people=[resident.person], by=resident, key=uuid.uuid4(), at=at).registrations.get()
    attendance = Attendance.objects.create(registration=row, session=past.sessions.get(), state="absent", marked_at=at)
    return NoShow.objects.create(
        attendance=attendance, person=resident.person, centre=centre, happened_at=at - timedelta(days=3)
    )


@pytest.fixture
def event(programme, room, at):
    made = factories.make_event(programme, room=room, capacity=2, starts_at=at + timedelta(days=9))
    return Event.objects.select_related("programme", "organisation").get(pk=made.pk)


def join(event, who, at) -> Party:
    return sign_up(event=event, people=[who.person], by=who, key=uuid.uuid4(), at=at)


def test_they_stand_by_though_there_are_places(missed, event, resident, at):
    party = join(event, resident, at)
    pool = event.pools.get()
    assert (party.state, party.ticket, pool.taken, pool.waiting) == ("waiting", None, 0, 0)
    assert party.stands_by_until == event.starts_at - timedelta(days=1)


def test_nobody_waits_behind_them(missed, event, resident, neighbour, at):
    join(event, resident, at)
    assert join(event, neighbour, at).state == "confirmed"


def test_when_their_time_has_come_they_get_what_is_left(missed, event, resident, neighbour, at):
    party = join(event, resident, at)
    assert admit_due(party.stands_by_until - timedelta(seconds=1)) == 0
    assert admit_due(party.stands_by_until) == 1
    assert admit_due(event.starts_at) == 0
    party.refresh_from_db()
    assert (party.state, party.stands_by_until, event.pools.get().taken) == ("confirmed", None, 1)


def test_when_nothing_is_left_they_wait_last(missed, event, resident, neighbour, outsider, at):
    party = join(event, resident, at)
    others = [factories.make_user(f"u{number}", f"+8613811100{number:03}") for number in range(3)]
    for number, user in enumerate(others):
        factories.make_person(f"人{number}", user=user)
        join(event, user, at)
    admit_due(party.stands_by_until)
    party.refresh_from_db()
    assert (party.state, party.ticket, event.pools.get().waiting) == ("waiting", 2, 2)


def test_cancelling_while_standing_by_gives_nothing_back(missed, event, resident, at):
    cancel_party(party=join(event, resident, at), by=resident, at=at)
    pool = event.pools.get()
    assert (pool.taken, pool.waiting) == (0, 0)


def test_who_was_excused_signs_up_like_everybody(missed, event, resident, at):
    NoShow.objects.update(excused_at=at)
    assert join(event, resident, at).state == "confirmed"


def test_shortly_before_the_start_the_rule_holds_nobody_back(missed, event, resident):
    assert join(event, resident, event.starts_at - timedelta(hours=23)).state == "confirmed"


def test_without_a_waiting_list_there_is_no_way_in(missed, event, resident, at):
    Event.objects.filter(pk=event.pk).update(has_waiting_list=False)
    event.refresh_from_db()
    with pytest.raises(Full):
        join(event, resident, at)


def test_the_pages_say_so_before_and_after(missed, event, resident, client):
    client.force_login(resident)
    page = client.get(f"/events/{event.pk}/register/check/?person={resident.person.pk}").content.decode()
    assert "这次先排入候补" in page
    party = join(event, resident, timezone.now())
    page = client.get(f"/me/registrations/{party.registrations.get().reference}/").content.decode()
    assert "起如还有名额，就为您补上" in page
    assert "待您确认" not in page


def by_ballot(event, at) -> Event:
    """Make the event's places go by ballot, with a window that closes three days before it begins."""
    rules = {"allocation": "ballot", "closes_at": event.starts_at - timedelta(days=3), "has_waiting_list": False}
    Event.objects.filter(pk=event.pk).update(**rules)
    return Event.objects.select_related("programme", "organisation").get(pk=event.pk)


def test_in_a_ballot_they_are_no_lot_and_get_what_is_left_after_the_draw(
    missed, event, resident, neighbour, organiser, at
):
    event = by_ballot(event, at)
    party, other = join(event, resident, at), join(event, neighbour, at)
    assert (party.state, party.stands_by_until) == ("waiting", event.starts_at - timedelta(days=1))
    assert other.state == "entered"
    closed = ballot.close(event, at=event.closes_at)
    assert [entry["lot"] for entry in closed.entries] == [other.registrations.get().reference]
    ballot.draw(event, seed="3 5 2 6 1 4", witnesses=("周阿婆", "陈师傅"), by=organiser, at=event.closes_at)
    party.refresh_from_db()
    assert party.state == "waiting"
    assert admit_due(party.stands_by_until) == 1
    party.refresh_from_db()
    assert (party.state, event.pools.get().taken) == ("confirmed", 2)


def test_before_the_draw_nobody_is_let_in_even_when_the_time_has_come(missed, event, resident, neighbour, at):
    event = by_ballot(event, at)
    party = join(event, resident, at)
    join(event, neighbour, at)
    ballot.close(event, at=event.closes_at)
    assert admit_due(event.starts_at) == 0
    party.refresh_from_db()
    assert (party.state, event.pools.get().taken) == ("waiting", 0)


def test_a_ballot_that_nobody_entered_needs_no_draw_to_let_them_in(missed, event, resident, at):
    event = by_ballot(event, at)
    join(event, resident, at)
    assert admit_due(event.starts_at) == 0
    ballot.close(event, at=event.closes_at)
    assert admit_due(event.starts_at - timedelta(hours=20)) == 1


def test_a_ballot_that_closes_late_does_not_let_them_slip_in(missed, event, resident, at):
    Event.objects.filter(pk=event.pk).update(allocation="ballot", closes_at=event.starts_at)
    event.refresh_from_db()
    party = join(event, resident, event.starts_at - timedelta(hours=2))
    assert (party.state, party.stands_by_until) == ("waiting", event.starts_at)


def test_staff_accept_them_onto_the_waiting_list_unless_it_was_excused(missed, event, resident, organiser, at):
    Event.objects.filter(pk=event.pk).update(allocation="approval", has_waiting_list=False)
    event.refresh_from_db()
    party = join(event, resident, at)
    assert party.state == "pending"
    accepted = admission.accept(party, by=organiser, at=at)
    pool = event.pools.get()
    assert (accepted.state, accepted.stands_by_until) == ("waiting", event.starts_at - timedelta(days=1))
    assert (pool.taken, pool.waiting) == (0, 0)
    assert Message.objects.filter(recipient=resident, kind="registration.standing_by").count() == 1
    assert admit_due(accepted.stands_by_until) == 1
    accepted.refresh_from_db()
    assert (accepted.state, event.pools.get().taken) == ("confirmed", 1)


def test_who_was_excused_before_the_decision_is_accepted_to_a_place(missed, event, resident, organiser, at):
    Event.objects.filter(pk=event.pk).update(allocation="approval")
    event.refresh_from_db()
    party = join(event, resident, at)
    no_shows.excuse(missed, by=organiser, at=at)
    assert admission.accept(party, by=organiser, at=at).state == "confirmed"


@pytest.mark.parametrize(("allocation", "says"), [("ballot", "这次不参加摇号"), ("approval", "审核通过后先排入候补")])
def test_the_page_says_so_before_signing_up_for_the_others_too(missed, event, resident, client, allocation, says):
    Event.objects.filter(pk=event.pk).update(allocation=allocation)
    client.force_login(resident)
    page = client.get(f"/events/{event.pk}/register/check/?person={resident.person.pk}").content.decode()
    assert says in page


def test_staff_read_it_before_they_decide(missed, event, resident, organiser, client, at):
    Event.objects.filter(pk=event.pk).update(allocation="approval")
    event.refresh_from_db()
    row = join(event, resident, at).registrations.get()
    client.force_login(organiser)
    assert "请先撤销爽约记录" in client.get(f"/admin/sign_ups/decide/{row.pk}/").content.decode()
