"""Fees ticked with a receipt, whom to call, who collects a child, family told of an arrival; guardians of the young."""

import uuid
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from events.door import check_in
from events.door.fees import mark_fee, undo_fee
from events.door.lists import Purpose, Recipient, people_as_workbook
from events.errors import FeeRefused, NotAllowed, NotAtThisDoor, NotEligible
from events.models import FeeMark, HandOver, Party
from events.sign_up.care import hand_over, set_rule, take_back_hand_over
from events.sign_up.registration import sign_up
from portal.accounts.caring import add_collector, remove_collector
from portal.accounts.consents import give_consent, has_consent, withdraw_consent
from portal.accounts.errors import NeedsGuardian, NotYourPerson, OwnConsentOnly
from portal.accounts.models import Collector, Consent, Mandate, Person
from portal.audit.models import Entry
from portal.outbox.models import Message
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def dear(organisation):
    """A handicraft class with a fee."""
    return factories.make_event(factories.make_programme(organisation, "扎染", category="culture", fee_yuan=15))


@pytest.fixture
def child(resident):
    born = timezone.localdate() - timedelta(days=365 * 8 + 10)
    return factories.make_person("王小宝", agent=resident, relation="child", birth_date=born)


@pytest.fixture
def grandchild(neighbour):
    born = timezone.localdate() - timedelta(days=365 * 8 + 10)
    return factories.make_person("李小宝", agent=neighbour, relation="grandchild", birth_date=born)


def teenager(years=15, *, programme=None):
    user = factories.make_user(f"teen{years}")
    factories.make_person("陈同学", user=user, birth_date=timezone.localdate() - timedelta(days=366 * years))
    return user


def put_in(event, person, user, at):
    return sign_up(event=event, people=[person], by=user, key=uuid.uuid4(), at=at).registrations.get()


def signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


# The young


def test_from_14_one_signs_up_alone_for_what_is_free_and_indoors(event, at):
    user = teenager()
    assert put_in(event, user.person, user, at).state == "confirmed"


@pytest.mark.parametrize(
    ("words", "reason"), [({"fee_yuan": 15}, "guardian_for_fee"), ({"is_outing": True}, "guardian_for_outing")]
)
def test_under_18_a_guardian_signs_up_for_fees_and_outings(words, reason, organisation, at, resident):
    event = factories.make_event(factories.make_programme(organisation, **words))
    user = teenager()
    with pytest.raises(NotEligible) as refusal:
        put_in(event, user.person, user, at)
    assert refusal.value.reason == reason
    page = signed_in(user).get(f"/events/{event.pk}/register/")
    assert str(refusal.value.sentence) in page.content.decode()
    Mandate.objects.create(
        person=user.person, agent=resident, relation="child", basis="guardian", starts_on=timezone.localdate()
    )
    assert put_in(event, user.person, resident, at).state == "confirmed"


def test_an_outing_says_before_signing_up_who_has_to(client, organisation):
    outing = factories.make_programme(organisation, is_outing=True)
    event = factories.make_event(outing)
    sentence = "外出或户外活动：未满 18 周岁的，请由家长或监护人报名。"
    assert sentence in client.get(outing.get_url()).content.decode()
    assert client.get(f"/api/v1/programmes/{outing.pk}").json()["is_outing"] is True
    page = signed_in(teenager()).get(f"/events/{event.pk}/register/")
    assert page.context["occasion"].is_outing
    at_home = factories.make_programme(organisation, "在家门口")
    factories.make_event(at_home)
    assert sentence not in client.get(at_home.get_url()).content.decode()


def test_under_14_a_grandmother_signs_up_only_as_guardian(event, grandchild, neighbour, at):
    with pytest.raises(NotEligible) as refusal:
        put_in(event, grandchild, neighbour, at)
    assert refusal.value.reason == "guardian"
    body = {"relation": "grandchild", "name": "李小宝", "birth_date": str(grandchild.birth_date), "is_guardian": "on"}
    assert signed_in(neighbour).post(f"/me/household/{grandchild.pk}/", body).status_code == 302
    assert put_in(event, grandchild, neighbour, at).state == "confirmed"


def test_a_14th_birthday_counts_from_its_first_minute(event):
    user = factories.make_user("almost")
    day = timezone.localdate() + timedelta(days=1)
    factories.make_person("陈同学", user=user, birth_date=date(day.year - 14, day.month, day.day))
    midnight = timezone.localtime().replace(hour=0, minute=1) + timedelta(days=1)
    with pytest.raises(NotEligible):
        put_in(event, user.person, user, midnight - timedelta(minutes=2))
    with time_machine.travel(midnight, tick=False):
        assert put_in(event, user.person, user, midnight).state == "confirmed"


