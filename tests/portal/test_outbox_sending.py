"""A delivery leaves once; what may have left is never sent again by itself."""

import smtplib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction

from portal import sms
from portal.lifecycle import IllegalMove
from portal.outbox import claiming, sending
from portal.outbox.models import Delivery, Message
from portal.outbox.purging import purge
from portal.outbox.queueing import tell
from portal.outbox.sending import send_due
from portal.outbox.states import DeliveryState
from portal.sms import memory
from tests import factories

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
LATER = NOW + claiming.CLAIM_LASTS + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _empty():
    memory.messages.clear()


@pytest.fixture
def queue(db):
    def queue(count: int = 1, *, email: str = "", phone: bool = True, **words) -> list[Delivery]:
        first = Message.objects.count()
        for number in range(first, first + count):
            user = factories.make_user(f"user{number}", f"+86138000003{number:02}" if phone else None, email=email)
            tell(
                user,
                **{
                    "kind": "test",
                    "subject": f"第{number}条",
                    "body": "请准时参加。",
                    "at": NOW,
                    "sms_template": "reminder",
                    "sms_variables": {"title": "讲座"},
                    **words,
                },
            )
        return list(Delivery.objects.order_by("pk"))

    return queue


@pytest.fixture
def provider(monkeypatch):
    """Let the next messages fail as told: an exception for each, None for success."""
    outcomes: list[Exception | None] = []

    def send(self, phone, template, variables):
        memory.messages.append(memory.Sent(phone, template, dict(variables)))
        if outcomes and (outcome := outcomes.pop(0)):
            raise outcome
        return sms.Receipt("biz-1")

    monkeypatch.setattr(memory.Memory, "send", send)
    return outcomes


def only() -> Delivery:
    return Delivery.objects.get()


def test_send_due_sends_an_sms_and_keeps_its_number(queue, provider):
    queue()
    assert send_due(NOW) == 1
    assert [sent.variables for sent in memory.messages] == [{"title": "讲座"}]
    row = only()
    assert (row.state, row.attempts, row.provider_id) == (DeliveryState.SENT, 1, "biz-1")
    assert row.sent_at >= NOW


def test_send_due_again_sends_nothing(queue, provider):
    queue()
    send_due(NOW)
    assert send_due(LATER) == 0
    assert len(memory.messages) == 1


def test_what_is_not_due_yet_waits(queue, provider):
    queue()
    assert send_due(NOW - timedelta(seconds=1)) == 0


