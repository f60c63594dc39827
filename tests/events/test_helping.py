"""Helpers: named for one estate, within a quota, with consent; the resident sees it and objects, the centre ends it."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.errors import HelpRefused, NoHelper, NotAllowed, NotEligible
from events.helping import neighbours as helping
from events.helping.neighbours import Agreed, meet, name_helper, object_to, sign_up_neighbours, sign_up_visitor
from events.models import AnswerSheet, HelpedSignUp, Helper, Party, Registration
from events.readouts.helping import helped_sign_ups
from events.sign_up.asking import ask
from events.sign_up.registration import cancel, sign_up
from portal.accounts.household import people_one_may_act_for
from portal.accounts.models import Mandate, Person, User
from portal.accounts.receiving import Visitor
from portal.audit.models import Entry
from portal.outbox.models import Message
from portal.questions.versions import make_set
from tests import factories
from tests.portal.questions.conftest import asked

BACKEND = "django.contrib.auth.backends.ModelBackend"
BORN = date(1950, 1, 1)
VISITOR = Visitor("李阿婆", BORN)


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def leader(db):
    return factories.make_user("leader", "+8613800000088")


@pytest.fixture
def helper(centre, areas, leader):
    return factories.make_helper(centre, areas["estate"], leader, most_a_month=4, most_an_event=2)


@pytest.fixture
def old_li(areas):
    return factories.make_person("李阿婆", birth_date=BORN, estate_code="jinyuan", contact_phone="13900000001")


@pytest.fixture
def agreed():
    return Agreed("by_phone", timezone.localdate())


def help_with(helper, event, visitor, agreed, at, key=None):
    return sign_up_visitor(helper, event, visitor, agreed=agreed, key=key or uuid.uuid4(), by=helper.user, at=at)


def signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.mark.parametrize("visitor", [VISITOR, Visitor("李阿婆", phone="139 0000 0001")])
def test_a_neighbour_is_found_by_birth_date_or_number_and_signed_up_with_consent(
    visitor, helper, event, old_li, agreed, at
):
    party = help_with(helper, event, visitor, agreed, at)
    helped = HelpedSignUp.objects.get()
    assert party.state == "confirmed"
    assert (helped.person, helped.way, helped.agreed_on, helped.helper) == (old_li, "by_phone", agreed.on, helper)
    mandate = Mandate.objects.get(person=old_li)
    assert (mandate.basis, mandate.agent, mandate.ends_on) == ("helper", helper.user, helper.ends_on + timedelta(1))
    acts = Entry.objects.filter(beneficiary_id=old_li.pk, actor_id=helper.user_id).values_list("act", flat=True)
    assert set(acts) == {"mandate.helper", "party.confirmed", "helper.signed_up"}


def test_somebody_new_is_added_at_home_in_the_estate(helper, event, agreed, at):
    help_with(helper, event, Visitor("张大伯", phone="13900000002"), agreed, at)
    person = Person.objects.get(name="张大伯")
    assert (person.estate_code, person.contact_phone) == ("jinyuan", "13900000002")


def test_a_name_alone_or_half_a_name_finds_nobody(helper, old_li, at):
    assert meet(helper, Visitor("李阿婆"), by=helper.user, at=at) != old_li
    assert meet(helper, Visitor("李阿", BORN), by=helper.user, at=at) != old_li
    assert meet(helper, Visitor("李阿婆", date(1950, 1, 2)), by=helper.user, at=at) != old_li


def test_the_same_key_gives_the_same_sign_up(helper, event, old_li, agreed, at):
    key = uuid.uuid4()
    first = help_with(helper, event, VISITOR, agreed, at, key)
    assert help_with(helper, event, VISITOR, agreed, at, key) == first
    assert (Party.objects.count(), HelpedSignUp.objects.count()) == (1, 1)


def test_somebody_of_another_estate_is_refused_by_name(helper, event, agreed, at):
    factories.make_person("王建国", birth_date=BORN, estate_code="tangyuan", contact_phone="13900000003")
    with pytest.raises(HelpRefused) as refusal:
        help_with(helper, event, Visitor("王建国", phone="13900000003"), agreed, at)
    assert refusal.value.reason == "estate"


def test_quotas_refuse_with_their_reason(helper, event, programme, agreed, at):
    names = ["甲甲", "乙乙", "丙丙", "丁丁", "戊戊"]
    for name in names[:2]:
        help_with(helper, event, Visitor(name, BORN), agreed, at)
    with pytest.raises(HelpRefused) as refusal:
        help_with(helper, event, Visitor("丙丙", BORN), agreed, at)
    assert (refusal.value.reason, "2" in str(refusal.value.sentence)) == ("quota_event", True)
    other = factories.make_event(programme)
    for name in names[2:4]:
        help_with(helper, other, Visitor(name, BORN), agreed, at)
    with pytest.raises(HelpRefused) as refusal:
        help_with(helper, factories.make_event(programme), Visitor("戊戊", BORN), agreed, at)
    assert refusal.value.reason == "quota_month"
    assert not Person.objects.filter(name="戊戊").exists()


def test_cancelling_gives_back_the_place_in_the_event_but_not_in_the_month(helper, event, agreed, at):
    party = help_with(helper, event, VISITOR, agreed, at)
    cancel(registration=party.registrations.get(), by=helper.user, at=at)
    assert (helping.left_in(helper, event), helping.left_this_month(helper, at)) == (2, 3)


@pytest.mark.parametrize("days", [1, -40])
def test_consent_is_of_a_day_that_makes_sense(days, helper, event, at):
    with pytest.raises(HelpRefused) as refusal:
        help_with(helper, event, VISITOR, Agreed("by_phone", timezone.localdate() + timedelta(days)), at)
    assert refusal.value.reason == "consent"


def test_a_child_is_for_its_guardian_to_sign_up(helper, event, agreed, at):
    child = Visitor("李小宝", timezone.localdate() - timedelta(days=365 * 8))
    with pytest.raises(NotEligible) as refusal:
        help_with(helper, event, child, agreed, at)
    assert refusal.value.reason == "guardian"


def test_nobody_else_acts_as_this_helper(helper, event, agreed, at, neighbour):
    with pytest.raises(NoHelper):
        sign_up_visitor(helper, event, VISITOR, agreed=agreed, key=uuid.uuid4(), by=neighbour, at=at)


def test_a_helper_sees_nothing_else_of_the_neighbour(helper, event, programme, old_li, agreed, at, resident):
    other = factories.make_event(programme)
    Mandate.objects.create(person=old_li, agent=resident, basis="family", starts_on=timezone.localdate())
    sign_up(event=other, people=[old_li], by=resident, key=uuid.uuid4(), at=at)
    help_with(helper, event, VISITOR, agreed, at)
    assert not people_one_may_act_for(helper.user, at).exists()
    assert [row.event for row in Registration.objects.visible_to(helper.user, at)] == [event]
    assert signed_in(helper.user).get(f"/me/household/{old_li.pk}/").status_code == 404


def test_the_resident_is_told_objects_and_is_helped_no_more(helper, event, programme, neighbour, agreed, at):
    Person.objects.filter(user=neighbour).update(birth_date=BORN)
    neighbour.person.household.estate_code = "jinyuan"
    neighbour.person.household.save()
    help_with(helper, event, VISITOR, agreed, at)
    message = neighbour.inbox.get(kind="registration.helped")
    assert "楼组长老张" in message.body
    client = signed_in(neighbour)
    assert "楼组长老张" in client.get("/me/").content.decode()
    helped = HelpedSignUp.objects.get()
    for _again in range(2):
        assert client.post(f"/me/helping/objections/{helped.pk}/").status_code == 302
    assert Entry.objects.filter(act="helper.objected").count() == 1
    assert Registration.objects.get().state == "confirmed"
    with pytest.raises(HelpRefused) as refusal:
        help_with(helper, factories.make_event(programme), VISITOR, agreed, at)
    assert refusal.value.reason == "objected"
    assert not Mandate.objects.valid_on(timezone.localdate()).filter(basis="helper").exists()


def test_the_family_of_somebody_without_an_account_is_told_and_may_object(helper, event, father, resident, agreed, at):
    father.household.estate_code = "jinyuan"
    father.household.save()
    help_with(helper, event, Visitor("王建国", father.birth_date), agreed, at)
    assert resident.inbox.filter(kind="registration.helped").count() == 1
    assert object_to(HelpedSignUp.objects.get(), by=resident, at=at).objected_at


def test_a_stranger_can_not_object(helper, event, old_li, agreed, at, neighbour):
    help_with(helper, event, VISITOR, agreed, at)
    assert signed_in(neighbour).post(f"/me/helping/objections/{HelpedSignUp.objects.get().pk}/").status_code == 404


# The centre


def facts(**changed):
    today = timezone.localdate()
    return {
        **{"name": "老张", "kind": "block_leader", "most_a_month": 30, "most_an_event": 5},
        **{"starts_on": today, "ends_on": today + timedelta(days=90)},
        **changed,
    }


def test_a_centre_names_whoever_has_the_number_now_or_later(centre, centre_officer, areas, at):
    arguments = {"phone": "+8613900000077", "estate": areas["estate"], "facts": facts(), "by": centre_officer, "at": at}
    helper = name_helper(centre, **arguments)
    assert helper.user == User.objects.get(phone="+8613900000077")
    assert not helper.user.has_usable_password()
    with pytest.raises(HelpRefused):
        name_helper(centre, **arguments)


def test_only_officers_name_helpers_and_only_for_their_own_estates(centre, centre_officer, organiser, areas, at):
    arguments = {"phone": "+8613900000077", "facts": facts(), "at": at}
    with pytest.raises(NotAllowed):
        name_helper(centre, estate=areas["estate"], by=organiser, **arguments)
    areas["committee"].centre = None
    areas["committee"].save()
    with pytest.raises(HelpRefused):
        name_helper(centre, estate=areas["estate"], by=centre_officer, **arguments)
    assert not User.objects.filter(phone="+8613900000077").exists()


def test_an_ended_helper_acts_no_more_from_that_moment(helper, event, old_li, centre_officer, agreed, at):
    help_with(helper, event, VISITOR, agreed, at)
    client = signed_in(centre_officer)
    page = client.get(f"/admin/helpers/acts/{helper.pk}/").content.decode()
    assert "李阿婆" in page
    assert client.post(f"/admin/helpers/acts/{helper.pk}/").status_code == 302
    with pytest.raises(NoHelper):
        help_with(helper, event, Visitor("张三丰", BORN), agreed, at)
    assert signed_in(helper.user).get(f"/me/helping/{helper.pk}/events/{event.pk}/").status_code == 404
    assert not Mandate.objects.valid_on(timezone.localdate()).filter(basis="helper").exists()


def test_the_admin_names_and_changes_a_helper(centre, centre_officer, areas, at):
    client = signed_in(centre_officer)
    body = {**facts(), "centre": centre.pk, "estate": areas["estate"].pk, "phone": "139 0000 0077"}
    assert client.post("/admin/helpers/new/", body).status_code == 302
    helper = Helper.objects.get()
    assert client.post(f"/admin/helpers/edit/{helper.pk}/", facts(most_a_month=9)).status_code == 302
    helper.refresh_from_db()
    assert (helper.most_a_month, helper.centre, helper.estate) == (9, centre, areas["estate"])
    wrong = client.post("/admin/helpers/new/", {**body, "ends_on": "2020-01-01", "phone": "1"})
    assert wrong.status_code == 200
    assert set(wrong.context["form"].errors) == {"phone", "ends_on"}
    assert "139 0000 0077" not in str(Entry.objects.values())


# The pages


def test_a_helper_signs_up_on_the_phone_and_is_told_what_is_amiss(helper, event, old_li):
    client, url = signed_in(helper.user), f"/me/helping/{helper.pk}/events/{event.pk}/"
    assert url in client.get("/me/helping/").content.decode()
    body = {"name": "李阿婆", "way": "in_person", "agreed_on": str(timezone.localdate()), "key": str(uuid.uuid4())}
    answer = client.post(url, body)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"birth_date"})
    assert client.post(url, {**body, "birth_date": "1950-01-01"}).status_code == 302
    page = client.get(url).content.decode()
    assert "1. 李*婆" in page
    assert Registration.objects.get().person == old_li
    reference = Registration.objects.get().reference
    assert client.post(f"/me/registrations/{reference}/cancel/").status_code == 302
    assert Registration.objects.get().state == "cancelled"


def test_what_has_to_be_answered_is_asked_of_the_neighbour(helper, event, organisation, organiser, old_li, at):
    definition = {"questions": [asked("q1", "yes_no", "要吃午饭吗？", required=True), asked("q2", "text", "还有什么")]}
    version = make_set(organisation_id=organisation.pk, name="午饭", definition=definition, by=organiser, at=at).newest
    ask(event=event, version=version, takes_photos=False, by=organiser, at=at)
    client, url = signed_in(helper.user), f"/me/helping/{helper.pk}/events/{event.pk}/"
    page = client.get(url).content.decode()
    assert "要吃午饭吗" in page
    assert "还有什么" not in page
    facts = {"name": "李阿婆", "birth_date": "1950-01-01", "way": "in_person"}
    facts["agreed_on"] = str(timezone.localdate())
    missing = client.post(url, {**facts, "key": uuid.uuid4()})
    assert missing.status_code == 422
    assert not Party.objects.exists()
    name = next(name for name in re.findall('name="([^"]+)"', page) if name.endswith("q1"))
    assert client.post(url, {**facts, "key": uuid.uuid4(), name: "yes"}).status_code == 302
    assert AnswerSheet.objects.get().answers == {"q1": "yes"}


def test_my_page_says_nothing_of_helping_to_whoever_has_none(resident):
    assert "/me/helping/" not in signed_in(resident).get("/me/").content.decode()


def test_the_pages_of_another_helper_are_missing(helper, event, neighbour):
    client = signed_in(neighbour)
    for url in (f"/me/helping/{helper.pk}/events/{event.pk}/", f"/me/helping/{helper.pk}/events/{event.pk}/chain/"):
        assert client.get(url).status_code == 404


def test_what_helpers_did_costs_the_same_for_one_and_for_many(
    helper, programme, father, resident, agreed, at, django_assert_num_queries
):
    Helper.objects.update(most_a_month=60)
    for _number in range(4):
        sign_up_neighbours(
            helper, factories.make_event(programme), [father], agreed=agreed, key=uuid.uuid4(), by=helper.user, at=at
        )
    with django_assert_num_queries(1):
        assert len(helped_sign_ups(resident, at)) == 4
    assert not Message.objects.filter(recipient=helper.user, kind="registration.helped").exists()
