"""What is told stands in the inbox once, with the deliveries that the recipient can receive."""

import threading
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connection, transaction

from portal.outbox.models import Delivery, Message
from portal.outbox.queueing import Notice, tell, tell_each
from portal.sms import memory
from tests import factories

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def say(recipient, **changes) -> Message | None:
    words = {"kind": "test", "subject": "明天有活动", "body": "请准时参加。", "at": NOW, **changes}
    return tell(recipient, **words)


def test_tell_puts_a_message_into_the_inbox_and_sends_nothing_itself(resident):
    memory.messages.clear()
    message = say(resident, path="/me/", sms_template="reminder", sms_variables={"title": "讲座"})
    assert list(resident.inbox.all()) == [message]
    assert (message.language, message.read_at) == ("zh-hans", None)
    assert memory.messages == []
    assert mail.outbox == []


def test_tell_queues_an_sms_for_a_phone_and_an_email_for_an_address(resident):
    resident.email = "wang@example.com"
    message = say(resident, sms_template="reminder", sms_variables={"title": "讲座"})
    sms, email = message.deliveries.order_by("-channel")
    assert (sms.channel, sms.address, sms.template, sms.variables) == (
        "sms",
        "+8613800000001",
        "reminder",
        {"title": "讲座"},
    )
    assert (email.channel, email.address) == ("email", "wang@example.com")
    assert {sms.state, email.state} == {"queued"}
    assert sms.due_at == NOW


@pytest.mark.parametrize(
    ("phone", "email", "template", "is_active", "channels"),
    [
        (None, "", "reminder", True, []),
        ("+8613800000003", "", "", True, []),
        (None, "a@example.com", "reminder", True, ["email"]),
        ("+8613800000003", "a@example.com", "reminder", False, []),
    ],
)
def test_tell_queues_only_what_can_arrive(db, phone, email, template, is_active, channels):
    user = factories.make_user("somebody", phone, email=email, is_active=is_active)
    message = say(user, sms_template=template)
    assert [row.channel for row in message.deliveries.all()] == channels


def test_without_a_mail_server_no_email_is_queued(resident, settings):
    settings.SENDS_EMAIL = False
    resident.email = "wang@example.com"
    assert say(resident).deliveries.count() == 0


def test_an_english_reader_gets_the_english_sms(db):
    user = factories.make_user("anna", "+8613800000003", language="en")
    assert say(user, sms_template="reminder").deliveries.get().template == "reminder.en"


def test_telling_a_key_again_tells_nothing(resident):
    assert say(resident, key="fact:1", sms_template="reminder") is not None
    assert say(resident, key="fact:1", sms_template="reminder", subject="又一次") is None
    assert (Message.objects.count(), Delivery.objects.count()) == (1, 1)


def test_tell_runs_one_statement_for_the_message_and_one_for_its_deliveries(resident, django_assert_num_queries):
    resident.email = "wang@example.com"
    with django_assert_num_queries(2), transaction.atomic(savepoint=False):
        say(resident, sms_template="reminder")


def test_a_long_subject_with_line_breaks_becomes_one_line_of_two_hundred(resident):
    message = say(resident, subject="讲座\r\nBcc: all@example.com " + "长" * 300)
    message.refresh_from_db()
    assert len(message.subject) == 200
    assert "\n" not in message.subject
    assert "\r" not in message.subject


def test_tell_each_takes_as_many_statements_for_fifty_as_for_three(db, django_assert_num_queries):
    users = [factories.make_user(f"user{n}", f"+86138000002{n:02}") for n in range(53)]

    def notices(some):
        return [Notice(user, "test", "题目", "内容", key=f"fact:{user.pk}", sms_template="reminder") for user in some]

    few, many = notices(users[:3]), notices(users[3:])
    with django_assert_num_queries(6):
        assert tell_each(few, at=NOW) == 3
    with django_assert_num_queries(6):
        assert tell_each(many, at=NOW) == 50
    assert tell_each(notices(users), at=NOW) == 0
    assert (Message.objects.count(), Delivery.objects.count()) == (53, 53)


def test_tell_each_without_a_key_is_refused(resident):
    with pytest.raises(ValueError, match="key"):
        tell_each([Notice(resident, "test", "题目", "内容")], at=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_bulk", [False, True])
def test_two_who_tell_the_same_fact_at_once_tell_it_once(is_bulk):
    user = factories.make_user("somebody", "+8613800000003")
    start = threading.Barrier(4)
    errors: list[Exception] = []

    def run() -> None:
        start.wait()
        try:
            with transaction.atomic():
                if is_bulk:
                    tell_each([Notice(user, "test", "题目", "内容", key="fact", sms_template="reminder")], at=NOW)
                else:
                    say(user, key="fact", sms_template="reminder")
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (Message.objects.count(), Delivery.objects.count()) == (1, 1)
