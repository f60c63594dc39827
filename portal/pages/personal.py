"""Which answers may nobody keep? Those below /me/, whoever renders them: no shared cache, no back button's copy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_from_path


def personal_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Mark every answer below /me/ as private, one that a view forgot as well."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if is_personal(request.path_info) and "no-store" not in response.get("Cache-Control", ""):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware


def is_personal(path: str) -> bool:
    """Return whether the address is somebody's own corner, in either language."""
    language = get_language_from_path(path)
    return path.removeprefix(f"/{language}" if language else "").startswith("/me/")
