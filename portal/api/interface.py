"""What is the API, and what does its document say? The apps contribute the addresses, this makes one whole of them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import NinjaAPI, Router, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from portal.api import problems
from portal.api.answering import answered

DESCRIPTION = """\
Programmes, events, sessions and places left are open to all. Everything else needs a token, sent as
`Authorization: Bearer …`; it can never do more than the account that it belongs to.

Every refusal is a problem (RFC 9457): `reason` is for code, `detail` for people, in Chinese or, with
`Accept-Language: en`, in English.
"""


class Readable(JSONRenderer):
    """JSON with Chinese characters as they are: half the bytes, and one can read it."""

    json_dumps_params = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """The API as the portal answers it: every view wrapped, and a document that says what is really sent."""

    def _get_urls(self) -> list[Any]:
        patterns = super()._get_urls()
        for pattern in patterns:
            pattern.callback = answered(pattern.callback)  # type: ignore[arg-type]
        return patterns

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """Return the document; ninja calls every answer JSON, and problems have a type of their own."""
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        del document["servers"]
        for methods in document["paths"].values():
            for operation in methods.values():
                for parameter in operation["parameters"]:
                    parameter["schema"] = _given(parameter["schema"])
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {problems.CONTENT_TYPE: answer["content"].pop("application/json")}
        return document


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what a parameter looks like when it is given: an address cannot say null, it leaves it out."""
    wordings = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    return {**{name: value for name, value in schema.items() if name != "anyOf"}, **wordings[0]} if wordings else schema


class Contents(Schema):
    """Where the document is."""

    name: str
    version: str
    document: str


root = Router(tags=["document"])


@root.get("", response=Contents, operation_id="contents", summary="Where the document is")
def contents(request: HttpRequest) -> dict[str, str]:
    return {"name": "邻里 Linli", "version": "1", "document": reverse("api:openapi-json")}


def compose(routers: Any) -> Interface:
    """Return the API made of these routers."""
    api = Interface(
        title="邻里 Linli",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
        renderer=Readable(),
    )
    problems.register(api)
    for router in (root, *routers):
        api.add_router("", router)
    return api
