"""A code is good once, for ten minutes and five tries; what was sent limits what may be sent."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from portal import sms
from portal.accounts.errors import CodeNotSent, CodeSpent, TooManyCodes, WrongCode
from portal.accounts.models import PhoneCode
from portal.accounts.phone_codes import purge_codes, redeem_code, send_code

PHONE = "+8613900000001"
NOW = timezone.now()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

pytestmark = pytest.mark.django_db


def send(at=NOW, phone=PHONE, address="10.0.0.1"):
    return send_code(phone, address=address, at=at)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_code_is_six_digits_and_not_in_the_database(last_code):
    row = send()
    assert re.fullmatch(r"\d{6}", last_code())
    assert last_code() not in str(vars(PhoneCode.objects.get(pk=row.pk)).values())


def test_the_right_code_is_good_once(last_code):
    send()
    redeem_code(PHONE, last_code(), at=NOW)
    for code in (last_code(), wrong(last_code())):
        with pytest.raises(CodeSpent):
            redeem_code(PHONE, code, at=NOW)


@pytest.mark.parametrize(
    ("later", "is_good"), [(timedelta(minutes=10) - timedelta(seconds=1), True), (MINUTE * 10, False)]
)
def test_a_code_is_good_for_ten_minutes(last_code, later, is_good):
    send()
    if is_good:
        redeem_code(PHONE, last_code(), at=NOW + later)
    else:
        with pytest.raises(CodeSpent):
            redeem_code(PHONE, last_code(), at=NOW + later)


def test_the_fifth_try_may_be_right_and_the_sixth_may_not(last_code):
    send()
    for _ in range(5):
        with pytest.raises(WrongCode):
            redeem_code(PHONE, wrong(last_code()), at=NOW)
    with pytest.raises(CodeSpent):
        redeem_code(PHONE, last_code(), at=NOW)
    send(at=NOW + MINUTE)
    for _ in range(4):
        with pytest.raises(WrongCode):
            redeem_code(PHONE, wrong(last_code()), at=NOW + MINUTE)
    redeem_code(PHONE, last_code(), at=NOW + MINUTE)


def test_a_new_code_ends_the_one_before(last_code):
    send()
    first = last_code()
    send(at=NOW + MINUTE)
    if first == last_code():
        pytest.skip("the same six digits were drawn twice")
    with pytest.raises(WrongCode):
        redeem_code(PHONE, first, at=NOW + MINUTE)


def test_a_code_of_another_number_is_wrong(last_code):
    send(phone="+8613900000002")
    other = last_code()
    send()
    if other == last_code():
        pytest.skip("the same six digits were drawn twice")
    with pytest.raises(WrongCode):
        redeem_code(PHONE, other, at=NOW)


def test_a_number_without_a_code_is_answered_as_a_spent_one():
    with pytest.raises(CodeSpent):
        redeem_code(PHONE, "000000", at=NOW)


def test_a_clock_set_back_revives_nothing(last_code):
    send()
    with pytest.raises(CodeSpent):
        redeem_code(PHONE, last_code(), at=NOW - timedelta(seconds=1))
    redeem_code(PHONE, last_code(), at=NOW)
    with pytest.raises(CodeSpent):
        redeem_code(PHONE, last_code(), at=NOW - HOUR)
    with pytest.raises(TooManyCodes):
        send(at=NOW - DAY)


def send_as_often_as_allowed(at, *, until):
    """Ask every minute until ``until``; return how many were sent."""
    count = 0
    while at < until:
        try:
            send(at=at)
            count += 1
        except TooManyCodes:
            pass
        at += MINUTE
    return count


def test_a_number_gets_one_code_a_minute_five_an_hour_and_ten_a_day():
    send()
    with pytest.raises(TooManyCodes) as refusal:
        send(at=NOW + timedelta(seconds=59))
    assert refusal.value.retry_after == MINUTE
    assert send_as_often_as_allowed(NOW + MINUTE, until=NOW + HOUR) == 4
    assert send_as_often_as_allowed(NOW + HOUR, until=NOW + HOUR * 5) == 5
    with pytest.raises(TooManyCodes):
        send(at=NOW + DAY - MINUTE)
    send(at=NOW + DAY)


def test_limits_are_of_the_table_and_survive_an_emptied_cache():
    send()
    cache.clear()
    with pytest.raises(TooManyCodes):
        send()


def test_other_numbers_are_not_held_back_by_one():
    send()
    send(phone="+8613900000002")


def test_an_address_is_limited_loosely_and_without_being_kept(settings):
    settings.SIGN_IN_CODES_AN_HOUR_PER_ADDRESS = 3
    for digit in range(3):
        send(phone=f"+861390000001{digit}")
    with pytest.raises(TooManyCodes) as refusal:
        send(phone="+8613900000019")
    assert refusal.value.reason == "too_many_from_address"
    send(phone="+8613900000019", address="10.0.0.2")
    send(phone="+8613900000018", at=NOW + HOUR)
    assert not PhoneCode.objects.filter(address_digest__contains="10.0.0").exists()


def test_a_day_is_limited_in_all(settings):
    settings.SIGN_IN_CODES_A_DAY = 2
    for digit in range(2):
        send(phone=f"+861390000001{digit}", address=f"10.0.0.{digit}")
    with pytest.raises(TooManyCodes) as refusal:
        send()
    assert refusal.value.reason == "too_many_today"


def test_a_code_that_was_not_sent_is_dead_but_counts(monkeypatch):
    def fail(phone, code):
        raise sms.NotSent("down")

    monkeypatch.setattr(sms, "send_code", fail)
    with pytest.raises(CodeNotSent):
        send()
    assert not PhoneCode.objects.usable(NOW).exists()
    monkeypatch.undo()
    with pytest.raises(TooManyCodes):
        send()


def test_purging_keeps_what_a_limit_still_counts():
    send(at=NOW - timedelta(days=3))
    send(at=NOW - timedelta(hours=23))
    assert purge_codes(NOW) == 1
    assert purge_codes(NOW) == 0
    send()
