"""One resident's last step over HTTP, repeated with the same key until somebody answers."""

import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode

#: Seconds within which every resident must have an answer, however many workers die.
PATIENCE = 90


@dataclass(frozen=True)
class Resident:
    """What a signed-in browser holds."""

    person_id: int
    session_key: str


def sign_up(port: int, path: str, resident: Resident) -> int:
    """Open the check page and press confirm; return how many times it was pressed."""
    cookies = {"sessionid": resident.session_key}
    path = f"{path}?person={resident.person_id}"
    page = until_answered(port, "GET", path, cookies, None)
    form = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "key")}
    presses = 0
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        presses += 1
        status, _body = ask(port, "POST", path, cookies, form)
        if status == 302:
            return presses
        if 400 <= status < 500:
            raise AssertionError(f"refused with {status}")
    raise AssertionError("nobody answered")


def sign_up_all(port: int, path: str, residents: list[Resident]) -> int:
    """Sign these residents up one after the other; return how many times confirm was pressed."""
    return sum(sign_up(port, path, resident) for resident in residents)


def until_answered(port: int, method: str, path: str, cookies: dict[str, str], form: dict[str, str] | None) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        status, body = ask(port, method, path, cookies, form)
        if status == 200:
            return body
        if 300 <= status < 500:
            raise AssertionError(f"{path.split('?')[0]} answered {status}")
    raise AssertionError("nobody answered")


def ask(port: int, method: str, path: str, cookies: dict[str, str], form: dict[str, str] | None) -> tuple[int, str]:
    """Return status and body; status 0 when the connection broke, as it does when a worker is killed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    body = None
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()
    for cookie in answer.headers.get_all("Set-Cookie") or []:
        name, _, rest = cookie.partition("=")
        cookies[name] = rest.split(";")[0]
    return answer.status, text


def hidden(page: str, name: str) -> str:
    for field in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in field:
            return re.search(r'value="([^"]*)"', field)[1]
    raise AssertionError(f"no field {name}")