def test_pictures_of_the_young_are_for_a_guardian_to_allow(child, resident, grandchild, neighbour, at, founded):
    assert give_consent(child, "photos", by=resident, at=at)
    with pytest.raises(NeedsGuardian):
        give_consent(grandchild, "photos", by=neighbour, at=at)
    url = f"/me/household/{grandchild.pk}/consents/photos/"
    assert signed_in(neighbour).post(url, {"agree": "1"}).status_code == 302
    assert not has_consent(grandchild, "photos", at=at)


# Fees


def test_a_fee_is_paid_with_a_receipt_taken_back_with_a_reason_and_waived(dear, resident, organiser, at):
    row = put_in(dear, resident.person, resident, at)
    with pytest.raises(FeeRefused) as refusal:
        mark_fee(row, "paid", by=organiser, at=at)
    assert refusal.value.reason == "receipt"
    paid = mark_fee(row, "paid", receipt=" A 001 ", by=organiser, at=at)
    assert (paid.receipt, paid.amount_yuan) == ("A 001", 15)
    assert mark_fee(row, "paid", receipt="A 001", by=organiser, at=at) == paid
    with pytest.raises(FeeRefused) as refusal:
        mark_fee(row, "waived", by=organiser, at=at)
    assert refusal.value.reason == "already"
    with pytest.raises(FeeRefused):
        undo_fee(paid, reason=" ", by=organiser, at=at)
    assert undo_fee(paid, reason="收据写错", by=organiser, at=at).undone_at
    assert mark_fee(row, "waived", by=organiser, at=at).amount_yuan == 0
    acts = list(Entry.objects.filter(act__startswith="fee.").order_by("pk").values_list("act", flat=True))
    assert acts == ["fee.paid", "fee.undone", "fee.waived"]
    assert "收据写错" not in str(list(Entry.objects.values()))


def test_nothing_is_ticked_where_it_is_free_or_by_a_stranger(event, dear, resident, organiser, other_organiser, at):
    with pytest.raises(FeeRefused):
        mark_fee(put_in(event, resident.person, resident, at), "waived", by=organiser, at=at)
    with pytest.raises(NotAllowed):
        mark_fee(put_in(dear, resident.person, resident, at), "waived", by=other_organiser, at=at)
    assert signed_in(organiser).get(f"/checkin/{event.pk}/fees/").status_code == 404
    assert signed_in(other_organiser).get(f"/checkin/{dear.pk}/fees/").status_code == 404


def test_the_doors_page_ticks_takes_back_and_loses_nothing_typed(dear, resident, organiser, at):
    row = put_in(dear, resident.person, resident, at)
    client, url = signed_in(organiser), f"/checkin/{dear.pk}/fees/"
    assert client.post(url + "mark/", {"reference": row.reference, "outcome": "paid"}).status_code == 422
    client.post(url + "mark/", {"reference": row.reference, "outcome": "paid", "receipt": "A002"})
    mark = FeeMark.objects.get()
    assert "A002" in client.get(url).content.decode()
    assert "A002" in client.get(f"/admin/sign_ups/?event={dear.pk}").content.decode()
    table = openpyxl.load_workbook(
        BytesIO(people_as_workbook(dear, recipient=Recipient.OURSELVES, purpose=Purpose.DOOR, by=organiser, at=at))
    ).active
    assert any("A002" in str(cell.value) for row_ in table for cell in row_)
    assert client.post(f"{url}{mark.pk}/undo/", {"reason": ""}).status_code == 422
    assert client.post(f"{url}{mark.pk}/undo/", {"reason": "写错"}).status_code == 302
    assert not FeeMark.objects.standing().exists()


# Care


def test_signing_up_a_child_asks_whom_to_call_and_who_collects(event, child, resident):
    client, url = signed_in(resident), f"/events/{event.pk}/register/check/?person={child.pk}"
    page = client.get(url)
    key = page.context["key"]
    prefix = f"care{child.pk}-"
    assert f'name="{prefix}emergency_phone" value="13800000001"' in page.content.decode()
    body = {"key": key, prefix + "emergency_name": "王小英", prefix + "collector_name": "王建国"}
    asked = client.post(url, body)
    assert (asked.status_code, Party.objects.count()) == (422, 0)
    assert 'value="王建国"' in asked.content.decode()
    body |= {prefix + "emergency_phone": "13800000001", prefix + "collector_phone": "0512-62880000"}
    assert client.post(url, body).status_code == 302
    child.refresh_from_db()
    assert (child.emergency_name, Collector.objects.get().name) == ("王小英", "王建国")
    assert not client.get(url.replace(str(event.pk), str(event.pk), 1)).context


