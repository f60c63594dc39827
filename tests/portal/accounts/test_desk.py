"""An old account gets another number at a window: papers of its household, a proven number, and nobody stays in."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.desk import Claim, Shown, give_number
from portal.accounts.errors import NotAtWindow
from portal.accounts.household import people_one_may_act_for
from portal.accounts.models import Mandate, NumberGiven, Person, User
from portal.accounts.readouts import copy_of
from portal.audit.models import Entry
from portal.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
NEW = "+8613900000077"
BORN = date(1951, 5, 4)


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def clerk():
    return factories.make_user("clerk", is_staff=True)


@pytest.fixture
def old(at):
    """An account whose number was taken by a stranger long ago."""
    user = factories.make_user("old", None)
    person = factories.make_person("王建国", user=user, birth_date=BORN, estate_code="jinyuan")
    factories.make_person("王小英", agent=user, birth_date=date(1980, 1, 2), estate_code="jinyuan")
    Person.objects.filter(name="王小英").update(household=person.household)
    return user


def claim(**changed) -> Claim:
    facts = {
        "holder": Shown("王建国", BORN),
        "estate_code": "jinyuan",
        "member": Shown("王小英", date(1980, 1, 2)),
        "seen": "女儿出示了身份证。",
        "because": "原号码停机后被别人用了。",
    }
    return Claim(**{**facts, **changed})


def test_the_account_gets_the_number_and_everybody_who_was_in_is_out(old, clerk, at):
    signed_in = Client()
    signed_in.force_login(old)
    assert signed_in.get("/me/").status_code == 200
    given = give_number(NEW, claim(), organisation_id=7, by=clerk, at=at)
    old.refresh_from_db()
    assert (old.phone, old.phone_verified_at, old.has_usable_password()) == (NEW, at, False)
    assert signed_in.get("/me/").status_code == 302
    assert given.seen_person.name == "王小英"
    assert Message.objects.get(recipient=old).kind == "account.number_given"


def test_the_act_is_in_the_history_and_in_the_copy_and_neither_has_the_number(old, clerk, at):
    give_number(NEW, claim(), organisation_id=7, by=clerk, at=at)
    entry = Entry.objects.get(act="account.number_given")
    assert (entry.actor_id, entry.beneficiary_id, entry.organisation_id) == (clerk.pk, old.person.pk, 7)
    assert "139" not in str(entry.facts)
    assert "王" not in str(entry.facts)
    (told,) = copy_of(old.person)["numbers_given_at_a_window"]
    assert told["shown"] == "女儿出示了身份证。"


def test_doing_it_again_changes_nothing(old, clerk, at):
    first = give_number(NEW, claim(), organisation_id=7, by=clerk, at=at)
    again = give_number(NEW, claim(), organisation_id=7, by=clerk, at=at + timedelta(minutes=1))
    assert first == again
    assert Message.objects.filter(recipient=old).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"holder": Shown("王建国", date(1951, 5, 5))},
        {"estate_code": "other"},
        {"member": Shown("王小英", date(1980, 1, 3))},
        {"member": Shown("路人甲", date(1980, 1, 2))},
    ],
)
def test_whoever_is_not_as_the_papers_say_gets_nothing_and_learns_nothing(wrong, old, clerk, at):
    factories.make_person("路人甲", user=factories.make_user("stranger"), birth_date=date(1980, 1, 2))
    with pytest.raises(NotAtWindow) as refused:
        give_number(NEW, claim(**wrong), organisation_id=7, by=clerk, at=at)
    assert "或其中没有" in str(refused.value.sentence)
    old.refresh_from_db()
    assert old.phone is None
    assert not NumberGiven.objects.exists()


def test_what_was_signed_up_for_under_the_number_meanwhile_stays_in_sight(old, clerk, at):
    meanwhile = factories.make_user("meanwhile", NEW)
    own = factories.make_person("王建国", user=meanwhile, birth_date=BORN)
    child = factories.make_person("王朵朵", agent=meanwhile)
    other_device = Client()
    other_device.force_login(meanwhile)
    give_number(NEW, claim(), organisation_id=7, by=clerk, at=at)
    meanwhile.refresh_from_db()
    assert meanwhile.phone is None
    assert {own.pk, child.pk} <= set(people_one_may_act_for(old, at).values_list("pk", flat=True))
    assert other_device.get("/me/").status_code == 302


def test_accounts_of_staff_are_out_of_reach(old, clerk, at):
    User.objects.filter(pk=old.pk).update(is_staff=True)
    with pytest.raises(NotAtWindow):
        give_number(NEW, claim(), organisation_id=7, by=clerk, at=at)
    User.objects.filter(pk=old.pk).update(is_staff=False)
    factories.make_user("colleague", NEW, is_staff=True)
    with pytest.raises(NotAtWindow):
        give_number(NEW, claim(), organisation_id=7, by=clerk, at=at)


def test_nobody_does_it_for_their_own_family(old, clerk, at):
    Mandate.objects.create(
        person=old.person, agent=clerk, relation="father", basis="family", starts_on=timezone.localdate(at)
    )
    with pytest.raises(NotAtWindow):
        give_number(NEW, claim(), organisation_id=7, by=clerk, at=at)
