"""The household's pages take what people type, lose nothing, and show nobody else's people."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.forms.fields import parse_birth_date
from portal.accounts.models import Consent, Person
from tests import factories

LIST, ADD = "/me/household/", "/me/household/add/"
MOTHER = {"relation": "mother", "name": "李秀英", "birth_date": "1953-02-03"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_home(client, resident):
    client.force_login(resident)
    return client


def queries_for(client, address) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    "typed",
    [
        "1951-05-04",
        "1951.5.4",
        "1951/5/4",
        "1951年5月4日",
        "1951 年 5 月 4 日",
        "19510504",
        "1951 5 4",
        "１９５１－０５－０４",
        " 1951-5-4 ",
    ],
)
def test_a_date_of_birth_is_taken_as_people_write_it(typed):
    assert str(parse_birth_date(typed)) == "1951-05-04"


def test_the_list_shows_oneself_and_one_s_people(at_home, founded, father):
    page = at_home.get(LIST).content.decode()
    assert page.index("王小英") < page.index("王建国")
    assert "/notices/health/" in page


def test_the_list_asks_the_same_number_of_queries_for_one_and_for_thirty(at_home, founded, resident):
    at_home.get(LIST)
    before = queries_for(at_home, LIST)
    for number in range(30):
        factories.make_person(f"家人{number}", agent=resident, needs=["hearing"], estate_code="jinyuan")
    assert queries_for(at_home, LIST) == before
    assert before <= 10


def test_adding_comes_back_with_the_person_chosen(at_home):
    response = at_home.post(ADD, MOTHER | {"next": "/events/7/register/?person=1&note=a%26b"})
    mother = Person.objects.get(name="李秀英")
    assert response["Location"] == f"/events/7/register/?note=a%26b&person={mother.pk}"
    assert mother.mandates.get().relation == "mother"


def test_adding_does_not_lead_off_the_site(at_home):
    assert at_home.post(ADD, MOTHER | {"next": "https://evil.example/"})["Location"] == LIST


def test_adding_the_same_person_again_says_so_and_comes_back_with_them(at_home, father):
    again = {"relation": "father", "name": "王建国", "birth_date": "1951-05-04", "next": "/e/abc"}
    response = at_home.post(ADD, again)
    assert response["Location"] == f"/e/abc?person={father.pk}"
    assert Person.objects.filter(name="王建国").count() == 1
    assert "王建国" in at_home.get(LIST).content.decode()


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("birth_date", TOMORROW),
        ("birth_date", "1890-01-01"),
        ("birth_date", "2023-02-29"),
        ("birth_date", "51-05-04"),
        ("birth_date", "1951-5"),
        ("birth_date", "yesterday"),
        ("birth_date", "9999999999999999"),
        ("birth_date", "0000-00-00"),
        ("birth_date", "x" * 10_000),
        ("name", ""),
        ("name", "   "),
        ("name", "名" * 51),
        ("name", "名" * 10_000),
        ("name", "王\x00英"),
        ("name", "王\u202e英"),
        ("name", "王\x07英"),
        ("relation", ""),
        ("relation", "self"),
        ("relation", "emperor"),
        ("estate_code", "no-such-estate"),
        ("needs", "telepathy"),
        ("needs_note", "x" * 201),
        ("needs_note", "a\x00b"),
        ("contact_phone", "call me"),
        ("emergency_phone", "1" * 10_000),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field_and_nothing_typed_is_lost(at_home, field, typed):
    response = at_home.post(ADD, MOTHER | {"contact_phone": "0512-62880000", "needs": "hearing", field: typed})
    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors[field]
    page = response.content.decode()
    if field != "contact_phone":
        assert "0512-62880000" in page
    if field != "name":
        assert "李秀英" in page
    if field not in ("relation", "estate_code", "needs"):
        assert form[field].value() == typed
    assert 'aria-invalid="true"' in page
    assert not Person.objects.exclude(name="王小英").exists()


@pytest.mark.parametrize("name", ["𠮷野", "㛃", "𪚥𱁬", "阿卜杜拉•买买提", "名" * 50, "Zoë O’Neill", "\ue000某"])
def test_any_han_character_and_foreign_names_are_kept(at_home, name):
    at_home.post(ADD, MOTHER | {"name": name})
    assert Person.objects.get(birth_date="1953-02-03").name == name.replace("•", "·")


def test_a_line_break_in_a_name_becomes_a_space(at_home):
    at_home.post(ADD, MOTHER | {"name": "李\r\n秀英"})
    assert Person.objects.get(birth_date="1953-02-03").name == "李 秀英"


def test_a_child_s_date_of_birth_is_needed(at_home):
    response = at_home.post(ADD, {"relation": "child", "name": "小宝"})
    assert response.context["form"].errors["birth_date"]


def test_changing_keeps_what_is_not_asked_about_and_posted_extras_are_ignored(at_home, resident, father, neighbour):
    form = {"relation": "father", "name": "王建国", "birth_date": "1951-05-04", "needs": ["wheelchair"]}
    extras = {"user": neighbour.pk, "household": neighbour.person.household_id, "basis": "guardian"}
    assert at_home.post(f"/me/household/{father.pk}/", form | extras)["Location"] == LIST
    changed = Person.objects.get(pk=father.pk)
    assert changed.needs == ["wheelchair"]
    assert changed.user is None
    assert changed.household == resident.person.household
    assert changed.mandates.get().basis == "family"


def test_one_s_own_page_asks_for_no_relation(at_home, resident):
    address = f"/me/household/{resident.person.pk}/"
    assert "relation" not in at_home.get(address).context["form"].fields
    at_home.post(address, {"name": "王晓英", "birth_date": "1986-03-01", "relation": "child"})
    assert Person.objects.get(user=resident).name == "王晓英"
    assert Person.objects.get(user=resident).mandates.get().relation == "self"


def test_taking_somebody_off_the_list(at_home, father, resident):
    assert at_home.post(f"/me/household/{father.pk}/remove/")["Location"] == LIST
    assert at_home.get(f"/me/household/{father.pk}/").status_code == 404
    assert at_home.post(f"/me/household/{resident.person.pk}/remove/")["Location"] == LIST
    assert resident.person.mandates.valid_on(timezone.localdate()).exists()


@pytest.mark.parametrize("tail", ["", "remove/", "consents/health/"])
def test_a_foreign_person_is_answered_as_a_missing_one(client, founded, neighbour, father, tail):
    client.force_login(neighbour)
    foreign, missing = f"/me/household/{father.pk}/{tail}", f"/me/household/999999/{tail}"
    for address in (foreign, missing):
        assert client.post(address, MOTHER | {"agree": "1"}).status_code == 404
        if not tail:
            assert client.get(address).status_code == 404
    assert Person.objects.get(pk=father.pk).name == "王建国"
    assert not Consent.objects.exists()


@pytest.mark.parametrize("address", [LIST, ADD, "/me/household/1/", "/me/profile/", "/me/data/", "/me/welcome/"])
def test_strangers_are_led_to_the_door_and_back(client, address):
    assert client.get(address)["Location"].startswith("/accounts/sign-in/?next=/me/")


def test_an_account_without_a_person_is_asked_for_a_name_first(client, outsider):
    client.force_login(outsider)
    assert (
        client.get(f"{ADD}?next=/e/abc")["Location"]
        == "/me/welcome/?next=%2Fme%2Fhousehold%2Fadd%2F%3Fnext%3D%2Fe%2Fabc"
    )


def test_a_consent_is_given_and_withdrawn_on_the_page(at_home, founded, father):
    address = f"/me/household/{father.pk}/consents/health/"
    at_home.post(address, {"agree": "1"})
    assert Consent.objects.get(person=father).withdrawn_at is None
    at_home.post(address, {"agree": "0"})
    assert Consent.objects.get(person=father).withdrawn_at
    assert at_home.get(address).status_code == 405
    assert at_home.post(f"/me/household/{father.pk}/consents/terms/", {"agree": "0"}).status_code == 404
    assert at_home.post(f"/me/household/{father.pk}/consents/nonsense/", {"agree": "1"}).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("purpose", ["terms", "health", "photos"])
def test_every_notice_can_be_read_by_anybody_in_both_languages(client, founded, prefix, purpose):
    assert client.get(f"{prefix}/notices/{purpose}/").status_code == 200


def test_no_notice_is_missing_politely(client, founded):
    assert client.get("/notices/nonsense/").status_code == 404


def test_the_copy_of_my_data_holds_mine_and_my_child_s_and_no_other_adult_s(at_home, founded, father, neighbour):
    at_home.post(ADD, {"relation": "child", "name": "小宝", "birth_date": "2020-01-01"})
    response = at_home.get("/me/data/")
    assert response["Content-Disposition"].startswith("attachment")
    assert [copy["person"]["name"] for copy in response.json()["people"]] == ["王小英", "小宝"]
    assert response.json()["account"]["phone"] == "+8613800000001"


def test_the_profile_sets_the_language_of_messages(at_home, resident):
    assert at_home.get("/me/profile/").status_code == 200
    at_home.post("/me/profile/", {"language": "en"})
    resident.refresh_from_db()
    assert resident.language == "en"
    assert at_home.post("/me/profile/", {"language": "tlh"}).context["form"].errors["language"]
