"""People are added once, acted for under a mandate, and changed by nobody else."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal import contributions
from portal.accounts import household
from portal.accounts.errors import CannotEnd, HasOwnAccount, HouseholdFull, NotYourPerson
from portal.accounts.household import PersonDetails, add_person, change_person, end_mandate, people_one_may_act_for
from portal.accounts.models import Household, Mandate, Person
from portal.accounts.permissions import may_act_for
from portal.audit.models import Entry
from tests import factories

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
MOTHER = PersonDetails(name="李秀英", birth_date=date(1953, 2, 3))

pytestmark = pytest.mark.django_db


@pytest.fixture
def estates(monkeypatch):
    """Two estates, as an app contributes them."""
    slot = contributions.Slot("estates")
    slot.register(lambda: [contributions.Estate("jinyuan", "锦园"), contributions.Estate("tangyuan", "塘苑")])
    monkeypatch.setattr(contributions, "estates", slot)


def names_for(user, at=NOW):
    return [person.name for person in people_one_may_act_for(user, at)]


def years_ago(years: int) -> date:
    return (TODAY - timedelta(days=365 * years)).replace(day=1)


def test_becoming_a_resident_makes_person_household_diary_and_mandate(founded, outsider):
    person = household.become_resident(outsider, name="陈 阿婆", birth_date=date(1950, 1, 1), at=NOW)
    assert person.diary_id
    assert person.household_id
    mandate = person.mandates.get()
    assert (mandate.agent, mandate.relation, mandate.basis) == (outsider, "self", "self")
    assert household.become_resident(outsider, name="别的", at=NOW) == person
    assert Entry.objects.filter(act="person.added").count() == 1


def test_somebody_added_belongs_to_the_household_and_may_be_acted_for(resident):
    person, is_new = add_person(MOTHER, relation="mother", by=resident, at=NOW)
    assert is_new
    assert person.household == resident.person.household
    assert may_act_for(resident, person, on=TODAY)
    entry = Entry.objects.get(act="person.added")
    assert entry.beneficiary_id == person.pk
    assert "李秀英" not in str(entry.facts)


@pytest.mark.parametrize(
    ("relation", "birth_date", "basis"),
    [
        ("child", years_ago(8), "guardian"),
        (
            "child",
            date(TODAY.year - 18, TODAY.month, TODAY.day) if (TODAY.month, TODAY.day) != (2, 29) else None,
            "family",
        ),
        ("child", years_ago(30), "family"),
        ("child", None, "family"),
        ("grandchild", years_ago(8), "family"),
        ("mother", years_ago(70), "family"),
    ],
)
def test_a_parent_is_the_guardian_of_a_child_under_eighteen(resident, relation, birth_date, basis):
    person, _ = add_person(PersonDetails(name="小宝", birth_date=birth_date), relation=relation, by=resident, at=NOW)
    assert person.mandates.get().basis == basis


def test_adding_the_same_person_again_returns_the_one_there_is(resident, father):
    same = PersonDetails(name=" 王建国 ", birth_date=father.birth_date)
    assert add_person(same, relation="father", by=resident, at=NOW) == (father, False)
    other_date = PersonDetails(name="王建国", birth_date=date(1951, 5, 5))
    assert add_person(other_date, relation="father", by=resident, at=NOW)[1]


def test_somebody_living_elsewhere_is_found_again_too(resident):
    elsewhere = PersonDetails(name="李秀英", estate_code="tangyuan")
    person, _ = add_person(elsewhere, relation="mother", by=resident, at=NOW)
    assert person.estate_code == "tangyuan"
    assert person.household != resident.person.household
    assert add_person(elsewhere, relation="mother", by=resident, at=NOW) == (person, False)


def test_adding_somebody_again_after_taking_them_off_opens_a_new_mandate(resident, father):
    end_mandate(father.pk, by=resident, at=NOW)
    assert not may_act_for(resident, father, on=TODAY)
    assert add_person(
        PersonDetails(name=father.name, birth_date=father.birth_date), relation="father", by=resident, at=NOW
    ) == (father, False)
    assert may_act_for(resident, father, on=TODAY)


def test_typing_the_name_of_somebody_with_an_account_does_not_take_them_up(resident, neighbour):
    spouse = neighbour.person
    Person.objects.filter(pk=spouse.pk).update(household=resident.person.household)
    with pytest.raises(HasOwnAccount):
        add_person(
            PersonDetails(name=spouse.name, birth_date=spouse.birth_date), relation="spouse", by=resident, at=NOW
        )
    assert not may_act_for(resident, spouse, on=TODAY)


def test_a_stranger_of_the_same_name_and_birth_date_is_not_taken_up(resident, neighbour):
    twin = PersonDetails(name=neighbour.person.name, birth_date=neighbour.person.birth_date)
    person, is_new = add_person(twin, relation="other", by=resident, at=NOW)
    assert is_new
    assert person != neighbour.person


def test_adding_needs_a_person_of_one_s_own(outsider):
    with pytest.raises(NotYourPerson):
        add_person(MOTHER, relation="mother", by=outsider, at=NOW)


def test_a_household_has_an_end(resident, monkeypatch):
    monkeypatch.setattr(household, "MOST_PEOPLE", 2)
    add_person(MOTHER, relation="mother", by=resident, at=NOW)
    with pytest.raises(HouseholdFull):
        add_person(PersonDetails(name="第三人"), relation="other", by=resident, at=NOW)


def test_the_list_begins_with_oneself_and_holds_only_mandates_in_force(resident, neighbour, django_assert_num_queries):
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    for name, starts_on, ends_on in [
        ("昨日止", yesterday, TODAY),
        ("今日止", yesterday, tomorrow),
        ("明日起", tomorrow, None),
        ("今日起", TODAY, None),
    ]:
        person = factories.make_person(name)
        Mandate.objects.create(person=person, agent=resident, starts_on=starts_on, ends_on=ends_on)
    erased = factories.make_person("已注销", agent=resident)
    Person.objects.filter(pk=erased.pk).update(erased_at=NOW)
    with django_assert_num_queries(1):
        people = list(people_one_may_act_for(resident, NOW))
        assert [person.name for person in people] == ["王小英", "今日止", "今日起"]
        assert [(person.relation, person.basis) for person in people[:2]] == [("self", "self"), ("other", "family")]
        assert people[0].estate_code == ""


def test_a_person_without_a_valid_mandate_cannot_be_changed_or_given_up(resident, father, neighbour):
    for person in (father, resident.person):
        with pytest.raises(NotYourPerson):
            change_person(person.pk, MOTHER, by=neighbour, at=NOW)
        with pytest.raises(NotYourPerson):
            end_mandate(person.pk, by=neighbour, at=NOW)
    with pytest.raises(NotYourPerson):
        change_person(10_000, MOTHER, by=neighbour, at=NOW)
    father.refresh_from_db()
    assert father.name == "王建国"


def test_a_change_writes_what_changed_and_names_it_without_values(resident, father):
    details = PersonDetails(
        name="王建国",
        birth_date=father.birth_date,
        contact_phone="051262880000",
        emergency_name=father.emergency_name,
        emergency_phone=father.emergency_phone,
        needs=["wheelchair"],
    )
    person, changed = change_person(father.pk, details, relation="grandparent", by=resident, at=NOW)
    assert sorted(changed) == ["contact_phone", "needs", "relation"]
    assert person.mandates.get().relation == "grandparent"
    entry = Entry.objects.get(act="person.changed")
    assert sorted(entry.facts["fields"]) == sorted(changed)
    assert "62880000" not in str(vars(entry))
    assert change_person(father.pk, details, relation="grandparent", by=resident, at=NOW)[1] == []
    assert Entry.objects.filter(act="person.changed").count() == 1


def test_one_s_own_estate_moves_the_home_and_another_s_leaves_it(resident, father):
    mine = PersonDetails(name="王小英", birth_date=resident.person.birth_date, estate_code="jinyuan")
    change_person(resident.person.pk, mine, by=resident, at=NOW)
    father.refresh_from_db()
    assert father.estate_code == "jinyuan"
    his = PersonDetails(name=father.name, birth_date=father.birth_date, estate_code="tangyuan")
    change_person(father.pk, his, by=resident, at=NOW)
    father, own = Person.objects.get(pk=father.pk), Person.objects.get(user=resident)
    assert (father.estate_code, own.estate_code) == ("tangyuan", "jinyuan")
    back = PersonDetails(name=father.name, birth_date=father.birth_date, estate_code="jinyuan")
    change_person(father.pk, back, by=resident, at=NOW)
    assert Person.objects.get(pk=father.pk).estate_code == "jinyuan"


def test_nobody_gives_up_themselves(resident):
    with pytest.raises(CannotEnd):
        end_mandate(resident.person.pk, by=resident, at=NOW)
    assert names_for(resident) == ["王小英"]


def test_an_ended_mandate_is_audited_and_over_at_once(resident, father):
    end_mandate(father.pk, by=resident, at=NOW)
    assert names_for(resident) == ["王小英"]
    assert Entry.objects.get(act="mandate.ended").beneficiary_id == father.pk
    with pytest.raises(NotYourPerson):
        end_mandate(father.pk, by=resident, at=NOW)


def test_one_household_is_not_another_s(resident, neighbour, father):
    assert Household.objects.count() == 2
    assert names_for(neighbour) == ["李阿婆"]