def test_more_than_a_batch_goes_out_in_one_run(queue, provider, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    queue(5)
    assert send_due(NOW) == 5
    assert len(memory.messages) == 5


def test_a_run_that_is_over_gives_back_what_it_has_not_begun(queue, provider, monkeypatch):
    monkeypatch.setattr(sending, "SECONDS_A_RUN", 100.0)
    queue(3)
    clock = [0.0]
    monkeypatch.setattr(sending.time, "monotonic", lambda: clock[0])
    send = memory.Memory.send

    def slowly(self, *args):
        clock[0] += 60.0
        return send(self, *args)

    monkeypatch.setattr(memory.Memory, "send", slowly)
    assert send_due(NOW) == 2
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["queued", "sent", "sent"]
    assert send_due(NOW) == 1


def test_not_sent_is_tried_again_later_and_later_and_then_has_failed(queue, provider):
    queue()
    moment, waits = NOW, []
    provider.extend(sms.NotSent("isv.BUSINESS_LIMIT_CONTROL") for _ in range(6))
    for _ in range(6):
        send_due(moment)
        waits.append(only().due_at - moment)
        moment = max(only().due_at, moment)
    assert [round(wait.total_seconds() / 60) for wait in waits[:5]] == [1, 5, 15, 60, 240]
    assert (only().state, only().attempts, only().error) == (DeliveryState.FAILED, 6, "isv.BUSINESS_LIMIT_CONTROL")
    assert send_due(moment + timedelta(days=1)) == 0


def test_a_final_refusal_fails_at_once(queue, provider):
    queue()
    provider.append(sms.NotSent("isv.MOBILE_NUMBER_ILLEGAL", is_final=True))
    send_due(NOW)
    assert (only().state, only().attempts) == (DeliveryState.FAILED, 1)


@pytest.mark.parametrize("error", [sms.Unclear("no answer: TimeoutError"), RuntimeError("anything else")])
def test_an_unclear_sms_is_never_sent_again_by_itself(queue, provider, error):
    queue()
    provider.append(error)
    send_due(NOW)
    assert only().state == DeliveryState.UNCLEAR
    assert send_due(NOW + timedelta(days=1)) == 0
    assert len(memory.messages) == 1


def test_one_that_fails_does_not_stop_the_others(queue, provider):
    queue(3)
    provider.extend([None, sms.Unclear("cut off"), None])
    send_due(NOW)
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["sent", "sent", "unclear"]


def test_an_sms_that_a_killed_sender_had_begun_is_unclear_and_one_it_had_not_is_sent(queue, provider):
    queue(2)
    begun, waiting = claiming.claim("sms", limit=2, at=NOW)
    assert claiming.begin(begun, at=NOW)
    send_due(NOW + claiming.CLAIM_LASTS)
    assert memory.messages == []
    send_due(LATER)
    assert [sent.phone for sent in memory.messages] == [waiting.address]
    begun.refresh_from_db()
    assert begun.state == DeliveryState.UNCLEAR


def test_what_a_slow_sender_began_a_moment_ago_is_left_to_it(queue):
    queue()
    (row,) = claiming.claim("sms", limit=1, at=NOW)
    claiming.begin(row, at=LATER - timedelta(seconds=2))
    assert claiming.reap(LATER) == 0
    assert claiming.settle(row, DeliveryState.SENT, at=LATER)


def test_a_sender_thought_dead_does_not_begin_what_it_has_lost(queue):
    queue()
    (row,) = claiming.claim("sms", limit=1, at=NOW)
    claiming.reap(LATER)
    assert not claiming.begin(row, at=LATER)
    (again,) = claiming.claim("sms", limit=1, at=LATER)
    assert not claiming.begin(row, at=LATER)
    assert claiming.begin(again, at=LATER)


def test_begun_twice_under_one_claim_is_refused(queue):
    queue()
    (row,) = claiming.claim("sms", limit=1, at=NOW)
    assert claiming.begin(row, at=NOW)
    assert not claiming.begin(row, at=NOW)


def test_what_was_settled_cannot_be_settled_otherwise(queue, provider):
    queue()
    send_due(NOW)
    with pytest.raises(IllegalMove):
        claiming.settle(only(), DeliveryState.FAILED, at=NOW)


def test_a_claim_without_a_sender_is_refused_by_the_database(queue):
    queue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(state="claimed")


def test_an_email_is_in_the_language_of_its_message_and_links_to_the_portal(queue, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://linli.example"
    user = factories.make_user("anna", email="anna@example.com", language="en")
    tell(user, kind="test", subject="You have a place", body="See you <soon>.", path="/me/", at=NOW)
    send_due(NOW)
    (sent,) = mail.outbox
    row = only()
    assert sent.to == ["anna@example.com"]
    assert sent.subject == "You have a place"
    assert "See you <soon>." in sent.body
    assert "https://linli.example/en/me/" in sent.body
    html = sent.alternatives[0].content
    assert 'lang="en"' in html
    assert "See you &lt;soon&gt;." in html
    assert sent.message()["Message-ID"] == f"<delivery-{row.pk}.{row.message_id}@linli.example>"
    assert row.state == DeliveryState.SENT


def test_a_chinese_email_is_chinese_throughout(queue, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://linli.example"
    queue(email="wang@example.com", phone=False, path="/me/")
    send_due(NOW)
    assert "https://linli.example/me/" in mail.outbox[0].body
    assert "查看详情" in mail.outbox[0].body
    assert 'lang="zh-hans"' in mail.outbox[0].alternatives[0].content


@pytest.fixture
def mail_server(monkeypatch):
    """Let the next e-mails fail as told, after the server has seen them."""
    outcomes: list[Exception | None] = []
    deliver = EmailBackend.send_messages

    def send_messages(self, messages):
        count = deliver(self, messages)
        if outcomes and (outcome := outcomes.pop(0)):
            raise outcome
        return count

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    return outcomes


def test_an_email_is_repeated_with_the_same_message_id(queue, mail_server):
    queue(email="wang@example.com", phone=False)
    mail_server.append(smtplib.SMTPServerDisconnected("gone"))
    send_due(NOW)
    assert (only().state, only().error) == (DeliveryState.QUEUED, "SMTPServerDisconnected")
    send_due(NOW + timedelta(minutes=2))
    first, second = mail.outbox
    assert first.message()["Message-ID"] == second.message()["Message-ID"]
    assert only().state == DeliveryState.SENT


def test_an_email_that_a_killed_sender_had_begun_is_sent_again(queue):
    queue(email="wang@example.com", phone=False)
    (row,) = claiming.claim("email", limit=1, at=NOW)
    claiming.begin(row, at=NOW)
    send_due(LATER)
    assert only().state == DeliveryState.SENT
    assert only().attempts == 2


@pytest.mark.parametrize(("code", "state"), [(550, DeliveryState.FAILED), (450, DeliveryState.QUEUED)])
def test_a_refused_address_fails_and_a_busy_one_waits(queue, mail_server, code, state):
    queue(email="wang@example.com", phone=False)
    mail_server.append(smtplib.SMTPRecipientsRefused({"wang@example.com": (code, b"no")}))
    send_due(NOW)
    assert only().state == state
    assert "wang" not in only().error


def test_needs_attention_shows_failed_unclear_and_long_waiting(queue):
    rows = queue(4)
    for row, state in zip(rows, ("failed", "unclear", "sent"), strict=False):
        Delivery.objects.filter(pk=row.pk).update(state=state)
    soon = set(Delivery.objects.needs_attention(NOW))
    assert soon == set(rows[:2])
    assert set(Delivery.objects.needs_attention(NOW + timedelta(hours=1))) == {*rows[:2], rows[3]}


def test_purge_forgets_after_twelve_months_with_the_addresses(queue):
    queue()
    Message.objects.update(created_at=NOW - relativedelta(months=12))
    assert purge(NOW) == 0
    assert purge(NOW + timedelta(seconds=1)) == 1
    assert Delivery.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_senders_at_once_send_each_message_once(queue, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 3)
    queue(30)
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        send_due(NOW)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    send_due(NOW)
    phones = [sent.phone for sent in memory.messages]
    assert len(phones) == 30
    assert len(set(phones)) == 30
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