def test_elders_are_asked_from_the_age_that_the_centre_says(event, father, resident, centre, centre_officer, at):
    Person.objects.filter(pk=father.pk).update(emergency_name="", emergency_phone="")
    client, url = signed_in(resident), f"/events/{event.pk}/register/check/?person={father.pk}"
    assert [form.lack.collector for form in client.get(url).context["care"]] == [False]
    set_rule(centre, elder_from_age=80, collected_below_age=12, by=centre_officer, at=at)
    assert not client.get(url).context["care"]
    officer, rule = signed_in(centre_officer), f"/checkin/care/{centre.code}/"
    assert officer.post(rule, {"elder_from_age": "x", "collected_below_age": "12"}).status_code == 422
    assert officer.post(rule, {"elder_from_age": "75", "collected_below_age": "10"}).status_code == 302
    assert client.get(rule).status_code == 404


def test_a_child_is_handed_only_to_who_may_and_after_it_was_here(event, child, resident, organiser, other_organiser):
    session = event.sessions.get()
    at = session.starts_at
    row = put_in(event, child, resident, timezone.now())
    may = add_collector(child, name="王建国", phone="13900000001", by=resident, at=at)
    foreign = Collector.objects.create(person=resident.person, name="张三", phone="1", added_at=at)
    with pytest.raises(NotAtThisDoor) as refusal:
        hand_over(session, row.reference, may.pk, by=organiser, at=at)
    assert refusal.value.reason == "not_here"
    check_in.mark(session, row.reference, check_in.ARRIVED, way="search", by=organiser, at=at)
    with pytest.raises(NotAtThisDoor):
        hand_over(session, row.reference, foreign.pk, by=organiser, at=at)
    with pytest.raises(NotAllowed):
        hand_over(session, row.reference, may.pk, by=other_organiser, at=at)
    done = hand_over(session, row.reference, may.pk, by=organiser, at=at)
    assert hand_over(session, row.reference, may.pk, by=organiser, at=at) == done
    take_back_hand_over(session, row.reference, by=organiser, at=at)
    assert not HandOver.objects.exists()
    with time_machine.travel(at, tick=False):
        client, url = signed_in(organiser), f"/checkin/{event.pk}/care/"
        assert "13900000001" in client.get(url).content.decode()
        client.post(url + "hand-over/", {"session": session.pk, "reference": row.reference, "collector": may.pk})
        assert HandOver.objects.get().collector == may
        assert signed_in(other_organiser).get(url).status_code == 404


def test_a_guardian_keeps_the_list_of_who_may_collect(child, resident, neighbour, at):
    client, url = signed_in(resident), f"/me/household/{child.pk}/collectors/"
    assert client.post(url, {"name": "王建国", "phone": "x"}).status_code == 422
    assert client.post(url, {"name": "王建国", "phone": "13900000001"}).status_code == 302
    one = Collector.objects.get()
    assert signed_in(neighbour).post(url, {"remove": one.pk}).status_code == 404
    with pytest.raises(NotYourPerson):
        remove_collector(one, by=neighbour, at=at)
    assert client.post(url, {"remove": one.pk}).status_code == 302
    assert not Collector.objects.standing().exists()


# Arrivals


def arrive(event, row, organiser, minutes=0):
    session = event.sessions.get()
    at = session.starts_at + timedelta(minutes=minutes)
    check_in.mark(session, row.reference, check_in.ARRIVED, way="search", by=organiser, at=at)
    return session


def test_with_his_consent_the_daughter_is_told_once_that_he_arrived(event, father, resident, organiser, at):
    row = put_in(event, father, resident, at)
    give_consent(father, "arrivals", by=resident, at=at)
    session = arrive(event, row, organiser)
    check_in.mark(session, row.reference, "expected", way="search", by=organiser, at=session.starts_at)
    arrive(event, row, organiser, minutes=2)
    message = resident.inbox.get(kind="arrival")
    assert "王建国" in message.subject
    assert message.deliveries.get().template == "arrived"


def test_nobody_is_told_without_consent_or_after_it_was_withdrawn(event, father, resident, organiser, at):
    row = put_in(event, father, resident, at)
    give_consent(father, "arrivals", by=resident, at=at)
    withdraw_consent(father, "arrivals", by=resident, at=at)
    arrive(event, row, organiser)
    assert not Message.objects.filter(kind="arrival").exists()


def test_whoever_has_an_account_agrees_for_themselves(neighbour, resident, at, founded):
    Mandate.objects.create(person=neighbour.person, agent=resident, basis="family", starts_on=timezone.localdate())
    with pytest.raises(OwnConsentOnly):
        give_consent(neighbour.person, "arrivals", by=resident, at=at)
    assert give_consent(neighbour.person, "arrivals", by=neighbour, at=at).notice.version == 1


def test_the_tick_at_sign_up_is_kept_for_whoever_has_no_account(event, father, resident):
    client = signed_in(resident)
    url = f"/events/{event.pk}/register/check/?person={resident.person.pk}&person={father.pk}"
    key = client.get(url).context["key"]
    assert client.post(url, {"key": key, "arrival_consent": "on"}).status_code == 302
    assert [consent.person for consent in Consent.objects.filter(notice__purpose="arrivals")] == [father]
