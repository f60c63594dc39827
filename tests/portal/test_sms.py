"""Codes leave at once and stay nowhere; the console and the demo's box work only where they may."""

import logging

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from portal import sms
from portal.outbox import demo_box
from portal.outbox.demo_box import DemoBox
from portal.outbox.models import Delivery, DemoMessage, Message
from portal.sms import memory
from portal.sms.console import Console

PHONE = "+8613800000001"


@pytest.fixture(autouse=True)
def _empty():
    memory.messages.clear()


@pytest.mark.parametrize(("language", "template"), [("zh-hans", "code"), ("en", "code.en")])
def test_a_code_goes_out_at_once_in_the_language_of_the_page_and_is_kept_nowhere(db, language, template):
    with translation.override(language):
        sms.send_code(PHONE, "123456")
    assert memory.messages == [(PHONE, template, {"code": "123456"})]
    assert (Message.objects.count(), Delivery.objects.count(), DemoMessage.objects.count()) == (0, 0, 0)


def test_a_code_that_may_have_left_counts_as_sent_and_the_log_masks_its_number(monkeypatch, caplog):
    def send(self, *args):
        raise sms.Unclear("no answer: TimeoutError")

    monkeypatch.setattr(memory.Memory, "send", send)
    with caplog.at_level(logging.WARNING):
        sms.send_code(PHONE, "123456")
    assert "138****0001" in caplog.text
    assert "13800000001" not in caplog.text
    assert "123456" not in caplog.text


def test_a_code_that_was_not_sent_says_so(monkeypatch):
    def send(self, *args):
        raise sms.NotSent("isv.BUSINESS_LIMIT_CONTROL")

    monkeypatch.setattr(memory.Memory, "send", send)
    with pytest.raises(sms.NotSent):
        sms.send_code(PHONE, "123456")


@pytest.mark.parametrize(
    ("phone", "shown"), [(PHONE, "138****0001"), ("13800000001", "138****0001"), ("62880000", "****"), ("", "****")]
)
def test_a_masked_number_keeps_three_and_four_digits(phone, shown):
    assert sms.masked(phone) == shown


def test_a_wording_is_filled_and_an_unknown_one_is_named():
    assert "123456" in sms.wording("code", {"code": "123456"})
    assert sms.wording("nobody registered this", {"b": "2", "a": "1"}) == "nobody registered this a=1 b=2"


def test_the_console_prints_only_in_development(settings, capsys):
    with pytest.raises(ImproperlyConfigured):
        Console()
    settings.DEBUG = True
    Console().send(PHONE, "code", {"code": "123456"})
    assert "123456" in capsys.readouterr().out


def test_the_demo_box_refuses_to_work_outside_the_demo(settings):
    settings.DEBUG = True
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        DemoBox()


def test_the_demo_box_keeps_the_last_messages(db, settings, monkeypatch):
    settings.DEBUG = settings.DEMO = True
    monkeypatch.setattr(demo_box, "KEPT", 2)
    box = DemoBox()
    for number in range(4):
        box.send(PHONE, "code", {"code": f"00000{number}"})
    kept = [message.text for message in DemoMessage.objects.order_by("pk")]
    assert ["000002" in kept[0], "000003" in kept[1], len(kept)] == [True, True, 2]
