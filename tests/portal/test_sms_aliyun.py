"""A signed request goes out once, and every way it can end is told apart: sent, not sent, unclear."""

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import sms
from portal.sms import aliyun
from portal.sms.aliyun import Aliyun, read_answer, signed_headers

KEY_ID, SECRET = "test-key", "test-secret"


class Provider(ThreadingHTTPServer):
    """A local stand-in that checks the signature as the real one does, written from its documentation."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[dict[str, str]] = []
        self.nonces: set[str] = set()
        self.answer = (200, {"Code": "OK", "BizId": "9006197469364984400", "Message": "OK", "RequestId": "r"})
        self.behaviour = "answers"
        self.released = threading.Event()


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        query = urlsplit(self.path).query
        self.server.requests.append(dict(parse_qsl(query, keep_blank_values=True)))
        if self.server.behaviour == "is silent":
            self.server.released.wait(10)
            return
        if self.server.behaviour == "hangs up":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if self.server.behaviour == "stops halfway":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if self.server.behaviour == "talks nonsense":
            return self._say(200, b"<html>")
        if reason := self._refusal(query):
            return self._say(400, json.dumps({"Code": reason, "Message": reason}).encode())
        status, answer = self.server.answer
        self._say(status, json.dumps(answer).encode())

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _refusal(self, query: str) -> str:
        nonce = self.headers["x-acs-signature-nonce"]
        if nonce in self.server.nonces:
            return "SignatureNonceUsed"
        self.server.nonces.add(nonce)
        if self.headers["x-acs-action"] != "SendSms" or self.headers["x-acs-version"] != "2017-05-25":
            return "InvalidAction.NotFound"
        names = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"
        headers = "".join(f"{name}:{self.headers[name]}\n" for name in names.split(";"))
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = "\n".join(["POST", "/", query, headers, names, hashlib.sha256(body).hexdigest()])
        text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(request.encode()).hexdigest()
        signature = hmac.new(SECRET.encode(), text.encode(), "sha256").hexdigest()
        wanted = f"ACS3-HMAC-SHA256 Credential={KEY_ID},SignedHeaders={names},Signature={signature}"
        return "" if self.headers["Authorization"] == wanted else "SignatureDoesNotMatch"

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


def configure(settings, url: str, **changes) -> None:
    settings.SMS_ALIYUN = {
        "key_id": KEY_ID,
        "key_secret": SECRET,
        "signature": "邻里",
        "endpoint": url,
        **changes,
    }
    settings.SMS_TEMPLATES = {"code": "SMS_1", "reminder": "SMS_2", "reminder.en": "SMS_3"}


@pytest.fixture
def account(settings, provider) -> Aliyun:
    configure(settings, f"http://127.0.0.1:{provider.server_port}")
    return Aliyun()


def test_the_signature_is_that_of_the_providers_published_example():
    headers = signed_headers(
        host="ecs.cn-shanghai.aliyuncs.com",
        query={"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"},
        action="RunInstances",
        version="2014-05-26",
        key_id="YourAccessKeyId",
        key_secret="YourAccessKeySecret",
        at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        nonce="3156853299f313e23d1673dc12e1703d",
    )
    assert headers["Authorization"].endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_send_hands_over_number_template_and_variables(account, provider):
    receipt = account.send("+8613800000001", "reminder", {"title": "“三高”健康讲座 & ~*茶", "time": "上午9:30"})
    assert receipt.provider_id == "9006197469364984400"
    (request,) = provider.requests
    assert request["PhoneNumbers"] == "13800000001"
    assert (request["SignName"], request["TemplateCode"]) == ("邻里", "SMS_2")
    assert json.loads(request["TemplateParam"]) == {"title": "“三高”健康讲座 & ~*茶", "time": "上午9:30"}


def test_two_messages_have_two_nonces(account, provider):
    account.send("+8613800000001", "code", {"code": "123456"})
    account.send("+8613800000001", "code", {"code": "123456"})
    assert len(provider.nonces) == 2


def test_an_english_template_without_a_code_of_its_own_goes_out_in_chinese(account, provider):
    account.send("+8613800000001", "reminder.en", {})
    account.send("+8613800000001", "code.en", {"code": "1"})
    assert [request["TemplateCode"] for request in provider.requests] == ["SMS_3", "SMS_1"]


def test_a_template_without_a_code_is_finally_not_sent(account, provider):
    with pytest.raises(sms.NotSent) as caught:
        account.send("+8613800000001", "unknown", {})
    assert caught.value.is_final
    assert provider.requests == []


def test_a_wrong_secret_is_not_sent(settings, provider):
    configure(settings, f"http://127.0.0.1:{provider.server_port}", key_secret="other")
    with pytest.raises(sms.NotSent, match="SignatureDoesNotMatch"):
        Aliyun().send("+8613800000001", "code", {"code": "1"})


@pytest.mark.parametrize(
    ("code", "is_final"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", True),
        ("isv.SMS_TEMPLATE_ILLEGAL", True),
        ("isv.BUSINESS_LIMIT_CONTROL", False),
        ("isv.AMOUNT_NOT_ENOUGH", False),
        ("Throttling.User", False),
    ],
)
def test_an_error_code_is_not_sent_for_good_or_for_now(account, provider, code, is_final):
    provider.answer = (200, {"Code": code, "Message": "no", "RequestId": "r"})
    with pytest.raises(sms.NotSent, match=code) as caught:
        account.send("+8613800000001", "code", {"code": "1"})
    assert caught.value.is_final is is_final


@pytest.mark.parametrize("behaviour", ["is silent", "hangs up", "stops halfway", "talks nonsense"])
def test_no_readable_answer_is_unclear(account, provider, monkeypatch, behaviour):
    monkeypatch.setattr(aliyun, "ANSWER_SECONDS", 0.2)
    provider.behaviour = behaviour
    with pytest.raises(sms.Unclear):
        account.send("+8613800000001", "code", {"code": "1"})
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    ("status", "code"), [(200, "isp.SYSTEM_ERROR"), (500, "InternalError"), (503, "anything at all")]
)
def test_the_providers_own_trouble_is_unclear(status, code):
    with pytest.raises(sms.Unclear):
        read_answer(status, json.dumps({"Code": code}).encode())


def test_a_port_where_nobody_listens_is_not_sent(settings):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    configure(settings, f"http://127.0.0.1:{port}")
    with pytest.raises(sms.NotSent, match="ConnectionRefusedError") as caught:
        Aliyun().send("+8613800000001", "code", {"code": "1"})
    assert not caught.value.is_final


def test_a_certificate_that_nobody_vouches_for_is_not_sent(settings, provider, self_signed):
    provider.socket = self_signed.wrap_socket(provider.socket, server_side=True)
    configure(settings, f"https://127.0.0.1:{provider.server_port}")
    with pytest.raises(sms.NotSent, match="SSLCertVerificationError"):
        Aliyun().send("+8613800000001", "code", {"code": "1"})
    assert provider.requests == []


@pytest.fixture
def self_signed(tmp_path):
    import ssl
    from datetime import timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    file = tmp_path / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(certificate + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("name", ["key_id", "key_secret", "signature", "endpoint"])
def test_without_its_account_the_adapter_does_not_start(settings, name):
    configure(settings, "https://dysmsapi.aliyuncs.com", **{name: ""})
    with pytest.raises(ImproperlyConfigured, match=name):
        Aliyun()


def test_without_tls_only_this_machine_is_spoken_to(settings):
    configure(settings, "http://dysmsapi.aliyuncs.com")
    with pytest.raises(ImproperlyConfigured, match="https"):
        Aliyun()
