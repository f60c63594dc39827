"""One flow, phone and six digits, signs in and signs up; nothing typed is lost, and nobody is led astray."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal import sms
from portal.accounts.models import Consent, Person, PhoneCode, User
from portal.audit.models import Entry
from tests import factories

SIGN_IN, CODE, WELCOME = "/accounts/sign-in/", "/accounts/code/", "/me/welcome/"
PHONE = "+8613900000001"
WIDE = "13800000001".translate(str.maketrans("0123456789", "０１２３４５６７８９"))

pytestmark = pytest.mark.django_db


def content(response) -> str:
    return response.content.decode()


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_page_asks_for_a_number_and_touches_no_session(client):
    response = client.get(SIGN_IN)
    assert response.status_code == 200
    assert 'autocomplete="tel-national"' in content(response)
    assert "/notices/terms/" in content(response)
    assert not Session.objects.exists()
    assert "sessionid" not in response.cookies


def test_the_code_page_asks_for_digits_as_phones_like_it(client):
    client.post(SIGN_IN, {"phone": "13900000001"})
    page = content(client.get(CODE))
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert "139 0000 0001" in page


def test_the_code_page_without_a_number_leads_back(client):
    assert client.get(CODE)["Location"] == SIGN_IN
    assert client.post(CODE, {"code": "123456"})["Location"] == SIGN_IN


def test_an_unknown_number_becomes_an_account_after_the_code_and_not_before(client, last_code):
    client.post(SIGN_IN, {"phone": "13900000001"})
    assert not User.objects.exists()
    client.post(CODE, {"code": "abc"})
    assert not User.objects.exists()
    response = client.post(CODE, {"code": last_code()})
    user = User.objects.get(phone=PHONE)
    assert is_signed_in(client)
    assert response["Location"].startswith(WELCOME)
    assert not user.has_usable_password()
    assert Entry.objects.get(act="account.signed_up").object_id == str(user.pk)


def test_a_code_in_full_width_digits_and_with_spaces_is_right(client, last_code):
    client.post(SIGN_IN, {"phone": "13900000001"})
    wide = last_code().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    client.post(CODE, {"code": f" {wide[:3]} {wide[3:]} "})
    assert is_signed_in(client)


def test_a_wrong_code_is_said_at_the_field_and_does_not_sign_in(client, last_code):
    client.post(SIGN_IN, {"phone": "13900000001"})
    wrong = f"{(int(last_code()) + 1) % 1_000_000:06d}"
    response = client.post(CODE, {"code": wrong})
    assert response.context["form"].errors["code"]
    assert wrong in content(response)
    assert not is_signed_in(client)


def test_a_known_number_enters_its_account(client, resident, enter):
    response = enter("13800000001")
    assert client.session["_auth_user_id"] == str(resident.pk)
    assert response["Location"] == reverse("me:home")
    assert User.objects.count() == 1


def test_known_and_unknown_numbers_are_answered_alike(client, resident):
    def ask(phone):
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(SIGN_IN, {"phone": phone})
        page = content(client.get(CODE)).replace(phone, "").replace(phone[3:7] + " " + phone[7:], "")
        client.cookies.clear()
        return answer.status_code, answer["Location"], len(queries), page.count("<p"), len(page) // 100

    assert ask("13800000001") == ask("13900000001")


def test_an_account_that_is_switched_off_stays_out(client, resident, enter):
    User.objects.update(is_active=False)
    response = enter("13800000001")
    assert response["Location"] == reverse("account_inactive")
    assert client.get(response["Location"]).status_code == 200
    assert not is_signed_in(client)


def test_the_language_of_the_address_becomes_the_language_of_messages(enter):
    response = enter(prefix="/en")
    assert User.objects.get().language == "en"
    assert response["Location"].startswith("/en/me/welcome/")


def test_the_name_is_asked_once_and_makes_the_person(client, founded, enter):
    following = "/events/7/register/?a=1&b=2"
    response = enter(following=following)
    page = client.get(response["Location"])
    assert page.context["next"] == following
    response = client.post(WELCOME, {"name": " 阿卜杜拉•买买提 ", "birth_date": "1951年5月4日", "next": following})
    assert response["Location"] == following
    person = Person.objects.get(user__phone=PHONE)
    assert (person.name, str(person.birth_date)) == ("阿卜杜拉·买买提", "1951-05-04")
    assert person.mandates.get().basis == "self"
    assert Consent.objects.get(person=person).notice.purpose == "terms"
    client.post(WELCOME, {"name": "另一个名字"})
    assert Person.objects.get(user__phone=PHONE).name == "阿卜杜拉·买买提"


@pytest.mark.parametrize(
    "bad",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "evil.example",
        "javascript:alert(1)",
        "/" + "x" * 3000,
        "\n//x",
    ],
)
def test_next_stays_on_the_site(client, resident, enter, bad):
    assert enter("13800000001", following=bad)["Location"] == reverse("me:home")
    assert client.get(SIGN_IN, {"next": bad})["Location"] == reverse("me:home")


def test_next_survives_both_steps_and_a_mistake(client, resident, last_code):
    response = client.post(SIGN_IN, {"phone": "1380000000", "next": "/e/abc"})
    assert 'value="/e/abc"' in content(response)
    client.post(SIGN_IN, {"phone": "13800000001", "next": "/e/abc"})
    client.post(CODE, {"code": "1"})
    assert client.post(CODE, {"code": last_code()})["Location"] == "/e/abc"


@pytest.mark.parametrize(
    "typed", ["1380000000", "0512-62880000", "x" * 10_000, "138\x000000001", "<script>", "", "١٣٨"]
)
def test_a_bad_number_gets_a_sentence_and_stays_in_the_field(client, typed):
    response = client.post(SIGN_IN, {"phone": typed})
    assert response.status_code == 200
    assert response.context["form"].errors["phone"]
    assert response.context["form"]["phone"].value() == typed
    assert not PhoneCode.objects.exists()


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "１２３４５", "x" * 10_000, "12\x003456", "٠١٢٣٤٥"])
def test_a_bad_code_gets_a_sentence_and_costs_no_try(client, typed):
    client.post(SIGN_IN, {"phone": "13900000001"})
    response = client.post(CODE, {"code": typed})
    assert response.status_code == 200
    assert response.context["form"].errors["code"]
    assert PhoneCode.objects.get().tries == 0


def test_over_a_limit_the_page_says_so_keeps_what_was_typed_and_offers_the_code_already_sent(client, last_code):
    client.post(SIGN_IN, {"phone": "13900000001"})
    client.cookies.clear()
    response = client.post(SIGN_IN, {"phone": "139 0000 0001", "next": "/e/abc"})
    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert "139 0000 0001" in content(response)
    assert CODE in content(response)
    assert client.post(CODE, {"code": last_code()})["Location"].endswith("next=%2Fe%2Fabc")


def test_when_the_sms_service_fails_the_page_says_so(client, monkeypatch):
    def fail(phone, code):
        raise sms.NotSent("down")

    monkeypatch.setattr(sms, "send_code", fail)
    response = client.post(SIGN_IN, {"phone": "13900000001"})
    assert response.status_code == 503
    assert response.context["form"].errors["phone"]


def test_a_forged_forwarded_for_resets_no_limit(client, settings):
    settings.SIGN_IN_CODES_AN_HOUR_PER_ADDRESS = 2
    statuses = [
        client.post(SIGN_IN, {"phone": f"1390000001{n}"}, headers={"X-Forwarded-For": f"8.8.8.{n}"}).status_code
        for n in range(3)
    ]
    assert statuses == [302, 302, 429]


def test_a_trusted_proxy_tells_the_address_and_what_the_caller_forged_before_it_does_not(client, settings):
    settings.SIGN_IN_CODES_AN_HOUR_PER_ADDRESS, settings.TRUSTED_PROXY_COUNT = 1, 1
    statuses = [
        client.post(SIGN_IN, {"phone": f"1390000001{n}"}, headers={"X-Forwarded-For": forwarded}).status_code
        for n, forwarded in enumerate(["8.8.8.8", "9.9.9.9", "1.1.1.1, 9.9.9.9"])
    ]
    assert statuses == [302, 302, 429]


def test_one_success_resets_no_limit(client, enter):
    enter()
    client.post("/accounts/sign-out/")
    assert client.post(SIGN_IN, {"phone": "13900000001"}).status_code == 429


def test_get_neither_sends_nor_signs_out(client, resident, sent):
    client.get(SIGN_IN, {"phone": "13900000001"})
    assert not sent
    client.force_login(resident)
    assert client.get("/accounts/sign-out/").status_code == 405
    assert is_signed_in(client)


def test_posts_without_the_form_s_token_are_refused(resident):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(resident)
    for address in (SIGN_IN, CODE, WELCOME, "/accounts/sign-out/", "/me/household/add/", "/me/profile/"):
        assert strict.post(address).status_code == 403, address


def test_signing_out_ends_the_session(client, resident):
    client.force_login(resident)
    assert client.post("/accounts/sign-out/")["Location"] == "/"
    assert not is_signed_in(client)
    assert not Session.objects.exists()


def test_personal_pages_are_not_kept_by_caches(client, resident):
    client.force_login(resident)
    for address in ("/me/household/", "/me/profile/", "/me/data/", WELCOME):
        header = client.get(address)["Cache-Control"]
        assert "private" in header, address
        assert "no-store" in header, address


def test_a_password_is_optional_and_is_set_without_an_old_one(client, enter):
    enter()
    secret = "shahu-lotus-7"
    response = client.post("/me/profile/password/", {"new_password1": secret, "new_password2": secret})
    assert response["Location"] == "/me/profile/"
    assert is_signed_in(client)
    client.post("/accounts/sign-out/")
    client.post("/accounts/password/", {"login": "139 0000 0001", "password": secret})
    assert is_signed_in(client)


def test_the_old_password_is_asked_for_unless_the_number_was_proven_just_now(client, resident, enter):
    client.force_login(resident)
    assert "old_password" in client.get("/me/profile/password/").context["form"].fields
    client.post("/accounts/sign-out/")
    enter("13800000001")
    assert "old_password" not in client.get("/me/profile/password/").context["form"].fields
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert "old_password" in client.get("/me/profile/password/").context["form"].fields


@pytest.mark.parametrize("login", ["resident", "13800000001", "+86 138-0000-0001", WIDE])
def test_a_password_enters_by_user_name_or_number(client, resident, login):
    response = client.post(
        "/accounts/password/?next=/e/abc", {"login": login, "password": "linli-demo", "next": "/e/abc"}
    )
    assert response["Location"] == "/e/abc"
    assert is_signed_in(client)


def test_a_wrong_password_locks_the_name_however_the_number_is_written(client, resident):
    for login in ("13800000001", "138 0000 0001", "+8613800000001", "138-0000-0001", "008613800000001"):
        response = client.post("/accounts/password/", {"login": login, "password": "wrong"})
        assert response.status_code == 200
        assert login in content(response)
    response = client.post("/accounts/password/", {"login": "13800000001", "password": "linli-demo"})
    assert not is_signed_in(client)
    assert response.context["form"].errors


def test_wrong_name_and_wrong_password_are_answered_alike(client, resident):
    answers = {
        str(client.post("/accounts/password/", {"login": login, "password": "wrong"}).context["form"].errors)
        for login in ("resident", "nobody", "13800000001", "13900000009")
    }
    assert len(answers) == 1


def test_a_password_sign_in_goes_nowhere_else(client, resident):
    form = {"login": "resident", "password": "linli-demo", "next": "https://evil.example/"}
    assert client.post("/accounts/password/", form)["Location"] == reverse("me:home")


@pytest.mark.parametrize(
    "closed",
    [
        "/accounts/signup/",
        "/accounts/login/code/",
        "/accounts/login/code/confirm/",
        "/accounts/phone/verify/",
        "/accounts/phone/change/",
        "/accounts/password/reset/",
        "/accounts/password/set/",
        "/accounts/3rdparty/",
        "/accounts/social/signup/",
        "/admin/password_reset/",
        "/admin/password_reset/confirm/MQ/abc-def/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_other_ways_in_are_closed(client, founded, closed, method):
    assert getattr(client, method)(closed).status_code == 404


def test_wagtail_s_own_sign_in_leads_to_ours(client, founded):
    assert client.get("/admin/login/?next=/admin/pages/")["Location"] == f"{SIGN_IN}?next=%2Fadmin%2Fpages%2F"
    assert client.post("/admin/login/", {"username": "x", "password": "y"})["Location"].startswith(SIGN_IN)
    assert client.get("/admin/")["Location"].startswith(SIGN_IN)


def test_staff_are_not_asked_for_a_resident_s_name(client, enter):
    factories.make_user("officer", PHONE, is_staff=True)
    assert enter(following="/admin/")["Location"] == "/admin/"


@pytest.fixture
def long_unused(resident):
    """The resident's number, as it was ninety days after its last use."""
    then = timezone.now() - timedelta(days=90)
    User.objects.filter(pk=resident.pk).update(last_login=then, phone_verified_at=then, date_joined=then)


