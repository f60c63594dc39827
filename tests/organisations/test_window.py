"""The page on which a window gives an old account another number; nothing is sent before the papers fit."""

import re
from datetime import date

import pytest

from portal.accounts.models import PhoneCode, User
from portal.sms import memory
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/admin/window/number/"
PHONE = "13900000077"


@pytest.fixture
def desk(client, centre):
    memory.messages.clear()
    user = factories.make_user("desk", is_staff=True)
    factories.make_member(user, centre, "desk")
    client.force_login(user)
    return client


@pytest.fixture
def facts(centre, areas):
    user = factories.make_user("old", "+8613900000001")
    factories.make_person("王建国", user=user, birth_date=date(1951, 5, 4), estate_code=areas["estate"].code)
    return {
        "centre": centre.pk,
        "name": "王建国",
        "birth_date": "1951-05-04",
        "estate": areas["estate"].code,
        "member_name": "王建国",
        "member_birth_date": "1951-05-04",
        "seen": "本人出示了身份证。",
        "because": "原来的号码停机了。",
        "phone": PHONE,
    }


def digits() -> str:
    return re.search(r"\d{6}", memory.messages[-1].variables["code"])[0]


def test_papers_a_code_and_the_account_has_its_number(desk, facts):
    assert "新号码" in desk.get(PAGE).content.decode()
    sent = desk.post(PAGE, {**facts, "send": "1"}).content.decode()
    assert "六位验证码已发送" in sent
    assert 'name="code"' in sent
    wrong = desk.post(PAGE, {**facts, "code": "000000" if digits() != "000000" else "111111"})
    assert wrong.status_code == 422
    assert desk.post(PAGE, {**facts, "code": digits()}).status_code == 302
    assert User.objects.get(username="old").phone == f"+86{PHONE}"


def test_nothing_is_sent_while_the_papers_do_not_fit(desk, facts):
    answer = desk.post(PAGE, {**facts, "member_birth_date": "1951-05-05", "send": "1"})
    assert answer.status_code == 422
    assert "没有这个人的账号" in answer.content.decode()
    assert facts["seen"] in answer.content.decode()
    assert not PhoneCode.objects.exists()


@pytest.mark.parametrize("field", ["seen", "because", "member_name", "member_birth_date"])
def test_without_the_reasons_and_the_papers_there_is_no_code(field, desk, facts):
    assert desk.post(PAGE, {**facts, field: "", "send": "1"}).status_code == 422
    assert not PhoneCode.objects.exists()


def test_whoever_serves_at_no_window_is_refused(client, facts, organiser):
    client.force_login(organiser)
    answer = client.post(PAGE, {**facts, "send": "1"})
    assert answer.status_code == 422
    assert not PhoneCode.objects.exists()
