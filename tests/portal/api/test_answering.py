"""What holds for every answer of the API, whatever it is about."""

import pytest
from django.db import OperationalError
from django.http import Http404
from django.test import Client, RequestFactory

from portal.api import problems
from portal.api.answering import answered, asked_language
from tests.events.api.asking import ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh-hans"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("fr, en;q=0.5", "en"),
        ("*", "zh-hans"),
        ("en;q=0, zh", "zh-hans"),
        ("nonsense;;;,,,=", "zh-hans"),
    ],
)
def test_the_language_is_the_first_that_the_portal_speaks(header, language):
    assert asked_language(RequestFactory().get("/", headers={"Accept-Language": header})) == language


def test_problems_are_in_the_language_that_is_asked_for(client):
    chinese = ask(client, "/api/v1/programmes?limit=0", status=422)
    english = ask(client, "/api/v1/programmes?limit=0", status=422, HTTP_ACCEPT_LANGUAGE="en")
    assert english.json()["errors"][0]["message"] == "Please give at least 1."
    assert chinese.json()["errors"][0]["message"] == "不能小于 1。"
    assert (chinese["Content-Language"], english["Content-Language"]) == ("zh-hans", "en")
    assert english.json()["type"] == "urn:linli:problem:invalid"


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing", "/api/v2/", "/api/v1/events/", "/api/v1/%00", "/api/x/y"])
def test_an_address_that_is_not_there_is_a_problem(path, client):
    assert ask(client, path, status=404).json()["reason"] == "not_found"
    assert ask(client, path, method="post", status=404).json()["reason"] == "not_found"


def test_a_method_that_is_not_there_says_which_are():
    strict = Client(enforce_csrf_checks=True)
    answer = ask(strict, "/api/v1/programmes", method="post", status=405)
    assert answer["Allow"] == "GET, HEAD"


def test_head_answers_as_get_without_the_body(client, founded):
    get, head = ask(client, "/api/v1/categories"), client.head("/api/v1/categories")
    assert head.status_code == 200
    assert head.content == b""
    assert (head["ETag"], head["Content-Length"]) == (get["ETag"], str(len(get.content)))


def test_the_document_is_there_and_names_no_foreign_host(client):
    document = ask(client, "/api/v1/openapi.json")
    assert document.json()["openapi"] == "3.1.0"
    assert "http://" not in document.content.decode().replace("http://localhost:8000", "")
    assert "https://" not in document.content.decode()
    assert ask(client, "/api/v1/").json()["document"] == "/api/v1/openapi.json"
    assert client.get("/api/v1/docs").status_code == 404


def test_every_refusal_in_the_document_is_a_problem(client):
    paths = ask(client, "/api/v1/openapi.json").json()["paths"]
    refusals = [
        answer
        for methods in paths.values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
        if int(status) >= 400
    ]
    assert refusals
    for answer in refusals:
        assert list(answer["content"]) == ["application/problem+json"]


def raising(error: Exception):
    def view(request):
        try:
            raise error
        except Exception as caught:
            return problems.HANDLERS[next(cls for cls in type(caught).__mro__ if cls in problems.HANDLERS)](
                request, caught
            )

    return answered(view)


def test_a_mistake_of_ours_tells_nothing(rf):
    answer = raising(ValueError("select secret from table"))(rf.get("/api/v1/x"))
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_a_busy_database_asks_to_come_back(rf):
    error = OperationalError("lost")
    answer = raising(error)(rf.get("/api/v1/x"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert raising(Http404())(rf.get("/api/v1/x")).status_code == 404


def test_a_body_that_is_too_large_is_a_problem(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert problems.problem(413).status_code == 413