WHO = "/accounts/who/"


@pytest.mark.parametrize("birth_date", ["1986年3月1日", "1951-05-04"])
def test_a_number_unused_for_ninety_days_opens_its_household_with_a_members_birth_date_only(
    birth_date, client, resident, father, long_unused, enter
):
    assert enter("13800000001", following="/e/abc")["Location"] == WHO
    assert not is_signed_in(client)
    assert "王小英" not in content(client.get(WHO))
    for wrong in ({"birth_date": "1986-03-02"}, {"birth_date": ""}, {"name": "王小英"}, {"birth_date": "abc"}):
        response = client.post(WHO, wrong)
        assert response.context["form"].errors["birth_date"]
        assert not is_signed_in(client)
    assert client.post(WHO, {"birth_date": birth_date})["Location"] == "/e/abc"
    assert client.session["_auth_user_id"] == str(resident.pk)


def test_a_household_that_told_no_birth_date_is_known_by_its_owners_name(client, resident, long_unused, enter):
    resident.person.birth_date = None
    resident.person.save()
    enter("13800000001", following="/e/abc")
    assert client.post(WHO, {"name": "张三"}).context["form"].errors["name"]
    assert client.post(WHO, {"name": " 王小英 "})["Location"] == "/e/abc"


def test_birth_dates_are_not_guessed_for_long(client, resident, long_unused, enter):
    enter("13800000001")
    for day in range(2, 5):
        client.post(WHO, {"birth_date": f"1986-03-0{day}"})
    assert client.post(WHO, {"birth_date": "1986-03-01"})["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_the_new_owner_of_a_number_begins_anew(client, resident, father, long_unused, enter):
    enter("13800000001")
    assert client.post(WHO, {"new_owner": "1"})["Location"].startswith(WELCOME)
    assert client.session["_auth_user_id"] != str(resident.pk)
    resident.refresh_from_db()
    assert resident.phone is None
    assert User.objects.get(phone="+8613800000001").pk != resident.pk
    assert Entry.objects.get(act="account.number_released").object_id == str(resident.pk)
    client.post(WELCOME, {"name": "王小英"})
    assert "王建国" not in content(client.get("/me/household/"))


def test_a_number_used_a_day_less_ago_is_asked_for_nothing(client, resident, long_unused, enter):
    User.objects.update(last_login=timezone.now() - timedelta(days=89, hours=23))
    enter("13800000001")
    assert is_signed_in(client)


def test_nobody_is_asked_who_they_are_without_a_proven_number(client, resident, long_unused):
    assert client.get(WHO)["Location"] == SIGN_IN
    assert client.post(WHO, {"new_owner": "1"})["Location"] == SIGN_IN
    assert User.objects.filter(phone="+8613800000001").exists()
