"""How is a message handed to WeChat? Template messages of an official account, over HTTPS, without an SDK.

``client_msg_id`` makes a repeated message one; so an unclear one may be sent again within ten minutes, and no later.
"""

import http.client
import json
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from portal.wechat.sending import template_of
from portal.wechat.transport import NotSent, Receipt, Unclear

CONNECT_SECONDS = ANSWER_SECONDS = 8.0
LARGEST_ANSWER = 64 * 1024
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
#: The token has gone stale, or another server has fetched a new one.
STALE_TOKEN = {40001, 40014, 42001}
#: Refused for now: WeChat is busy, or too many at once.
PASSING_CODES = {-1, 45009, 45011, 45047}
#: The most that a field of the kind "thing" holds.
FIELD_LENGTH = 20
CACHED_AS = "wechat:access"
#: WeChat gives a token for two hours; it is fetched anew before that.
TOKEN_SECONDS = 6000


class OfficialAccount:
    """Sends by the account and the templates that ``WECHAT``, ``WECHAT_TEMPLATES`` and ``WECHAT_FIELDS`` name."""

    def __init__(self) -> None:
        account = settings.WECHAT
        if missing := [name for name in ("app_id", "app_secret", "endpoint") if not account.get(name)]:
            raise ImproperlyConfigured(f"WECHAT lacks {', '.join(missing)}.")
        self._app_id, self._secret = account["app_id"], account["app_secret"]
        self._endpoint = urlsplit(account["endpoint"])
        if self._endpoint.scheme != "https" and self._endpoint.hostname not in LOOPBACK:
            raise ImproperlyConfigured("WECHAT's endpoint must be https://.")
        self._tls = ssl.create_default_context()

    def send(self, open_id: str, template: str, facts: Mapping[str, str], *, url: str, number: str) -> Receipt:
        if not (code := template_of(template)):
            raise NotSent(f"no WeChat template for {template}", is_final=True)
        body = {
            "touser": open_id,
            "template_id": code,
            "url": url,
            "client_msg_id": number,
            "data": fields_of(facts),
        }
        answer = self._with_token("/cgi-bin/message/template/send", body)
        return Receipt(provider_id=str(answer.get("msgid", ""))[:100])

    def open_id_of(self, code: str) -> str:
        query = {"appid": self._app_id, "secret": self._secret, "code": code, "grant_type": "authorization_code"}
        try:
            answer = self._ask("GET", f"/sns/oauth2/access_token?{urlencode(query)}")
        except Unclear as error:
            raise NotSent(error.reason) from error
        if not (open_id := answer.get("openid")):
            raise NotSent(f"WeChat {answer.get('errcode')}", is_final=True)
        return str(open_id)

    def _with_token(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send with the token at hand, once more with a fresh one when it has gone stale."""
        for is_fresh in (False, True):
            answer = self._ask("POST", f"{path}?access_token={self._token(is_fresh=is_fresh)}", body)
            code = int(answer.get("errcode", 0))
            if code not in STALE_TOKEN:
                break
        if code:
            raise NotSent(f"WeChat {code}", is_final=code not in PASSING_CODES | STALE_TOKEN)
        return answer

    def _token(self, *, is_fresh: bool) -> str:
        if not is_fresh and (known := cache.get(CACHED_AS)):
            return str(known)
        body = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
        try:
            answer = self._ask("POST", "/cgi-bin/stable_token", {**body, "force_refresh": is_fresh})
        except Unclear as error:
            # Nothing was sent yet: only the token is missing.
            raise NotSent(error.reason) from error
        if not (token := answer.get("access_token")):
            raise NotSent(f"no token: WeChat {answer.get('errcode')}")
        cache.set(CACHED_AS, token, timeout=min(TOKEN_SECONDS, max(int(answer.get("expires_in", 0)) - 300, 60)))
        return str(token)

    def _ask(self, method: str, address: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        connection = self._connection()
        try:
            try:
                connection.connect()
            except OSError as error:
                raise NotSent(f"no connection: {type(error).__name__}") from error
            try:
                connection.sock.settimeout(ANSWER_SECONDS)
                payload = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
                connection.request(method, address, body=payload, headers={"Content-Type": "application/json"})
                answer = connection.getresponse()
                return _read(answer.status, answer.read(LARGEST_ANSWER))
            except (OSError, http.client.HTTPException) as error:
                raise Unclear(f"no answer: {type(error).__name__}") from error
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._endpoint.hostname or "", self._endpoint.port
        if self._endpoint.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=CONNECT_SECONDS, context=self._tls)
        return http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)


def _read(status: int, body: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(body)
        if status >= 500 or not isinstance(answer, dict):
            raise ValueError
    except ValueError as error:
        raise Unclear(f"unreadable answer, HTTP {status}") from error
    return answer


def fields_of(facts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return our facts under the names that the template's fields have; what it has no field for is left out."""
    names: Mapping[str, str] = settings.WECHAT_FIELDS
    return {names[fact]: {"value": value[:FIELD_LENGTH]} for fact, value in facts.items() if fact in names}
