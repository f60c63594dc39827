"""By which ways somebody is told: as they chose, not at night unless it presses, and by WeChat where it is linked."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache

from portal import checks, sms, wechat
from portal.audit.models import Entry
from portal.outbox import quiet_hours
from portal.outbox.channels import choose_channels, link_wechat
from portal.outbox.errors import NoWeChat
from portal.outbox.models import Delivery
from portal.outbox.queueing import tell
from portal.outbox.sending import send_due
from portal.sms import memory, wordings
from tests import factories

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 14, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 0, tzinfo=UTC)


@pytest.fixture
def nights(settings):
    settings.QUIET_FROM, settings.QUIET_UNTIL = "21:00", "08:00"


def say(user, at=NOON, **changes):
    words = {"kind": "test", "subject": "题目", "body": "内容", "sms_template": "reminder", "at": at, **changes}
    message = tell(user, **words)
    assert message
    return message


def channels(message):
    return sorted(message.deliveries.values_list("channel", flat=True))


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [
        (datetime(2026, 11, 22, 12, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 22, 13, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), False),
    ],
)
def test_the_quiet_hours_are_local_and_half_open(nights, moment, is_quiet):
    assert quiet_hours.is_quiet(moment) is is_quiet
    assert quiet_hours.after(moment) == (MORNING if is_quiet else moment)


def test_two_same_ends_are_no_quiet_hours(settings):
    settings.QUIET_FROM = settings.QUIET_UNTIL = "21:00"
    assert quiet_hours.after(NIGHT) == NIGHT


def test_at_night_only_what_presses_is_sent(nights, resident, neighbour):
    memory.messages.clear()
    say(resident, NIGHT)
    say(neighbour, NIGHT, is_pressing=True)
    assert send_due(NIGHT + timedelta(minutes=1)) == 1
    assert [sent.phone for sent in memory.messages] == [neighbour.phone]
    assert send_due(MORNING) == 1


def test_what_was_due_before_the_night_and_not_sent_waits_as_well(nights, resident):
    memory.messages.clear()
    say(resident, NIGHT - timedelta(hours=2))
    assert send_due(NIGHT) == 0
    assert send_due(MORNING) == 1


def test_a_refused_one_is_not_tried_again_at_night(nights, resident, monkeypatch):
    def refuse(self, *args):
        raise sms.NotSent("busy")

    monkeypatch.setattr(memory.Memory, "send", refuse)
    late = NIGHT - timedelta(hours=1, seconds=30)
    say(resident, late)
    send_due(late)
    assert Delivery.objects.get().due_at == MORNING


def test_one_is_told_by_the_ways_one_chose_and_always_in_the_inbox(resident):
    resident.email = "wang@example.com"
    resident.save()
    choose_channels(["email"], by=resident, at=NOON)
    assert Entry.objects.get(act="account.changed").facts == {"fields": ["muted_channels"]}
    message = say(resident)
    assert channels(message) == ["email"]
    assert resident.inbox.get() == message


def test_what_presses_comes_by_sms_whatever_was_chosen(resident):
    choose_channels([], by=resident, at=NOON)
    assert channels(say(resident)) == []
    assert channels(say(resident, is_pressing=True)) == ["sms"]


def test_the_account_page_sets_the_ways_and_keeps_those_it_did_not_ask(client, resident):
    client.force_login(resident)
    assert "短信" in client.get("/me/profile/").content.decode()
    client.post("/me/profile/channels/", {})
    resident.refresh_from_db()
    assert resident.muted_channels == ["sms"]
    client.post("/me/profile/channels/", {"channels": "sms"})
    resident.refresh_from_db()
    assert resident.muted_channels == []
    assert client.post("/me/profile/channels/", {"channels": "pigeon"}).status_code == 302
    assert client.get("/me/profile/wechat/").status_code == 404


def test_a_variable_is_one_line_of_35_characters_without_a_link():
    assert wordings.fitted("请看 https://evil.example/x 详情\n第二行") == "请看 详情 第二行"
    assert wordings.fitted("见www.a.cn/b吧") == "见"
    assert len(wordings.fitted("长" * 60)) == 35


def test_wordings_themselves_hold_no_link():
    assert not [name for name in wordings.names() if wordings.LINK.search(wordings.text(name))]


def test_check_names_what_the_provider_has_not_approved(settings):
    settings.SMS_ADAPTER = "portal.sms.aliyun.Aliyun"
    settings.SMS_TEMPLATES = {"code": "SMS_1", "reminder": "SMS_2"}
    (warning,) = [one for one in checks.settings_are_a_servers(None) if one.id == "linli.W006"]
    names = warning.msg.partition(": ")[2].rstrip(".").split(", ")
    assert "offered" in names
    assert "reminder" not in names
    assert "reminder.en" not in names


class Official(ThreadingHTTPServer):
    """A local stand-in for WeChat's interface, written from its documentation."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.sent: list[dict] = []
        self.tokens = 0
        self.codes: list[int] = []


