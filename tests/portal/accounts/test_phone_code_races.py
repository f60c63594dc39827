"""What happens at the same moment counts as one after the other."""

import itertools
import threading
from collections import Counter

import pytest
from django.db import connection, connections
from django.utils import timezone

from portal.accounts.errors import CodeSpent, TooManyCodes, WrongCode
from portal.accounts.models import PhoneCode, User
from portal.accounts.phone_codes import redeem_code, send_code
from portal.accounts.signing_in import account_for

PHONE = "+8613900000001"

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, times: int) -> Counter:
    """Run ``act`` in threads that start together; count the answers and refusals by name."""
    gate, outcomes = threading.Barrier(times), []

    def run():
        try:
            connection.ensure_connection()
            gate.wait(timeout=20)
            outcomes.append(act() or "done")
        except (CodeSpent, TooManyCodes, WrongCode) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(outcomes)


def test_the_right_code_posted_at_once_is_used_once(last_code):
    at = timezone.now()
    send_code(PHONE, address="", at=at)
    code = last_code()
    assert at_once(lambda: redeem_code(PHONE, code, at=at), 4) == {"done": 1, "CodeSpent": 3}


def test_wrong_codes_posted_at_once_all_count(last_code):
    at = timezone.now()
    send_code(PHONE, address="", at=at)
    wrong = f"{(int(last_code()) + 1) % 1_000_000:06d}"
    assert at_once(lambda: redeem_code(PHONE, wrong, at=at), 8) == {"WrongCode": 5, "CodeSpent": 3}
    assert PhoneCode.objects.get().tries == 5


def test_a_number_gets_one_code_however_many_ask_at_once(sent):
    at = timezone.now()

    def ask():
        send_code(PHONE, address="", at=at)

    assert at_once(ask, 6) == {"done": 1, "TooManyCodes": 5}
    assert len(sent) == 1


def test_an_address_gets_exactly_as_many_as_it_may_however_many_ask_at_once(sent, settings):
    settings.SIGN_IN_CODES_AN_HOUR_PER_ADDRESS = 3
    at, phones = timezone.now(), itertools.count(13_900_000_100)

    def ask():
        send_code(f"+86{next(phones)}", address="192.0.2.1", at=at)

    assert at_once(ask, 8) == {"done": 3, "TooManyCodes": 5}
    assert len(sent) == PhoneCode.objects.count() == 3


def test_a_day_has_exactly_as_many_as_it_may_however_many_ask_at_once(sent, settings):
    settings.SIGN_IN_CODES_A_DAY = 4
    at, numbers = timezone.now(), itertools.count(1)

    def ask():
        number = next(numbers)
        send_code(f"+861390000020{number}", address=f"192.0.2.{number}", at=at)

    assert at_once(ask, 8) == {"done": 4, "TooManyCodes": 4}
    assert len(sent) == 4


def test_a_new_number_gets_one_account_however_many_enter_at_once():
    at = timezone.now()

    def make():
        return str(account_for(PHONE, language="en", at=at)[0].pk)

    assert len(at_once(make, 4)) == 1
    assert User.objects.filter(phone=PHONE).count() == 1
