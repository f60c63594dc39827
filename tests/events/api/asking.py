"""How do the tests ask the API? Each answer is checked for what holds for all of them."""

from typing import Any

from django.test import Client


def ask(
    client: Client, path: str, *, method: str = "get", status: int | None = 200, token: str = "", **more: Any
) -> Any:
    """Return the answer to one request, whose status (unless None) and type are checked."""
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    if "body" in more:
        more |= {"data": more.pop("body"), "content_type": "application/json"}
    answer = getattr(client, method)(path, **headers, **more)
    assert status in (None, answer.status_code), answer.content.decode()
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
        assert answer["Cache-Control"] == "no-store"
    elif answer.status_code != 304:
        assert answer["Content-Type"].startswith("application/json")
    assert "Accept-Language" in answer["Vary"]
    return answer


def items(client: Client, path: str, **more: Any) -> list[dict[str, Any]]:
    """Return the entries of the first page of a list."""
    return ask(client, path, **more).json()["items"]
