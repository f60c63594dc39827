"""Everybody reads their own inbox; looking changes nothing, marking does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from portal.outbox.models import DemoMessage
from portal.outbox.queueing import tell
from portal.outbox.reading import mark_read, unread_count

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.fixture
def told(resident):
    return tell(resident, kind="test", subject="您有名额了", body="第一行\n\n<b>第二行</b>", path="/me/", at=NOW)


@pytest.fixture
def signed_in(client, resident):
    client.force_login(resident)
    return client


def test_the_inbox_lists_what_i_was_told_newest_first(signed_in, told, resident, neighbour):
    tell(resident, kind="test", subject="后来的消息", body="x", at=NOW + timedelta(minutes=1))
    tell(neighbour, kind="test", subject="邻居的消息", body="x", at=NOW)
    page = signed_in.get(reverse("me:inbox")).content.decode()
    assert page.index("后来的消息") < page.index("您有名额了")
    assert "邻居的消息" not in page
    assert "2 条新消息" in page


def test_a_message_shows_its_words_and_leads_to_its_page_in_the_language_of_the_address(signed_in, told):
    chinese = signed_in.get(reverse("me:message", args=[told.pk]))
    assert "&lt;b&gt;第二行" in chinese.content.decode()
    assert 'href="/me/"' in chinese.content.decode()
    english = signed_in.get(f"/en/me/inbox/{told.pk}/").content.decode()
    assert 'class="button" href="/en/me/"' in english
    assert "See the details" in english
    assert '<article class="paper flow" lang="zh-Hans">' in english
    assert chinese["Cache-Control"].count("no-store") == 1


def test_looking_changes_nothing(signed_in, told, resident):
    signed_in.get(reverse("me:inbox"))
    signed_in.get(reverse("me:message", args=[told.pk]))
    assert unread_count(resident) == 1


@pytest.mark.parametrize("name", ["me:read_all", "me:read"])
def test_marking_needs_a_post_and_marks(signed_in, told, resident, name):
    address = reverse(name, args=[told.pk] if name == "me:read" else [])
    assert signed_in.get(address).status_code == 405
    assert unread_count(resident) == 1
    assert signed_in.post(address).status_code == 302
    assert unread_count(resident) == 0


def test_anothers_message_looks_missing_and_cannot_be_marked(client, told, neighbour, resident):
    client.force_login(neighbour)
    assert client.get(reverse("me:message", args=[told.pk])).status_code == 404
    client.post(reverse("me:read", args=[told.pk]))
    client.post(reverse("me:read_all"))
    assert unread_count(resident) == 1


def test_without_signing_in_nothing_is_shown(client, told):
    for name, arguments in (("me:inbox", []), ("me:message", [told.pk])):
        assert client.get(reverse(name, args=arguments)).status_code == 302
    assert client.post(reverse("me:read_all")).status_code == 302


def test_marking_again_keeps_the_first_moment(told, resident):
    mark_read(by=resident, at=NOW)
    assert mark_read(by=resident, at=NOW + timedelta(days=1)) == 0
    told.refresh_from_db()
    assert told.read_at == NOW


@pytest.mark.parametrize("page", ["2", "0", "-1", "9999999999", "x"])
def test_any_page_number_is_answered(signed_in, told, page):
    assert signed_in.get(reverse("me:inbox"), {"page": page}).status_code == 200


def test_a_full_inbox_takes_as_many_queries_as_an_empty_one(signed_in, resident, django_assert_max_num_queries):
    for number in range(30):
        tell(resident, kind="test", subject=f"第{number}条", body="x", at=NOW)
    with django_assert_max_num_queries(7):
        signed_in.get(reverse("me:inbox"))


def test_the_demos_message_box_is_nowhere_else(client, db, rf, settings):
    from django.http import Http404

    from portal.pages.views.demo_messages import demo_messages

    assert client.get("/demo/messages/").status_code == 404
    with pytest.raises(Http404):
        demo_messages(rf.get("/demo/messages/"))


def test_the_demos_message_box_shows_codes_in_the_demo(db, rf, settings):
    from django.contrib.auth.models import AnonymousUser

    from portal.pages.views.demo_messages import demo_messages

    settings.DEMO = True
    DemoMessage.objects.create(phone="+8613800000001", text="您的验证码是123456", sent_at=NOW)
    request = rf.get("/demo/messages/")
    request.user = AnonymousUser()
    assert "123456" in demo_messages(request).content.decode()
