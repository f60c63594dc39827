"""A log line has structure and an id, and no number, address, token or row of anybody."""

import io
import json
import logging

import pytest
import structlog
from django.http import HttpResponse

from portal.logs import without_personal_values
from portal.request_log import RequestLog
from portal.settings.logging import configuration


@pytest.fixture
def lines():
    """Write log lines as production does and return them."""
    line = configuration(level="INFO", is_readable=False)["formatters"]["line"]
    handler = logging.StreamHandler(stream := io.StringIO())
    handler.setFormatter(line.pop("()")(**line))
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers, root.level = [handler], logging.INFO

    def read() -> list[dict]:
        text = stream.getvalue()
        stream.seek(stream.truncate(0))
        return [json.loads(line) for line in text.splitlines()]

    yield read
    root.handlers, root.level = before, level


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sent to +8613800000001", "sent to 138****0001"),
        ("13800000001,13900000002", "138****0001,139****0002"),
        ("order 2026112213800000001234", "order 2026112213800000001234"),
        ("wang.xiaoying@example.com bounced", "***@*** bounced"),
        ("duplicate key\nDETAIL:  Key (name)=(王小英) already exists.", "duplicate key\nDETAIL: …"),
    ],
)
def test_personal_values_are_left_out(text, shown):
    assert without_personal_values(text) == shown


def test_a_line_is_json_with_its_request(lines):
    structlog.contextvars.bind_contextvars(request_id="r-1")
    structlog.get_logger("portal.test").warning("thing.done", phone="+8613800000001", many=["a@b.cn"], count=2)
    structlog.contextvars.clear_contextvars()
    (line,) = lines()
    assert line["event"] == "thing.done"
    assert (line["request_id"], line["level"], line["logger"]) == ("r-1", "warning", "portal.test")
    assert (line["phone"], line["many"], line["count"]) == ("138****0001", ["***@***"], 2)


def test_a_librarys_line_and_its_traceback_are_cleaned_too(lines):
    try:
        raise ValueError("no such user: 13800000001")
    except ValueError:
        logging.getLogger("some.library").exception("failed for %s", "wang@example.com")
    (line,) = lines()
    assert line["event"] == "failed for ***@***"
    assert "138****0001" in line["exception"]
    assert "13800000001" not in json.dumps(line)


def test_a_missing_page_is_logged_by_its_route_and_not_its_address(lines, client, db):
    client.get("/nowhere/secret-token/?q=13800000001")
    found = [line for line in lines() if line["event"] == "request.refused"]
    assert [(line["status"], line["method"]) for line in found] == [(404, "GET")]
    assert "secret-token" not in json.dumps(found)


def test_each_request_has_an_id_and_one_line(lines, client):
    response = client.get("/en/easy-view/")
    (line,) = [line for line in lines() if line["event"] == "request"]
    assert line["request_id"] == response["X-Request-ID"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "en/easy-view/", 405)
    assert client.get("/healthz").status_code == 200
    assert [line for line in lines() if line["event"] == "request"] == []


@pytest.mark.parametrize(
    ("given", "is_taken"), [("abc-12345678", True), ("x\ny", False), ("短", False), ("a" * 65, False)]
)
def test_only_a_plain_id_is_taken_from_a_proxy(rf, given, is_taken):
    response = RequestLog(lambda request: HttpResponse())(rf.get("/", headers={"X-Request-ID": given}))
    assert (response["X-Request-ID"] == given) is is_taken
