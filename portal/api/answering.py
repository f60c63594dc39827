"""What holds for every answer of the API? Its language, its tag, how long it may be kept, and HEAD."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from portal.api.problems import problem

#: Public answers; what changes by the minute says so itself.
KEPT_FOR_A_WHILE = "public, max-age=30"
NEVER_KEPT = "private, no-store"


def answered(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Wrap a view of the API so that whatever it returns is a whole answer."""

    @wraps(view)
    def whole(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = asked_language(request)
        is_head = request.method == "HEAD"
        with translation.override(language):
            if is_head:
                request.method = "GET"
            response: HttpResponse = view(request, *args, **kwargs)
            if response.status_code == 405:
                response = _no_such_method(response)
            response = _tagged(request, response)
        response["Content-Language"] = language
        response["X-Content-Type-Options"] = "nosniff"
        patch_vary_headers(response, ("Accept-Language", "Authorization"))
        if is_head:
            request.method = "HEAD"
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    # No cookie says who calls, so nobody's browser can be made to act for them.
    whole.csrf_exempt = True  # type: ignore[attr-defined]
    return whole


def asked_language(request: HttpRequest) -> str:
    """Return the first language of Accept-Language that the portal speaks; no cookie is asked."""
    for code, quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200]):
        if code == "*" or not quality:
            continue
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def _no_such_method(response: HttpResponse) -> HttpResponse:
    methods = {method.strip() for method in response["Allow"].split(",")}
    if "GET" in methods:
        methods.add("HEAD")
    return problem(405, headers={"Allow": ", ".join(sorted(methods))})


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give what anybody may read its tag, and answer 304 to whoever has it already."""
    if response.status_code != 200 or request.method != "GET":
        response.headers.setdefault("Cache-Control", "no-store")
        return response
    if getattr(request, "auth", None) is not None:
        response["Cache-Control"] = NEVER_KEPT
        return response
    response.headers.setdefault("Cache-Control", KEPT_FOR_A_WHILE)
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
