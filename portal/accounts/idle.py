"""When does a workspace that nobody sits at close? After fifteen minutes without a sign of life.

A sign is a page that somebody opens or saves, or the browser's word that keys are pressed (``alive``); what the editor
asks by itself is none. The screen warns a minute before and keeps what is typed; see ``theme/static/js/idle.js``.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.returning import with_query

SESSION_KEY = "workspace_seen_at"
#: Asked by the editor itself, again and again, whether or not somebody sits there.
BY_ITSELF = frozenset({"wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release"})
#: The session is written at most so often.
NOTED_EVERY_SECONDS = 60


class IdleExitMiddleware:
    """Sign out whoever comes back to the workspace after too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.prefix = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: tuple, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Answer in the view's place when the time is over; else note that somebody is there."""
        limit = settings.STAFF_IDLE_MINUTES * 60
        if not limit or not request.path_info.startswith(self.prefix) or not request.user.is_authenticated:
            return None
        now = int(time.time())
        seen = request.session.get(SESSION_KEY, now)
        if now - seen > limit:
            logout(request)
            return _closed(request)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name not in BY_ITSELF and (SESSION_KEY not in request.session or abs(now - seen) >= NOTED_EVERY_SECONDS):
            request.session[SESSION_KEY] = now
        return None


def _closed(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in; a form that was sent is not answered so, for going back still has what was typed."""
    sign_in = with_query(reverse("accounts:sign_in"), next=reverse("wagtailadmin_home"))
    if request.headers.get("Sec-Fetch-Dest") == "empty" or "json" in request.headers.get("Accept", ""):
        return JsonResponse({"signed_out": True}, status=403)
    if request.method in ("GET", "HEAD"):
        return redirect(with_query(reverse("accounts:sign_in"), next=request.get_full_path()))
    return render(request, "accounts/idle.html", {"sign_in": sign_in}, status=403)


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Tell the workspace's script that the session lives, and the token that its forms need after a new sign-in."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_out": True}, status=403)
    return JsonResponse({"token": get_token(request)})
