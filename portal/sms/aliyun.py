"""How is a short message handed to Aliyun? ``SendSms`` over HTTPS, signed by ACS3-HMAC-SHA256, without an SDK.

The connection is opened before the request is written, so that a failure before that point is certainly "not
sent" and every failure after it is unclear.
"""

import hashlib
import hmac
import http.client
import json
import secrets
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from portal.sms.transport import NotSent, Receipt, Unclear

ALGORITHM = "ACS3-HMAC-SHA256"
ACTION, VERSION = "SendSms", "2017-05-25"
CONNECT_SECONDS = ANSWER_SECONDS = 8.0
LARGEST_ANSWER = 64 * 1024
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
#: The provider's own troubles: whether it sent the message before them, its answer does not say.
UNCLEAR_CODES = {"isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "isp.UNKNOWN", "InternalError", "ServiceUnavailable"}
#: Refused for now: too many at once, or the account is out of money.
PASSING_CODES = ("Throttling", "isv.BUSINESS_LIMIT", "BUSINESS_LIMIT", "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE")


class Aliyun:
    """Sends by the account and the approved templates that the settings ``SMS_ALIYUN`` and ``SMS_TEMPLATES`` name."""

    def __init__(self) -> None:
        account = settings.SMS_ALIYUN
        if missing := [name for name in ("key_id", "key_secret", "signature", "endpoint") if not account.get(name)]:
            raise ImproperlyConfigured(f"SMS_ALIYUN lacks {', '.join(missing)}.")
        self._key_id, self._key_secret = account["key_id"], account["key_secret"]
        self._signature, self._endpoint = account["signature"], urlsplit(account["endpoint"])
        if self._endpoint.scheme != "https" and self._endpoint.hostname not in LOOPBACK:
            raise ImproperlyConfigured("SMS_ALIYUN's endpoint must be https://.")
        self._tls = ssl.create_default_context()

    def send(self, phone: str, template: str, variables: Mapping[str, str]) -> Receipt:
        query = {
            "PhoneNumbers": phone.removeprefix("+86"),
            "SignName": self._signature,
            "TemplateCode": template_code(template),
            "TemplateParam": json.dumps(dict(variables), ensure_ascii=False),
        }
        status, body = self._post(query)
        return read_answer(status, body)

    def _post(self, query: Mapping[str, str]) -> tuple[int, bytes]:
        headers = signed_headers(
            host=self._endpoint.netloc,
            query=query,
            action=ACTION,
            version=VERSION,
            key_id=self._key_id,
            key_secret=self._key_secret,
            at=timezone.now(),
            nonce=secrets.token_hex(16),
        )
        connection = self._connection()
        try:
            try:
                connection.connect()
            except OSError as error:
                raise NotSent(f"no connection: {type(error).__name__}") from error
            try:
                connection.sock.settimeout(ANSWER_SECONDS)
                connection.request("POST", f"/?{canonical_query(query)}", body=b"", headers=headers)
                answer = connection.getresponse()
                return answer.status, answer.read(LARGEST_ANSWER)
            except (OSError, http.client.HTTPException) as error:
                raise Unclear(f"no answer: {type(error).__name__}") from error
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._endpoint.hostname or "", self._endpoint.port
        if self._endpoint.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=CONNECT_SECONDS, context=self._tls)
        return http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)


def template_code(template: str) -> str:
    """Return the provider's code of a template; an English one without a code of its own is sent in Chinese."""
    codes: Mapping[str, str] = settings.SMS_TEMPLATES
    code = codes.get(template) or codes.get(template.removesuffix(".en"))
    if not code:
        raise NotSent(f"not approved by the provider, no template code: {template}", is_final=True)
    return code


def read_answer(status: int, body: bytes) -> Receipt:
    """Return the receipt in an answer; raise ``NotSent`` with the provider's code, or ``Unclear``."""
    try:
        answer = json.loads(body)
        code = str(answer["Code"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unclear(f"unreadable answer, HTTP {status}") from error
    if code == "OK":
        return Receipt(provider_id=str(answer.get("BizId", ""))[:100])
    if code in UNCLEAR_CODES or status >= 500:
        raise Unclear(code)
    raise NotSent(code, is_final=not code.startswith(PASSING_CODES))


def canonical_query(query: Mapping[str, str]) -> str:
    """Return the parameters sorted and percent-encoded by RFC 3986."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))


def signed_headers(
    *,
    host: str,
    query: Mapping[str, str],
    action: str,
    version: str,
    key_id: str,
    key_secret: str,
    at: datetime,
    nonce: str,
) -> dict[str, str]:
    """Return the headers of a POST without a body, signed: the request made canonical, hashed, and its HMAC."""
    body_hash = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": body_hash,
        "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = "\n".join(["POST", "/", canonical_query(query), lines, names, body_hash])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return {
        **headers,
        "Authorization": f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}",
        "Accept": "application/json",
    }