class Handler(BaseHTTPRequestHandler):
    server: Official

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        address = urlsplit(self.path)
        if address.path == "/cgi-bin/stable_token":
            self.server.tokens += 1
            self._answer({"access_token": f"token-{self.server.tokens}", "expires_in": 7200})
        elif parse_qs(address.query)["access_token"] != [f"token-{self.server.tokens}"]:
            self._answer({"errcode": 40001, "errmsg": "invalid credential"})
        else:
            self.server.sent.append(body)
            code = self.server.codes.pop(0) if self.server.codes else 0
            self._answer({"errcode": code, "errmsg": "ok", "msgid": 200163836})

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        known = query["code"] == ["good"]
        self._answer({"openid": "oABC"} if known else {"errcode": 40029, "errmsg": "invalid code"})

    def _answer(self, words) -> None:
        payload = json.dumps(words).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def official(settings, db):
    server = Official()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    settings.WECHAT = {"app_id": "wx1", "app_secret": "secret", "endpoint": endpoint}
    settings.WECHAT_TEMPLATES = {"reminder": "TEMPLATE"}
    settings.WECHAT_FIELDS = {"title": "thing1", "what": "thing5"}
    cache.clear()
    yield server
    server.shutdown()
    server.server_close()
    cache.clear()


@pytest.fixture
def linked(resident, official):
    link_wechat("good", by=resident, at=NOON)
    resident.refresh_from_db()
    choose_channels(["wechat"], by=resident, at=NOON)
    return resident


def test_a_linked_account_is_told_in_wechat_with_our_fields_and_one_number(linked, official):
    message = say(
        linked, sms_variables={"title": "一场名字长得二十个字也放不下的健康讲座与义诊", "time": "x"}, path="/me/"
    )
    assert send_due(NOON) == 1
    (sent,) = official.sent
    delivery = message.deliveries.get()
    assert (delivery.state, delivery.provider_id) == ("sent", "200163836")
    assert (sent["touser"], sent["template_id"], sent["client_msg_id"]) == ("oABC", "TEMPLATE", f"linli-{delivery.pk}")
    assert sent["url"].endswith("/me/")
    assert set(sent["data"]) == {"thing1", "thing5"}
    assert len(sent["data"]["thing1"]["value"]) == 20


def test_a_stale_token_is_fetched_anew_and_a_good_one_kept(linked, official):
    say(linked)
    send_due(NOON)
    say(linked)
    send_due(NOON)
    assert official.tokens == 1
    official.tokens = 7
    say(linked)
    send_due(NOON)
    assert len(official.sent) == 3


@pytest.mark.parametrize(("code", "state"), [(43004, "failed"), (-1, "queued")])
def test_what_wechat_refuses_has_failed_and_what_it_cannot_do_now_is_tried_again(linked, official, code, state):
    official.codes = [code]
    message = say(linked)
    send_due(NOON)
    assert message.deliveries.get().state == state


def test_a_kind_without_a_wechat_template_is_not_sent_there(linked):
    assert channels(say(linked, sms_template="confirmed")) == []


def test_without_an_account_wechat_is_off(resident):
    resident.wechat_open_id = "oABC"
    assert not wechat.is_on()
    assert channels(say(resident)) == ["sms"]


def test_one_wechat_account_belongs_to_one_account_here(linked, neighbour):
    with pytest.raises(NoWeChat):
        link_wechat("good", by=neighbour, at=NOON)
    with pytest.raises(NoWeChat):
        link_wechat("bad", by=neighbour, at=NOON)


def test_linking_goes_to_wechat_and_needs_what_it_was_given_back(client, neighbour, official):
    client.force_login(neighbour)
    away = client.get("/me/profile/wechat/")["Location"]
    assert away.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1&")
    client.get("/me/profile/wechat/?code=good&state=forged")
    neighbour.refresh_from_db()
    assert neighbour.wechat_open_id is None
    state = parse_qs(urlsplit(client.get("/me/profile/wechat/")["Location"]).query)["state"][0]
    client.get(f"/me/profile/wechat/?code=good&state={state}")
    neighbour.refresh_from_db()
    assert neighbour.wechat_open_id == "oABC"
    client.post("/me/profile/wechat/unlink/")
    neighbour.refresh_from_db()
    assert neighbour.wechat_open_id is None


def test_an_account_that_is_not_active_is_told_nothing(db):
    user = factories.make_user("gone", "+8613800000077", is_active=False)
    assert channels(say(user, is_pressing=True)) == []
